"""The outbox: the mails owed for changes, written together with them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.memory.claims import is_free
from flows.memory.engine import insert_absent
from flows.memory.layout import outbox
from flows.memory.processes import this_process
from transforms.history.changes import CORRECTED, FLAGGED, WITHDRAWN, Change
from transforms.ids import stable_id

# Longer than a mail server takes to accept a message; a sender that died on another machine gives its claim up then.
CLAIM_LASTS = timedelta(minutes=10)
PENDING, DROPPED, REFUSED = "pending", "withdrawn", "refused"


@dataclass(frozen=True, slots=True)
class Owed:
    """A mail owed to an address for a change; `again` says what it is told again for, None the first time."""

    change_id: str
    address: str
    again: str | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A row of the outbox that is still to be delivered."""

    alert_id: str
    change_id: str
    address: str
    message_id: str | None
    attempts: int
    created_at: datetime


def owe(connection: sa.Connection, owed: Iterable[Owed], now: datetime) -> None:
    """Write what is owed into the outbox, in the transaction that writes the changes."""
    insert_absent(connection, outbox, [_outbox_row(one, now) for one in owed])


def follow_corrections(connection: sa.Connection, entries: Collection[Change]) -> None:
    """Let what is still owed follow the log: to the new id of a change named anew, and nowhere for one withdrawn.

    What was dropped so is owed again where the change comes to stand again.
    """
    for entry in entries:
        old_id = (entry.row["corrects"] or "").partition("/")[0]
        if entry.row["action"] == CORRECTED and old_id != entry.change_id:
            _change_owed(connection, old_id, change_id=entry.change_id)
    for entry in entries:
        if entry.row["action"] == WITHDRAWN:
            _change_owed(connection, entry.change_id, state=DROPPED)
        elif entry.row["action"] == FLAGGED and entry.row["corrects"] and not entry.row["overtaken"]:
            _change_owed(connection, entry.change_id, was=DROPPED, state=PENDING)


def _change_owed(connection: sa.Connection, owed_for: str, was: str = PENDING, **values: object) -> None:
    concerned = (outbox.c.change_id == owed_for, outbox.c.state == was)
    connection.execute(outbox.update().where(*concerned).values(**values))


def _outbox_row(owed: Owed, now: datetime) -> dict[str, object]:
    return {
        "alert_id": stable_id("alert", owed.address, owed.change_id, *([owed.again] if owed.again else [])),
        "change_id": owed.change_id,
        "address": owed.address,
        "created_at": now,
        "state": PENDING,
        "attempts": 0,
    }


def unsent(memory: sa.Engine, now: datetime) -> dict[str, list[Unsent]]:
    """Return what is still to be delivered and nobody is delivering, by address."""
    query = sa.select(*(outbox.c[name] for name in Unsent.__dataclass_fields__)).order_by(
        outbox.c.address, outbox.c.created_at, outbox.c.alert_id
    )
    by_address: dict[str, list[Unsent]] = {}
    with memory.connect() as connection:
        for row in connection.execute(query.where(_is_free(connection, now))):
            by_address.setdefault(row.address, []).append(Unsent(*row))
    return by_address


def _is_free(connection: sa.Connection, now: datetime) -> sa.ColumnElement[bool]:
    is_pending = outbox.c.state == PENDING
    return is_pending & is_free(connection, outbox, CLAIM_LASTS, now, is_pending)


def claim_message(memory: sa.Engine, alert_ids: Collection[str], message_id: str, now: datetime) -> bool:
    """Write down, before sending, which message carries the alerts, so that a retry sends the same Message-ID.

    Returns False where another process delivers one of them at this moment.
    """
    claim = {"message_id": message_id, "claimed_by": this_process(), "claimed_until": now + CLAIM_LASTS}
    with memory.connect() as connection, connection.begin() as transaction:
        mine = outbox.c.alert_id.in_(list(alert_ids)) & _is_free(connection, now)
        claimed = connection.execute(outbox.update().where(mine).values(claim))
        if claimed.rowcount == len(alert_ids):
            return True
        transaction.rollback()
        return False


def remember_sent(memory: sa.Engine, alert_ids: Iterable[str], now: datetime) -> None:
    """Write down that the mail server, or the outbox folder, has the message."""
    _update(memory, alert_ids, state="sent", sent_at=now, last_error=None)


def remember_unsent(memory: sa.Engine, alert_ids: Iterable[str], error: str, *, final: bool) -> None:
    """Write down that sending failed; it is tried again at the next run unless `final`."""
    _update(
        memory,
        alert_ids,
        state=REFUSED if final else PENDING,
        last_error=error,
        attempts=outbox.c.attempts + 1,
        claimed_by=None,
        claimed_until=None,
    )


def _update(memory: sa.Engine, alert_ids: Iterable[str], **values: object) -> None:
    with memory.begin() as connection:
        connection.execute(outbox.update().where(outbox.c.alert_id.in_(list(alert_ids))).values(**values))
