"""Runs migrations in the transaction of the connection that `flows.memory.upgrade` hands over."""

from alembic import context

from flows.memory.layout import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
