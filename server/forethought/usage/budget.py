"""Compares time used with the budgets of a day, and says which warning level is reached and how far the next is."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from forethought.settings import WEEKDAYS, Settings
from forethought.usage.calendar import Calendar
from forethought.usage.intervals import Interval
from forethought.usage.totals import Use, cut_to, total_and_sites

#: Levels 1 to 4: badge colour; a quiet line; a card; the card once more.
LEVEL_PERCENTS = (50, 80, 100, 150)

#: The id of the budget for all sites together.
WHOLE_DAY = "day"

_MS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Budget:
    """So many milliseconds of one day: on all sites together, on one site, or within a part of the day."""

    id: str
    allowed_ms: int
    site: str | None = None
    within: tuple[Interval, ...] | None = None

    def used_ms(self, uses: Iterable[Use]) -> int:
        """Return how much of this budget the uses of the day, in order of their start, use up."""
        of_site = [use for use in uses if self.site is None or use[2] == self.site]
        if self.within is None:
            return total_and_sites(of_site)[0]
        return sum(total_and_sites(cut_to(of_site, *part))[0] for part in self.within)


def level(used_ms: int, allowed_ms: int) -> int:
    """Return the warning level, 0 to 4. A budget of nothing is over at the first millisecond."""
    if used_ms == 0:
        return 0
    return bisect_right(LEVEL_PERCENTS, used_ms * 100, key=allowed_ms.__mul__)


def next_level_in_ms(used_ms: int, allowed_ms: int) -> int | None:
    """Return how much more use reaches the next level, or None above the last."""
    reached = level(used_ms, allowed_ms)
    if reached == len(LEVEL_PERCENTS):
        return None
    threshold = -(-allowed_ms * LEVEL_PERCENTS[reached] // 100)
    return max(threshold - used_ms, 1)


def daily_budget_ms(settings: Settings, day: date) -> int | None:
    """Return the budget for all sites on a day, or None on a day off and where none is set."""
    weekday = WEEKDAYS[day.weekday()]
    if weekday in settings.days_off:
        return None
    minutes = settings.budget_by_weekday.get(weekday, settings.budget_minutes)
    return None if minutes is None else minutes * _MS_PER_MINUTE


def budgets_of(settings: Settings, calendar: Calendar, day: date) -> list[Budget]:
    """Return the budgets that hold on a day, the one for all sites first. A day off has none."""
    if WEEKDAYS[day.weekday()] in settings.days_off:
        return []
    total = daily_budget_ms(settings, day)
    budgets = [] if total is None else [Budget(WHOLE_DAY, total)]
    for site, minutes in sorted(settings.budget_by_site.items()):
        budgets.append(Budget(f"site:{site}", minutes * _MS_PER_MINUTE, site=site))
    for window in settings.budget_windows:
        parts = _parts_of_day(calendar, day, time.fromisoformat(window.start), time.fromisoformat(window.end))
        budgets.append(Budget(f"window:{window.start}", window.minutes * _MS_PER_MINUTE, within=parts))
    return budgets


def _parts_of_day(calendar: Calendar, day: date, start: time, end: time) -> tuple[Interval, ...]:
    """Return when the clock shows ``start`` up to ``end`` during a day, which has hours of two dates.

    Where a day starts inside the window it has the rest of it first and its beginning last; a clock change may leave
    nothing of it.
    """
    dates = (day, day + timedelta(days=1))
    shown = ((calendar.instant_of(on, start), calendar.instant_of(on, end)) for on in dates)
    begins_at, ends_at = calendar.day_bounds(day)
    clipped = ((max(first, begins_at), min(last, ends_at)) for first, last in shown)
    return tuple((first, last) for first, last in clipped if first < last)
