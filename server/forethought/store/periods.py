"""Turns a day, a week, a range or a site, as a person names it, into what is to be erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from forethought.store.erase import Erasure
from forethought.store.sql import Connection
from forethought.usage.calendar import Calendar, CalendarError, parse_day
from forethought.usage.slices import LARGEST


class PeriodError(ValueError):
    """What was named cannot be erased; the message says how to name it."""


@dataclass(frozen=True, slots=True)
class NamedErasure:
    """What to erase, and the same in words for the question before it."""

    erasure: Erasure
    words: str


def period_to_erase(
    calendar: Calendar,
    *,
    day: str | None = None,
    week: str | None = None,
    since: str | None = None,
    until: str | None = None,
    site: str | None = None,
) -> NamedErasure:
    """Return what the names stand for: one of a day, a week, a range of days; or a site, alone or within one of them.

    Raises PeriodError when nothing or too much is named, or a name is written wrongly.
    """
    if sum((day is not None, week is not None, since is not None or until is not None)) > 1:
        raise PeriodError("Name a day, a week or a range of days: only one of them.")
    try:
        start_ms, end_ms, words = _bounds(calendar, day, week, since, until)
    except CalendarError as error:
        raise PeriodError(str(error)) from None
    if start_ms >= end_ms:
        raise PeriodError("The range has to end on the day it starts or later.")
    if site is None and words == "all time":
        raise PeriodError("Name what to erase: a day, a week, a range of days, a site, or everything.")
    whose = words if site is None else f"{words} on {site}"
    return NamedErasure(Erasure(start_ms, end_ms, site, week), whose)


def stored_sites(connection: Connection) -> list[str]:
    """Return each site that time was counted on, also one that is no longer listed."""
    return [site for (site,) in connection.execute("SELECT DISTINCT site FROM slice ORDER BY site")]


def no_such_site(name: str, sites: Iterable[str]) -> str:
    """Return the sentence that refuses ``name``, with the nearest of ``sites`` or all of them."""
    known = sorted(sites)
    near = get_close_matches(name.strip().lower(), known, 1, 0.7)
    way_out = f"Did you mean {near[0]}?" if near else f"The sites are {', '.join(known)}."
    return f"There is no site {name!r}. {way_out}"


def _bounds(
    calendar: Calendar, day: str | None, week: str | None, since: str | None, until: str | None
) -> tuple[int, int, str]:
    if day is not None:
        return *calendar.day_bounds(parse_day(day)), f"the day {day}"
    if week is not None:
        days = calendar.week_days(week)
        return calendar.day_begins_at(days[0]), calendar.day_bounds(days[-1])[1], f"the week {week}"
    if since is None and until is None:
        return 0, LARGEST, "all time"
    start = 0 if since is None else calendar.day_begins_at(parse_day(since))
    end = LARGEST if until is None else calendar.day_bounds(parse_day(until))[1]
    return start, end, f"the days from {since or 'the first'} to {until or 'today'}"
