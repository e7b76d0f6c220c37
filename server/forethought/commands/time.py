"""The command ``forethought time``: prints the time of a day or a week, for a person or for a script."""

import json
import time
from pathlib import Path
from typing import Any

import click

from forethought.commands.options import data_option, environment_of, give_up, with_store_errors


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
                facts, words = week_as_json(of_week), [_day_words(day_as_json(one)) for one in of_week.days]
                words.append(f"{week}: {_minutes(of_week.total_ms)}")
            else:
                today = calendar_of(settings).day_of(time.time_ns() // 1_000_000).isoformat()
                facts = day_as_json(read_day(connection, settings, day or today))
                words = [_day_words(facts), *_site_words(facts["sites"]), *_session_words(facts["sessions"])]
    except CalendarError as error:
        give_up(str(error))
    finally:
        store.close()
    click.echo(json.dumps(facts) if as_json else "\n".join(words))


def _day_words(facts: dict[str, Any]) -> str:
    budget = "" if facts["budget_ms"] is None else f" of {_minutes(facts['budget_ms'])}"
    return f"{facts['day']}: {_minutes(facts['total_ms'])}{budget}"


def _site_words(sites: dict[str, int]) -> list[str]:
    return [f"  {site}: {_minutes(ms)}" for site, ms in sites.items()]


def _session_words(sessions: list[dict[str, int]]) -> list[str]:
    if not sessions:
        return []
    count = "1 session" if len(sessions) == 1 else f"{len(sessions)} sessions"
    return [f"  {count}, the longest {_minutes(max(one['active_ms'] for one in sessions))}"]


def _minutes(ms: int) -> str:
    from forethought.review.words import minutes_of

    hours, minutes = divmod(minutes_of(ms), 60)
    if hours:
        return f"{hours} h {minutes} min"
    return "under 1 min" if 0 < ms < 60_000 else f"{minutes} min"
