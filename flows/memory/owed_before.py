"""Who was owed a change before, whatever became of the mail."""

import sqlalchemy as sa

from flows.memory.layout import outbox
from flows.memory.outbox import STRUCK
from transforms.history.changes import Change


def owed_before(connection: sa.Connection, entry: Change) -> frozenset[str]:
    """Return the addresses, in lower case, that were owed the entry's change, under the id it had until now too."""
    query = sa.select(outbox.c.address).where(_of(entry))
    return frozenset(address.casefold() for address in connection.execute(query).scalars())


def was_struck(connection: sa.Connection, entry: Change) -> bool:
    """Whether the operator has dropped the mails of the entry's change: nobody is owed it ever again."""
    query = sa.select(outbox.c.alert_id).where(_of(entry), outbox.c.state == STRUCK).limit(1)
    return connection.execute(query).first() is not None


def _of(entry: Change) -> sa.ColumnElement[bool]:
    old_id = (entry.row["corrects"] or entry.change_id).partition("/")[0]
    return outbox.c.change_id.in_([entry.change_id, old_id])
