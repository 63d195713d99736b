"""Which deadlines each calendar has: those of undertakings as last known, each once."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from flows.memory.layout import histories
from flows.memory.reading import read_rows
from flows.scopes import Scope
from transforms.catalogue import with_history
from transforms.history_tables import UNDERTAKINGS

# Those with the latest deadlines.
MOST_EVENTS = 1_000

Row = Mapping[str, Any]
_known = histories[UNDERTAKINGS.name]


def deadlines(connection: sa.Connection, due: Collection[Scope]) -> Iterator[tuple[Scope, list[Row]]]:
    """Yield the undertakings of each scope, by deadline: rows of the table's history, never none.

    One that was taken away, as no article states it any longer, has a moment in `known_to`.
    """
    latest = _latest(connection)
    for scope in due:
        rows = [row for row in latest if scope.has(row["authority_code"])][:MOST_EVENTS]
        if rows:
            yield scope, rows[::-1]


def _latest(connection: sa.Connection) -> list[Row]:
    """What is last known of each undertaking with a deadline, the latest deadline first."""
    newer = _known.alias()
    is_superseded = sa.exists().where(
        newer.c.undertaking_id == _known.c.undertaking_id, newer.c.revision > _known.c.revision
    )
    frame = read_rows(connection, with_history(UNDERTAKINGS), _known.c.deadline.is_not(None), ~is_superseded)
    rows = list(frame.sort("deadline", "undertaking_id", descending=True).iter_rows(named=True))
    standing = {_likeness(row) for row in rows if row["known_to"] is None}
    # One whose money or first day came to be known better goes on under another id.
    return [row for row in rows if row["known_to"] is None or _likeness(row) not in standing]


def _likeness(row: Row) -> tuple[str, str, date]:
    return row["authority_code"], row["category"], row["deadline"]
