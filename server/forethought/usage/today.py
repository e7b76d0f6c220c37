"""Turns the slices and events of a day into the state that the extension shows: totals, budget, level."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forethought.settings import Settings
from forethought.usage.budget import WHOLE_DAY, Budget, budgets_of, daily_budget_ms, level, next_level_in_ms
from forethought.usage.calendar import Calendar
from forethought.usage.totals import Use, cut_to, total_and_sites

#: An announcement may come a little before the time that earned it: the browser counts ahead of what it has sent.
_AHEAD_MS = 60_000

_MS_PER_MINUTE = 60_000

#: What an extension tells of a day besides slices.
EVENT_KINDS = (
    "extra-minutes",
    "done-for-today",
    "prompt-shown",
    "prompt-skipped",
    "prompt-answered",
    "level-shown",
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something the person did with, or was shown by, the extension. ``level`` only for "level-shown"."""

    at: int
    kind: str
    site: str = ""
    level: int | None = None


def today_state(
    uses: Sequence[Use],
    events: Sequence[Event],
    paused_until: int,
    settings: Settings,
    calendar: Calendar,
    now_ms: int,
) -> dict[str, Any]:
    """Return the state of the day that ``now_ms`` belongs to.

    ``uses``, in order of their start, and ``events`` may hold more than that day. ``level``, ``shown_level`` and
    ``next_level_in_ms`` are those of the budget that presses most; ``budgets`` has each by itself. Lengths are
    milliseconds, ``budget_ms`` None without a daily budget, ``paused_until`` 0 when counting is not paused.
    """
    day = calendar.day_of(now_ms)
    begins_at, ends_at = calendar.day_bounds(day)
    of_day = cut_to(uses, begins_at, ends_at)
    today = [event for event in events if begins_at <= event.at < ends_at]
    total_ms, sites = total_and_sites(of_day)
    budgets = [_budget_state(budget, of_day, total_ms, today) for budget in budgets_of(settings, calendar, day)]
    pressing = max(budgets, key=_pressure, default=None)
    upcoming = [budget["next_level_in_ms"] for budget in budgets if budget["next_level_in_ms"] is not None]
    return {
        "day": day.isoformat(),
        "day_ends_at": ends_at,
        "total_ms": total_ms,
        "sites": sites,
        "budget_ms": daily_budget_ms(settings, day),
        "level": pressing["level"] if pressing else 0,
        "shown_level": pressing["shown_level"] if pressing else 0,
        "next_level_in_ms": min(upcoming, default=None),
        "budgets": budgets,
        "paused_until": paused_until if paused_until > now_ms else 0,
        **_snooze(of_day, today, settings, total_ms),
    }


def _budget_state(budget: Budget, uses: Sequence[Use], total_ms: int, events: Sequence[Event]) -> dict[str, Any]:
    used = total_ms if budget.id == WHOLE_DAY else budget.used_ms(uses)
    return {
        "id": budget.id,
        "budget_ms": budget.allowed_ms,
        "used_ms": used,
        "level": level(used, budget.allowed_ms),
        "shown_level": _shown_level(budget, uses, events),
        "next_level_in_ms": next_level_in_ms(used, budget.allowed_ms),
    }


def _shown_level(budget: Budget, uses: Sequence[Use], events: Sequence[Event]) -> int:
    """Return the highest level announced today for this budget.

    An announcement names no budget: it stands for each that had earned that level by then.
    """
    shown = 0
    for event in events:
        if event.kind != "level-shown" or event.level is None or event.level <= shown:
            continue
        is_earned = budget.id == WHOLE_DAY or _had_reached(budget, uses, event.level, event.at)
        shown = event.level if is_earned else shown
    return shown


def _had_reached(budget: Budget, uses: Sequence[Use], wanted: int, at: int) -> bool:
    used = budget.used_ms(cut_to(uses, 0, at)) + _AHEAD_MS
    return level(used, budget.allowed_ms) >= wanted


def _pressure(budget: dict[str, Any]) -> tuple[bool, int, bool]:
    is_news = budget["level"] > budget["shown_level"]
    return is_news, budget["level"], budget["id"] == WHOLE_DAY


def _snooze(uses: Sequence[Use], events: Sequence[Event], settings: Settings, total_ms: int) -> dict[str, Any]:
    """Return what "5 more minutes" and "done for today" still do. More minutes are minutes of use, not of the clock."""
    extra = sorted(event.at for event in events if event.kind == "extra-minutes")
    # Two browsers that could not reach the companion may have given more: those are counted and hide nothing.
    granted = extra[: settings.extra_per_day]
    left_ms = 0
    if granted:
        used_then, _ = total_and_sites(cut_to(uses, 0, granted[-1]))
        left_ms = max(settings.extra_minutes * _MS_PER_MINUTE - (total_ms - used_then), 0)
    return {
        "extra_used": len(extra),
        "extra_left": max(settings.extra_per_day - len(extra), 0),
        "snoozed_ms": left_ms,
        "done_for_today": any(event.kind == "done-for-today" for event in events),
    }
