"""Runs commands in this process on a data folder of their own."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from tests.usage.cases import NOON, report

from forethought.cli import main
from forethought.store import open_store
from forethought.store.settings import load_settings
from forethought.store.slices import ingest


class Runs:
    """Commands on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run("settings", "set", "zone", "Europe/London")
        self.run("settings", "set", "day_start", "00:00")

    def try_(self, *arguments: str, **more: Any) -> Result:
        """Run a command and return its result, whatever it is."""
        environ = {"FORETHOUGHT_DATA_DIR": str(self.folder), "FORETHOUGHT_DATABASE_URL": ""}
        return CliRunner().invoke(main, list(arguments), env=environ, **more)

    def run(self, *arguments: str) -> str:
        """Run a command that must succeed and return what it printed."""
        result = self.try_(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str) -> Any:
        """Run a command that prints JSON and return that."""
        return json.loads(self.run(*arguments))

    def refused(self, *arguments: str) -> tuple[int, str]:
        """Run a command that must not succeed and return its exit code and its words."""
        result = self.try_(*arguments)
        assert result.stdout == ""
        return result.exit_code, result.stderr.strip()

    def count(self, *items: dict[str, Any]) -> None:
        """Store slices as the extension reports them."""
        store = open_store(self.folder, repair=False)
        with store.begin() as connection:
            answers = ingest(connection, items, load_settings(connection), NOON)
        store.close()
        assert {answer["status"] for answer in answers} == {"stored"}

    def count_some(self) -> None:
        """Store ten minutes on x and one on reddit, on 21 November 2026."""
        self.count(report("10:00", 600, "x"), report("11:00", 60, "reddit", seq=1))
