"""What listings tell beside address and title is kept, the verdict on each source, and sketches of texts."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import DAY, MOMENT, TEXT, WHOLE, columns, key

revision = "0004_sources"
down_revision = "0003_rules_of_histories"

ADDED = {
    "addresses": ((TEXT, "fetch_url? summary? section? rules?"), (MOMENT, "updated?")),
    "source_states": (
        (TEXT, "verdict? verdict_why? verdict_run?"),
        (MOMENT, "verdict_since? newest_published?"),
        (WHOLE, "last_found?"),
    ),
}


def upgrade() -> None:
    """Add the columns; have sketches in the place of paragraphs made of all that stands."""
    for table, added in ADDED.items():
        for kind, names in added:
            for column in columns(kind, names):
                op.add_column(table, column)
    op.drop_table("paragraphs")
    op.create_table(
        "sketches",
        *columns(TEXT, "article_id"),
        sa.Column("key", WHOLE, nullable=False, autoincrement=False),
        *columns(DAY, "published?"),
        key("article_id key"),
    )
    op.create_index("ix_sketches_key", "sketches", ["key", "published", "article_id"])
    op.execute("UPDATE articles SET joined_at = NULL WHERE known_to IS NULL AND relevant")
