"""Erases a period, a site or everything, so that neither free pages nor backups nor a late replay bring it back."""

import sqlite3
from contextlib import suppress
from dataclasses import dataclass

from forethought.store import backup, folder
from forethought.store.connect import Store
from forethought.store.errors import StoreBusy, StoreFull
from forethought.store.slices import slices_between, write_slices
from forethought.store.sql import Connection
from forethought.usage.slices import Gap, Slice, without_gaps


@dataclass(frozen=True, slots=True)
class Erasure:
    """What to erase: from ``start_ms`` up to ``end_ms``, on one site or (None) on all; ``week`` also its answers."""

    start_ms: int
    end_ms: int
    site: str | None = None
    week: str | None = None


def erase(store: Store, what: Erasure, now_ms: int) -> int:
    """Erase time, events and outcomes of drafts; return how many slices were erased or cut.

    A late report of the same time is answered "gone". The part of ``what`` that is still to come is not erased.
    The backups hold the same data, so they are deleted and a fresh one is made, if there is room.
    Raises StoreError and its kinds: the data is then as it was, or (StoreBusy from scrub) still in the journal.
    """
    folder.drop_ballast(store.data_dir)
    end_ms = min(what.end_ms, now_ms)
    with store.begin() as connection:
        touched = _erase_slices(connection, Gap(what.start_ms, end_ms, what.site), now_ms)
        _erase_outcomes_and_events(connection, what, end_ms)
        if what.week is not None and what.site is None:
            connection.execute("DELETE FROM reflection WHERE week = :week", {"week": what.week})
    _scrub_with_backups(store)
    if store.is_sqlite:
        # The next hour tries again, and tells the person when it cannot.
        with suppress(StoreFull):
            backup.keep_daily(store.file, now_ms)
    folder.lay_ballast(store.data_dir)
    return touched


def erase_everything(store: Store, now_ms: int) -> None:
    """Empty every table, with settings, plans and tokens; extensions have to be connected again.

    Time from before now is answered "gone" if a browser reports it later. Raises as erase does.
    """
    from forethought.store.schema import metadata

    folder.drop_ballast(store.data_dir)
    with store.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - the schema's names
        _add_erasure(connection, Gap(0, now_ms), now_ms)
    _scrub_with_backups(store)
    folder.lay_ballast(store.data_dir)


def scrub(store: Store) -> None:
    """Make sure that nothing deleted is left in free pages or in the journal. Raises StoreBusy when it cannot."""
    # On a full disk the free pages stay, but secure_delete has overwritten what was in them.
    with suppress(StoreFull), store.unlocked() as driver:
        driver.execute("VACUUM")
    with store.unlocked() as driver:
        if isinstance(driver, sqlite3.Connection):
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if busy:
                raise StoreBusy("Another program is reading the database. Close it and erase once more.")


def _erase_slices(connection: Connection, gap: Gap, now_ms: int) -> int:
    touched = [
        one for one in slices_between(connection, gap.start_ms, gap.end_ms) if gap.site is None or one.site == gap.site
    ]
    if touched:
        connection.execute(
            "DELETE FROM slice WHERE src = :src AND seq = :seq",
            [{"src": one.src, "seq": one.seq} for one in touched],
        )
    # What is outside the period stays, under the same key and cut the same way as a late replay would be.
    cut = [without_gaps(one, [gap]) for one in touched]
    write_slices(connection, [one for one in cut if isinstance(one, Slice)])
    _add_erasure(connection, gap, now_ms)
    return len(touched)


def _add_erasure(connection: Connection, gap: Gap, now_ms: int) -> None:
    if gap.end_ms > gap.start_ms:
        connection.execute(
            """INSERT INTO erasure (site, start_ms, end_ms, at)
                         VALUES (:site, :start_ms, :end_ms, :at)""",
            {"site": gap.site, "start_ms": gap.start_ms, "end_ms": gap.end_ms, "at": now_ms},
        )


def _erase_outcomes_and_events(connection: Connection, what: Erasure, end_ms: int) -> None:
    values = {"since": what.start_ms, "until": end_ms, "site": what.site or ""}
    for table in ("event", "draft_outcome"):
        of_site = "" if what.site is None else " AND site = :site"
        connection.execute(
            f"DELETE FROM {table} WHERE at >= :since AND at < :until{of_site}",  # noqa: S608 - two fixed names
            values,
        )


def _scrub_with_backups(store: Store) -> None:
    if store.is_sqlite:
        # Before the VACUUM, which may need their room.
        backup.drop_backups(store.file)
    scrub(store)
