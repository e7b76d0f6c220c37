"""Holds the pure code to the table of cases."""

from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from tests.usage.cases import CASES, DAY_CASES, LEVEL_CASES, MINUTE, WEEK_CASES, Case, DayCase, ms, report
from tests.usage.ledger import Ledger, gaps_of, settings_of

from forethought.settings import settings_from
from forethought.usage.budget import level, next_level_in_ms
from forethought.usage.calendar import Calendar


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reports_come_to_the_totals_of_their_case(case: Case) -> None:
    ledger = Ledger(settings_of(case), gaps_of(case))

    answers = [ledger.report(items, case.now) for items in case.requests]

    assert answers == [list(answer) for answer in case.answers]
    assert {day: ledger.day(day).total_ms for day in case.days} == case.days
    first = ledger.day(next(iter(case.days)))
    if case.sites is not None:
        assert first.sites == case.sites
    if case.sessions is not None:
        assert [(one.active_ms, one.end_ms - one.start_ms) for one in first.sessions] == case.sessions


@pytest.mark.parametrize("case", DAY_CASES, ids=lambda case: case.name)
def test_a_day_begins_and_ends_where_its_zone_says(case: DayCase) -> None:
    calendar = Calendar(ZoneInfo(case.zone), time.fromisoformat(case.day_start))
    day = date.fromisoformat(case.day)

    assert calendar.day_bounds(day) == (case.begins_at, case.begins_at + case.length_ms)
    if case.length_ms:
        assert calendar.day_of(case.begins_at) == day
        assert calendar.day_of(case.begins_at + case.length_ms - 1) == day
    assert calendar.day_of(case.begins_at - 1) < day
    assert calendar.day_of(case.begins_at + case.length_ms) > day


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Tehran"])
@pytest.mark.parametrize("day_start", ["00:00", "01:00", "04:00"])
def test_the_days_of_a_year_add_up_to_the_year(zone: str, day_start: str) -> None:
    calendar = Calendar(ZoneInfo(zone), time.fromisoformat(day_start))
    days = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]

    lengths = [end - start for start, end in map(calendar.day_bounds, days)]

    assert len(days) == 365
    assert sum(lengths) == 8760 * 60 * MINUTE
    assert all(calendar.day_bounds(one)[1] == calendar.day_begins_at(other) for one, other in pairwise(days))


@pytest.mark.parametrize(("used", "minutes", "expected", "to_next"), LEVEL_CASES)
def test_a_level_is_reached_to_the_millisecond(used: int, minutes: int, expected: int, to_next: int | None) -> None:
    assert (level(used, minutes * MINUTE), next_level_in_ms(used, minutes * MINUTE)) == (expected, to_next)


@pytest.mark.parametrize(("day", "from_monday", "from_sunday"), WEEK_CASES)
def test_a_week_has_its_iso_number(day: str, from_monday: str, from_sunday: str) -> None:
    monday = Calendar(ZoneInfo("Europe/London"), week_start=0)
    sunday = Calendar(ZoneInfo("Europe/London"), week_start=6)

    assert monday.week_of(date.fromisoformat(day)) == from_monday
    assert sunday.week_of(date.fromisoformat(day)) == from_sunday


@pytest.mark.parametrize("week_start", range(7))
def test_every_day_is_in_the_week_that_its_week_lists(week_start: int) -> None:
    calendar = Calendar(ZoneInfo("Europe/London"), week_start=week_start)
    for ordinal in range(date(2019, 12, 1).toordinal(), date(2027, 2, 1).toordinal()):
        day = date.fromordinal(ordinal)
        days = calendar.week_days(calendar.week_of(day))
        assert day in days
        assert days[0].weekday() == week_start
        assert len(set(days)) == 7


def test_a_day_left_out_lists_no_site_that_was_used_across_it() -> None:
    ledger = Ledger(settings_from({"zone": "Pacific/Apia", "day_start": "00:00"}))
    now = ms("2011-12-31T12:00:00")
    assert ledger.report([report("2011-12-30T09:59:30", 60, "x", purpose="replies")], now) == ["stored"]
    day = ledger.day("2011-12-30")
    assert (day.total_ms, day.sites, day.purposes, day.sessions) == (0, {}, {}, [])
