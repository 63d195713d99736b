"""The memory knows what was last published of it."""

from alembic import op

from flows.memory.migrations.columns import MOMENT, columns, key

revision = "0010_publishings"
down_revision = "0009_rejects"


def upgrade() -> None:
    """Add the table; of tables published before, nobody wrote down whose they are, and all are made anew once."""
    op.create_table("publishings", *columns(MOMENT, "begun moment"), key("begun"))
