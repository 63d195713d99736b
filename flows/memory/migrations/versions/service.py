"""Each step that a service runs is a run of its own; pages and hosts are claimed; what operators were told is known."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import MOMENT, TEXT, columns, key

revision = "0005_service"
down_revision = "0004_sources"


def upgrade() -> None:
    """Add the columns and tables; the runs so far were whole passes."""
    op.add_column("runs", sa.Column("step", TEXT))
    op.execute("UPDATE runs SET step = 'pass'")
    op.create_index("ix_runs_step", "runs", ["step", "started_at"])
    op.add_column("pages", sa.Column("claimed_until", MOMENT))
    op.create_table("hosts", *columns(TEXT, "host claimed_by?"), *columns(MOMENT, "claimed_until?"), key("host"))
    op.create_table("notices", *columns(TEXT, "notice"), *columns(MOMENT, "told_at"), key("notice"))
