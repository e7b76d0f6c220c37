"""Time survives a browser that is killed, and counts once when two browsers are in use together."""

from pathlib import Path
from typing import Any

import pytest
from tests.extension.conftest import TICK_MS, Browsers
from tests.extension.door import Door
from tests.extension.visits import (
    CLOCK_MS,
    arrived,
    as_new,
    drain,
    journal,
    leave,
    now_ms,
    stored,
    total_ms,
    touch,
    use,
    written,
)

pytestmark = pytest.mark.browser


def test_a_killed_browser_loses_at_most_a_tick(hurried_browser: Any, door: Door) -> None:
    browser = as_new(hurried_browser, door)
    door.set("refused")
    opened = now_ms()
    browser.goto("https://x.com/home")
    use(browser, 2 * TICK_MS)
    touch(browser)
    killing = now_ms()
    browser.die_and_start_again()
    (one,) = journal(browser)
    assert one["start"] >= opened - CLOCK_MS
    assert killing - TICK_MS - CLOCK_MS <= one["end"] <= now_ms()
    door.set("open")
    assert arrived(browser, door) == one["end"] - one["start"]


def test_two_browsers_on_one_site_at_once_count_once(browsers: Browsers, hurried: Path, door: Door) -> None:
    both = [as_new(browsers.get(name, hurried), door) for name in ("chromium", "firefox")]
    for browser in both:
        browser.goto("https://x.com/home")
    while min(written(browser) for browser in both) < 2 * TICK_MS:
        for browser in both:
            touch(browser)
    for browser in both:
        leave(browser)
        arrived(browser, door)
    slices = door.slices()
    assert len({one.src for one in slices}) == 2
    together = max(one.end_ms for one in slices) - min(one.start_ms for one in slices)
    drain(both[0])
    assert stored(both[0], "server")["today"]["total_ms"] == together < total_ms(door)
