"""Runs migrations on the connection that `assembly db upgrade` gives."""

from alembic import context

from assembly import models
from assembly.database_types import Base

assert models  # noqa: S101 - imported so that every table is known

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
