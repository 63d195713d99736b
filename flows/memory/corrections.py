"""Corrections owed to those who were mailed what turned out to be wrong, and what each of them corrects."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from flows.memory.engine import insert_absent
from flows.memory.layout import histories, outbox
from flows.memory.outbox import DROPPED, PENDING, REFUSED, STILL_OWED, is_told
from flows.overturned import is_overturned
from transforms.history.changes import FLAGGED, Change
from transforms.history_tables import CHANGES
from transforms.ids import stable_id

Row = Mapping[str, Any]
_log = histories[CHANGES.name]
_corrected = outbox.alias("corrected")


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction corrects: `said` is the entry of the log as mailed, `thread` the mails on it, oldest first."""

    said: Row
    subject: str | None
    told_at: datetime
    thread: tuple[str, ...]


def owe_corrections(
    connection: sa.Connection, entries: Iterable[Change], addresses: Collection[str], now: datetime
) -> int:
    """Owe a correction to each of the addresses that was mailed what the entries overturn; return how many are new.

    To be called in the transaction that writes the entries, after what is owed followed them. Whoever is owed the news
    itself still, told again as graver, needs no correction beside it.
    """
    owed = 0
    for entry in entries:
        if entry.row["corrects"] is None:
            continue
        if entry.row["action"] == FLAGGED:
            _follow_back(connection, entry.change_id)
        for alert in _last_told(connection, entry.change_id, addresses):
            if is_overturned(_entry(connection, alert.told), entry.row):
                owed += _owe(connection, alert, now)
    return owed


def _follow_back(connection: sa.Connection, change_id: str) -> None:
    """Mails that told a change under an id that it had before, and has again, are of that id again."""
    told_so = outbox.c.told.startswith(f"{change_id}/", autoescape=True) & (outbox.c.change_id != change_id)
    connection.execute(outbox.update().where(told_so, outbox.c.corrects.is_(None)).values(change_id=change_id))


def _last_told(connection: sa.Connection, change_id: str, addresses: Collection[str]) -> Iterator[sa.Row[Any]]:
    """What each of the addresses was mailed last of the change, by rows of the outbox."""
    query = (
        sa.select(outbox)
        .where(outbox.c.change_id == change_id)
        .order_by(outbox.c.created_at, outbox.c.alert_id)
        # Without effect on SQLite, where whoever writes is alone: a mail that is just being claimed is waited for.
        .with_for_update()
    )
    by_address: dict[str, list[sa.Row[Any]]] = {}
    for row in connection.execute(query):
        by_address.setdefault(row.address.casefold(), []).append(row)
    for address in sorted(by_address.keys() & {one.casefold() for one in addresses}):
        rows = by_address[address]
        is_still_owed = any(row.state in STILL_OWED and row.corrects is None and not is_told(row) for row in rows)
        told = [row for row in rows if is_told(row)]
        if told and not is_still_owed:
            yield max(told, key=lambda row: (row.sent_at is None, row.sent_at, row.created_at))


def _owe(connection: sa.Connection, alert: sa.Row[Any], now: datetime) -> int:
    alert_id = stable_id("alert", alert.address, "corrects", alert.alert_id)
    correction = {
        "alert_id": alert_id,
        "change_id": alert.change_id,
        "address": alert.address,
        "created_at": now,
        "state": PENDING,
        "attempts": 0,
        "corrects": alert.alert_id,
    }
    was_dropped = (outbox.c.alert_id == alert_id, outbox.c.state == DROPPED)
    revived = connection.execute(outbox.update().where(*was_dropped).values(state=PENDING, created_at=now)).rowcount
    return revived + insert_absent(connection, outbox, [correction])


def drop_needless(memory: sa.Engine) -> None:
    """Drop the corrections owed of what holds again, or of mails that never went out."""
    of_the_first = (_corrected.c.told, _corrected.c.state, _corrected.c.claimed_until)
    query = (
        sa.select(outbox.c.alert_id, outbox.c.change_id, *of_the_first)
        .join(_corrected, _corrected.c.alert_id == outbox.c.corrects)
        .where(outbox.c.state == PENDING, outbox.c.told.is_(None))
    )
    with memory.begin() as connection:
        for row in connection.execute(query).all():
            never_sent = row.state == REFUSED or (row.state == DROPPED and row.claimed_until is None)
            if never_sent or not is_overturned(_entry(connection, row.told), _standing(connection, row.change_id)):
                mine = (outbox.c.alert_id == row.alert_id, outbox.c.state == PENDING, outbox.c.told.is_(None))
                connection.execute(outbox.update().where(*mine).values(state=DROPPED))


def _entry(connection: sa.Connection, name: str) -> Row:
    change_id, _, revision = name.partition("/")
    return _one(connection, _log.c.change_id == change_id, _log.c.revision == int(revision))


def _standing(connection: sa.Connection, change_id: str) -> Row:
    return _one(connection, _log.c.change_id == change_id, _log.c.known_to.is_(None))


def _one(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> Row:
    return dict(connection.execute(sa.select(_log).where(*which)).mappings().one())


def what_is_corrected(memory: sa.Engine, alert_ids: Iterable[str]) -> dict[str, Corrected]:
    """Return what each of the alerts corrects, by its id; nothing for those that correct nothing."""
    with memory.connect() as connection:
        found = {alert_id: list(_mails_before(connection, alert_id)) for alert_id in alert_ids}
        return {
            alert_id: Corrected(
                _entry(connection, before[0].told),
                before[0].subject,
                before[0].sent_at or before[0].claimed_until,
                tuple(dict.fromkeys(row.message_id for row in reversed(before) if row.message_id)),
            )
            for alert_id, before in found.items()
            if before
        }


def _mails_before(connection: sa.Connection, alert_id: str) -> Iterator[sa.Row[Any]]:
    """The alert that this one corrects, the one that that corrects, and so on."""
    asked: str | None = alert_id
    while asked is not None:
        query = sa.select(_corrected).join(outbox, outbox.c.corrects == _corrected.c.alert_id)
        row = connection.execute(query.where(outbox.c.alert_id == asked)).one_or_none()
        if row is not None:
            yield row
        asked = row.alert_id if row is not None else None


def reason_for(memory: sa.Engine, change_id: str) -> str | None:
    """Return the log's last reason for telling the change otherwise than it had; None where it never did."""
    of_it = (_log.c.change_id == change_id, _log.c.because.is_not(None))
    query = sa.select(_log.c.because).where(*of_it).order_by(_log.c.revision.desc()).limit(1)
    with memory.connect() as connection:
        return connection.execute(query).scalar()
