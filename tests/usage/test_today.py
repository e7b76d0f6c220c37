"""The state of today: which budget presses, what was announced, what a snooze hides."""

from typing import Any

import pytest
from tests.usage.cases import MINUTE, NOON, ms
from tests.usage.ledger import calendar_of

from forethought.settings import settings_from
from forethought.usage.slices import Slice
from forethought.usage.today import Event, today_state
from forethought.usage.totals import uses_of


def _state(
    used: list[tuple[str, int, str]], events: list[Event] | None = None, now: int = NOON, paused: int = 0, **more: Any
) -> dict[str, Any]:
    """Return the state after use given as (start, minutes, site)."""
    settings = settings_from({"zone": "Europe/London", "day_start": "00:00", **more})
    slices = []
    for n, (start, minutes, site) in enumerate(used):
        for part in range(minutes):
            begin = ms(start) + part * MINUTE
            slices.append(Slice(f"s{n}", part, site, begin, begin + MINUTE))
    return today_state(uses_of(slices), events or [], paused, settings, calendar_of(settings), now)


def _level(state: dict[str, Any]) -> tuple[int, int, int | None]:
    return state["level"], state["shown_level"], state["next_level_in_ms"]


def test_a_level_that_was_announced_is_not_news() -> None:
    shown = Event(ms("10:12"), "level-shown", "x", 2)
    assert _level(_state([("10:00", 12, "x")], [shown])) == (2, 2, 3 * MINUTE)


def test_an_announcement_of_yesterday_does_not_count_today() -> None:
    shown = Event(ms("2026-11-20T10:12:00"), "level-shown", "x", 4)
    assert _level(_state([("10:00", 12, "x")], [shown])) == (2, 0, 3 * MINUTE)


def test_a_weekday_can_have_a_budget_of_its_own() -> None:
    # 21 November 2026 is a Saturday.
    assert _state([], budget_by_weekday={"saturday": 30})["budget_ms"] == 30 * MINUTE
    assert _state([], budget_by_weekday={"sunday": 30})["budget_ms"] == 15 * MINUTE


def test_a_day_off_has_no_budget_and_no_levels() -> None:
    state = _state([("10:00", 40, "x")], days_off=["saturday"], budget_by_site={"x": 5})
    assert (state["budget_ms"], state["budgets"], *_level(state)) == (None, [], 0, 0, None)


def test_without_a_budget_there_are_no_levels() -> None:
    state = _state([("10:00", 40, "x")], budget_minutes=None)
    assert (state["budget_ms"], state["budgets"], *_level(state)) == (None, [], 0, 0, None)


def test_a_budget_of_one_site_presses_before_that_of_the_day() -> None:
    state = _state([("10:00", 4, "x"), ("10:30", 1, "reddit")], budget_by_site={"x": 5})
    assert _level(state) == (2, 0, 1 * MINUTE)
    assert [(one["id"], one["used_ms"], one["level"]) for one in state["budgets"]] == [
        ("day", 5 * MINUTE, 0),
        ("site:x", 4 * MINUTE, 2),
    ]


def test_a_site_that_reaches_a_level_announced_for_the_day_is_news_again() -> None:
    used = [("09:00", 11, "reddit"), ("10:00", 4, "x")]
    shown = Event(ms("09:13"), "level-shown", "reddit", 2)
    state = _state(used, [shown], budget_minutes=14, budget_by_site={"x": 5})
    assert [(one["id"], one["level"], one["shown_level"]) for one in state["budgets"]] == [
        ("day", 3, 2),
        ("site:x", 2, 0),
    ]
    assert _level(state)[:2] == (3, 2)


def test_a_window_counts_only_what_is_inside() -> None:
    evening = {"start": "10:05", "end": "11:00", "minutes": 10}
    state = _state([("10:00", 10, "x")], budget_minutes=None, budget_windows=[evening])
    assert [(one["id"], one["used_ms"], one["level"]) for one in state["budgets"]] == [("window:10:05", 5 * MINUTE, 1)]


def test_a_window_after_midnight_belongs_to_the_evening_before() -> None:
    late = {"start": "00:30", "end": "04:00", "minutes": 10}
    state = _state([("00:40", 6, "x")], now=ms("03:00"), day_start="04:00", budget_minutes=None, budget_windows=[late])
    assert (state["day"], state["budgets"][0]["used_ms"]) == ("2026-11-20", 6 * MINUTE)


def test_a_window_in_which_the_day_starts_is_its_end_and_its_beginning() -> None:
    # Days from 09:00: of the morning of the 21st the second half is of that day, the first half of the next morning.
    morning = {"start": "08:00", "end": "10:00", "minutes": 10}
    used = [("08:50", 5, "x"), ("09:10", 3, "x"), ("2026-11-22T08:10:00", 4, "x"), ("2026-11-22T09:00:00", 2, "x")]
    state = _state(used, budget_minutes=None, budget_windows=[morning], day_start="09:00")
    assert [(one["id"], one["used_ms"]) for one in state["budgets"]] == [("window:08:00", 7 * MINUTE)]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    # In London 01:00 to 02:00 does not come on 29 March 2026: 00:30 to 02:30 is one hour, and 01:30 is 02:30 there.
    [("00:30", "02:30", 60), ("01:30", "02:15", 0), ("01:10", "01:40", 30), ("03:30", "04:00", 30)],
)
def test_a_window_on_the_night_of_a_clock_change_is_as_long_as_the_clock_shows_it(
    start: str, end: str, minutes: int
) -> None:
    used = [("2026-03-29T00:00:00", 240, "x")]
    window = {"start": start, "end": end, "minutes": 10}
    state = _state(used, now=ms("2026-03-28T12:00:00"), budget_windows=[window], day_start="04:00")
    assert state["budgets"][1]["used_ms"] == minutes * MINUTE


def test_more_minutes_are_minutes_of_use_not_of_the_clock() -> None:
    more = Event(ms("10:15"), "extra-minutes", "x")
    asked = [("10:00", 15, "x")]
    assert _state(asked, [more], now=ms("11:00"))["snoozed_ms"] == 5 * MINUTE
    assert _state([*asked, ("11:00", 3, "x")], [more])["snoozed_ms"] == 2 * MINUTE
    assert _state([*asked, ("11:00", 9, "x")], [more])["snoozed_ms"] == 0


def test_more_minutes_never_add_to_the_budget() -> None:
    more = Event(ms("10:15"), "extra-minutes", "x")
    state = _state([("10:00", 15, "x")], [more])
    assert (state["budget_ms"], state["level"]) == (15 * MINUTE, 3)


@pytest.mark.parametrize(("asked", "used", "left"), [(0, 0, 2), (1, 1, 1), (2, 2, 0), (3, 3, 0)])
def test_more_minutes_are_offered_twice_a_day(asked: int, used: int, left: int) -> None:
    events = [Event(ms("10:15") + n, "extra-minutes", "x") for n in range(asked)]
    state = _state([("10:00", 15, "x")], events)
    assert (state["extra_used"], state["extra_left"]) == (used, left)


def test_more_minutes_beyond_those_offered_are_counted_and_hide_nothing() -> None:
    asked = [Event(ms(at), "extra-minutes", "x") for at in ("10:16", "10:22", "10:28")]
    state = _state([("10:00", 30, "x")], asked, now=ms("10:30"))
    assert (state["extra_used"], state["extra_left"], state["snoozed_ms"]) == (3, 0, 0)
    more = _state([("10:00", 30, "x")], asked, now=ms("10:30"), extra_per_day=3)
    assert (more["extra_used"], more["extra_left"], more["snoozed_ms"]) == (3, 0, 3 * MINUTE)


def test_done_for_today_ends_with_the_day() -> None:
    done = Event(ms("10:15"), "done-for-today", "x")
    assert _state([("10:00", 15, "x")], [done])["done_for_today"] is True
    assert _state([], [done], now=NOON + 24 * 60 * MINUTE)["done_for_today"] is False


def test_a_pause_that_is_over_is_none() -> None:
    assert _state([], paused=NOON + 1)["paused_until"] == NOON + 1
    assert _state([], paused=NOON)["paused_until"] == 0
