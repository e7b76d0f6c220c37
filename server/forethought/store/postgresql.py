"""Opens a PostgreSQL that several of a person's computers share, and says its errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError

from forethought.store.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly
from forethought.store.sql import PostgresqlConnection


class PostgresqlDatabase:
    """A database on a server. Raises StoreError when the URL cannot be read or the driver is not installed."""

    is_sqlite = False

    def __init__(self, url: str) -> None:
        try:
            # The server may be gone in the meantime, so the pool looks at each connection before it is used.
            self.engine = create_engine(url, hide_parameters=True, pool_size=8, max_overflow=16, pool_pre_ping=True)
        except ImportError:
            raise StoreError("PostgreSQL needs one more package: pip install 'forethought[postgresql]'") from None
        except (ArgumentError, ValueError):
            # Without the cause: its words hold the URL, and that a password.
            raise StoreError("FORETHOUGHT_DATABASE_URL cannot be read. Write it as in docs/postgresql.md.") from None
        event.listen(self.engine, "connect", _be_patient_for_seconds)

    @contextmanager
    def transaction(self, *, reading: bool) -> Iterator[PostgresqlConnection]:
        """Give a connection inside a transaction: committed at the end, undone when the block raises.

        A server holds up nobody for a reader, so ``reading`` changes nothing.
        """
        with _in_our_words(), self.engine.begin() as core:
            yield PostgresqlConnection(core)

    @contextmanager
    def unlocked(self) -> Iterator[Any]:
        """Give the driver's connection outside any transaction."""
        with _in_our_words():
            connection = self.engine.raw_connection()
            driver: Any = connection.driver_connection
            try:
                driver.autocommit = True
                yield driver
            finally:
                driver.autocommit = False
                connection.close()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _be_patient_for_seconds(connection: Any, _record: object) -> None:
    # As long as SQLite's busy_timeout: a lock that is held longer is told, not waited for.
    connection.execute("SET lock_timeout = 5000")
    connection.commit()


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        # Without the cause: the driver's error may hold values.
        raise _translated(error.orig) from None


#: The first five characters of an SQLSTATE (PostgreSQL manual, appendix A).
_WORDS: dict[str, tuple[type[StoreError], str]] = {
    "53100": (StoreFull, "The disk of the database server is full: nothing was stored."),
    "55P03": (StoreBusy, "Another program holds the database. Try again."),
    "57014": (StoreBusy, "The database took too long. Try again."),
    # Two computers in each other's way: one of them has to try again.
    "40P01": (StoreBusy, "Another computer stored something at the same moment. Try again."),
    "57P01": (StoreBusy, "The database server is being stopped. Start it, then try again."),
    "57P03": (StoreBusy, "The database server is starting. Try again in a moment."),
    "25006": (StoreReadOnly, "The database server allows no writing."),
}


def _translated(error: Any) -> StoreError:
    name = type(error).__name__
    sqlstate = getattr(error, "sqlstate", None) or ""
    if not sqlstate and name == "OperationalError":
        # The driver gives no SQLSTATE when there is no server that could.
        return StoreBusy("The database server does not answer. Start it, or check FORETHOUGHT_DATABASE_URL.")
    kind, words = _WORDS.get(sqlstate, (StoreError, f"The database answered with {name}."))
    return kind(words)
