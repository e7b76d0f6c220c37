"""Time of real pages in real browsers reaches a real companion once, whatever happens on the way."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.extension.conftest import EXTENSION, Chromium, Firefox, until
from tests.extension.door import Door, companion_behind_a_door

pytestmark = pytest.mark.browser

TICK_MS = 5000
HTML = "<!doctype html><title>A site</title><body style='background:#fff'><iframe srcdoc='<p>inside'></iframe>"
CLEAN = (
    "chrome.storage.local.get(null).then((all) => chrome.storage.local.remove(Object.keys(all)"
    ".filter((key) => /^[soe]:/.test(key) || ['today', 'server', 'said', 'visit', 'seen_at'].includes(key))))"
)


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with companion_behind_a_door() as opened:
        yield opened


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def paired(request: pytest.FixtureRequest, door: Door) -> Iterator[Any]:
    browser = start(request.param)
    try:
        pair(browser, door)
        yield browser
    finally:
        browser.close()


@pytest.fixture
def browser(paired: Any, door: Door) -> Any:
    """A paired browser on the settings page, with an empty journal and an empty companion."""
    door.set("open")
    settings(paired)
    paired.js(CLEAN)
    door.forget()
    return paired


def start(name: str) -> Any:
    browser: Any = Chromium(EXTENSION) if name == "chromium" else Firefox(EXTENSION)
    for host in ("x.com", "example.org"):
        browser.serve(host, lambda url: (200, {"Content-Type": "text/html; charset=utf-8"}, HTML))
    return browser


def pair(browser: Any, door: Door) -> None:
    settings(browser)
    message = json.dumps({"type": "pair", "code": door.code(), "port": door.port})
    assert browser.js(f"chrome.runtime.sendMessage({message})") == {"paired": True, "how": "code"}


def settings(browser: Any) -> None:
    browser.goto(browser.extension_page("pages/options.html"))
    browser.wait("document.documentElement.dataset.ready === 'yes'")


def journal(browser: Any) -> list[dict[str, Any]]:
    """What waits in the browser; to be asked on a page of the extension."""
    everything = "chrome.storage.local.get(null).then((all) => Object.entries(all))"
    return [value for key, value in browser.js(everything) if key.startswith("s:")]


def state(browser: Any) -> str:
    return str(browser.js("chrome.storage.local.get('connection').then(({connection}) => connection.state)"))


def drain(browser: Any) -> None:
    browser.js("chrome.runtime.sendMessage({type: 'status'})")


def visit(browser: Any, seconds: float, during: Callable[[], None] = lambda: None) -> float:
    """Use a page for so long, with the mouse moving, and leave it. Returns the seconds from opening to leaving."""
    browser.goto("https://x.com/home")
    began = time.monotonic()
    during()
    while time.monotonic() - began < seconds:
        browser.point(200 + (time.monotonic() * 50) % 300, 200, press=False)
        time.sleep(0.25)
    lasted = time.monotonic() - began
    settings(browser)
    return lasted


def total_ms(slices: list[Any]) -> int:
    return sum(one.end_ms - one.start_ms for one in slices)


def total_written(browser: Any) -> int:
    """Milliseconds that wait in the browser."""
    return sum(one["end"] - one["start"] for one in journal(browser))


def arrived(browser: Any, door: Door) -> int:
    """Milliseconds at the companion once it has everything that the browser has written down."""

    def has_all() -> bool:
        drain(browser)
        there = {(one.src, one.seq): one.end_ms for one in door.slices()}
        return all(there.get((one["src"], one["seq"])) == one["end"] for one in journal(browser) if is_good(one))

    until(has_all, "everything at the companion", 20)
    return total_ms(door.slices())


def is_good(one: dict[str, Any]) -> bool:
    return bool(one["end"] < time.time() * 1000 + 60_000)


def test_a_visit_arrives_whole_and_as_one_slice_across_a_route_change(browser: Any, door: Door) -> None:
    lasted = visit(browser, 3, lambda: browser.js("history.pushState({}, '', '/someone/status/1')"))
    counted = arrived(browser, door)
    assert (lasted - 1.5) * 1000 < counted < (lasted + 1.5) * 1000
    assert [(one.seq, one.site) for one in door.slices()] == [(0, "x")]


def test_a_click_into_a_frame_does_not_end_the_slice(browser: Any, door: Door) -> None:
    lasted = visit(browser, 3, lambda: browser.click("iframe"))
    assert arrived(browser, door) > (lasted - 1.5) * 1000
    assert len(door.slices()) == 1


def test_an_unlisted_page_has_nothing_of_ours(browser: Any, door: Door) -> None:
    browser.goto("https://example.org/")
    assert browser.js("document.querySelectorAll('html > :not(head, body)').length") == 0
    settings(browser)
    assert journal(browser) == []


def test_a_site_that_is_switched_off_is_not_counted_until_it_is_switched_on_again(browser: Any, door: Door) -> None:
    change = (
        "chrome.storage.local.get('settings').then(({settings}) =>"
        "chrome.storage.local.set({settings: {...settings, sites_off: %s}}))"
    )
    browser.js(change % "['x']")
    browser.goto("https://x.com/home")
    browser.point(200, 200, press=False)
    time.sleep(2)
    assert browser.js("document.querySelectorAll('html > :not(head, body)').length") == 0
    settings(browser)
    assert journal(browser) == []
    browser.js(change % "[]")
    visit(browser, 3)
    assert arrived(browser, door) > 1500


@pytest.mark.parametrize("trouble", ["refused", "reset", "silent", "500", "401"])
def test_time_is_kept_while_the_companion_fails_and_arrives_once_when_it_is_back(
    browser: Any, door: Door, trouble: Any
) -> None:
    door.set(trouble)
    lasted = visit(browser, 1.5)
    drain(browser)
    waiting = journal(browser)
    assert len(waiting) == 1
    expected = ("unpaired", "!") if trouble == "401" else ("down", "?")
    until(lambda: (state(browser), browser.js("chrome.action.getBadgeText({})")) == expected, f"{expected}")
    door.set("open")
    counted = arrived(browser, door)
    assert counted == waiting[0]["end"] - waiting[0]["start"]
    assert journal(browser) == []
    assert 700 < counted < (lasted + 1.5) * 1000
    assert state(browser) == "paired"


def test_time_whose_answer_was_lost_on_the_way_is_sent_again_and_counts_once(browser: Any, door: Door) -> None:
    door.set("refused")
    visit(browser, 1.5)
    waiting = total_written(browser)
    door.set("lost")

    def is_there() -> bool:
        # Asked again and again: a round that began while the door was shut may still be ending.
        drain(browser)
        return total_ms(door.slices()) == waiting > 0

    until(is_there, "the time at the companion", 20)
    assert total_written(browser) == waiting
    door.set("open")
    assert arrived(browser, door) == waiting
    assert journal(browser) == []


def test_a_slice_that_is_rejected_is_dropped_and_counted_and_the_others_arrive(browser: Any, door: Door) -> None:
    browser.js("chrome.storage.local.set({dropped: 0})")
    now = int(time.time() * 1000)
    for seq, end in enumerate((now - 1000, now + 3_600_000, now - 500)):
        slice_ = {"src": "made-up", "seq": seq, "site": "x", "start": now - 9000 + seq, "end": end, "closed": True}
        browser.js(f"chrome.storage.local.set({json.dumps({f's:made-up:{seq}': slice_})})")
    arrived(browser, door)
    assert [one.seq for one in door.slices()] == [0, 2]
    assert journal(browser) == []
    assert browser.js("chrome.storage.local.get('dropped').then(({dropped}) => dropped)") == 1


def test_the_budget_is_announced_with_the_companion_away(browser: Any, door: Door) -> None:
    drain(browser)
    door.set("refused")
    near = "Object.assign(server.today, {total_ms: 719500, budgets: [{...server.today.budgets[0], used_ms: 719500}]})"
    browser.js(
        "chrome.storage.local.get('server').then(({server}) => {"
        f"{near}; return chrome.storage.local.set({{server}}) }})"
    )
    drain(browser)
    visit(browser, 3)
    said = browser.js("chrome.storage.local.get('said').then(({said}) => said)")
    assert said["levels"] == {"day": 2}


# Firefox offers no way to stop its event page from outside.
@pytest.mark.parametrize("paired", ["chromium"], indirect=True)
def test_a_worker_stopped_in_mid_request_loses_nothing(browser: Any, door: Door) -> None:
    door.set("silent")
    visit(browser, 1.5)
    waiting = total_written(browser)
    browser.js("void chrome.runtime.sendMessage({type: 'status'}).catch(() => null)")
    until(lambda: door.knocks > 0, "the request")
    browser.stop_worker()
    door.set("open")
    assert arrived(browser, door) == waiting > 0


def test_reloading_the_extension_keeps_the_journal(browser: Any, door: Door) -> None:
    door.set("refused")
    visit(browser, 1.5)
    waiting = total_written(browser)
    browser.js("void setTimeout(() => chrome.runtime.reload(), 100)")
    door.set("open")

    def is_back() -> bool:
        try:
            settings(browser)
        except Exception:
            new_tab(browser)
            return False
        return True

    until(is_back, "the extension", 20)
    assert arrived(browser, door) == waiting


def new_tab(browser: Any) -> None:
    """Firefox closes the pages of an extension that is reloaded, and their tab with them."""
    if browser.name == "firefox":
        browser.tab = browser.place = browser.call("browsingContext.create", type="tab")["context"]


@pytest.mark.parametrize("paired", ["chromium"], indirect=True)
def test_a_tab_closed_while_the_worker_is_dead_keeps_its_time(browser: Any, door: Door) -> None:
    page = browser.context.new_page()
    page.goto("https://x.com/home")
    began = time.monotonic()
    page.wait_for_timeout(1500)
    session = browser.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    page.wait_for_timeout(500)
    used_ms = (time.monotonic() - began) * 1000
    page.close()
    assert used_ms - 1500 < arrived(browser, door) < used_ms + 1500


@pytest.mark.parametrize("paired", ["firefox"], indirect=True)
def test_a_tab_that_the_browser_closes_loses_at_most_a_tick(browser: Any, door: Door) -> None:
    used_ms = in_a_tab_of_its_own(browser, 6) * 1000
    assert used_ms - TICK_MS - 500 < arrived(browser, door) < used_ms + 1500


def in_a_tab_of_its_own(browser: Any, seconds: float) -> float:
    """Use x.com in a second tab of Firefox for so long and close it. Returns the seconds."""
    first = browser.tab
    browser.tab = browser.place = browser.call("browsingContext.create", type="tab")["context"]
    browser.goto("https://x.com/home")
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        browser.point(200 + (time.monotonic() * 50) % 300, 200, press=False)
        time.sleep(0.25)
    browser.call("browsingContext.close", context=browser.tab)
    browser.tab = browser.place = first
    return time.monotonic() - began
