"""A store in memory: runs the pure code on reports of time, with no database."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from tests.usage.cases import Case, ms

from forethought.settings import WEEKDAYS, Settings, settings_from
from forethought.usage.calendar import Calendar
from forethought.usage.sites import SITE_IDS
from forethought.usage.slices import Gap, Slice, merge, read_slice, without_gaps
from forethought.usage.summary import DaySummary, WeekSummary, day_summary, week_summary


def settings_of(case: Case) -> Settings:
    """Return the settings of a case: London and midnight unless it says otherwise."""
    return settings_from({"zone": "Europe/London", "day_start": "00:00", **case.settings})


def gaps_of(case: Case) -> list[Gap]:
    """Return what a case has erased and paused."""
    return [Gap(ms(start), ms(end), site) for start, end, site in case.erased] + [
        Gap(ms(start), ms(end), None, "paused") for start, end in case.paused
    ]


def calendar_of(settings: Settings) -> Calendar:
    """Return the calendar of these settings."""
    return Calendar(
        ZoneInfo(settings.zone), time.fromisoformat(settings.day_start), WEEKDAYS.index(settings.week_start)
    )


class Ledger:
    """Slices in memory, under the rules of the pure code."""

    def __init__(self, settings: Settings, gaps: Sequence[Gap] = ()) -> None:
        self.settings = settings
        self.calendar = calendar_of(settings)
        self.rows: dict[tuple[str, int], Slice] = {}
        self._gaps = gaps

    def report(self, items: Sequence[Any], now: int) -> list[str]:
        """Take a request and return what each item is answered: its status, and its reason after a space."""
        return [self._take(item, now) for item in items]

    def _take(self, item: Any, now: int) -> str:
        known = SITE_IDS.union(self.settings.sites_added)
        read = read_slice(item, now, known, self.settings.sites_off)
        cut = without_gaps(read, self._gaps) if isinstance(read, Slice) else read
        if isinstance(cut, Slice):
            key = (cut.src, cut.seq)
            verdict, self.rows[key] = merge(self.rows.get(key), cut)
        else:
            verdict = cut
        return f"{verdict.status} {verdict.reason}".strip()

    def day(self, day: str) -> DaySummary:
        """Return the summary of a day."""
        return day_summary(list(self.rows.values()), self.settings, self.calendar, date.fromisoformat(day))

    def week(self, week: str) -> WeekSummary:
        """Return the summary of a week."""
        return week_summary(list(self.rows.values()), self.settings, self.calendar, week)
