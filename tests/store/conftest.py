"""Fixtures: a store on each database there is."""

from collections.abc import Iterator

import pytest
from tests.store.stores import KINDS, empty, fresh_store

from forethought.store import Store


@pytest.fixture(scope="module", params=KINDS)
def module_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store that the tests of one file share."""
    with fresh_store(request.param) as opened:
        yield opened


@pytest.fixture
def store(module_store: Store) -> Store:
    """An empty store, on each database there is."""
    empty(module_store)
    return module_store


@pytest.fixture
def sqlite_store() -> Iterator[Store]:
    """An empty store in a file of its own."""
    with fresh_store("sqlite") as opened:
        yield opened
