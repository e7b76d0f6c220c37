"""Opens the store: the person's own SQLite file, or a PostgreSQL that several of their computers share."""

import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError

from forethought.settings import Environment
from forethought.store import backup, folder
from forethought.store.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreReadOnly
from forethought.store.migrate import migrate
from forethought.store.problems import add_problem
from forethought.store.remembered import forget
from forethought.store.sql import driver_of, name_driver

FILE_NAME = "forethought.db"

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

#: As many as the companion answers at once. The pool has room for as many again that read and as many that write.
_KEPT_CONNECTIONS = 8


class Store:
    """An open database; safe to use from many threads."""

    def __init__(self, engine: Engine, data_dir: Path) -> None:
        self.engine = engine
        self.data_dir = data_dir
        self.is_sqlite = engine.dialect.name == "sqlite"
        keep = _KEPT_CONNECTIONS if self.is_sqlite else 0
        self._writers = _Connections(engine, keep)
        self._readers = _Connections(engine.execution_options(reading=True), keep)

    @property
    def file(self) -> Path:
        """The database file; only SQLite has one."""
        return self.data_dir / FILE_NAME

    def begin(self) -> AbstractContextManager[Connection]:
        """Give a connection inside a write transaction: committed at the end, undone when the block raises.

        Raises StoreFull, StoreBusy, StoreReadOnly, StoreDamaged or StoreError instead of the driver's errors.
        """
        return _Transaction(self._writers)

    def read(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees one state of the database and does not hold up writers. Raises as begin does."""
        return _Transaction(self._readers)

    @contextmanager
    def unlocked(self) -> Iterator[Any]:
        """Give the driver's own connection outside any transaction, for VACUUM and the like. Raises as begin does."""
        with _in_our_words():
            connection = self.engine.raw_connection()
            driver: Any = connection.driver_connection
            try:
                if not self.is_sqlite:
                    driver.autocommit = True
                yield driver
            finally:
                if not self.is_sqlite:
                    driver.autocommit = False
                connection.close()

    def close(self) -> None:
        """Close all connections. SQLite then folds its journal into the file."""
        self._writers.close()
        self._readers.close()
        self.engine.dispose()


class _Connections:
    """Hands out connections.

    On SQLite it keeps those that come back: to ask the pool anew for each call costs as much as storing a slice. A
    database server may be gone in the meantime, so there the pool looks at each connection before it is used.
    """

    def __init__(self, engine: Engine, keep: int) -> None:
        self._engine = engine
        self._keep = keep
        # The last one given back is taken first: it remembers most.
        self._idle: deque[Connection] = deque()

    def take(self) -> Connection:
        """Return a connection that nobody else has, with no transaction on it."""
        try:
            return self._idle.pop()
        except IndexError:
            with _in_our_words():
                return self._engine.connect()

    def give_back(self, connection: Connection) -> None:
        """Keep a connection, whose transaction is over, for the next who asks."""
        if len(self._idle) < self._keep:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close what is not in use."""
        while self._idle:
            self._idle.pop().close()


class _Transaction:
    """A block with a connection inside a transaction: committed at the end, undone when the block raises.

    On SQLite the transaction is the driver's. SQLAlchemy joins in only when a statement goes through it: its own
    beginning and end cost as much as three queries, and what an extension asks all day goes to the driver (sql.Query).
    """

    __slots__ = ("_connection", "_connections")

    _connection: Connection

    def __init__(self, connections: _Connections) -> None:
        self._connections = connections

    def __enter__(self) -> Connection:
        connection = self._connection = self._connections.take()
        try:
            if driver_of(connection) is None:
                connection.begin()
            else:
                _begin(connection)
        except BaseException as failure:
            self._undo(failure)
            raise
        return connection

    def __exit__(self, _kind: object, raised: BaseException | None, _traceback: object) -> None:
        if raised is not None:
            self._undo(raised)
            return
        try:
            self._commit()
        except BaseException as failure:
            self._undo(failure)
            raise
        self._connections.give_back(self._connection)

    def _commit(self) -> None:
        driver = driver_of(self._connection)
        if driver is None or self._connection.in_transaction():
            self._connection.commit()
        else:
            driver.commit()

    def _undo(self, failure: BaseException) -> None:
        """Undo everything, and raise an error of the database in our words."""
        forget(self._connection)
        with _in_our_words():
            self._connection.close()
            if isinstance(failure, DBAPIError | sqlite3.Error):
                raise failure


def open_store(where: Environment | Path | str, *, repair: bool = True) -> Store:
    """Open the store in a data folder (or as the environment says), creating and migrating it as needed.

    With ``repair`` a damaged SQLite file is set aside, the newest good backup is put in its place and the person is
    told (table ``problem``); without, damage raises. Give ``repair=False`` while another process may have it open.
    Raises StoreError and its kinds: StoreUnsafe, StoreReadOnly, StoreTooNew, StoreDamaged, StoreFull, StoreBusy.
    """
    environment = where if isinstance(where, Environment) else Environment(Path(where))
    folder.prepare_folder(environment.data_dir)
    if environment.database_url:
        return _open_postgresql(environment.database_url, environment.data_dir)
    return _open_sqlite(environment.data_dir, repair)


def _open_sqlite(data_dir: Path, repair: bool) -> Store:
    file = data_dir / FILE_NAME
    folder.create_private(file)
    repaired = _check_file(file, repair)
    folder.lay_ballast(data_dir)
    store = Store(_sqlite_engine(file), data_dir)
    try:
        with _in_our_words():
            migrate(store.engine, lambda revision: backup.back_up(file, f"before-{revision}", _now_ms()))
    except BaseException:
        store.close()
        raise
    if repaired is not None:
        with store.begin() as connection:
            add_problem(connection, "damaged-database", repaired, _now_ms())
    return store


def _check_file(file: Path, repair: bool) -> dict[str, str] | None:
    """Make sure that the file is a sound database of ours; return what was done to a damaged one."""
    damage = backup.damage_of(file, APPLICATION_ID)
    if damage is None:
        return None
    if not repair:
        raise StoreDamaged(f"The database {file} is damaged ({damage}). Start the companion: it restores a backup.")
    return backup.set_aside_and_restore(file, APPLICATION_ID, damage, _now_ms())


def _sqlite_engine(file: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(file)),
        hide_parameters=True,
        pool_size=2 * _KEPT_CONNECTIONS,
        max_overflow=2 * _KEPT_CONNECTIONS,
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not begin transactions by itself: it does not know of BEGIN IMMEDIATE.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode=WAL")
        if connection.execute("PRAGMA application_id").fetchone() == (0,):
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")

    event.listen(engine, "engine_connect", name_driver)
    event.listen(engine, "begin", _begin)

    @event.listens_for(engine, "rollback_savepoint")
    def forget_savepoint(connection: Connection, _name: str, _context: object) -> None:
        forget(connection)

    return engine


def _begin(connection: Connection) -> None:
    """Begin a transaction on SQLite, unless one has begun."""
    driver = driver_of(connection)
    if driver is not None and not driver.in_transaction:
        # A writer takes its lock at once: one that read first could not write after another wrote in between.
        is_reading = connection.get_execution_options().get("reading", False)
        driver.execute("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _open_postgresql(url: str, data_dir: Path) -> Store:
    try:
        engine = create_engine(url, hide_parameters=True, pool_size=8, max_overflow=16, pool_pre_ping=True)
    except ImportError:
        raise StoreError("PostgreSQL needs one more package: pip install 'forethought[postgresql]'") from None
    except (ArgumentError, ValueError):
        # Without the cause: its words hold the URL, and that a password.
        raise StoreError("FORETHOUGHT_DATABASE_URL cannot be read. Write it as in docs/postgresql.md.") from None

    @event.listens_for(engine, "connect")
    def be_patient_for_seconds(connection: Any, _record: object) -> None:
        # As long as SQLite's busy_timeout: a lock that is held longer is told, not waited for.
        connection.execute("SET lock_timeout = 5000")
        connection.commit()

    try:
        with _in_our_words():
            migrate(engine, lambda _revision: None)
    except StoreError:
        engine.dispose()
        raise
    return Store(engine, data_dir)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        # Without the cause: the driver's error may hold values.
        raise _translated(error) from None


_FULL = (StoreFull, "The disk is full: nothing was stored. Free some space, or erase old weeks.")

_SQLITE_WORDS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_FULL: _FULL,
    # What a limit on file sizes and a full disk under the shared-memory index give instead of SQLITE_FULL.
    sqlite3.SQLITE_IOERR_WRITE: _FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_BUSY: (StoreBusy, "Another program holds Forethought's database. Close it and try again."),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "Another program holds Forethought's database. Close it and try again."),
    sqlite3.SQLITE_READONLY: (
        StoreReadOnly,
        "The database cannot be written. Make it and its folder writable for you.",
    ),
    sqlite3.SQLITE_CANTOPEN: (StoreReadOnly, "The database cannot be opened. Make it and its folder writable for you."),
    sqlite3.SQLITE_PERM: (StoreReadOnly, "The database cannot be opened. Make it and its folder writable for you."),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, "The database is damaged. Start the companion again: it restores a backup."),
    sqlite3.SQLITE_NOTADB: (StoreDamaged, "The database is damaged. Start the companion again: it restores a backup."),
}

#: The first five characters of an SQLSTATE (PostgreSQL manual, appendix A).
_POSTGRESQL_WORDS: dict[str, tuple[type[StoreError], str]] = {
    "53100": (StoreFull, "The disk of the database server is full: nothing was stored."),
    "55P03": (StoreBusy, "Another program holds the database. Try again."),
    "57014": (StoreBusy, "The database took too long. Try again."),
    "25006": (StoreReadOnly, "The database server allows no writing."),
}


def _translated(raised: DBAPIError | sqlite3.Error) -> StoreError:
    error: Any = raised.orig if isinstance(raised, DBAPIError) else raised
    kind, words = StoreError, f"The database answered with {type(error).__name__}."
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        unknown = (kind, f"{words[:-1]}: {getattr(error, 'sqlite_errorname', '')}.")
        # The low byte of a result code is its kind.
        kind, words = _SQLITE_WORDS.get(code, _SQLITE_WORDS.get(code & 0xFF, unknown))
    elif getattr(error, "sqlstate", None) is not None:
        kind, words = _POSTGRESQL_WORDS.get(error.sqlstate, (kind, words))
    elif type(error).__name__ == "OperationalError":
        # The driver gives no SQLSTATE when there is no server that could.
        words = "The database server does not answer. Start it, or check FORETHOUGHT_DATABASE_URL."
    return kind(words)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
