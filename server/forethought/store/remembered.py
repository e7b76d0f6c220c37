"""Remembers, for each connection to SQLite, the day's uses joined into few, as long as nothing else was written.

Every answer to the extension holds today's totals. They are derived from the slices; reading all of them again for each
answer would cost more with each hour of use. What is remembered is never stored, and is dropped at any doubt.
"""

from collections.abc import Sequence
from typing import NamedTuple

from forethought.store.sql import Connection, SqliteConnection
from forethought.usage.totals import Use, joined

_DAY = "forethought.day"

#: Moves when another connection commits, and when this one changes a row (SQLite: data_version, total_changes).
Stamp = tuple[int, int]


class _Day(NamedTuple):
    bounds: tuple[int, int]
    stamp: Stamp
    uses: list[Use]


def stamp_of(connection: Connection) -> Stamp | None:
    """Return what moves with every change that this connection can see, or None where there is no such thing."""
    if not isinstance(connection, SqliteConnection):
        return None
    if connection.version is None:
        connection.version = int(connection.driver.execute("PRAGMA data_version").fetchone()[0])
    return connection.version, connection.driver.total_changes


def note_written(connection: Connection, before: Stamp | None, uses: Sequence[Use]) -> None:
    """Say that since ``before`` nothing was written but slices, which now have these ``uses``."""
    day: _Day | None = connection.info.get(_DAY)
    if day is not None and day.stamp == before:
        since, until = day.bounds
        new = [use for use in uses if use[0] < until and use[1] > since]
        remember(connection, day.bounds, [*day.uses, *new])


def recall(connection: Connection, bounds: tuple[int, int]) -> list[Use] | None:
    """Return the joined uses of the slices that touch a day, or None when they have to be read."""
    day: _Day | None = connection.info.get(_DAY)
    if day is None or day.bounds != bounds or day.stamp != stamp_of(connection):
        return None
    return day.uses


def remember(connection: Connection, bounds: tuple[int, int], uses: Sequence[Use]) -> list[Use]:
    """Keep the uses that were read for a day, joined, and return them so."""
    few = joined(uses)
    stamp = stamp_of(connection)
    if stamp is not None:
        connection.info[_DAY] = _Day(bounds, stamp, few)
    return few
