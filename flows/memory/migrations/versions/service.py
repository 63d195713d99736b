"""Each step that a service runs is a run of its own; who claims a thing is known; what operators were told is known."""

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
    op.add_column("outbox", sa.Column("claimed_by", TEXT))
    op.add_column("pages", sa.Column("claimed_by", TEXT))
    op.add_column("pages", sa.Column("claimed_until", MOMENT))
    _index_pages("claimed_by", ["claimed_by"], "claimed_by IS NOT NULL")
    _index_pages("waiting", ["fetched_at", "url"], "extracted_at IS NULL")
    op.drop_index("ix_pages_extracted_at", "pages")
    op.create_table("hosts", *columns(TEXT, "host claimed_by?"), *columns(MOMENT, "claimed_until?"), key("host"))
    op.create_table("notices", *columns(TEXT, "notice"), *columns(MOMENT, "told_at"), key("notice"))


def _index_pages(name: str, over: list[str], where: str) -> None:
    some = sa.text(where)
    op.create_index(f"ix_pages_{name}", "pages", over, sqlite_where=some, postgresql_where=some)
