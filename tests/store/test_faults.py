"""Whatever fails at whichever statement, the next start finds the database as it was or as it was to become."""

import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.usage.cases import DAY, NOON, report

from forethought.settings import Settings
from forethought.store import StoreFull, migrate, open_store, sqlite
from forethought.store.problems import open_problems
from forethought.store.schema import metadata
from forethought.store.slices import ingest, slices_between
from forethought.store.transfer import export_json, import_json

#: More statements than any of these operations takes.
MANY = 1000


class _Faults:
    """Counts the statements of every connection and fails at one of them, as a full disk does."""

    def __init__(self) -> None:
        self.left = MANY

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            failure = sqlite3.OperationalError("injected")
            failure.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise failure


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> _Faults:
    """Put the faults under every connection that the store opens."""
    here = _Faults()

    class Cursor(sqlite3.Cursor):
        def execute(self, *arguments: Any) -> "Cursor":
            here.count()
            super().execute(*arguments)
            return self

        def executemany(self, *arguments: Any) -> "Cursor":
            here.count()
            super().executemany(*arguments)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, *_factory: Any) -> sqlite3.Cursor:
            return super().cursor(Cursor)

        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            here.count()
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> sqlite3.Cursor:
            here.count()
            return super().executemany(*arguments)

        def commit(self) -> None:
            here.count()
            super().commit()

    monkeypatch.setattr(sqlite.sqlite3, "connect", partial(sqlite3.connect, factory=Connection))
    return here


def _fail_at_each_statement(faults: _Faults, operation: Callable[[], object], look: Callable[[], None]) -> int:
    """Run ``operation`` with a fault at its first statement, its second and so on, until it succeeds; return which."""
    for number in range(1, MANY):
        faults.left = number
        try:
            operation()
        except StoreFull:
            faults.left = MANY
            look()
            continue
        faults.left = MANY
        return number
    raise AssertionError("it never succeeded")


@contextmanager
def _sound(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection of our own to a database that must be sound."""
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    yield connection
    connection.close()


@pytest.mark.parametrize("way", ["at once", "by the migrations"])
def test_a_first_start_that_fails_anywhere_makes_all_tables_or_none(
    tmp_path: Path, faults: _Faults, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "by the migrations":
        monkeypatch.setattr(migrate, "create", migrate.upgrade)
    counts = set()

    def look() -> None:
        with _sound(tmp_path / "forethought.db") as connection:
            counts.add(connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0])

    steps = _fail_at_each_statement(faults, lambda: open_store(tmp_path).close(), look)
    assert steps > len(metadata.tables)
    assert counts == {0}
    store = open_store(tmp_path)
    with store.read() as connection:
        assert migrate.current_revision(connection) == migrate.REVISIONS[-1]
        assert open_problems(connection) == []
    store.close()


def test_an_import_that_fails_anywhere_brings_all_or_nothing(tmp_path: Path, faults: _Faults) -> None:
    source = open_store(tmp_path / "source")
    with source.begin() as connection:
        ingest(connection, [report(NOON - DAY + 20_000 * n, 15, "x", "d", n) for n in range(50)], Settings(), NOON)
        connection.execute("INSERT INTO setting VALUES ('counter', 'true')")
    with source.read() as connection:
        exported = "".join(export_json(connection, NOON))
    source.close()
    target = open_store(tmp_path / "target")

    def bring() -> None:
        with target.begin() as connection:
            import_json(connection, io.StringIO(exported))

    def look() -> None:
        with _sound(target.file) as connection:
            assert connection.execute("SELECT count(*) FROM slice").fetchone() == (0,)
            assert connection.execute("SELECT count(*) FROM setting").fetchone() == (0,)

    assert _fail_at_each_statement(faults, bring, look) > 3
    with target.read() as connection:
        assert len(slices_between(connection, 0, NOON)) == 50
    target.close()
