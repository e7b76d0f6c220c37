"""Migrations make what the schema describes, in one step or not at all."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect
from tests.store.stores import KINDS, engine_of, environment_of, fresh_store

import forethought.store.schema
from forethought.store import Store, backup, open_store
from forethought.store.migrate import REVISIONS, current_revision, migrate, upgrade
from forethought.store.schema import for_sqlite, metadata
from forethought.store.sql import SqliteConnection


@contextmanager
def migrated_store(kind: str) -> Iterator[Store]:
    """Give a store whose tables were made by the migrations, one after another."""
    with environment_of(kind) as environment:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("forethought.store.migrate.create", upgrade)
            opened = open_store(environment)
        yield opened
        opened.close()


@pytest.fixture(params=KINDS)
def migrated(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The same, on each database there is."""
    with migrated_store(request.param) as opened:
        yield opened


def test_the_list_of_versions_is_that_of_the_files() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "forethought.store:migrations")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def _found(store: Store) -> dict[str, object]:
    """Return every table, column, key, index and constraint that a database says it has."""
    found = inspect(engine_of(store))

    def told(table: str) -> object:
        columns = [(one["name"], str(one["type"]), one["nullable"], one["default"]) for one in found.get_columns(table)]
        checks = sorted((str(one["name"]), one["sqltext"]) for one in found.get_check_constraints(table))
        indexes = sorted((str(one["name"]), one["column_names"], one["unique"]) for one in found.get_indexes(table))
        uniques = sorted((str(one["name"]), one["column_names"]) for one in found.get_unique_constraints(table))
        foreign = sorted((str(one["name"]), str(one["options"])) for one in found.get_foreign_keys(table))
        return columns, found.get_pk_constraint(table), checks, indexes, uniques, foreign

    return {table: told(table) for table in found.get_table_names()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_database_is_as_the_migrations_make_it(kind: str) -> None:
    with migrated_store(kind) as migrated, fresh_store(kind) as made_at_once:
        assert _found(made_at_once) == _found(migrated)
        assert made_at_once.is_sqlite is (kind == "sqlite")
        if made_at_once.is_sqlite:
            assert _statements(made_at_once) == _statements(migrated)


def _statements(store: Store) -> dict[str, list[str]]:
    """Return the lines of each statement of an SQLite database, sorted: constraints may come in another order."""
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    with store.read() as connection:
        return {row.name: sorted(filter(None, re.split(r",?\s*\n\s*", row.sql))) for row in connection.execute(query)}


def test_the_migrations_make_what_the_schema_describes(migrated: Store) -> None:
    with engine_of(migrated).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_every_constraint_of_the_schema(migrated: Store) -> None:
    found = inspect(engine_of(migrated))
    for name, table in metadata.tables.items():
        constraints = {one["name"] for one in found.get_check_constraints(name)}
        wanted = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        assert constraints == wanted, name


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path)
    with store.begin() as connection:
        connection.execute("INSERT INTO setting VALUES ('counter', 'true')")
    monkeypatch.setattr("forethought.store.migrate.REVISIONS", (*REVISIONS, "9999"))
    saved: list[str] = []
    with pytest.raises(Exception, match="9999"):
        migrate(store.database, saved.append)
    with store.read() as connection:
        assert connection.execute("SELECT value FROM setting").scalar() == "true"
        assert current_revision(connection) == REVISIONS[-1]
    assert saved == [REVISIONS[-1]]
    store.close()


def test_data_is_backed_up_before_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(tmp_path).close()
    monkeypatch.setattr("forethought.store.migrate.REVISIONS", (*REVISIONS, "9999"))
    with pytest.raises(Exception, match="9999"):
        open_store(tmp_path)
    [saved] = backup.backups_of(tmp_path / "forethought.db")
    assert saved.name.startswith(f"before-{REVISIONS[-1]}-")


def test_a_new_database_needs_no_backup(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    assert not (tmp_path / "backups").exists()


def test_what_sqlite_is_told_at_a_first_start_is_the_schema() -> None:
    written = Path(forethought.store.schema.__file__).with_name("schema.sql").read_text(encoding="utf-8")
    assert written == for_sqlite(), "write it again: python -m forethought.store.schema"


def test_neither_a_first_start_nor_a_later_one_loads_the_migration_tools(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from forethought.store import open_store;"
        "open_store(Path(sys.argv[1])).close(); print({'alembic', 'sqlalchemy'} & set(sys.modules))"
    )
    for _ in ("first", "later"):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=60
        )
        assert done.stdout == "set()\n", done.stderr


def test_an_empty_file_of_sqlite_has_no_version() -> None:
    with closing(sqlite3.connect(":memory:")) as driver:
        assert current_revision(SqliteConnection(driver)) is None
