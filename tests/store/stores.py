"""Opens stores for tests: SQLite in a folder of its own, and PostgreSQL in a schema of its own where a URL is given."""

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Engine, create_engine

from forethought.settings import Environment
from forethought.store import Store, open_store
from forethought.store.schema import metadata
from forethought.store.sql import Connection
from forethought.store.sqlite import SqliteDatabase

#: .ci/run starts a PostgreSQL and names it here; without it the same tests run on SQLite alone.
POSTGRESQL_URL = os.environ.get("FORETHOUGHT_TEST_POSTGRESQL_URL", "")

KINDS = ["sqlite", "postgresql"] if POSTGRESQL_URL else ["sqlite"]


@contextmanager
def environment_of(kind: str) -> Iterator[Environment]:
    """Give a data folder, and for "postgresql" the URL of a fresh schema that is dropped at the end."""
    with tempfile.TemporaryDirectory(prefix="forethought-test-") as folder:
        if kind == "sqlite":
            yield Environment(Path(folder))
            return
        schema = f"test_{secrets.token_hex(8)}"
        plain_url = POSTGRESQL_URL.replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(plain_url, autocommit=True) as server:
            server.execute(f"CREATE SCHEMA {schema}")
            joint = "&" if "?" in POSTGRESQL_URL else "?"
            try:
                yield Environment(Path(folder), database_url=f"{POSTGRESQL_URL}{joint}options=-csearch_path%3D{schema}")
            finally:
                server.execute(f"DROP SCHEMA {schema} CASCADE")


@contextmanager
def fresh_store(kind: str) -> Iterator[Store]:
    """Give an open, empty store."""
    with environment_of(kind) as environment:
        store = open_store(environment)
        try:
            yield store
        finally:
            store.close()


def engine_of(store: Store) -> Engine:
    """Return SQLAlchemy's engine on the same database, to look at its tables with."""
    if isinstance(store.database, SqliteDatabase):
        return create_engine(f"sqlite:///{store.file}")
    return store.database.engine


def put(connection: Connection, table: str, row: Mapping[str, object]) -> None:
    """Store one row as it is."""
    columns, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", row)


def empty(store: Store) -> None:
    """Delete every row, so that the next test finds what a fresh store has."""
    with store.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(f"DELETE FROM {table.name}")
