"""Mails that were not taken: when each is tried again, and when it is given up."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.memory.layout import outbox
from flows.memory.outbox import PENDING, REFUSED

# After each temporary refusal of a message; the last holds for all that follow.
PAUSES = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
# Of a message that did not get through because of the server as a whole: the first time, and each time after.
PAUSES_FOR_SERVER = PAUSES[:2]
# RFC 5321, section 4.5.4.1: a sender gives up after four to five days.
GIVEN_UP_AFTER = timedelta(days=5)


def remember_refused(
    memory: sa.Engine, alert_ids: Iterable[str], error: str, now: datetime, *, final: bool = False
) -> bool:
    """Write down that the message was refused, and when it is tried again; return whether it is refused for good.

    It is where the server says so, and where all pauses and five days brought nothing but temporary refusals.
    """
    mine = outbox.c.alert_id.in_(list(alert_ids))
    query = sa.select(sa.func.max(outbox.c.attempts), sa.func.min(outbox.c.refused_since)).where(mine)
    with memory.begin() as connection:
        attempts, since = connection.execute(query).one()
        given_up = final or bool(since and now - since >= GIVEN_UP_AFTER and attempts >= len(PAUSES))
        refused = {"state": REFUSED, "next_try": None} if given_up else {"next_try": now + _pause(attempts)}
        values = _freed(error) | refused | {"attempts": attempts + 1, "refused_since": since or now}
        connection.execute(outbox.update().where(mine).values(values))
    return given_up


def _pause(attempts: int) -> timedelta:
    return PAUSES[min(attempts, len(PAUSES) - 1)]


def remember_trouble(memory: sa.Engine, alert_ids: Iterable[str], error: str, now: datetime) -> None:
    """Write down that the message did not get through, for which its address is not to blame."""
    first, later = (sa.literal(now + pause, outbox.c.next_try.type) for pause in PAUSES_FOR_SERVER)
    next_try = sa.case((outbox.c.next_try.is_(None), first), else_=later)
    mine = outbox.c.alert_id.in_(list(alert_ids))
    with memory.begin() as connection:
        connection.execute(outbox.update().where(mine).values(_freed(error) | {"next_try": next_try}))


def _freed(error: str) -> dict[str, object]:
    return {"last_error": error, "claimed_by": None, "claimed_until": None}


def try_at_once(memory: sa.Engine, address: str | None, now: datetime) -> int:
    """End the pauses of mails to the address, or of all; return how many messages had waited."""
    waits = (outbox.c.state == PENDING, outbox.c.next_try > now)
    of_address = () if address is None else (sa.func.lower(outbox.c.address) == address.lower(),)
    with memory.begin() as connection:
        found = connection.execute(sa.select(outbox.c.message_id).distinct().where(*waits, *of_address)).all()
        connection.execute(outbox.update().where(*waits, *of_address).values(next_try=now))
    return len(found)
