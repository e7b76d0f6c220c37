"""What Alembic runs: the steps, on the connection and in the transaction that the caller gave."""

from alembic import context

from forethought.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
