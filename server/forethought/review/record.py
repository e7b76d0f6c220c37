"""Turns stored slices and outcomes of drafts into the records of the weeks that a page shows."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from forethought.review.week import DayTime, DraftRecord, Visits, Warned, WeekTime
from forethought.settings import Settings
from forethought.usage.budget import daily_budget_ms
from forethought.usage.calendar import Calendar
from forethought.usage.intervals import clip, union_ms
from forethought.usage.purposes import time_by_purpose
from forethought.usage.sessions import VISIT_GAP_MS, sessions
from forethought.usage.slices import Slice, interval


def week_time(slices: Sequence[Slice], settings: Settings, calendar: Calendar, week: str) -> WeekTime:
    """Return the time of a week such as "2026-W47". Raises CalendarError when there is no such week.

    ``slices`` are by start and may hold more than the week; those an hour around it tell visits apart at its edges.
    """
    days = calendar.week_days(week)
    edges = [calendar.day_begins_at(day) for day in days] + [calendar.day_bounds(days[-1])[1]]
    by_day = _by_day(slices, edges)
    rows = []
    sites: dict[str, int] = {}
    purposes: dict[str | None, int] = {}
    for day, parts in zip(days, by_day, strict=True):
        day_sites = _by_site(parts)
        rows.append(
            DayTime(
                day,
                union_ms(interval(part) for part in parts),
                {site: union_ms(spans) for site, spans in day_sites.items()},
                daily_budget_ms(settings, day),
            )
        )
        for site, spent in rows[-1].sites.items():
            sites[site] = sites.get(site, 0) + spent
        for purpose, spent in time_by_purpose(parts).items():
            purposes[purpose] = purposes.get(purpose, 0) + spent
    visits, without, in_all = _visits(slices, edges[0], edges[-1])
    return WeekTime(tuple(rows), sites, visits, purposes, without, in_all)


def week_totals(slices: Sequence[Slice], settings: Settings, calendar: Calendar, week: str) -> WeekTime:
    """Return a week's days and sites only, for the weeks beside the one that is shown."""
    days = calendar.week_days(week)
    edges = [calendar.day_begins_at(day) for day in days] + [calendar.day_bounds(days[-1])[1]]
    rows = []
    sites: dict[str, int] = {}
    for day, parts in zip(days, _by_day(slices, edges), strict=True):
        spent = {site: union_ms(spans) for site, spans in _by_site(parts).items()}
        rows.append(DayTime(day, union_ms(map(interval, parts)), spent, daily_budget_ms(settings, day)))
        for site, ms in spent.items():
            sites[site] = sites.get(site, 0) + ms
    return WeekTime(tuple(rows), sites, {}, {})


def _by_day(slices: Iterable[Slice], edges: Sequence[int]) -> list[list[Slice]]:
    """Return the slices of each day between two edges; one that lies across an edge is cut there."""
    days: list[list[Slice]] = [[] for _ in edges[1:]]
    for one in slices:
        start = one.start_ms
        while start < one.end_ms:
            n = bisect_right(edges, start) - 1
            if n >= len(days):
                break
            end = min(one.end_ms, edges[n + 1])
            if n >= 0:
                days[n].append(one if (start, end) == interval(one) else one._replace(start_ms=start, end_ms=end))
            start = end
    return days


def _by_site(parts: Iterable[Slice]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for part in parts:
        found.setdefault(part.site, []).append(interval(part))
    return found


def _visits(slices: Sequence[Slice], since_ms: int, until_ms: int) -> tuple[dict[str, Visits], int, int]:
    """Return the visits by site, how many had no purpose, and how many there were.

    A visit is a chain of one site's slices with less than half an hour away; it belongs to the week it starts in.
    """
    found: dict[str, Visits] = {}
    without = in_all = 0
    for site, spans in _by_site(slices).items():
        named = sorted(one.start_ms for one in slices if one.site == site and one.purpose is not None)
        lengths = []
        for visit in sessions(spans, VISIT_GAP_MS):
            if since_ms <= visit.start_ms < until_ms:
                within = clip(spans, visit.start_ms, min(visit.end_ms, until_ms))
                lengths.append(union_ms(within))
                at = bisect_right(named, visit.start_ms - 1)
                without += not (at < len(named) and named[at] < visit.end_ms)
        if lengths:
            found[site] = Visits(len(lengths), max(lengths))
            in_all += len(lengths)
    return found, without, in_all


def draft_record(
    at_ms: int, calendar: Calendar, site: str, outcome: str, kind: str, warnings: Iterable[tuple[str, str, str]]
) -> DraftRecord:
    """Return the record of one draft; ``warnings`` are (rule, family, what became of it)."""
    return DraftRecord(calendar.day_of(at_ms), site, outcome, kind, tuple(Warned(*warning) for warning in warnings))
