"""``forethought store copy`` moves everything between the person's file and a PostgreSQL."""

from pathlib import Path

import pytest
from tests.commands.runs import Runs
from tests.store.stores import KINDS, environment_of
from tests.usage.cases import MINUTE, NOON

from forethought.settings import Environment
from forethought.store import open_store
from forethought.store.slices import slices_between


def test_one_direction_has_to_be_given(runs: Runs) -> None:
    words = "Give --to URL or --from URL, one of them."
    assert runs.refused("store", "copy") == (2, words)
    assert runs.refused("store", "copy", "--to", "a", "--from", "b") == (2, words)


def test_only_a_postgresql_is_taken_and_a_password_is_not_repeated(runs: Runs) -> None:
    code, words = runs.refused("store", "copy", "--to", "mysql://me:secret@host/db")
    assert (code, words) == (2, "The URL has to start with postgresql+psycopg://")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind == "postgresql"])
def test_what_goes_there_comes_back(runs: Runs, kind: str, tmp_path: Path) -> None:
    runs.count_some()
    with environment_of(kind) as there:
        assert there.database_url is not None
        assert "Copied 4 rows." in runs.run("store", "copy", "--to", there.database_url)
        shared = open_store(Environment(tmp_path / "shared", database_url=there.database_url))
        with shared.read() as connection:
            assert len(slices_between(connection, 0, NOON)) == 2
        shared.close()

        back = Runs(tmp_path / "back")
        code, words = back.refused("store", "copy", "--from", there.database_url)
        assert (code, "already holds something" in words) == (2, True)
        back.run("erase", "--all", "--yes")
        back.run("store", "copy", "--from", there.database_url)
        assert back.json("time", "--day", "2026-11-21", "--json")["total_ms"] == 11 * MINUTE
