"""Fixtures of the page tests."""

from collections.abc import Iterator

import pytest
from tests.web.pages.site import Site, open_site


@pytest.fixture
def site() -> Iterator[Site]:
    """The pages with an empty store, on a Wednesday."""
    with open_site() as opened:
        yield opened
