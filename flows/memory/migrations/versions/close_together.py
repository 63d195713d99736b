"""What a pass looks for lies close together: what histories are made of, and the sketches of a month."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import FLAG, TEXT

revision = "0007_close_together"
down_revision = "0006_corrections"

TOLD = (
    "article_id version source_id source_kind url title published modified fetched_at kinds subjects relevant story_id "
    "edited known_to names_authority"
)


def upgrade() -> None:
    """Mark those that are joined already, and have sketches lie month by month."""
    op.add_column("articles", sa.Column("names_authority", FLAG, nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE articles SET names_authority = true WHERE EXISTS ("
        "SELECT 1 FROM article_authorities AS named "
        "WHERE named.article_id = articles.article_id AND named.version = articles.version)"
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    # PostgreSQL has no room in an index for the longest titles and addresses.
    if is_sqlite:
        op.create_index("ix_articles_told", "articles", TOLD.split(), sqlite_where=sa.text("names_authority = 1"))
    op.add_column("sketches", sa.Column("month", TEXT, nullable=False, server_default=""))
    month = "strftime('%Y-%m', published)" if is_sqlite else "to_char(published, 'YYYY-MM')"
    op.execute(f"UPDATE sketches SET month = {month} WHERE published IS NOT NULL")
    op.drop_index("ix_sketches_key", "sketches")
    op.create_index("ix_sketches_month", "sketches", ["month", "key", "published", "article_id"])
