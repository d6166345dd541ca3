"""What Alembic runs for each upgrade: over the connection and in the transaction that `migrate.py` has opened."""

from __future__ import annotations

from alembic import context

from belwijs.store.migrate import COMPARED
from belwijs.store.schema import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=True,
    **COMPARED,
)
context.run_migrations()
