"""A database and an export of every release open in this version, with nothing lost.

``tests/fixtures/releases`` holds what each release made of one row a table. Before the first release there is only the
one that will be 0.1.0: a change of the schema until then changes it too, and after that comes with a migration.
"""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from tests.store.stores import fresh_store

from forethought.store import Store, open_store
from forethought.store.connect import FILE_NAME
from forethought.store.folder import create_private
from forethought.store.migrate import REVISIONS
from forethought.store.schema import metadata
from forethought.store.transfer import EXPORTED, export_json, import_json

RELEASES = sorted((Path(__file__).parents[1] / "fixtures" / "releases").glob("*.sql"), key=lambda file: file.name)


def statements(store: Store) -> dict[str, list[str]]:
    """The lines of each statement of a database, sorted: constraints may come in another order."""
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    with store.read() as connection:
        return {row.name: sorted(filter(None, re.split(r",?\s*\n\s*", row.sql))) for row in connection.execute(query)}


def counts(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {name}").scalar() for name in metadata.tables}


def test_there_is_a_database_of_each_version_of_the_schema():
    found = {re.findall(r"alembic_version\"? VALUES\('(\w+)'\)", file.read_text())[0] for file in RELEASES}
    assert found == set(REVISIONS)


@pytest.mark.parametrize("release", RELEASES, ids=lambda file: file.stem)
def test_its_database_becomes_one_of_this_version(release: Path, tmp_path: Path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    create_private(folder / FILE_NAME)
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.executescript(release.read_text(encoding="utf-8"))
    connection.close()
    store = open_store(folder)
    try:
        with fresh_store("sqlite") as fresh:
            assert statements(store) == statements(fresh)
        kept = counts(store)
        assert {kept[name] for name in (*EXPORTED, "token", "problem")} == {1}
    finally:
        store.close()


@pytest.mark.parametrize("release", RELEASES, ids=lambda file: file.stem)
def test_its_export_can_be_read(release: Path):
    lines = release.with_suffix(".json").read_text(encoding="utf-8").split("\n")
    with fresh_store("sqlite") as store:
        with store.begin() as connection:
            assert import_json(connection, lines) == dict.fromkeys(EXPORTED, 1)
        with store.read() as connection:
            again = json.loads("".join(export_json(connection, 0)))
    assert again["rows"] == json.loads("\n".join(lines))["rows"]
