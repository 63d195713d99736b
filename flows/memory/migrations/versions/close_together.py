"""What a pass looks for lies close together: what histories are made of, and the sketches of a month."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import FLAG, TEXT

revision = "0007_close_together"
down_revision = "0006_corrections"

OF_ARTICLES = (
    "article_id version source_id source_kind url title published modified fetched_at kinds subjects relevant story_id "
    "edited known_to names_authority"
)
OF_FACTS = {
    "ratings": "rating_id authority service framework judgement grade grade_rank standing inspected_from inspected_to "
    "date_precision",
    "interventions": "intervention_id authority type person standing remit",
    "peer_reviews": "peer_review_id authority body lead held_from held_to date_precision strengths recommendations "
    "scope",
    "leadership": "leadership_id authority role person event",
    "commitments": "commitment_id authority speaker speaker_role category text amount_gbp deadline deadline_precision "
    "status",
    "deliveries": "delivery_id authority category text amount_gbp",
}
OF_ALL_FACTS = "article_id version evidence confidence recorded_at"


def upgrade() -> None:
    """Mark those that are joined already, and have sketches lie month by month."""
    op.add_column("articles", sa.Column("names_authority", FLAG, nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE articles SET names_authority = true WHERE EXISTS ("
        "SELECT 1 FROM article_authorities AS named "
        "WHERE named.article_id = articles.article_id AND named.version = articles.version)"
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    # PostgreSQL has no room in an index for the longest titles, addresses and sentences.
    if is_sqlite:
        op.create_index(
            "ix_articles_told", "articles", OF_ARTICLES.split(), sqlite_where=sa.text("names_authority = 1")
        )
        for table, told in OF_FACTS.items():
            columns = f"authority_code known_to {told} {OF_ALL_FACTS}".split()
            op.create_index(f"ix_{table}_told", table, columns)
            op.drop_index(f"ix_{table}_authority", table)
    op.add_column("sketches", sa.Column("month", TEXT, nullable=False, server_default=""))
    month = "strftime('%Y-%m', published)" if is_sqlite else "to_char(published, 'YYYY-MM')"
    op.execute(f"UPDATE sketches SET month = {month} WHERE published IS NOT NULL")
    op.drop_index("ix_sketches_key", "sketches")
    op.create_index("ix_sketches_month", "sketches", ["month", "key", "published", "article_id"])
