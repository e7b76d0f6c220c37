"""Opens stores for tests: SQLite in a folder of its own, and PostgreSQL in a schema of its own where a URL is given."""

import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
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


def write_past_an_index(file: Path, index: str, write: str, without: str = "") -> None:
    """Write to a table of which SQLite is made to forget an index, and the words of it ``without``, in the meantime."""
    known = "SELECT rootpage, name, tbl_name, type, sql FROM sqlite_master WHERE name = ?"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        [forgotten] = connection.execute(known, (index,)).fetchall()
        [table] = connection.execute(known, (forgotten[2],)).fetchall()
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = ?", (index,))
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ?, '') WHERE name = ?", (without, table[1]))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(write)
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (table[4], table[1]))
        connection.execute(
            "INSERT INTO sqlite_master (rootpage, name, tbl_name, type, sql) VALUES (?, ?, ?, ?, ?)", forgotten
        )


def lose_a_slice_from_an_index(file: Path) -> None:
    """Store a slice that one index of the database misses."""
    write_past_an_index(file, "slice_start_ms_end_ms_site", "INSERT INTO slice VALUES ('a', 1, 'x', 1000, 2000, NULL)")
