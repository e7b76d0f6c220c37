"""Opens the store: the person's own SQLite file, or a PostgreSQL that several of their computers share."""

import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forethought.settings import Environment
from forethought.store import backup, folder
from forethought.store.errors import StoreDamaged, StoreFull
from forethought.store.migrate import migrate
from forethought.store.problems import add_problem
from forethought.store.sql import Connection
from forethought.store.sqlite import APPLICATION_ID, SqliteDatabase, in_our_words

if TYPE_CHECKING:
    from forethought.store.postgresql import PostgresqlDatabase

FILE_NAME = "forethought.db"


class Store:
    """An open database; safe to use from many threads."""

    def __init__(self, database: "SqliteDatabase | PostgresqlDatabase", data_dir: Path) -> None:
        self.database = database
        self.data_dir = data_dir
        self.is_sqlite = database.is_sqlite

    @property
    def file(self) -> Path:
        """The database file; only SQLite has one."""
        return self.data_dir / FILE_NAME

    def begin(self) -> AbstractContextManager[Connection]:
        """Give a connection inside a write transaction: committed at the end, undone when the block raises.

        Raises StoreFull, StoreBusy, StoreReadOnly, StoreDamaged or StoreError instead of the driver's errors.
        """
        return self.database.transaction(reading=False)

    def read(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees one state of the database and does not hold up writers. Raises as begin does."""
        return self.database.transaction(reading=True)

    def unlocked(self) -> AbstractContextManager[Any]:
        """Give the driver's own connection outside any transaction, for VACUUM and the like. Raises as begin does."""
        return self.database.unlocked()

    def close(self) -> None:
        """Close all connections."""
        self.database.close()


def open_store(where: Environment | Path | str, *, repair: bool = True) -> Store:
    """Open the store in a data folder (or as the environment says), creating and migrating it as needed.

    With ``repair`` indexes that miss rows are made anew, and a file damaged otherwise is set aside and the newest good
    backup put in its place; the person is told (table ``problem``). Without, damage raises, and indexes are not looked
    at. Give ``repair=False`` while another process may have it open.
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
    try:
        to_tell = _check_file(file, repair)
    except StoreFull:
        # Even to read takes room, for SQLite's index of its journal.
        folder.drop_ballast(data_dir)
        to_tell = _check_file(file, repair)
    store = Store(SqliteDatabase(file), data_dir)
    try:
        migrate(store.database, lambda revision: backup.back_up(file, f"before-{revision}", _now_ms()))
        if to_tell is not None:
            code, facts = to_tell
            with store.begin() as connection:
                add_problem(connection, code, facts, _now_ms())
    except BaseException:
        store.close()
        raise
    folder.lay_ballast(data_dir)
    return store


@in_our_words()
def _check_file(file: Path, repair: bool) -> tuple[str, dict[str, str]] | None:
    """Make sure that the file is a sound database of ours; return the problem that the person has to be told of."""
    damage = backup.damage_of(file, APPLICATION_ID, with_indexes=repair)
    if damage is None:
        return None
    if not repair:
        raise StoreDamaged(f"The database {file} is damaged ({damage}). Start the companion: it restores a backup.")
    if damage == backup.INDEXES_DAMAGED and backup.rebuild_indexes(file):
        return "damaged-indexes", {}
    return "damaged-database", backup.set_aside_and_restore(file, APPLICATION_ID, damage, _now_ms())


def _open_postgresql(url: str, data_dir: Path) -> Store:
    # Who keeps a file on one computer needs none of this in memory.
    from forethought.store.postgresql import PostgresqlDatabase

    store = Store(PostgresqlDatabase(url), data_dir)
    try:
        migrate(store.database, lambda _revision: None)
    except BaseException:
        store.close()
        raise
    return store


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
