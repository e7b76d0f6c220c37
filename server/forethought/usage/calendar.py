"""Turns instants into the person's days and weeks: a zone, the hour at which a day starts, the day a week starts."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})\Z")

#: Days outside cannot have been counted, and date arithmetic near the year 1 or 9999 overflows.
FIRST_YEAR, LAST_YEAR = 1970, 2200

_THURSDAY = 3


class CalendarError(ValueError):
    """A day or a week is written wrongly or does not exist; the message says how to write it."""


@dataclass(frozen=True)
class Calendar:
    """How instants fall into days and weeks. ``week_start`` is 0 for Monday up to 6 for Sunday."""

    zone: ZoneInfo
    day_start: time = time(4)
    week_start: int = 0

    def day_begins_at(self, day: date) -> int:
        """Return the first instant of ``day`` in epoch milliseconds.

        A local time that a clock change skips has the offset from before the gap, one that comes twice is the first
        of the two: so does ``fold=0`` (PEP 495).
        """
        return _instant_of(day, self.day_start, self.zone)

    def day_bounds(self, day: date) -> tuple[int, int]:
        """Return the first instant of ``day`` and of the next: 23, 24, 24.5 or 25 hours, none for a day left out."""
        return self.day_begins_at(day), self.day_begins_at(day + _ONE_DAY)

    def day_of(self, instant_ms: int) -> date:
        """Return the day that an instant belongs to."""
        local = (_EPOCH + timedelta(milliseconds=instant_ms)).astimezone(self.zone)
        day = (local.replace(tzinfo=None) - timedelta(hours=self.day_start.hour, minutes=self.day_start.minute)).date()
        # Across a clock change the subtraction may miss by one day, and by two where a day was left out.
        while instant_ms < self.day_begins_at(day):
            day -= _ONE_DAY
        while instant_ms >= self.day_begins_at(day + _ONE_DAY):
            day += _ONE_DAY
        return day

    def instant_of(self, on: date, at: time) -> int:
        """Return when the clock shows ``at`` on a date of the calendar on the wall, in epoch milliseconds."""
        return _instant_of(on, at, self.zone)

    def week_begins_on(self, day: date) -> date:
        """Return the first day of the week that a day belongs to."""
        return day - timedelta(days=(day.weekday() - self.week_start) % 7)

    def week_of(self, day: date) -> str:
        """Return the week that a day belongs to, such as "2026-W47".

        Weeks have ISO numbers. One that does not start on Monday has the number of the ISO week whose Thursday it
        holds, as Thursday decides in ISO 8601.
        """
        thursday = self.week_begins_on(day) + timedelta(days=(_THURSDAY - self.week_start) % 7)
        year, week, _ = thursday.isocalendar()
        return f"{year}-W{week:02}"

    def week_days(self, week: str) -> list[date]:
        """Return the seven days of a week such as "2026-W47". Raises CalendarError when there is no such week."""
        found = _WEEK.match(week)
        if found is None:
            raise CalendarError("A week is written like 2026-W47.")
        year, number = int(found[1]), int(found[2])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CalendarError(f"A week has a year from {FIRST_YEAR} to {LAST_YEAR}.")
        try:
            thursday = date.fromisocalendar(year, number, _THURSDAY + 1)
        except ValueError:
            raise CalendarError(f"The year {year} has no week {number}.") from None
        first = thursday - timedelta(days=(_THURSDAY - self.week_start) % 7)
        return [first + timedelta(days=n) for n in range(7)]


def parse_day(text: str) -> date:
    """Return the day written like 2026-11-22. Raises CalendarError when it is written otherwise or does not exist."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        raise CalendarError("A day is written like 2026-11-22.")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CalendarError(f"There is no day {text}.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CalendarError(f"A day has a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


# Every answer asks for the same few days; a year of them is 50 kB.
@lru_cache(maxsize=400)
def _instant_of(on: date, at: time, zone: ZoneInfo) -> int:
    return (datetime.combine(on, at, zone) - _EPOCH) // _MILLISECOND
