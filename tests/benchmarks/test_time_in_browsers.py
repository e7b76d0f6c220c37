"""What the tests of time in browsers show with shorter waits, shown with the extension as it ships: five minutes.

python -m pytest tests/benchmarks/test_time_in_browsers.py -s
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.extension.conftest import browsers, door, own_browser, until
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
    written,
)

__all__ = ["browsers", "door", "own_browser"]

pytestmark = pytest.mark.browser

TICK_MS = 5_000
IDLE_MS = 60_000
#: Of a killed browser, at odd moments between two ticks.
USED_MS = (5_500, 8_900, 7_200)
FROZEN_SECONDS = 25


@pytest.fixture
def browser(own_browser: Any, door: Door) -> Iterator[Any]:
    """A browser with the extension as it ships, with the companion away."""
    as_new(own_browser, door)
    door.set("refused")
    yield own_browser
    put_away(own_browser)


def use_for(browser: Any, ms: float) -> None:
    """Use the page for so long by the clock."""
    ends = now_ms() + ms
    until(lambda: touch(browser) or now_ms() >= ends, "the clock", ms / 1000 + 20, every=0.2)


def test_a_killed_browser_loses_at_most_five_seconds(browser: Any, door: Door) -> None:
    for used_ms in USED_MS:
        opened = now_ms()
        browser.goto("https://x.com/home")
        use_for(browser, used_ms)
        killing = now_ms()
        browser.die_and_start_again()
        newest = journal(browser)[-1]
        assert newest["start"] >= opened - CLOCK_MS
        lost = killing - newest["end"]
        print(f"{browser.name}: killed after {used_ms} ms, lost {lost:.0f} ms")
        assert 0 <= lost <= TICK_MS + CLOCK_MS
    kept = written(browser)
    door.set("open")
    assert arrived(browser, door) == kept


def test_a_minute_without_input_ends_the_slice(browser: Any) -> None:
    browser.goto("https://x.com/home")
    use(browser)
    before = now_ms()
    touch(browser)
    after = now_ms()
    until(lambda: journal(browser)[-1].get("closed"), "the end of the slice", 90, every=1)
    time.sleep(2 * TICK_MS / 1000)  # nothing may come after it
    end = journal(browser)[-1]["end"]
    print(f"{browser.name}: ended {end - after:.0f} ms after the last touch")
    assert before + IDLE_MS - CLOCK_MS <= end <= after + IDLE_MS + CLOCK_MS


def test_a_process_frozen_for_25_seconds_counts_none_of_them(browser: Any) -> None:
    browser.goto("https://x.com/home")
    assert counted_while_frozen(browser, FROZEN_SECONDS, TICK_MS) == []
