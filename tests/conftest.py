"""Fixtures for every test: the real companion in a process of its own."""

import gc

from tests.companion import companion, shared_companion

__all__ = ["companion", "shared_companion"]


def pytest_collection_finish() -> None:
    """Put what the tests themselves hold out of the collector's way: its pauses would count as the product's time."""
    gc.collect()
    gc.freeze()
