"""Fixtures for every test: the real companion in a process of its own."""

import gc

import pytest
from tests.companion import companion, shared_companion

__all__ = ["companion", "shared_companion"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with browsers first: they take longest, and a long file begun last keeps the other workers idle."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_collection_finish() -> None:
    """Put what the tests themselves hold out of the collector's way: its pauses would count as the product's time."""
    gc.collect()
    gc.freeze()
