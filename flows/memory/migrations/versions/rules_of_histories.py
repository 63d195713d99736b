"""Every row of a history says by which version of the rules it came out so."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import TEXT

revision = "0003_rules_of_histories"
down_revision = "0002_histories"

RULES_BEFORE = "before 0.2"
HISTORIES = (
    "inspections",
    "rating_spells",
    "current_ratings",
    "intervention_spells",
    "peer_review_visits",
    "post_spells",
    "undertakings",
    "changes",
)


def upgrade() -> None:
    """Add the column; rows that are there already came out by rules that nobody wrote down."""
    for table in HISTORIES:
        op.add_column(table, sa.Column("rules", TEXT))
        op.execute(sa.text(f"UPDATE {table} SET rules = :rules").bindparams(rules=RULES_BEFORE))
        with op.batch_alter_table(table) as altered:
            altered.alter_column("rules", existing_type=TEXT, nullable=False)
