"""What listings tell beside address and title is kept, and what was thought of each source, by which run."""

from alembic import op

from flows.memory.migrations.columns import MOMENT, TEXT, WHOLE, columns

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
    """Add the columns."""
    for table, added in ADDED.items():
        for kind, names in added:
            for column in columns(kind, names):
                op.add_column(table, column)
