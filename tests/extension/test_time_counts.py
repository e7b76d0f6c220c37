"""What counts as use of a page, in real browsers: with real focus, real windows, real idleness and a really frozen process."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.extension.conftest import CAP_MS, IDLE_MS, TICK_MS, until
from tests.extension.door import Door
from tests.extension.visits import (
    CLOCK_MS,
    arrived,
    as_new,
    counted_while_frozen,
    journal,
    now_ms,
    put_away,
    touch,
    use,
    visit,
    written,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def browser(hurried_browser: Any, door: Door) -> Iterator[Any]:
    yield as_new(hurried_browser, door)
    put_away(hurried_browser)


def test_a_visit_counts_from_its_first_moment_to_its_last_as_one_slice_across_a_route_change(
    browser: Any, door: Door
) -> None:
    visited = visit(browser, lambda: browser.js("history.pushState({}, '', '/someone/status/1')"), 2 * TICK_MS)
    arrived(browser, door)
    (one,) = door.slices()
    assert (one.seq, one.site) == (0, "x")
    assert visited.fits(one.start_ms, one.end_ms)


def test_a_click_into_a_frame_does_not_end_the_slice(browser: Any, door: Door) -> None:
    def click() -> None:
        browser.click("iframe")
        browser.wait("document.activeElement.localName === 'iframe'")

    visited = visit(browser, click, 3 * TICK_MS)
    arrived(browser, door)
    (one,) = door.slices()
    assert visited.fits(one.start_ms, one.end_ms)


# Chromium without a display has no address bar that could take the focus: there the stage shows it (test_time_stage.py).
@pytest.mark.parametrize("hurried_browser", ["firefox"], indirect=True)
def test_the_address_bar_takes_the_focus_but_not_the_count(browser: Any, door: Door) -> None:
    def focus() -> None:
        browser.system("gURLBar.focus()")
        browser.wait("!document.hasFocus()")

    visited = visit(browser, focus, 3 * TICK_MS)
    arrived(browser, door)
    (one,) = door.slices()
    assert visited.fits(one.start_ms, one.end_ms)


def test_a_page_that_nobody_touches_stops_after_the_idle_time_and_goes_on_with_the_next_touch(
    browser: Any, door: Door
) -> None:
    door.set("refused")
    browser.goto("https://x.com/home")
    use(browser)
    before = now_ms()
    touch(browser)
    after = now_ms()
    until(lambda: journal(browser)[0].get("closed"), "the end of the slice")
    (first,) = journal(browser)
    assert before + IDLE_MS - CLOCK_MS <= first["end"] <= after + IDLE_MS + CLOCK_MS
    again = now_ms()
    use(browser, written(browser) + TICK_MS)
    assert journal(browser)[1]["start"] >= again - CLOCK_MS


def test_the_time_of_a_frozen_browser_is_not_counted(browser: Any, door: Door) -> None:
    door.set("refused")
    browser.goto("https://x.com/home")
    assert counted_while_frozen(browser, (CAP_MS + TICK_MS) / 1000) == []


def test_of_two_windows_side_by_side_only_the_one_in_use_counts(browser: Any, door: Door) -> None:
    door.set("refused")
    browser.goto("https://x.com/home")
    use(browser)
    with browser.other_window():
        browser.goto("https://x.com/home")
        use(browser, written(browser) + TICK_MS)
        # A busy computer tells the first window a moment late that it has lost the focus, never later than this.
        in_second = now_ms()
        use(browser, written(browser) + 3 * TICK_MS)
        both = journal(browser)
    first, second = both[0], both[-1]
    assert first["src"] != second["src"]
    assert first["end"] <= in_second
    assert second["end"] >= in_second + TICK_MS
