"""Runs the migrations on the connection that committee_app.schema hands over, each step in its own transaction."""

from alembic import context

from committee_app.tables import base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=base.Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
