"""The outbox: the mails owed for changes, written together with them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from flows.memory.claims import is_free
from flows.memory.engine import insert_absent
from flows.memory.layout import histories, outbox
from flows.memory.processes import this_process
from transforms.history.changes import CORRECTED, FLAGGED, WITHDRAWN, Change
from transforms.history_tables import CHANGES
from transforms.ids import stable_id

# Longer than a mail server takes to accept a message; a sender that died on another machine gives its claim up then.
CLAIM_LASTS = timedelta(minutes=10)
PENDING, SENT, DROPPED, REFUSED = "pending", "sent", "withdrawn", "refused"
# To be counted first, held back for the operator, dropped by the operator; and told in the summary of the beginning.
UNWEIGHED, HELD, STRUCK, SUMMARISED = "unweighed", "held", "dropped", "summarised"
# A mail may go out for it yet.
STILL_OWED = (PENDING, UNWEIGHED, HELD)
# What keeps to a change that is named anew.
FOLLOWING = (*STILL_OWED, SENT, STRUCK, SUMMARISED)
# A schedule of a quarter of an hour is to find what waits for a quarter; what waits for longer than any pause lasts,
# twice over, was put off by a clock that was wrong.
EARLY, LONGEST_PLAUSIBLE = timedelta(minutes=1), timedelta(days=1)
# Stands in place of a change where the summary of the beginning is owed.
BEGINNING = "beginning"
_corrected = outbox.alias("corrected")


@dataclass(frozen=True, slots=True)
class Owed:
    """A mail owed to an address for a change; `again` says what it is told again for, None the first time."""

    change_id: str
    address: str
    again: str | None = None
    state: str = PENDING


@dataclass(frozen=True, slots=True)
class Unsent:
    """A row of the outbox that is still to be delivered.

    One that `corrects` another alert `answers` the message which carried that. One that was not taken at an earlier try
    was put off until `next_try`.
    """

    alert_id: str
    change_id: str
    address: str
    message_id: str | None
    attempts: int
    created_at: datetime
    corrects: str | None = None
    next_try: datetime | None = None
    answers: str | None = None

    @property
    def is_summary(self) -> bool:
        """Whether it is owed for no change but for the beginning."""
        return self.change_id == BEGINNING


def owe(connection: sa.Connection, owed: Iterable[Owed], now: datetime) -> None:
    """Write what is owed into the outbox, in the transaction that writes the changes."""
    insert_absent(connection, outbox, [_outbox_row(one, now) for one in owed])


def follow_corrections(connection: sa.Connection, entries: Collection[Change]) -> None:
    """Let what is still owed follow the log: to the new id of a change named anew, and nowhere for one withdrawn.

    What was dropped so is owed again where the change comes to stand again. What was sent keeps to the change, too, so
    that a correction finds it.
    """
    corrected = [entry for entry in entries if entry.row["action"] == CORRECTED]
    named_anew = {entry.row["corrects"].partition("/")[0]: entry.change_id for entry in corrected}
    if named_anew:
        # At once, as one may get the id that another had.
        follows = (outbox.c.change_id.in_(named_anew), outbox.c.state.in_(FOLLOWING))
        new_id = sa.case(named_anew, value=outbox.c.change_id)
        connection.execute(outbox.update().where(*follows).values(change_id=new_id))
    for entry in entries:
        if entry.row["action"] == WITHDRAWN:
            _change_owed(connection, entry.change_id, STILL_OWED, outbox.c.corrects.is_(None), state=DROPPED)
        elif entry.row["action"] == FLAGGED and entry.row["corrects"] and not entry.row["overtaken"]:
            is_held = outbox.c.held_at.is_not(None) & outbox.c.released_at.is_(None)
            owed_again = sa.case((is_held, HELD), else_=UNWEIGHED)
            _change_owed(connection, entry.change_id, (DROPPED,), outbox.c.corrects.is_(None), state=owed_again)


def _change_owed(
    connection: sa.Connection, owed_for: str, was: Collection[str], *where: sa.ColumnElement[bool], **values: object
) -> None:
    concerned = (outbox.c.change_id == owed_for, outbox.c.state.in_(was), *where)
    connection.execute(outbox.update().where(*concerned).values(**values))


def _outbox_row(owed: Owed, now: datetime) -> dict[str, object]:
    return {
        "alert_id": stable_id("alert", owed.address, owed.change_id, *([owed.again] if owed.again else [])),
        "change_id": owed.change_id,
        "address": owed.address,
        "created_at": now,
        "state": owed.state,
        "attempts": 0,
    }


def unsent(memory: sa.Engine, now: datetime) -> dict[str, list[Unsent]]:
    """Return what is still to be delivered, was not put off and is being delivered by nobody, by address.

    A correction waits until the mail that it corrects is out, or is given up in doubt of that.
    """
    columns = [outbox.c[name] for name in Unsent.__dataclass_fields__ if name != "answers"]
    is_out = (
        (_corrected.c.state == SENT)
        | _corrected.c.sent_at.is_not(None)
        | ((_corrected.c.state == DROPPED) & _corrected.c.told.is_not(None) & (_corrected.c.claimed_until <= now))
    )
    query = (
        sa.select(*columns, _corrected.c.message_id.label("answers"))
        .outerjoin(_corrected, _corrected.c.alert_id == outbox.c.corrects)
        .where(outbox.c.corrects.is_(None) | is_out, _is_to_be_tried(now))
        .order_by(outbox.c.address, outbox.c.created_at, outbox.c.alert_id)
    )
    by_address: dict[str, list[Unsent]] = {}
    with memory.connect() as connection:
        for row in connection.execute(query.where(_is_free(connection, now))):
            by_address.setdefault(row.address, []).append(Unsent(*row))
    return by_address


def is_told(row: sa.Row[Any]) -> bool:
    """Whether the mail of a row of the outbox went out, or may have: a server has it in hand, or had when we died."""
    return row.told is not None and (row.state == SENT or row.sent_at is not None or row.claimed_by is not None)


def _is_to_be_tried(now: datetime) -> sa.ColumnElement[bool]:
    next_try = outbox.c.next_try
    return next_try.is_(None) | (next_try <= now + EARLY) | (next_try > now + LONGEST_PLAUSIBLE)


def _is_free(connection: sa.Connection, now: datetime) -> sa.ColumnElement[bool]:
    is_pending = outbox.c.state == PENDING
    return is_pending & is_free(connection, outbox, CLAIM_LASTS, now, is_pending)


def claim_message(
    memory: sa.Engine,
    alert_ids: Collection[str],
    message_id: str,
    now: datetime,
    *,
    subject: str | None = None,
    told: Mapping[str, str] | None = None,
) -> bool:
    """Write down, before sending, which message carries the alerts, so that a retry sends the same Message-ID.

    `told` names, by change, the entry of the log that the message tells, for corrections to come. Returns False where
    another process delivers one of them at this moment, or where the log says otherwise by now.
    """
    claim = {
        "message_id": message_id,
        "claimed_by": this_process(),
        "claimed_until": now + CLAIM_LASTS,
        "subject": subject,
    }
    with memory.connect() as connection, connection.begin() as transaction:
        mine = outbox.c.alert_id.in_(list(alert_ids)) & _is_free(connection, now)
        claimed = connection.execute(outbox.update().where(mine).values(claim))
        if claimed.rowcount == len(alert_ids) and _all_stand(connection, told or {}):
            for change_id, entry in (told or {}).items():
                tells_it = outbox.c.alert_id.in_(list(alert_ids)) & (outbox.c.change_id == change_id)
                connection.execute(outbox.update().where(tells_it).values(told=entry))
            return True
        transaction.rollback()
        return False


def _all_stand(connection: sa.Connection, told: Mapping[str, str]) -> bool:
    log = histories[CHANGES.name].c
    standing = sa.select(log.change_id, log.revision).where(log.change_id.in_(list(told)), log.known_to.is_(None))
    return {f"{change_id}/{revision}" for change_id, revision in connection.execute(standing)} == set(told.values())


def remember_sent(memory: sa.Engine, alert_ids: Iterable[str], now: datetime) -> None:
    """Write down that the mail server, or the outbox folder, has the message; so it has what a summary named."""
    mine = outbox.c.alert_id.in_(list(alert_ids))
    was_named = outbox.c.message_id.in_(sa.select(outbox.c.message_id).where(mine))
    with memory.begin() as connection:
        connection.execute(outbox.update().where(mine).values(state=SENT, sent_at=now, last_error=None))
        connection.execute(outbox.update().where(outbox.c.state == SUMMARISED, was_named).values(sent_at=now))
