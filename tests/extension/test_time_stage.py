"""Counting, the counter, the budget and the question, in both browsers, on a page whose clock the test moves."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.extension.conftest import EXTENSION, HERE

pytestmark = pytest.mark.browser

MINUTE = 60_000
SCRIPTS = ("link.js", "layer.js", "room.js", "time.js", "notice.js", "counter.js")
STYLE = json.dumps((EXTENSION / "content" / "parts.css").read_text(encoding="utf-8"))
WORDS = (EXTENSION / "_locales" / "en" / "messages.json").read_text(encoding="utf-8")
AXE = (HERE / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PURPOSES = [{"purpose": "goal:1", "label": "Find a peer group"}, {"purpose": "looking", "label": "Just looking"}]


def html(ground: str) -> str:
    sources = [HERE / "stage.js", *(EXTENSION / "content" / name for name in SCRIPTS)]
    scripts = "".join(f"<script>{source.read_text(encoding='utf-8')}</script>" for source in sources)
    style = f"html{{color-scheme:{'dark' if ground == '#111' else 'light'}}}body{{background:{ground};margin:0}}"
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>A site</title><style>{style}</style>"
        f"<body><main style='height:3000px'><h1 style='color:gray'>Home</h1><video id=film></video></main>{scripts}"
        f"<script>Stage.style = {STYLE}</script>"
    )


def answer(url: str) -> tuple[int, dict[str, str], str]:
    """The page, or one of the worker's modules behind it."""
    path = urlsplit(url).path
    if path.startswith("/background/"):
        return 200, {"Content-Type": "text/javascript"}, (EXTENSION / path[1:]).read_text(encoding="utf-8")
    return 200, {"Content-Type": "text/html; charset=utf-8"}, html("#111" if "dark" in path else "#fff")


@pytest.fixture
def browser(own_browser: Any) -> Any:
    """The browser of the whole run: nothing of the extension runs on the stage's own host."""
    own_browser.serve("stage.example", answer)
    return own_browser


def begin(browser: Any, path: str = "home", **entries: Any) -> None:
    """Open the page; ``used`` is today's time so far in milliseconds."""
    browser.goto(f"https://stage.example/{path}")
    used = entries.pop("used", 0)
    stored = {"visit": {"purpose": None, "label": "", "started_at": 1}, "prompt": {"skips": 0, "resting_until": 0}}
    stored |= entries
    browser.js(
        f"Stage.begin({WORDS}, {{seen_at: Stage.wallStart, today: Stage.today({used}), ...{json.dumps(stored)}}})"
    )


def server(**settings: Any) -> dict[str, Any]:
    return {"settings": settings, "purposes": PURPOSES, "paused_until": 0}


def passes(browser: Any, ms: float) -> None:
    browser.js(f"Stage.pass({ms})")


def slices(browser: Any) -> list[tuple[int, int]]:
    return [(one["start"], one["end"]) for one in browser.js("Stage.slices()")]


def touches(browser: Any) -> None:
    # Any trusted input is use; a move of the mouse costs Chromium's driver nearly a second.
    browser.keys("ArrowLeft")


def test_a_minute_without_input_is_counted_and_not_a_second_more(browser: Any) -> None:
    begin(browser)
    passes(browser, 5 * MINUTE)
    assert slices(browser) == [(0, MINUTE)]


def test_counting_goes_on_with_the_next_touch(browser: Any) -> None:
    begin(browser)
    passes(browser, 2 * MINUTE)
    touches(browser)
    passes(browser, 10_000)
    assert slices(browser) == [(0, MINUTE), (2 * MINUTE, 2 * MINUTE + 10_000)]


def test_each_tick_is_written_down_so_that_five_seconds_are_the_most_that_can_be_lost(browser: Any) -> None:
    begin(browser)
    for second in range(1, 13):
        passes(browser, 1000)
        assert browser.js("Stage.total()") >= second * 1000 - 5000


def test_an_hour_of_use_is_a_chain_of_slices_of_a_minute(browser: Any) -> None:
    begin(browser)
    for _ in range(12):
        touches(browser)
        passes(browser, 30_000)
    assert browser.js("Stage.total()") == 6 * MINUTE
    assert slices(browser) == [(minute * MINUTE, (minute + 1) * MINUTE) for minute in range(6)]


def test_leaving_the_window_ends_the_slice_at_the_instant_of_the_blur(browser: Any) -> None:
    begin(browser)
    passes(browser, 7000)
    browser.js("(Stage.focus = Stage.windowFocus = false, dispatchEvent(new Event('blur')))")
    passes(browser, 20_000)
    assert slices(browser) == [(0, 7000)]


def test_the_slice_ends_at_the_blur_also_when_the_browser_tells_of_the_other_window_first(browser: Any) -> None:
    begin(browser)
    passes(browser, 7000)
    browser.js("(Stage.focus = Stage.windowFocus = false, dispatchEvent(new Event('blur')))")
    passes(browser, 290)
    browser.js("Stage.tell({type: 'focus-changed', focused: false})")
    passes(browser, 20_000)
    assert slices(browser) == [(0, 7000)]


def test_the_address_bar_and_a_frame_take_the_focus_but_not_the_count(browser: Any) -> None:
    begin(browser)
    passes(browser, 4000)
    browser.js("(Stage.focus = false, dispatchEvent(new Event('blur')))")
    passes(browser, 16_000)
    [(start, end)] = slices(browser)
    assert start == 0
    assert end > 15_000


def test_another_application_in_front_of_the_address_bar_stops_the_count(browser: Any) -> None:
    begin(browser)
    browser.js("(Stage.focus = false, dispatchEvent(new Event('blur')))")
    passes(browser, 8000)
    browser.js("Stage.tell({type: 'focus-changed', focused: false})")
    passes(browser, 20_000)
    assert slices(browser) == [(0, 8000)]
    browser.js("Stage.tell({type: 'focus-changed', focused: true})")
    passes(browser, 3000)
    browser.js("Stage.tell({type: 'locked'})")
    passes(browser, 20_000)
    assert slices(browser) == [(0, 8000), (28_000, 31_000)]


def test_a_window_that_flutters_on_its_way_to_the_dock_ends_one_slice(browser: Any) -> None:
    begin(browser)
    passes(browser, 6000)
    browser.js("(Stage.focus = false, dispatchEvent(new Event('blur')))")
    browser.js("(Stage.focus = true, dispatchEvent(new Event('focus')))")
    browser.js("(Stage.focus = Stage.windowFocus = false, dispatchEvent(new Event('blur')))")
    browser.js("(Stage.visible = false, document.dispatchEvent(new Event('visibilitychange')))")
    passes(browser, 20_000)
    assert slices(browser) == [(0, 6000)]


def test_a_frozen_process_is_not_counted(browser: Any) -> None:
    begin(browser)
    passes(browser, 5000)
    browser.js("Stage.freeze(25000)")
    passes(browser, 10_000)
    total = browser.js("Stage.total()")
    assert 5000 <= total <= 15_000
    assert (0, 5000) in slices(browser)


def test_a_clock_that_is_set_forward_or_back_is_not_counted(browser: Any) -> None:
    for jump in (3_600_000, -3_600_000):
        begin(browser)
        passes(browser, 5000)
        browser.js(f"Stage.setClock({jump})")
        passes(browser, 10_000)
        assert browser.js("Stage.total()") == 10_000


def test_a_film_in_view_counts_for_half_an_hour_without_a_touch(browser: Any) -> None:
    begin(browser)
    browser.js(
        "(['paused', 'ended'].forEach((key) => Object.defineProperty(film, key, {value: false})),"
        "Object.defineProperty(film, 'readyState', {value: 4}), film.style.width = '640px', 1)"
    )
    passes(browser, 40 * MINUTE)
    assert browser.js("Stage.total()") == 30 * MINUTE


def test_messages_can_be_left_out(browser: Any) -> None:
    begin(browser, "messages/7", server=server(count_messages=False))
    passes(browser, 20_000)
    assert slices(browser) == []
    begin(browser, "messages/7", server=server(count_messages=True))
    passes(browser, 20_000)
    assert slices(browser) == [(0, 20_000)]


def test_a_pause_of_the_count_is_kept(browser: Any) -> None:
    begin(browser)
    passes(browser, 5000)
    browser.js("chrome.storage.local.set({pause: {until: Stage.wallStart + 60000, sites: {}}})")
    passes(browser, 20_000)
    assert browser.js("Stage.total()") == 5000
    passes(browser, 40_000)
    touches(browser)
    passes(browser, 5000)
    assert browser.js("Stage.total()") == 10_000


def test_an_orphan_of_a_reloaded_extension_stops_and_takes_its_things_away(browser: Any) -> None:
    begin(browser)
    passes(browser, 7000)
    browser.js("(chrome.runtime.id = undefined, 1)")
    passes(browser, 30_000)
    assert slices(browser) == [(0, 5000)]
    assert browser.js("Stage.parts().length") == 0


def test_the_counter_moves_each_second_without_a_request(browser: Any) -> None:
    begin(browser, used=61_000)
    browser.js("Stage.messages.splice(0)")
    seen = []
    for _ in range(4):
        passes(browser, 1000)
        seen.append(browser.js("Stage.text('pill')")[:4])
    assert seen == ["1:02", "1:03", "1:04", "1:05"]
    assert [message for message in browser.js("Stage.messages") if message["type"] != "drain"] == []


def test_the_counter_moves_by_arrow_keys_and_stays_there(browser: Any) -> None:
    begin(browser)
    passes(browser, 1000)
    before = browser.js("Stage.at('pill')")
    browser.js("Stage.part('pill').focus()")
    browser.keys("ArrowUp", "ArrowUp", "ArrowRight")
    passes(browser, 5000)
    after = browser.js("Stage.at('pill')")
    assert (after[0] - before[0], after[1] - before[1]) == (16, -32)
    assert browser.js("Stage.store.settings.counter.corner") == "bottom-left"


def test_the_counter_gives_way_to_a_box_that_opens_under_it(browser: Any) -> None:
    begin(browser)
    passes(browser, 1000)
    x, y, width, _height = browser.js("Stage.at('pill')")
    browser.js(f"(Stage.clear = [{{x: {x}, y: {y - 100}, width: 400, height: 200}}], 1)")
    passes(browser, 1000)
    assert browser.js("Stage.at('pill')")[0] > x + width
    browser.js("(Stage.clear = [{x: 0, y: 0, width: 5000, height: 5000}], 1)")
    passes(browser, 1000)
    assert not browser.js("Stage.isShown('pill')")


def test_the_counter_can_be_hidden(browser: Any) -> None:
    begin(browser)
    passes(browser, 1000)
    browser.point(*browser.js("Stage.button('pill', '×')"))
    passes(browser, 2000)
    assert browser.js("Stage.part('pill')") is None
    assert browser.js("Stage.store.settings.counter.shown") is False


def test_a_quiet_line_at_80_percent_goes_by_itself(browser: Any) -> None:
    begin(browser, used=719_000)
    passes(browser, 2000)
    assert "12 min of 15 min used. 3 min left for today." in browser.js("Stage.text('line')")
    passes(browser, 13_000)
    assert browser.js("Stage.part('line')") is None
    levels = "Object.entries(Stage.store).filter(([key]) => key.startsWith('e:')).map(([, event]) => event.level)"
    assert browser.js(levels) == [1, 2]


def test_the_card_at_100_percent_waits_until_nobody_writes(browser: Any) -> None:
    begin(browser, used=899_000)
    browser.js("(Stage.composing = true, 1)")
    passes(browser, 10_000)
    assert browser.js("Stage.part('budget')") is None
    browser.js("(Stage.composing = false, 1)")
    passes(browser, 1000)
    assert browser.js("Stage.isShown('budget')")
    browser.js("(Stage.composing = true, 1)")
    passes(browser, 1000)
    assert not browser.js("Stage.isShown('budget')")


def presses(browser: Any, words: str) -> None:
    browser.point(*browser.js(f"Stage.button('budget', {json.dumps(words)})"))


def test_five_more_minutes_of_use_twice_a_day_and_each_is_told(browser: Any) -> None:
    begin(browser, used=899_000)
    passes(browser, 2000)
    for left in (1, 0):
        presses(browser, "5 more minutes")
        for _ in range(10):
            touches(browser)
            passes(browser, 29_000)
            assert browser.js("Stage.part('budget')") is None
        touches(browser)
        passes(browser, 15_000)
        assert browser.js("Stage.isShown('budget')")
        assert (browser.js("Stage.button('budget', '5 more minutes')") is not None) == (left > 0)
    assert browser.js("Stage.events().filter((kind) => kind === 'extra-minutes').length") == 2


def test_done_for_today_and_close_this_tab(browser: Any) -> None:
    begin(browser, used=899_000)
    passes(browser, 2000)
    presses(browser, "Done for today")
    passes(browser, 30_000)
    assert browser.js("Stage.part('budget')") is None
    assert "done-for-today" in browser.js("Stage.events()")
    begin(browser, used=899_000)
    passes(browser, 2000)
    presses(browser, "Close this tab")
    passes(browser, 1)
    assert {"type": "close-tab"} in browser.js("Stage.messages")


def asks(browser: Any, **more: Any) -> None:
    begin(browser, visit=None, seen_at=0, server=server(), **more)
    passes(browser, 500)


def test_the_question_is_answered_by_one_click_and_time_is_known_by_it(browser: Any) -> None:
    asks(browser)
    assert "What are you here for?" in browser.js("Stage.text('ask')")
    browser.point(*browser.js("Stage.button('ask', 'Find a peer group')"))
    passes(browser, 6000)
    assert browser.js("Stage.part('ask')") is None
    assert browser.js("Stage.store.visit.purpose") == "goal:1"
    assert browser.js("Stage.slices().map(({purpose}) => purpose)") == ["goal:1"]
    assert browser.js("Stage.events()") == ["prompt-shown", "prompt-answered"]


def test_the_question_goes_with_escape_or_after_12_seconds_and_no_answer_is_an_answer(browser: Any) -> None:
    asks(browser)
    browser.keys("Escape")
    assert browser.js("Stage.part('ask')") is None
    asks(browser)
    passes(browser, 11_000)
    assert browser.js("Stage.part('ask')") is not None
    passes(browser, 1000)
    assert browser.js("Stage.part('ask')") is None
    assert browser.js("Stage.events()") == ["prompt-shown", "prompt-skipped"]
    assert browser.js("Stage.store.prompt.skips") == 1
    assert "purpose" not in browser.js("Stage.slices()[0]")


def test_the_question_is_not_asked_again_within_a_visit_and_again_after_half_an_hour(browser: Any) -> None:
    begin(browser, server=server())
    passes(browser, 2000)
    assert browser.js("Stage.part('ask')") is None
    passes(browser, 31 * MINUTE)
    touches(browser)
    passes(browser, 500)
    assert browser.js("Stage.part('ask')") is not None


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_axe_finds_nothing_in_what_stands_over_the_page(browser: Any, ground: str) -> None:
    browser.goto(f"https://stage.example/{ground}")
    stored = {"visit": None, "server": server(), "seen_at": 0}
    browser.js(f"Stage.begin({WORDS}, {{today: Stage.today(899000), ...{json.dumps(stored)}}})")
    passes(browser, 3000)
    for part in ("pill", "budget", "ask"):
        assert browser.js(f"Stage.part('{part}').classList.contains('dark')") == (ground == "dark")
    browser.js(f"(() => {{ {AXE} }})()")
    # axe waits on timers; here it gets the clock it needs.
    browser.js("(window.found = null, axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}).then((all) => {"
               "window.found = all.violations.map(({id, nodes}) => [id, nodes[0].html]) }), 1)")  # fmt: skip
    for _ in range(50):
        passes(browser, 1)
        if browser.js("window.found") is not None:
            break
    assert browser.js("window.found") == []


@pytest.mark.parametrize(("motion", "moves"), [(None, "come"), ("reduce", "none")])
def test_nothing_moves_where_less_motion_is_wished_for(browser: Any, motion: str | None, moves: str) -> None:
    browser.media(reduced_motion=motion)
    try:
        begin(browser, used=899_000, visit=None, server=server())
        browser.js("(Stage.store.seen_at = 0, 1)")
        passes(browser, 3000)
        for part in ("budget", "ask"):
            assert browser.js(f"getComputedStyle(Stage.part('{part}')).animationName") == moves
    finally:
        browser.media()
