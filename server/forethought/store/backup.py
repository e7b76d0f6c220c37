"""Keeps verified copies of an SQLite database, and puts the newest good one in place of a damaged file."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from forethought.store.errors import StoreDamaged, StoreFull
from forethought.store.folder import create_private, prepare_folder, sync_folder
from forethought.store.migrate import REVISIONS

DAILY_KEPT = 7
WEEKLY_KEPT = 4

#: How many copies from before a change, and how many that the person asked for.
_OTHERS_KEPT = 4

_DAY_MS = 86_400_000

#: What is wrong when every row is there, but an index misses some of them.
INDEXES_DAMAGED = "its indexes do not fit its tables"

_DAMAGE_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}


def backups_of(file: Path) -> list[Path]:
    """Return the backups of a database, newest first."""
    folder = file.parent / "backups"
    return sorted(folder.glob("*.db"), key=lambda backup: backup.stat().st_mtime_ns, reverse=True)


def back_up(file: Path, name: str, now_ms: int) -> Path:
    """Write and verify a copy ``name-DAY.db`` of the database ``file`` in its folder of backups; return its path.

    The copy has its final name only once it is whole, verified and on the disk, and never takes another's.
    Raises StoreDamaged when the copy is not sound, StoreFull when there is no room for it.
    """
    folder = file.parent / "backups"
    prepare_folder(folder)
    target = _free_name(folder / f"{name}-{datetime.fromtimestamp(now_ms / 1000, UTC):%Y-%m-%d}.db")
    # The companion and a command may make the same backup at the same time.
    part = target.with_suffix(f".{secrets.token_hex(4)}.part")
    create_private(part)
    try:
        _copy(file, part)
        _verify_copy(part)
        _flush(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(folder)
    return target


def keep_daily(file: Path, now_ms: int) -> Path | None:
    """Make today's backup and this week's if they are not there yet, then drop what is too old.

    Keeps 7 daily and 4 weekly ones. Returns the backup that was made. Raises as back_up does.
    """
    today = datetime.fromtimestamp(now_ms / 1000, UTC)
    folder = file.parent / "backups"
    year, week, _ = today.isocalendar()
    weekly = f"weekly-{year}-W{week:02}"
    made = None
    if not list(folder.glob(f"daily-{today:%Y-%m-%d}.db")):
        made = back_up(file, "daily", now_ms)
    if not list(folder.glob(f"{weekly}-*.db")):
        made = back_up(file, weekly, now_ms)
    _drop_all_but(file, "daily-*.db", DAILY_KEPT)
    _drop_all_but(file, "weekly-*.db", WEEKLY_KEPT)
    for pattern in ("before-*.db", "asked-*.db"):
        _drop_all_but(file, pattern, _OTHERS_KEPT)
    for part in folder.glob("*.part*"):
        if now_ms - part.stat().st_mtime_ns // 1_000_000 > _DAY_MS:
            part.unlink(missing_ok=True)
    return made


def drop_backups(file: Path) -> list[Path]:
    """Delete every backup, whole or begun, and every damaged file that was set aside; return what was deleted."""
    begun = [*file.parent.glob("backups/*.part*"), *file.parent.glob(f"{file.name}.part*")]
    gone = [*backups_of(file), *begun, *file.parent.glob("broken-*")]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def damage_of(file: Path, application_id: int, *, with_indexes: bool = True) -> str | None:
    """Return what is wrong with a database file in a few words, or None when it is sound and ours.

    A file without bytes or tables is new, unless there are backups of an older one. Without ``with_indexes`` it takes
    half the time, and an index that misses rows is not noticed. Raises sqlite3.Error for what is not damage.
    """
    if_empty = "it is empty" if backups_of(file) else None
    if file.stat().st_size == 0:
        return if_empty
    try:
        with closing(_connect(file)) as connection:
            owner = connection.execute("PRAGMA application_id").fetchone()[0]
            # A start that was killed before its first commit leaves a file with no table, and often no owner.
            is_blank = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if is_blank and owner in (0, application_id):
                return if_empty
            if owner != application_id:
                return "it belongs to another program"
            if _passes(connection, "integrity_check" if with_indexes else "quick_check"):
                return None
            return INDEXES_DAMAGED if _passes(connection, "quick_check") else "it failed its check"
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE_CODES:
            raise
        return "it cannot be read"


def rebuild_indexes(file: Path) -> bool:
    """Make every index anew from the rows of its table; return whether the database is sound then.

    If it is not, because two rows have one key, the file stays as it was.
    """
    with closing(_connect(file)) as connection, suppress(sqlite3.IntegrityError):
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("REINDEX")
        if _passes(connection, "integrity_check"):
            connection.execute("COMMIT")
            return True
    return False


def set_aside_and_restore(file: Path, application_id: int, damage: str, now_ms: int) -> dict[str, str]:
    """Rename a damaged database and put the newest good backup in its place, or nothing when there is none.

    Returns what the person has to know: damage, set_aside, restored ("" when there was no good backup).
    """
    stamp = f"{datetime.fromtimestamp(now_ms / 1000, UTC):%Y-%m-%dT%H%M%S}"
    aside = _free_name(file.with_name(f"broken-{stamp}.db"))
    for end in ("-wal", "-shm"):
        journal = file.with_name(file.name + end)
        if journal.exists():
            journal.rename(aside.with_name(aside.name + end))
    file.rename(aside)
    good = next((path for path in backups_of(file) if can_be_restored(path, application_id)), None)
    if good is not None:
        put_in_place(good, file, aside)
    else:
        create_private(file)
    sync_folder(file.parent)
    return {"damage": damage, "set_aside": aside.name, "restored": good.name if good else ""}


def put_in_place(backup: Path, file: Path, before: Path) -> None:
    """Make the database ``file`` a copy of ``backup``; nobody may have it open. Raises StoreFull without room.

    Tokens that were ended in ``before``, the database until now, stay ended, as far as it can be read.
    """
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    create_private(part)
    try:
        _copy(backup, part)
        _end_tokens(part, before)
        _flush(part)
        for end in ("-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(file.parent)


def is_good(path: Path, application_id: int) -> bool:
    """Return whether a file is a sound database of ours."""
    try:
        return path.stat().st_size > 0 and damage_of(path, application_id) is None
    except (sqlite3.Error, OSError):
        return False


def can_be_restored(path: Path, application_id: int) -> bool:
    """Return whether a file is a sound database of ours that no newer Forethought wrote."""
    if not is_good(path, application_id):
        return False
    with suppress(sqlite3.Error), closing(_connect(path)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchall() in [
            [(one,)] for one in REVISIONS
        ]
    return False


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, timeout=5)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    return connection


def _copy(source: Path, target: Path) -> None:
    with _full_as_store_full(), closing(_connect(source)) as reading, closing(_connect(target)) as writing:
        reading.backup(writing)
        # A copy carries the mode of its source; one file without a journal is easier to move and to erase.
        writing.execute("PRAGMA journal_mode=DELETE")


def _end_tokens(part: Path, before: Path) -> None:
    with suppress(sqlite3.Error), closing(_connect(before)) as reading:
        ended = reading.execute("SELECT revoked_at, id FROM token WHERE revoked_at IS NOT NULL").fetchall()
        with closing(_connect(part)) as writing:
            writing.executemany("UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", ended)


def _passes(connection: sqlite3.Connection, check: str) -> bool:
    return bool(connection.execute(f"PRAGMA {check}(1)").fetchone()[0] == "ok")


def _verify_copy(part: Path) -> None:
    with closing(_connect(part)) as connection:
        if not _passes(connection, "integrity_check"):
            raise StoreDamaged("The backup could not be verified, so the older ones were kept. Run: forethought doctor")


def _flush(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _free_name(path: Path) -> Path:
    """Return ``path``, or the first of path-2, path-3, ... that is not taken."""
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(name for name in chain([path], names) if not name.exists())


def _drop_all_but(file: Path, pattern: str, kept: int) -> None:
    for old in [backup for backup in backups_of(file) if backup.match(pattern)][kept:]:
        old.unlink(missing_ok=True)


@contextmanager
def _full_as_store_full() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            raise StoreFull("There is no room on the disk for a backup. Free some space and try again.") from None
        raise
