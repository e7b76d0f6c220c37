"""Fixtures: commands on a data folder of their own."""

from pathlib import Path

import pytest
from tests.commands.runs import Runs


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    """Commands on a fresh data folder, in London with days from midnight."""
    return Runs(tmp_path / "data")
