"""What can go wrong with the store, each in one sentence that says what to do."""

# ruff: noqa: N818 - StoreFull reads better where it is raised and caught than StoreFullError would.


class StoreError(Exception):
    """The store cannot be used as asked; the message is for the person and holds nothing of what was to be stored."""


class StoreFull(StoreError):
    """The disk is full: nothing was stored, reading and erasing still work."""


class StoreBusy(StoreError):
    """Another program holds the database for longer than five seconds."""


class StoreReadOnly(StoreError):
    """The data folder or the database cannot be written."""


class StoreDamaged(StoreError):
    """The database file is damaged and may not be used as it is."""


class StoreTooNew(StoreError):
    """The database was written by a newer Forethought."""


class StoreUnsafe(StoreError):
    """The data folder belongs to somebody else, or others can write to it."""
