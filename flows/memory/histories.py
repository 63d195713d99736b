"""Reconciled things in the memory: each row is kept in every form that it ever had, and known from when to when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from flows.memory.layout import facts, histories
from flows.memory.reading import in_chunks, rows_of_authority
from transforms.history.changes import Change, Logged
from transforms.history_tables import CHANGES, HISTORY_TABLES, RULES
from transforms.rules_version import stamped
from transforms.schema import Table
from transforms.tables import COMMITMENTS

Key = tuple[Any, ...]

# What no row that is derived has in it.
_OF_THE_MEMORY = frozenset({RULES.name, "revision"})
_AUTHORITY = sa.bindparam("authority", type_=sa.Text())


@dataclass(frozen=True, slots=True)
class Difference:
    """The rows of a table that were added, those now told otherwise, and those taken away as they were."""

    added: tuple[dict[str, Any], ...] = ()
    altered: tuple[dict[str, Any], ...] = ()
    gone: tuple[dict[str, Any], ...] = ()


def _standing(table: Table, *more: str) -> sa.Select[Any]:
    remembered = histories[table.name].c
    columns = (remembered[name] for name in (*table.schema.names(), "revision", *more))
    return sa.select(*columns).where(remembered.authority_code == _AUTHORITY, remembered.known_to.is_(None))


# Put together once, as they are asked for one authority after the other.
_STANDING = {table.name: _standing(table) for table in HISTORY_TABLES}
_LOG = _standing(CHANGES, "family", "subject").order_by(histories[CHANGES.name].c.change_id)


def standing_rows(connection: sa.Connection, table: Table, authority_code: str) -> dict[Key, dict[str, Any]]:
    """Return the rows that stand for the authority, by key: the table's columns and `revision`."""
    return {_key(table, row): row for row in rows_of_authority(connection, _STANDING[table.name], authority_code)}


def _key(table: Table, row: Mapping[str, Any]) -> Key:
    return tuple(row[name] for name in table.key)


def replace_rows(
    connection: sa.Connection, table: Table, authority_code: str, rows: Iterable[Mapping[str, Any]], now: datetime
) -> Difference:
    """Make `rows` those that stand for the authority and say what differs; what stays as it was is not touched."""
    before = standing_rows(connection, table, authority_code)
    found = difference(table, before, rows)
    _close(connection, table, [*(before[_key(table, row)] for row in found.altered), *found.gone], now)
    add_revisions(connection, table, [*found.added, *found.altered], now)
    return found


def difference(table: Table, before: Mapping[Key, dict[str, Any]], rows: Iterable[Mapping[str, Any]]) -> Difference:
    """Compare the rows that stand, by key, with those that are to stand."""
    after = {_key(table, row): row for row in rows}
    new = [row for key, row in after.items() if key not in before]
    otherwise = [row for key, row in after.items() if key in before and _differs(row, before[key])]
    return Difference(
        tuple(table.frame(stamped(new)).iter_rows(named=True)),
        tuple(table.frame(stamped(otherwise)).iter_rows(named=True)),
        tuple(row for key, row in before.items() if key not in after),
    )


def _differs(row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    return any(row.get(name) != value for name, value in before.items() if name not in _OF_THE_MEMORY)


def _close(connection: sa.Connection, table: Table, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    remembered = histories[table.name]
    columns = [*table.key, "revision"]
    which = [remembered.c[name] == sa.bindparam(f"of_{name}") for name in columns]
    if rows:
        connection.execute(
            remembered.update().where(*which).values(known_to=now),
            [{f"of_{name}": row[name] for name in columns} for row in rows],
        )


def add_revisions(connection: sa.Connection, table: Table, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Add the next revision of each row, which stands from now on."""
    if rows:
        before = _last_revisions(connection, table, rows)
        revised = [
            {**row, "revision": before.get(_key(table, row), 0) + 1, "known_from": now, "known_to": None}
            for row in rows
        ]
        connection.execute(histories[table.name].insert(), revised)


def _last_revisions(connection: sa.Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> dict[Key, int]:
    """Return the number of the last revision of each key of the rows that ever had one."""
    remembered = histories[table.name].c
    keys = [remembered[name] for name in table.key]
    query = sa.select(*keys, sa.func.max(remembered.revision)).group_by(*keys)
    return {
        tuple(key): revision
        for some in in_chunks({row[table.key[0]] for row in rows})
        for *key, revision in connection.execute(query.where(keys[0].in_(some)))
    }


def settle_commitments(connection: sa.Connection, undertakings: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Give the commitments that state these undertakings their status: in a further revision of each."""
    table = facts[COMMITMENTS.name]
    for row in undertakings:
        stated, stands = table.c.commitment_id.in_(row["commitment_ids"]), table.c.known_to.is_(None)
        otherwise = (stated, stands, table.c.status != row["status"])
        revised = [
            {**before, "status": row["status"], "revision": before["revision"] + 1, "known_from": now}
            for before in connection.execute(sa.select(table).where(*otherwise)).mappings()
        ]
        if revised:
            connection.execute(table.update().where(*otherwise).values(known_to=now))
            connection.execute(table.insert(), revised)


def change_log(connection: sa.Connection, authority_code: str) -> list[Logged]:
    """Return the latest entry on each change of the authority."""
    return [_logged(row) for row in rows_of_authority(connection, _LOG, authority_code)]


def _logged(row: dict[str, Any]) -> Logged:
    family, subject, revision = row.pop("family"), row.pop("subject"), row.pop("revision")
    return Logged(Change(row, family, subject), revision)


def append_entries(connection: sa.Connection, entries: Sequence[Change], log: Sequence[Logged], now: datetime) -> None:
    """Append entries to the change log; the entry before them on the same change is known no longer than until now."""
    changes = {entry.change_id for entry in entries}
    _close(
        connection,
        CHANGES,
        [{**one.change.row, "revision": one.revision} for one in log if one.change.change_id in changes],
        now,
    )
    rows = CHANGES.frame(stamped(entry.row for entry in entries)).iter_rows(named=True)
    add_revisions(
        connection,
        CHANGES,
        [{**row, "family": entry.family, "subject": entry.subject} for row, entry in zip(rows, entries, strict=True)],
        now,
    )
