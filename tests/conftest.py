"""Fixtures for every test: the real companion in a process of its own."""

from tests.companion import companion, shared_companion

__all__ = ["companion", "shared_companion"]
