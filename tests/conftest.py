"""Fixtures for every test: the real companion in a process of its own."""

import gc
from pathlib import Path

import pytest
from tests.companion import companion, shared_companion

__all__ = ["companion", "shared_companion"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mix the files with browsers, which mostly wait, among the first two thirds of the others, which compute.

    So the workers of ``.ci/run`` use both cores from beginning to end; a long file begun last would leave one idle.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [file for file in files.values() if any(item.get_closest_marker("browser") for item in file)]
    computing = [file for file in files.values() if file not in waiting]
    step = len(computing) * 2 // 3 // max(1, len(waiting))
    for number, file in enumerate(waiting):
        computing.insert(number * (step + 1), file)
    items[:] = [item for file in computing for item in file]


def pytest_collection_finish() -> None:
    """Put what the tests themselves hold out of the collector's way: its pauses would count as the product's time."""
    gc.collect()
    gc.freeze()
