"""Rejected rows stand for as long as the version of the article that they were read in."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import MOMENT

revision = "0009_rejects"
down_revision = "0008_statuses"


def upgrade() -> None:
    """Add until when they stood; those of versions that no longer stand ended with these."""
    op.add_column("rejects", sa.Column("known_to", MOMENT))
    op.execute(
        "UPDATE rejects SET known_to = ("
        "SELECT told.known_to FROM articles AS told "
        "WHERE told.article_id = rejects.article_id AND told.version = rejects.version)"
    )
    op.create_index("ix_rejects_article", "rejects", ["article_id", "version"])
    gone = sa.text("known_to IS NOT NULL")
    op.create_index("ix_rejects_known_to", "rejects", ["known_to"], sqlite_where=gone, postgresql_where=gone)
