"""What was last published of the memory, to each folder of tables."""

from datetime import datetime

import sqlalchemy as sa

from flows.memory.engine import upsert
from flows.memory.layout import publishings


def last_publishing(connection: sa.Connection, begun: datetime) -> datetime | None:
    """Return the moment of the last publishing to the folder that was first published to at `begun`."""
    query = sa.select(publishings.c.moment).where(publishings.c.begun == begun)
    return connection.execute(query).scalar()


def remember_publishing(memory: sa.Engine, begun: datetime, moment: datetime) -> None:
    """Write down that what the memory held at that moment is published to the folder."""
    with memory.begin() as connection:
        upsert(connection, publishings, [{"begun": begun, "moment": moment}])
