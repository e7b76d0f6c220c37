"""Days and weeks as a person writes them."""

from zoneinfo import ZoneInfo

import pytest

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
