"""The beginning of a memory: the first reading of all sources, of which each subscriber gets one summary."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from flows.memory.backlog import pages_waiting, versions_waiting
from flows.memory.engine import insert_absent
from flows.memory.layout import articles, beginning, histories, outbox, runs
from flows.memory.outbox import BEGINNING, PENDING, SUMMARISED
from transforms.history.changes import WITHDRAWN
from transforms.history_tables import CHANGES
from transforms.ids import stable_id

_log = histories[CHANGES.name].c


def begun_and_ended(memory: sa.Engine) -> tuple[datetime, datetime | None] | None:
    """Return when the beginning began and ended; None where the memory had none, or none yet."""
    with memory.connect() as connection:
        row = connection.execute(sa.select(beginning.c.begun_at, beginning.c.ended_at)).first()
    return (row.begun_at, row.ended_at) if row else None


def has_flagged(memory: sa.Engine) -> bool:
    """Whether a flagging has looked at any article yet."""
    query = sa.select(articles.c.article_id).where(articles.c.flagged_at.is_not(None)).limit(1)
    with memory.connect() as connection:
        return connection.execute(query).first() is not None


def is_still_read(memory: sa.Engine) -> bool:
    """Whether pages wait to be extracted, articles to be flagged, or a watch goes on."""
    watching = sa.select(runs.c.run_id).where(runs.c.step == "watch", runs.c.finished_at.is_(None)).limit(1)
    with memory.connect() as connection:
        waiting = pages_waiting(connection).number + versions_waiting(connection).number
        return waiting > 0 or connection.execute(watching).first() is not None


def begin(memory: sa.Engine, now: datetime) -> None:
    """Write down that the beginning begins."""
    with memory.begin() as connection:
        insert_absent(connection, beginning, [{"begun_at": now, "ended_at": None}])


def end(memory: sa.Engine, addresses: Collection[str], now: datetime) -> None:
    """Write down that the beginning has ended, and owe each of the addresses its summary."""
    owed = [
        {
            "alert_id": stable_id("alert", address, BEGINNING),
            "change_id": BEGINNING,
            "address": address,
            "created_at": now,
            "state": PENDING,
            "attempts": 0,
        }
        for address in addresses
    ]
    with memory.begin() as connection:
        connection.execute(beginning.update().values(ended_at=now))
        insert_absent(connection, outbox, owed)


def summarised(memory: sa.Engine, address: str) -> set[str]:
    """Return the ids of the changes that would have been news to the address, and still stand."""
    stands = (_log.known_to.is_(None), _log.action != WITHDRAWN)
    query = sa.select(outbox.c.change_id).join(histories[CHANGES.name], _log.change_id == outbox.c.change_id)
    with memory.connect() as connection:
        return set(connection.execute(query.where(*stands, *_of(address))).scalars())


def name_in_summary(memory: sa.Engine, address: str, message_id: str, told: Mapping[str, str]) -> None:
    """Write down which changes the summary names, by the entry of the log that it tells: corrections answer it."""
    with memory.begin() as connection:
        connection.execute(outbox.update().where(*_of(address)).values(message_id=None, told=None))
        for change_id, entry in told.items():
            named = outbox.update().where(*_of(address), outbox.c.change_id == change_id)
            connection.execute(named.values(message_id=message_id, told=entry))


def _of(address: str) -> tuple[sa.ColumnElement[bool], ...]:
    return outbox.c.state == SUMMARISED, outbox.c.address == address
