"""Fixtures: the store of the store's own tests."""

import hypothesis
from tests.store.conftest import module_store, store

# A busy machine is no reason for a property to fail.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

__all__ = ["module_store", "store"]
