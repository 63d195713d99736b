"""What a source has announced so far."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from flows.memory.layout import addresses


@dataclass(frozen=True, slots=True)
class Announced:
    """An address as first announced: `moment` is its date of publication, else the moment at which it was found."""

    url: str
    title: str
    moment: datetime


def announced_by(memory: sa.Engine, source_id: str) -> list[Announced]:
    """Return all addresses of the source, oldest find first."""
    columns = (addresses.c.url, addresses.c.title, addresses.c.published, addresses.c.found_at)
    query = (
        sa.select(*columns).where(addresses.c.source_id == source_id).order_by(addresses.c.found_at, addresses.c.url)
    )
    with memory.connect() as connection:
        rows = connection.execute(query)
        return [Announced(row.url, row.title or "", row.published or row.found_at) for row in rows]
