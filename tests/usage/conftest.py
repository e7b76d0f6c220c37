"""Fixtures: the store of the store's own tests."""

from tests.store.conftest import module_store, store

__all__ = ["module_store", "store"]
