"""The change log and the outbox: a change and the mails that it owes are written together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.memory.engine import insert_absent
from flows.memory.layout import articles, changes, outbox
from transforms.changes import Flagged, Known
from transforms.ids import stable_id

# Longer than a mail server takes to accept a message; a sender that died gives its claim up after that.
CLAIM_LASTS = timedelta(minutes=10)
GAINED_WITH_A_WITNESS = ("n_sources", "article_ids", "best_source_kind", "corroborated", "evidence", "url")


@dataclass(frozen=True, slots=True)
class Owed:
    """A mail owed to an address for a change."""

    change_id: str
    address: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A row of the outbox that is still to be delivered."""

    alert_id: str
    change_id: str
    address: str
    message_id: str | None
    attempts: int


def known_changes(memory: sa.Engine) -> list[Known]:
    """Return the change log as far as matching needs it."""
    names = [name for name in Known.__dataclass_fields__ if name != "article_ids"]
    query = sa.select(*(changes.c[name] for name in names), changes.c.article_ids).order_by(changes.c.change_id)
    with memory.connect() as connection:
        return [Known(*row[:-1], tuple(row.article_ids)) for row in connection.execute(query)]  # type: ignore[call-arg]


def remember_changes(
    memory: sa.Engine,
    flagged: Iterable[Flagged],
    owed: Iterable[Owed],
    looked_at: Iterable[tuple[str, int]],
    now: datetime,
) -> int:
    """Write changes, what is owed for them and which article versions were looked at; return how many are new."""
    with memory.begin() as connection:
        new = 0
        for change in flagged:
            extra = {"family": change.family, "subject": change.subject}
            if change.is_new:
                new += insert_absent(connection, changes, [change.row | extra])
            else:
                gained = {name: change.row[name] for name in GAINED_WITH_A_WITNESS}
                connection.execute(
                    changes.update().where(changes.c.change_id == change.row["change_id"]).values(**gained)
                )
        insert_absent(connection, outbox, [_outbox_row(one, now) for one in owed])
        for article_id, version in looked_at:
            connection.execute(
                articles.update()
                .where(articles.c.article_id == article_id, articles.c.version == version)
                .values(flagged_at=now)
            )
    return new


def _outbox_row(owed: Owed, now: datetime) -> dict[str, object]:
    return {
        "alert_id": stable_id("alert", owed.address, owed.change_id),
        "change_id": owed.change_id,
        "address": owed.address,
        "created_at": now,
        "state": "pending",
        "attempts": 0,
    }


def unsent(memory: sa.Engine, now: datetime) -> dict[str, list[Unsent]]:
    """Return what is still to be delivered and nobody is delivering, by address."""
    query = (
        sa.select(*(outbox.c[name] for name in Unsent.__dataclass_fields__))
        .where(_is_free(now))
        .order_by(outbox.c.address, outbox.c.created_at, outbox.c.alert_id)
    )
    by_address: dict[str, list[Unsent]] = {}
    with memory.connect() as connection:
        for row in connection.execute(query):
            by_address.setdefault(row.address, []).append(Unsent(*row))
    return by_address


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    unclaimed = outbox.c.claimed_until.is_(None) | (outbox.c.claimed_until <= now)
    return (outbox.c.state == "pending") & unclaimed


def claim_message(memory: sa.Engine, alert_ids: Collection[str], message_id: str, now: datetime) -> bool:
    """Write down, before sending, which message carries the alerts, so that a retry sends the same Message-ID.

    Returns False where another process delivers one of them at this moment.
    """
    mine = outbox.c.alert_id.in_(list(alert_ids)) & _is_free(now)
    with memory.connect() as connection, connection.begin() as transaction:
        claimed = connection.execute(
            outbox.update().where(mine).values(message_id=message_id, claimed_until=now + CLAIM_LASTS)
        )
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
        state="refused" if final else "pending",
        last_error=error,
        attempts=outbox.c.attempts + 1,
        claimed_until=None,
    )


def _update(memory: sa.Engine, alert_ids: Iterable[str], **values: object) -> None:
    with memory.begin() as connection:
        connection.execute(outbox.update().where(outbox.c.alert_id.in_(list(alert_ids))).values(**values))
