"""Mails about critical changes that come in a flood: held back until the operator has released or dropped them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.memory.backlog import Waiting
from flows.memory.layout import histories, outbox
from flows.memory.outbox import HELD, PENDING, REFUSED, SENT, STRUCK, UNWEIGHED
from flows.subscriptions import CRITICAL
from transforms.history_tables import CHANGES

# A service flags in many small runs: what comes within an hour is one flood.
WITHIN = timedelta(hours=1)

_log = histories[CHANGES.name].c
_is_news = outbox.c.corrects.is_(None)
_is_critical = outbox.c.change_id.in_(
    sa.select(_log.change_id).where(_log.known_to.is_(None), _log.severity == CRITICAL)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A change whose mails are held back: since when, and from how many addresses."""

    change_id: str
    since: datetime
    addresses: int


def weigh(memory: sa.Engine, most: int, now: datetime) -> None:
    """Let go what was owed since the last weighing, or hold it: what is critical, where that is more than `most`.

    Counted are the critical changes owed to anybody within the hour, without those that the operator released. What of
    that hour was not tried yet is held with them.
    """
    unweighed = outbox.c.state == UNWEIGHED
    with memory.begin() as connection:
        if connection.execute(sa.select(outbox.c.alert_id).where(unweighed).limit(1)).first() is None:
            return
        of_the_hour = (outbox.c.created_at > now - WITHIN) & outbox.c.released_at.is_(None)
        counted = unweighed | (of_the_hour & outbox.c.state.in_((PENDING, SENT, REFUSED, HELD, STRUCK)))
        number = sa.select(sa.func.count(outbox.c.change_id.distinct())).where(_is_news, _is_critical, counted)
        if connection.execute(number).scalar_one() > most:
            is_untried = outbox.c.message_id.is_(None) & outbox.c.claimed_by.is_(None)
            flood = unweighed | (of_the_hour & (outbox.c.state == PENDING) & is_untried)
            hold = outbox.update().where(_is_news, _is_critical, flood)
            connection.execute(hold.values(state=HELD, held_at=now, released_at=None))
        connection.execute(outbox.update().where(unweighed).values(state=PENDING))


def held(memory: sa.Engine) -> list[Held]:
    """Return the changes whose mails are held back, the first held first."""
    since = sa.func.min(outbox.c.held_at)
    query = (
        sa.select(outbox.c.change_id, since, sa.func.count(outbox.c.address.distinct()))
        .where(outbox.c.state == HELD)
        .group_by(outbox.c.change_id)
        .order_by(since, outbox.c.change_id)
    )
    with memory.connect() as connection:
        return [Held(*row) for row in connection.execute(query)]


def held_back(connection: sa.Connection) -> Waiting:
    """How many changes are held back, and since when."""
    number = sa.func.count(outbox.c.change_id.distinct())
    query = sa.select(number, sa.func.min(outbox.c.held_at)).where(outbox.c.state == HELD)
    return Waiting(*connection.execute(query).one())


def release(memory: sa.Engine, change_ids: Collection[str], now: datetime) -> int:
    """Owe the held mails of these changes from now on; return of how many changes there were any."""
    return _settle(memory, change_ids, state=PENDING, created_at=now, released_at=now)


def drop(memory: sa.Engine, change_ids: Collection[str], because: str) -> int:
    """Never send the held mails of these changes; return of how many changes there were any."""
    return _settle(memory, change_ids, state=STRUCK, dropped_because=because)


def _settle(memory: sa.Engine, change_ids: Collection[str], **values: object) -> int:
    settle = outbox.update().where(outbox.c.state == HELD, outbox.c.change_id.in_(list(change_ids)))
    with memory.begin() as connection:
        return len(set(connection.execute(settle.values(**values).returning(outbox.c.change_id)).scalars()))
