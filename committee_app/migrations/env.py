"""Runs the migrations on the connection of committee_app.schema, all in the transaction that is open there."""

from alembic import context

from committee_app.tables import base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=base.Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
