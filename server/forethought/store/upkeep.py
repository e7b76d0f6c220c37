"""Does once an hour what keeps the store small and safe: retention, expired codes, daily backups."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta

from forethought.settings import MOST_WEEKS, Settings
from forethought.store import backup
from forethought.store.connect import Store
from forethought.store.errors import StoreError
from forethought.store.problems import add_problem
from forethought.store.settings import load_settings
from forethought.store.sql import Connection
from forethought.store.today import calendar_of
from forethought.store.tokens import drop_expired
from forethought.usage.calendar import Calendar
from forethought.usage.slices import LONGEST_MS, OLDEST_MS

_EVERY_SECONDS = 3600

# A slice belongs to the week in which it ends; the one that started first is found by the index.
_OLDEST = """SELECT min(at)
                    FROM (SELECT min(at) AS at FROM event
                    UNION ALL
                          SELECT min(at) FROM draft_outcome
                    UNION ALL
                          SELECT min(at) FROM reflection
                    UNION ALL
                          SELECT end_ms - 1
                            FROM slice
                           WHERE start_ms = (SELECT min(start_ms) FROM slice)) AS kept"""


def keep_house(store: Store, now_ms: int) -> None:
    """Drop what is older than the person wants kept and what has run out, and make today's backup.

    A backup that fails is told to the person (table problem), not raised. Raises StoreError when nothing can be stored.
    """
    with store.begin() as connection:
        drop_old(connection, load_settings(connection), now_ms)
        drop_expired(connection, now_ms)
    if not store.is_sqlite:
        return
    try:
        backup.keep_daily(store.file, now_ms)
    except (StoreError, OSError) as error:
        with store.begin() as connection:
            _tell_once(connection, "backup-failed", str(error) if isinstance(error, StoreError) else "", now_ms)


def drop_old(connection: Connection, settings: Settings, now_ms: int) -> None:
    """Delete the weeks before those that are kept, and erasures and pauses that no late report can touch any more."""
    calendar = calendar_of(settings)
    first_day = _week_begins_on(calendar, now_ms) - timedelta(weeks=settings.weeks_kept)
    before = {"before": calendar.day_begins_at(first_day)}
    connection.execute("DELETE FROM slice WHERE end_ms <= :before AND start_ms < :before", before)
    connection.execute("DELETE FROM event WHERE at < :before", before)
    connection.execute("DELETE FROM draft_outcome WHERE at < :before", before)
    connection.execute("DELETE FROM reflection WHERE at < :before", before)
    late = {"before": now_ms - OLDEST_MS - LONGEST_MS}
    connection.execute("DELETE FROM erasure WHERE end_ms < :before", late)
    connection.execute("DELETE FROM pause WHERE end_ms < :before", late)


def soon_erased(connection: Connection, settings: Settings, now_ms: int) -> str:
    """Return what to tell a person who has weeks here that are older than those kept, or nothing."""
    oldest_ms = connection.execute(_OLDEST).scalar()
    if oldest_ms is None:
        return ""
    calendar = calendar_of(settings)
    weeks = (_week_begins_on(calendar, now_ms) - _week_begins_on(calendar, oldest_ms)).days // 7
    if weeks <= settings.weeks_kept:
        return ""
    return (
        f"The oldest week here is {weeks} weeks back, and {settings.weeks_kept} weeks are kept: "
        f"older ones are erased within the hour. To keep them, set Weeks to keep to {min(weeks, MOST_WEEKS)} "
        f"(weeks_kept); an export brings back what is erased by then."
    )


def _week_begins_on(calendar: Calendar, instant_ms: int) -> date:
    return calendar.week_begins_on(calendar.day_of(instant_ms))


@contextmanager
def upkeep(store: Store, clock: Callable[[], int], first_after_seconds: float = 0) -> Iterator[None]:
    """Keep house soon and then every hour, in a thread of its own, until the block ends; ``clock`` gives epoch ms."""
    stop = threading.Event()

    def work() -> None:
        wait = first_after_seconds
        while not stop.wait(wait):
            # A full disk or a busy database is told where the person stores something; the next hour tries again.
            with suppress(StoreError):
                keep_house(store, clock())
            wait = _EVERY_SECONDS

    thread = threading.Thread(target=work, name="upkeep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)


def _tell_once(connection: Connection, code: str, why: str, now_ms: int) -> None:
    is_told = connection.execute(
        "SELECT count(*) FROM problem WHERE code = :code AND seen_at IS NULL", {"code": code}
    ).scalar()
    if not is_told:
        add_problem(connection, code, {"why": why}, now_ms)
