"""Reads what today's state needs and builds it: one question to each table, all by index."""

from datetime import time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from forethought.settings import WEEKDAYS, Settings, zone_of
from forethought.store.events import events_between, paused_until
from forethought.store.remembered import recall, remember
from forethought.store.slices import slices_with_sessions, uses_between
from forethought.store.sql import Connection
from forethought.usage.calendar import Calendar, parse_day
from forethought.usage.summary import DaySummary, WeekSummary, day_summary, week_summary
from forethought.usage.today import today_state


def calendar_of(settings: Settings) -> Calendar:
    """Return the calendar that the settings describe."""
    return _calendar(zone_of(settings), settings.day_start, settings.week_start)


@lru_cache(maxsize=8)
def _calendar(zone: ZoneInfo, day_start: str, week_start: str) -> Calendar:
    return Calendar(zone, time.fromisoformat(day_start), WEEKDAYS.index(week_start))


def read_today(connection: Connection, settings: Settings, now_ms: int) -> dict[str, Any]:
    """Return today's state, as the API answers it."""
    calendar = calendar_of(settings)
    begins_at, ends_at = calendar.day_bounds(calendar.day_of(now_ms))
    uses = recall(connection, (begins_at, ends_at))
    if uses is None:
        uses = remember(connection, (begins_at, ends_at), uses_between(connection, begins_at, ends_at))
    return today_state(
        uses,
        events_between(connection, begins_at, ends_at),
        paused_until(connection, now_ms),
        settings,
        calendar,
        now_ms,
    )


def read_day(connection: Connection, settings: Settings, day: str) -> DaySummary:
    """Return the summary of a day such as "2026-11-22". Raises CalendarError."""
    calendar, date = calendar_of(settings), parse_day(day)
    return day_summary(slices_with_sessions(connection, *calendar.day_bounds(date)), settings, calendar, date)


def read_week(connection: Connection, settings: Settings, week: str) -> WeekSummary:
    """Return the summary of a week such as "2026-W47". Raises CalendarError."""
    calendar = calendar_of(settings)
    days = calendar.week_days(week)
    slices = slices_with_sessions(connection, calendar.day_begins_at(days[0]), calendar.day_bounds(days[-1])[1])
    return week_summary(slices, settings, calendar, week)
