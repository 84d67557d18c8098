"""Run by Alembic on the connection that worker/store/database.py opened; there is no other way in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
