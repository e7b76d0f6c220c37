"""Runs SQL that is written out, on either database, inside a transaction that the store began.

SQLite is asked through its driver, PostgreSQL through SQLAlchemy: to import and to hold SQLAlchemy costs a third of a
start and a third of what the companion takes at rest, and a person with one computer needs none of it from day to day.
"""

import re
import sqlite3
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import sqlalchemy

_BOUND = re.compile(r":([a-z_]+)")

Values: TypeAlias = Mapping[str, Any]


class Result(Protocol):
    """What a statement found or did. Its rows are tuples whose parts also have the names of their columns."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""

    def __iter__(self) -> Iterator[Any]:
        """Give the rows, read as they are asked for."""

    def first(self) -> Any:
        """Return the first row, or None."""

    def scalar(self) -> Any:
        """Return the first value of the first row, or None."""


class SqliteConnection:
    """A connection to the person's own file. ``info`` is for what others remember beside it.

    ``version`` moves when another connection commits; no transaction sees it move, so each asks for it at most once.
    """

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.driver = driver
        self.info: dict[str, Any] = {}
        self.version: int | None = None

    def execute(self, sql: str, values: Values | Sequence[Values] = ()) -> Result:
        """Run a statement with ``:name`` for each bound value: once, or once for each of a list of values."""
        if isinstance(values, Mapping) or not values:
            return _SqliteResult(self.driver.execute(sql, values))
        return _SqliteResult(self.driver.executemany(sql, values))

    def stream(self, sql: str) -> Iterator[Any]:
        """Give the rows of a statement that finds more than memory should hold."""
        return iter(self.execute(sql))


class _SqliteResult:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        cursor.row_factory = _named

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def __iter__(self) -> Iterator[Any]:
        return self._cursor

    def first(self) -> Any:
        row = self._cursor.fetchone()
        # What is read to its end or closed holds up no commit.
        self._cursor.close()
        return row

    def scalar(self) -> Any:
        row = self.first()
        return None if row is None else row[0]


def _named(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Any:
    return _row_type(tuple([column[0] for column in cursor.description]))._make(row)


@cache
def _row_type(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)


class PostgresqlConnection:
    """A connection to a server that several computers share; ``core`` is SQLAlchemy's, in the same transaction."""

    def __init__(self, core: "sqlalchemy.Connection") -> None:
        self.core = core
        self.info: dict[str, Any] = {}

    def execute(self, sql: str, values: Values | Sequence[Values] = ()) -> Result:
        """Run a statement as SqliteConnection does."""
        from sqlalchemy import text

        return self.core.execute(text(sql), values or None)

    def stream(self, sql: str) -> Iterator[Any]:
        """Give the rows of a statement as SqliteConnection does: a thousand at a time."""
        from sqlalchemy import text

        return iter(self.core.execute(text(sql), execution_options={"yield_per": 1000}))


Connection: TypeAlias = SqliteConnection | PostgresqlConnection


class Query:
    """A statement with ``:name`` for each bound value, for what an extension asks many times an hour."""

    def __init__(self, sql: str) -> None:
        self._sqlite = sql
        self._postgresql = _BOUND.sub(r"%(\1)s", sql)

    def rows(self, connection: Connection, values: Values | None = None) -> Sequence[Any]:
        """Execute and return all rows; each can be indexed and unpacked as a tuple."""
        if isinstance(connection, SqliteConnection):
            return connection.driver.execute(self._sqlite, values or {}).fetchall()
        return connection.core.exec_driver_sql(self._postgresql, dict(values or {})).fetchall()

    def write(self, connection: Connection, values: Values | Sequence[Values]) -> int:
        """Execute, once for each when given a list of values; return how many rows were touched."""
        many = [values] if isinstance(values, Mapping) else list(values)
        if isinstance(connection, SqliteConnection):
            return connection.driver.executemany(self._sqlite, many).rowcount
        return connection.core.exec_driver_sql(self._postgresql, [dict(one) for one in many]).rowcount
