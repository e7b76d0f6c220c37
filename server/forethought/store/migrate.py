"""Brings an empty database or one of any earlier version to the tables of this one, in one transaction."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect, text

from forethought.store.errors import StoreTooNew

#: Every version of the schema, oldest first; a test holds it equal to migrations/versions.
#: Kept here so that a start with nothing to do need not import Alembic.
REVISIONS = ("0001",)

#: Any number, the same in every companion: two that share a PostgreSQL must not migrate it at once.
_LOCK = 0x46544854


def current_revision(connection: Connection) -> str | None:
    """Return the version of the database, or None for an empty one.

    Raises StoreTooNew when a newer Forethought wrote it.
    """
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and revision not in REVISIONS:
        raise StoreTooNew("A newer Forethought wrote this database. Update this one; nothing was changed.")
    return revision


def migrate(engine: Engine, save_before: Callable[[str], object]) -> None:
    """Bring the database to the newest version; ``save_before(revision)`` makes a backup of one that holds data.

    Either all steps are done or none: they share one transaction. Raises StoreTooNew, and what the database raises.
    """
    with engine.connect() as connection:
        revision = current_revision(connection)
    if revision == REVISIONS[-1]:
        return
    if revision is not None:
        save_before(revision)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        # Another process may have done it while this one waited for the lock.
        revision = current_revision(connection)
        if revision is None:
            create(connection)
        elif revision != REVISIONS[-1]:
            upgrade(connection)


def create(connection: Connection) -> None:
    """Make the tables of the newest version in an empty database, as all steps together would.

    A test holds the two ways equal; this one spares a first start Alembic, which is a third of its memory and time.
    """
    # Most starts find their tables made.
    from forethought.store.schema import metadata

    metadata.create_all(connection, checkfirst=False)
    # The table by which Alembic knows what is done (alembic.runtime.migration, MigrationContext._version).
    connection.execute(
        text("""CREATE TABLE alembic_version (
                    version_num VARCHAR(32) NOT NULL,
                    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
                )""")
    )
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:newest)"), {"newest": REVISIONS[-1]})


def upgrade(connection: Connection) -> None:
    """Take every step that this database has not taken yet."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "forethought.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, REVISIONS[-1])
