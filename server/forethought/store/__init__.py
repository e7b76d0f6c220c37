"""Keeps everything that is kept: time slices, counts of findings, goals, plan, accounts, settings, tokens."""

from forethought.store.connect import Store, open_store
from forethought.store.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreTooNew,
    StoreUnsafe,
)

__all__ = [
    "Store",
    "StoreBusy",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreReadOnly",
    "StoreTooNew",
    "StoreUnsafe",
    "open_store",
]
