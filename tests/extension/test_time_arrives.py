"""Time of real pages in real browsers reaches a real companion once, whatever happens on the way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.extension.conftest import TICK_MS, until
from tests.extension.door import Door
from tests.extension.visits import (
    CLOCK_MS,
    arrived,
    as_new,
    drain,
    journal,
    leave,
    now_ms,
    put,
    put_away,
    stored,
    total_ms,
    touch,
    use,
    visit,
    written,
)

from forethought.store.settings import reset_setting

pytestmark = pytest.mark.browser

OURS = "document.querySelectorAll('html > :not(head, body)').length"


@pytest.fixture
def browser(hurried_browser: Any, door: Door) -> Iterator[Any]:
    yield as_new(hurried_browser, door)
    put_away(hurried_browser)


def test_an_unlisted_page_has_nothing_of_ours(browser: Any) -> None:
    visit(browser)
    assert browser.js(OURS) == 0
    assert {one["site"] for one in journal(browser)} <= {"x"}


def test_a_site_that_is_switched_off_is_not_counted_until_it_is_switched_on_again(browser: Any, door: Door) -> None:
    settings = stored(browser, "settings")
    put(browser, {"settings": settings | {"sites_off": ["x"]}})
    browser.goto("https://x.com/home")
    touch(browser)
    assert browser.js(OURS) == 0
    switched_on = now_ms()
    put(browser, {"settings": settings})
    use(browser)
    leave(browser)
    arrived(browser, door)
    assert min(one.start_ms for one in door.slices()) >= switched_on - CLOCK_MS


@pytest.mark.parametrize("trouble", ["refused", "reset", "silent", "500", "401"])
def test_time_is_kept_while_the_companion_fails_and_arrives_once_when_it_is_back(
    browser: Any, door: Door, trouble: Any
) -> None:
    door.set(trouble)
    visited = visit(browser)
    drain(browser)
    (waiting,) = journal(browser)
    expected = ("unpaired", "!") if trouble == "401" else ("down", "?")

    def said() -> tuple[str, str]:
        return stored(browser, "connection")["state"], browser.aside("chrome.action.getBadgeText({})")

    until(lambda: said() == expected, f"{expected}")
    door.set("open")
    arrived(browser, door)
    assert [(one.start_ms, one.end_ms) for one in door.slices()] == [(waiting["start"], waiting["end"])]
    assert visited.fits(waiting["start"], waiting["end"])
    until(lambda: journal(browser) == [], "an empty journal")
    assert said()[0] == "paired"


def test_time_whose_answer_was_lost_on_the_way_is_sent_again_and_counts_once(browser: Any, door: Door) -> None:
    door.set("refused")
    visit(browser)
    door.set("lost")

    def is_there() -> bool:
        # Asked again and again: a round that began while the door was shut may still be ending.
        drain(browser)
        return total_ms(door) == written(browser) > 0

    until(is_there, "the time at the companion", 20)
    waiting = total_ms(door)
    door.set("open")
    assert arrived(browser, door) == waiting
    until(lambda: journal(browser) == [], "an empty journal")


def test_a_slice_that_is_rejected_is_dropped_and_counted_and_the_others_arrive(browser: Any, door: Door) -> None:
    put(browser, {"dropped": 0})
    now = int(now_ms())
    for seq, end in enumerate((now - 1000, now + 3_600_000, now - 500)):
        slice_ = {"src": "made-up", "seq": seq, "site": "x", "start": now - 9000 + seq, "end": end, "closed": True}
        put(browser, {f"s:made-up:{seq}": slice_})

    def is_settled() -> bool:
        drain(browser)
        return journal(browser) == []

    until(is_settled, "an empty journal")
    assert [one.seq for one in door.slices()] == [0, 2]
    assert stored(browser, "dropped") == 1


@pytest.fixture
def forum(browser: Any) -> Iterator[Callable[[int], None]]:
    """Write down nine seconds on a site that the person added, under the number given."""
    settings = stored(browser, "settings")
    # As the worker writes it once the browser has asked the person.
    put(browser, {"settings": settings | {"added": [{"host": "forum.example.org"}]}, "dropped": 0})

    def use_it(seq: int) -> None:
        end = int(now_ms())
        one = {"src": "added", "seq": seq, "site": "forum.example.org", "start": end - 9000, "end": end, "closed": True}
        put(browser, {f"s:added:{seq}": one})

    yield use_it
    put(browser, {"settings": settings})


def test_time_on_a_site_that_the_person_added_arrives(browser: Any, door: Door, forum: Callable[[int], None]) -> None:
    forum(0)
    arrived(browser, door)
    until(lambda: journal(browser) == [], "an empty journal")
    assert [(one.site, one.end_ms - one.start_ms) for one in door.slices()] == [("forum.example.org", 9000)]
    assert stored(browser, "dropped") == 0


def test_a_companion_that_is_paired_anew_hears_of_the_added_sites_first(
    browser: Any, door: Door, forum: Callable[[int], None]
) -> None:
    forum(0)
    arrived(browser, door)
    with door.companion.store.begin() as connection:
        reset_setting(connection, "sites_added")
    forum(1)
    paired = browser.aside(f"chrome.runtime.sendMessage({{type: 'pair', code: '{door.code()}', port: {door.port}}})")
    assert paired["paired"]
    arrived(browser, door)
    until(lambda: journal(browser) == [], "an empty journal")
    assert ([one.seq for one in door.slices()], stored(browser, "dropped")) == ([0, 1], 0)


def test_the_budget_is_announced_with_the_companion_away(browser: Any, door: Door) -> None:
    def server() -> Any:
        drain(browser)
        return stored(browser, "server")

    known = until(lambda: server() or None, "the companion's news")
    door.set("refused")
    today = known["today"]
    near = today | {"total_ms": 719_800, "budgets": [today["budgets"][0] | {"used_ms": 719_800}]}
    put(browser, {"server": known | {"today": near}})
    drain(browser)
    browser.goto("https://x.com/home")
    use(browser)
    until(lambda: (stored(browser, "said") or {}).get("levels") == {"day": 2}, "the line at 80 percent")


def test_a_worker_stopped_in_mid_request_loses_nothing(browser: Any, door: Door) -> None:
    door.set("silent")
    visited = visit(browser)
    waiting = written(browser)
    browser.aside("void chrome.runtime.sendMessage({type: 'status'}).catch(() => null)")
    until(lambda: door.knocks > 0, "the request")
    browser.stop_worker()
    door.set("open")
    # The page that was left may have written its last words after they were added up here.
    assert arrived(browser, door) >= waiting > 0
    (one,) = door.slices()
    assert visited.fits(one.start_ms, one.end_ms)


def test_reloading_the_extension_keeps_the_journal(browser: Any, door: Door) -> None:
    door.set("refused")
    visit(browser)
    waiting = journal(browser)
    browser.reload_extension()
    kept = journal(browser)
    # The page that was left may have written its last words after it was gone: a slice only grows.
    assert [(one["src"], one["seq"], one["start"]) for one in kept] == [
        (one["src"], one["seq"], one["start"]) for one in waiting
    ]
    assert all(after["end"] >= before["end"] for before, after in zip(waiting, kept, strict=True))
    door.set("open")
    assert arrived(browser, door) == sum(one["end"] - one["start"] for one in kept) > 0


def test_reloading_the_extension_leaves_at_most_the_new_ones_things_on_an_open_page(browser: Any, door: Door) -> None:
    until(lambda: drain(browser) or stored(browser, "today"), "what the counter shows")
    browser.goto("https://x.com/home")
    until(lambda: browser.js(OURS) == 1, "the counter")
    browser.reload_extension()
    # Firefox starts the new one on pages that are open, Chromium on those opened later.
    successors = int(browser.name == "firefox")
    until(lambda: browser.js(OURS) == successors, "nothing of the old one")
    if successors:
        use(browser)
    assert browser.js(OURS) == successors


def test_a_tab_closed_while_the_worker_is_dead_loses_at_most_a_tick(browser: Any, door: Door) -> None:
    browser.aside("1")
    with browser.other_tab():
        opened = now_ms()
        browser.goto("https://x.com/home")
        use(browser)
        browser.stop_worker()
        closing = now_ms()
    arrived(browser, door)
    (one,) = door.slices()
    assert opened - CLOCK_MS <= one.start_ms
    assert closing - TICK_MS - CLOCK_MS <= one.end_ms <= now_ms()
