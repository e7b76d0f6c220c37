"""Brings an empty database or one of any earlier version to the tables of this one, in one transaction."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from forethought.store.errors import StoreTooNew
from forethought.store.sql import Connection, SqliteConnection

if TYPE_CHECKING:
    import sqlalchemy

    from forethought.store.postgresql import PostgresqlDatabase
    from forethought.store.sqlite import SqliteDatabase

#: Every version of the schema, oldest first; a test holds it equal to migrations/versions.
#: Kept here so that a start with nothing to do need not import Alembic.
REVISIONS = ("0001",)

#: The newest tables as SQLite is told them, written by ``python -m forethought.store.schema``.
_SCHEMA = Path(__file__).with_name("schema.sql")

#: Any number, the same in every companion: two that share a PostgreSQL must not migrate it at once.
_LOCK = 0x46544854


def current_revision(connection: Connection) -> str | None:
    """Return the version of the database, or None for an empty one.

    Raises StoreTooNew when a newer Forethought wrote it.
    """
    if isinstance(connection, SqliteConnection):
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    else:
        sql = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'alembic_version'"
    if connection.execute(sql).scalar() is None:
        return None
    revision: str | None = connection.execute("SELECT version_num FROM alembic_version").scalar()
    if revision is not None and revision not in REVISIONS:
        raise StoreTooNew("A newer Forethought wrote this database. Update this one; nothing was changed.")
    return revision


def migrate(database: "SqliteDatabase | PostgresqlDatabase", save_before: Callable[[str], object]) -> None:
    """Bring the database to the newest version; ``save_before(revision)`` makes a backup of one that holds data.

    Either all steps are done or none: they share one transaction. Raises StoreError and its kinds, and what a step
    raises.
    """
    with database.transaction(reading=True) as connection:
        revision = current_revision(connection)
    if revision == REVISIONS[-1]:
        return
    if revision is not None:
        save_before(revision)
    with database.transaction(reading=False) as connection:
        if not database.is_sqlite:
            connection.execute("SELECT pg_advisory_xact_lock(:lock)", {"lock": _LOCK})
        # Another process may have done it while this one waited for the lock.
        revision = current_revision(connection)
        if revision is None:
            create(connection)
        elif revision != REVISIONS[-1]:
            upgrade(connection)


def create(connection: Connection) -> None:
    """Make the tables of the newest version in an empty database, as all steps together would.

    A test holds the two ways equal; this one spares a first start Alembic and SQLAlchemy, half of its memory and time.
    """
    if isinstance(connection, SqliteConnection):
        for statement in _SCHEMA.read_text(encoding="utf-8").split("\n\n"):
            connection.execute(statement)
    else:
        from forethought.store.schema import metadata

        metadata.create_all(connection.core, checkfirst=False)
    # The table by which Alembic knows what is done (alembic.runtime.migration, MigrationContext._version).
    connection.execute("""CREATE TABLE alembic_version (
                              version_num VARCHAR(32) NOT NULL,
                              CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
                          )""")
    connection.execute("INSERT INTO alembic_version (version_num) VALUES (:newest)", {"newest": REVISIONS[-1]})


def upgrade(connection: Connection) -> None:
    """Take every step that this database has not taken yet."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.exc import DBAPIError

    config = Config()
    config.set_main_option("script_location", "forethought.store:migrations")
    try:
        config.attributes["connection"] = _core_of(connection)
        command.upgrade(config, REVISIONS[-1])
    except DBAPIError as error:
        # Around SQLite's transaction only the driver's own errors are known.
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from None
        raise


def _core_of(connection: Connection) -> "sqlalchemy.Connection":
    """Return SQLAlchemy's connection in the same transaction, which stays the caller's to end."""
    if not isinstance(connection, SqliteConnection):
        return connection.core
    from sqlalchemy import StaticPool, create_engine

    driver = connection.driver
    engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool, pool_reset_on_return=None)
    for end in ("do_commit", "do_rollback"):
        setattr(engine.dialect, end, lambda _driver: None)
    return engine.connect()
