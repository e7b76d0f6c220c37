"""Adds up the slices of a day or a week: total, sites, purposes, sessions, budget and level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forethought.settings import Settings
from forethought.usage.budget import daily_budget_ms, level
from forethought.usage.calendar import Calendar
from forethought.usage.purposes import time_by_purpose
from forethought.usage.sessions import Session, sessions
from forethought.usage.slices import Slice, cut_slices, interval
from forethought.usage.totals import total_and_sites, uses_of


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day in numbers, lengths in milliseconds. ``sessions`` are those that start in it, whole."""

    day: date
    total_ms: int
    sites: dict[str, int]
    purposes: dict[str | None, int]
    sessions: list[Session]
    budget_ms: int | None
    level: int


@dataclass(frozen=True, slots=True)
class WeekSummary:
    """A week in numbers; its total is the sum of its days, its sites and purposes are those of the whole week."""

    week: str
    total_ms: int
    sites: dict[str, int]
    purposes: dict[str | None, int]
    days: list[DaySummary]


def day_summary(slices: Sequence[Slice], settings: Settings, calendar: Calendar, day: date) -> DaySummary:
    """Return the summary of ``day``; ``slices`` may hold more, and must hold all of any session that touches it."""
    return _day(slices, sessions(interval(one) for one in slices), settings, calendar, day)


def week_summary(slices: Sequence[Slice], settings: Settings, calendar: Calendar, week: str) -> WeekSummary:
    """Return the summary of a week such as "2026-W47"; ``slices`` as for day_summary. Raises CalendarError."""
    days = calendar.week_days(week)
    joined = sessions(interval(one) for one in slices)
    summaries = [_day(slices, joined, settings, calendar, day) for day in days]
    parts = cut_slices(slices, calendar.day_begins_at(days[0]), calendar.day_bounds(days[-1])[1])
    total = sum(summary.total_ms for summary in summaries)
    _, sites = total_and_sites(uses_of(parts))
    return WeekSummary(week, total, sites, time_by_purpose(parts), summaries)


def _day(
    slices: Sequence[Slice], joined: Sequence[Session], settings: Settings, calendar: Calendar, day: date
) -> DaySummary:
    begins_at, ends_at = calendar.day_bounds(day)
    parts = cut_slices(slices, begins_at, ends_at)
    total, sites = total_and_sites(uses_of(parts))
    budget = daily_budget_ms(settings, day)
    return DaySummary(
        day=day,
        total_ms=total,
        sites=sites,
        purposes=time_by_purpose(parts),
        sessions=[one for one in joined if begins_at <= one.start_ms < ends_at],
        budget_ms=budget,
        level=0 if budget is None else level(total, budget),
    )


def day_as_json(summary: DaySummary) -> dict[str, Any]:
    """Return a day as ``forethought time --json`` prints it."""
    return {
        "day": summary.day.isoformat(),
        "total_ms": summary.total_ms,
        "sites": summary.sites,
        "purposes": {purpose or "none": ms for purpose, ms in summary.purposes.items()},
        "sessions": [
            {"start": one.start_ms, "end": one.end_ms, "active_ms": one.active_ms} for one in summary.sessions
        ],
        "budget_ms": summary.budget_ms,
        "level": summary.level,
    }


def week_as_json(summary: WeekSummary) -> dict[str, Any]:
    """Return a week as ``forethought time --week --json`` prints it."""
    return {
        "week": summary.week,
        "total_ms": summary.total_ms,
        "sites": summary.sites,
        "purposes": {purpose or "none": ms for purpose, ms in summary.purposes.items()},
        "days": [day_as_json(day) for day in summary.days],
    }
