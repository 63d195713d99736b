"""The outbox says what a mail told, which mail it corrects, when it is tried again, and whether it is held back."""

import sqlalchemy as sa
from alembic import op

from flows.memory.migrations.columns import MOMENT, TEXT, columns, key

revision = "0006_corrections"
down_revision = "0005_service"


def upgrade() -> None:
    """Add the columns; mails sent so far told the entry known then, of a change that may be named anew since."""
    moments = columns(MOMENT, "next_try? refused_since? held_at? released_at?")
    for column in [*columns(TEXT, "subject? told? corrects? dropped_because?"), *moments]:
        op.add_column("outbox", column)
    op.create_table("beginning", *columns(MOMENT, "begun_at ended_at?"), key("begun_at"))
    op.execute(
        sa.text(
            "UPDATE outbox SET told = ("
            "SELECT log.change_id || '/' || CAST(max(log.revision) AS TEXT) FROM changes AS log "
            "WHERE log.change_id = outbox.change_id AND log.known_from <= outbox.sent_at GROUP BY log.change_id) "
            "WHERE state = 'sent'"
        )
    )
    renamed = sa.text(
        "SELECT corrects, change_id FROM changes WHERE action = 'corrected' "
        "AND corrects NOT LIKE change_id || '/%' ORDER BY known_from"
    )
    sent_of_it = sa.text("UPDATE outbox SET change_id = :now WHERE change_id = :before AND state = 'sent'")
    for corrects, change_id in op.get_bind().execute(renamed).all():
        op.execute(sent_of_it.bindparams(before=corrects.partition("/")[0], now=change_id))
