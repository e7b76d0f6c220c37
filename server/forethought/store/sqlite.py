"""Opens the person's own SQLite file, hands out connections to it, and says its errors in our words."""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from forethought.store.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreReadOnly
from forethought.store.sql import SqliteConnection

#: "FTHT": tells our file from any other program's SQLite file.
APPLICATION_ID = 0x46544854

#: FULL: what was acknowledged survives power loss. secure_delete: what was erased is overwritten.
_PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=MEMORY",
    # The journal starts over after so many pages: what stays within its length is on the disk in half the time.
    "PRAGMA wal_autocheckpoint=100",
)

#: A writer takes its lock at once: one that read first could not write after another wrote in between.
_WRITE = "BEGIN IMMEDIATE"

#: As many as the companion answers at once.
_KEPT_CONNECTIONS = 8


class SqliteDatabase:
    """A database in a file. Connections that come back are kept: to open one costs more than storing a slice."""

    is_sqlite = True

    def __init__(self, file: Path) -> None:
        self._file = file
        # The last one given back is taken first: it remembers most.
        self._readers: deque[SqliteConnection] = deque(maxlen=_KEPT_CONNECTIONS)
        self._writers: deque[SqliteConnection] = deque(maxlen=_KEPT_CONNECTIONS)

    def transaction(self, *, reading: bool) -> "_Transaction":
        """Return a block with a connection inside a transaction: committed at the end, undone when the block raises."""
        return _Transaction(self._file, self._readers if reading else self._writers, "BEGIN" if reading else _WRITE)

    @contextmanager
    def unlocked(self) -> Iterator[Any]:
        """Give the driver's connection outside any transaction."""
        with in_our_words(), closing(_open(self._file)) as driver:
            yield driver

    def close(self) -> None:
        """Close what is not in use. SQLite then folds its journal into the file."""
        for kept in (self._readers, self._writers):
            while connection := _taken(kept):
                connection.driver.close()


class _Transaction:
    """The block that SqliteDatabase.transaction gives; as a generator it would cost as much as a query."""

    __slots__ = ("_begin", "_connection", "_file", "_kept")

    _connection: SqliteConnection

    def __init__(self, file: Path, kept: deque[SqliteConnection], begin: str) -> None:
        self._file = file
        self._kept = kept
        self._begin = begin

    def __enter__(self) -> SqliteConnection:
        try:
            self._connection = _taken(self._kept) or SqliteConnection(_open(self._file))
            self._connection.driver.execute(self._begin)
            self._connection.version = None
        except sqlite3.Error as error:
            raise _translated(error) from None
        return self._connection

    def __exit__(self, _kind: object, raised: BaseException | None, _traceback: object) -> None:
        connection = self._connection
        try:
            if raised is None:
                connection.driver.execute("COMMIT")
            else:
                connection.info.clear()
                connection.driver.execute("ROLLBACK")
        except sqlite3.Error as error:
            # Closing undoes what was begun.
            connection.driver.close()
            raised = raised or error
        else:
            # One too many pushes out the one that was not used for longest.
            self._kept.append(connection)
        if isinstance(raised, sqlite3.Error):
            # Without the cause: the driver's error may hold values.
            raise _translated(raised) from None


def _taken(kept: deque[SqliteConnection]) -> SqliteConnection | None:
    try:
        return kept.pop()
    except IndexError:
        return None


def _open(file: Path) -> sqlite3.Connection:
    # The driver must not begin transactions by itself: it does not know of BEGIN IMMEDIATE.
    driver = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _PRAGMAS:
            driver.execute(pragma)
        if driver.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            driver.execute("PRAGMA journal_mode=WAL")
        if driver.execute("PRAGMA application_id").fetchone() == (0,):
            driver.execute(f"PRAGMA application_id={APPLICATION_ID}")
    except BaseException:
        driver.close()
        raise
    return driver


@contextmanager
def in_our_words() -> Iterator[None]:
    """Raise StoreFull, StoreBusy, StoreReadOnly, StoreDamaged or StoreError instead of the driver's errors."""
    try:
        yield
    except sqlite3.Error as error:
        # Without the cause: the driver's error may hold values.
        raise _translated(error) from None


_FULL = (StoreFull, "The disk is full: nothing was stored. Free some space, or erase old weeks.")
_BUSY = (StoreBusy, "Another program holds Forethought's database. Close it and try again.")
_CLOSED = (StoreReadOnly, "The database cannot be opened. Make it and its folder writable for you.")
_DAMAGED = (StoreDamaged, "The database is damaged. Start the companion again: it restores a backup.")

_WORDS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_FULL: _FULL,
    # What a limit on file sizes and a full disk under the shared-memory index give instead of SQLITE_FULL.
    sqlite3.SQLITE_IOERR_WRITE: _FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: (
        StoreReadOnly,
        "The database cannot be written. Make it and its folder writable for you.",
    ),
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


def _translated(error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0)
    name = getattr(error, "sqlite_errorname", "")
    unknown = (StoreError, f"The database answered with {type(error).__name__}: {name}.")
    # The low byte of a result code is its kind.
    kind, words = _WORDS.get(code, _WORDS.get(code & 0xFF, unknown))
    return kind(words)
