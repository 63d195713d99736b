"""A commitment's status is kept in every form that it had: it gets a further revision with each."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import DAY, MOMENT, SHARE, TEXT, WHOLE, columns, key

revision = "0008_statuses"
down_revision = "0007_close_together"

COMMITMENTS = (
    *columns(TEXT, "commitment_id authority_code authority speaker? speaker_role? category text"),
    *columns(WHOLE, "amount_gbp?"),
    *columns(DAY, "deadline?"),
    *columns(TEXT, "deadline_precision? status article_id"),
    *columns(WHOLE, "version"),
    *columns(TEXT, "source_id source_kind url"),
    *columns(DAY, "published?"),
    *columns(TEXT, "evidence"),
    *columns(WHOLE, "evidence_start evidence_end"),
    *columns(TEXT, "rule"),
    *columns(SHARE, "confidence"),
    *columns(TEXT, "rules"),
    *columns(MOMENT, "recorded_at"),
)
KNOWN = columns(MOMENT, "known_from known_to?")
TOLD = (
    "authority_code known_to commitment_id authority speaker speaker_role category text amount_gbp deadline "
    "deadline_precision status article_id version evidence confidence recorded_at"
)


def upgrade() -> None:
    """Make the table anew, as its key gets a further column; what a status had been before is known of no row."""
    is_sqlite = op.get_context().dialect.name == "sqlite"
    op.rename_table("commitments", "commitments_before")
    if not is_sqlite:
        op.drop_constraint("commitments_pkey", "commitments_before", type_="primary")
    op.create_table(
        "commitments", *COMMITMENTS, *columns(WHOLE, "revision"), *KNOWN, key("commitment_id version revision")
    )
    kept = ", ".join(column.name for column in (*COMMITMENTS, *KNOWN))
    op.execute(f"INSERT INTO commitments ({kept}, revision) SELECT {kept}, 1 FROM commitments_before")
    op.drop_table("commitments_before")
    op.create_index("ix_commitments_article", "commitments", ["article_id", "version"])
    op.create_index("ix_commitments_known_from", "commitments", ["known_from"])
    gone = sa.text("known_to IS NOT NULL")
    op.create_index("ix_commitments_known_to", "commitments", ["known_to"], sqlite_where=gone, postgresql_where=gone)
    if is_sqlite:
        op.create_index("ix_commitments_told", "commitments", TOLD.split())
    else:
        op.create_index("ix_commitments_authority", "commitments", ["authority_code", "known_to"])
