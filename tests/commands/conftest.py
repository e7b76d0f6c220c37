"""Fixtures: commands on a data folder of their own."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.commands.runs import Runs

from forethought.commands import check


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    """Commands on a fresh data folder, in London with days from midnight."""
    return Runs(tmp_path / "data")


@pytest.fixture(scope="session", autouse=True)
def rules_are_loaded_once() -> Iterator[None]:
    """Let many checks in one process share the rules, as those of one ``--jsonl`` do: loading is most of a check."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "load_for_profession", cache(check.load_for_profession))
        yield
