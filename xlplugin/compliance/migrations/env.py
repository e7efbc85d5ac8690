"""Run by Alembic: migrates over the connection that it is handed, within that connection's transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
