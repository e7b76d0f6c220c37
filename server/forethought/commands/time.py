"""The command ``forethought time``: prints the time of a day or a week, for a person or for a script."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forethought.commands.options import data_option, environment_of, give_up, with_store_errors

if TYPE_CHECKING:
    from forethought.usage.sessions import Session
    from forethought.usage.summary import DaySummary, WeekSummary


@click.command("time")
@click.option("--day", metavar="DAY", help="A day such as 2026-11-22; today is the default.")
@click.option("--week", metavar="WEEK", help="A week such as 2026-W47.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; times are milliseconds.")
@data_option
@with_store_errors
def time_command(day: str | None, week: str | None, as_json: bool, data_dir: Path | None) -> None:
    """Print the time of a day or a week."""
    from forethought.store.connect import open_store
    from forethought.store.settings import load_settings
    from forethought.store.today import calendar_of, read_day, read_week
    from forethought.usage.calendar import CalendarError
    from forethought.usage.summary import day_as_json, week_as_json

    if day is not None and week is not None:
        give_up("Give --day or --week, not both.")
    store = open_store(environment_of(data_dir), repair=False)
    try:
        with store.read() as connection:
            settings = load_settings(connection)
            if week is not None:
                of_week = read_week(connection, settings, week)
                facts, words = week_as_json(of_week), _week_words(of_week)
            else:
                if day is None:
                    day = calendar_of(settings).day_of(time.time_ns() // 1_000_000).isoformat()
                of_day = read_day(connection, settings, day)
                facts, words = day_as_json(of_day), _day_words(of_day)
    except CalendarError as error:
        give_up(str(error))
    finally:
        store.close()
    click.echo(json.dumps(facts) if as_json else "\n".join(words))


def _week_words(week: "WeekSummary") -> list[str]:
    from forethought.review.words import shares

    minutes = shares(week.total_ms, [day.total_ms for day in week.days])
    lines = [_day_line(day, shown) for day, shown in zip(week.days, minutes, strict=True)]
    return [*lines, f"{week.week}: {_said(sum(minutes), week.total_ms)}"]


def _day_words(day: "DaySummary") -> list[str]:
    from forethought.review.words import minutes_of, shares

    minutes = shares(day.total_ms, list(day.sites.values()))
    sites = [f"  {site}: {_said(n, ms)}" for (site, ms), n in zip(day.sites.items(), minutes, strict=True)]
    return [_day_line(day, minutes_of(day.total_ms)), *sites, *_session_words(day.sessions)]


def _day_line(day: "DaySummary", minutes: int) -> str:
    from forethought.review.words import minutes_of

    budget = "" if day.budget_ms is None else f" of {_said(minutes_of(day.budget_ms), 0)}"
    return f"{day.day}: {_said(minutes, day.total_ms)}{budget}"


def _session_words(sessions: "Sequence[Session]") -> list[str]:
    from forethought.review.words import count, minutes_of

    if not sessions:
        return []
    longest = max(one.active_ms for one in sessions)
    return [f"  {count(len(sessions), 'session')}, the longest {_said(minutes_of(longest), longest)}"]


def _said(minutes: int, ms: int) -> str:
    """Return ``minutes`` in words, as the pages say them; they may be none of a time ``ms`` that was some."""
    from forethought.review.words import length

    # Spaces that do not break are for pages: a script would trip over them.
    return "under 1 min" if ms and not minutes else length(minutes).replace("\u00a0", " ")
