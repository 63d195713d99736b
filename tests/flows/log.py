"""What the change log of a memory says, and whom its outbox owes mail."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from flows.memory.layout import outbox
from flows.memory.reading import read_rows
from flows.subscriptions import Subscriber
from flows.workshop import Workshop
from tests.transforms.telling import NEL
from transforms.catalogue import with_history
from transforms.history_tables import CHANGES

ANN = Subscriber(address="ann@council.example")
JOAN = Subscriber(address="joan@paper.example", authorities=(NEL,), types=("inadequate_new", "commitment_due"))


def log(workshop: Workshop) -> list[Mapping[str, Any]]:
    """All entries of the change log, in the order in which they were written."""
    with workshop.memory.connect() as connection:
        return list(read_rows(connection, with_history(CHANGES)).sort("known_from", "revision").iter_rows(named=True))


def owed(workshop: Workshop) -> list[tuple[str, str, str]]:
    """Address, type of change and state of every mail that was ever owed."""
    types = {row["change_id"]: row["type"] for row in log(workshop)}
    with workshop.memory.connect() as connection:
        rows = connection.execute(sa.select(outbox)).all()
    return sorted((row.address, types[row.change_id], row.state) for row in rows)
