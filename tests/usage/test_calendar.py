"""Days and weeks as a person writes them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forethought.usage.calendar import Calendar, CalendarError, parse_day

CALENDAR = Calendar(ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("22.11.2026", "A day is written like 2026-11-22."),
        ("2026-1-2", "A day is written like 2026-11-22."),
        ("２０２６-11-22", "A day is written like 2026-11-22."),
        ("2026-11-22\n", "A day is written like 2026-11-22."),
        ("2026-02-30", "There is no day 2026-02-30."),
        ("0001-01-01", "A day has a year from 1970 to 2200."),
        ("9999-12-31", "A day has a year from 1970 to 2200."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(CalendarError) as refused:
        parse_day(text)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-47", "A week is written like 2026-W47."),
        ("2026-W7", "A week is written like 2026-W47."),
        ("2026-W47\n", "A week is written like 2026-W47."),
        ("2026-W00", "The year 2026 has no week 0."),
        ("2025-W53", "The year 2025 has no week 53."),
        ("0001-W01", "A week has a year from 1970 to 2200."),
        ("9999-W52", "A week has a year from 1970 to 2200."),
    ],
)
def test_a_week_that_cannot_be_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(CalendarError) as refused:
        CALENDAR.week_days(text)
    assert str(refused.value) == words


def test_the_year_2026_has_a_week_53_that_ends_in_january() -> None:
    days = CALENDAR.week_days("2026-W53")
    assert [days[0].isoformat(), days[-1].isoformat()] == ["2026-12-28", "2027-01-03"]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(available_timezones())),
    # Since 1973 every zone is whole minutes from UTC (Monrovia was the last).
    st.dates(date(1973, 1, 1), date(2037, 12, 31)),
    st.times(),
)
@example("Pacific/Apia", date(2011, 12, 30), time(4))
@example("Pacific/Kwajalein", date(1993, 8, 21), time(0))
@example("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15))
@example("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45))
@example("Antarctica/Troll", date(2026, 3, 29), time(2, 30))
@example("America/Sao_Paulo", date(2018, 11, 4), time(0))
@example("Asia/Pyongyang", date(2018, 5, 5), time(4))
def test_a_day_begins_when_a_clock_on_the_wall_first_shows_it(name: str, day: date, start: time) -> None:
    zone, start = ZoneInfo(name), start.replace(second=0, microsecond=0)
    wanted = datetime.combine(day, start)
    first = wanted.replace(tzinfo=UTC) - timedelta(hours=40)
    minutes = [first + timedelta(minutes=n) for n in range(80 * 60)]
    clock = {minute: minute.astimezone(zone) for minute in minutes}
    shown = [minute for minute in minutes if clock[minute].replace(tzinfo=None) == wanted]
    if not shown:
        before = max(minute for minute in minutes if clock[minute].replace(tzinfo=None) < wanted)
        shown = [(wanted - (clock[before].utcoffset() or timedelta())).replace(tzinfo=UTC)]
    assert Calendar(zone, start).day_begins_at(day) == shown[0].timestamp() * 1000
