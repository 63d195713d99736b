"""What the memory has of addresses that listings announce: which are to be fetched, which are passed over and why."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from flows.memory.engine import insert_absent
from flows.memory.layout import addresses, pages
from flows.memory.reading import in_chunks

NEW, KEPT, FAILED, PASSED_OVER = "new", "kept", "failed", "passed_over"
# An item of old that a redesign gave another address or day: no rule about words brings it back.
COME_BACK = "come_back"
DECIDED_ON = ("title", "summary", "section")
DECIDED_AT_ONCE = 500

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a listing. `updated` is when the source says that the page changed, `fetch_url` where it is read."""

    url: str
    title: str | None
    published: datetime | None
    summary: str | None = None
    section: str | None = None
    updated: datetime | None = None
    fetch_url: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Rules of a version; `why_not` gives the code by which an entry is passed over, None for one to fetch.

    Of the addresses in `come_back` something older is known under another address.
    """

    rules: str
    why_not: Callable[[Found], str | None]
    come_back: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Remembered:
    """How many entries of a listing were not known, and how many of these are passed over."""

    new: int = 0
    passed_over: int = 0


EVERY_ONE = Choice("", lambda _: None)


def remember_found(
    connection: sa.Connection, source_id: str, found: Iterable[Found], choice: Choice, now: datetime
) -> Remembered:
    """Write down entries that are not known, and of the known ones what their source now says otherwise."""
    entries = {entry.url: entry for entry in found}
    known = {row["url"]: row for row in _known(connection, entries)}
    rows = [
        _first_seen(entry, now) | {"source_id": source_id} | _decided(entry, choice, now)
        for url, entry in entries.items()
        if url not in known
    ]
    new = insert_absent(connection, addresses, rows)
    for url in sorted(known):
        if changes := _changes(connection, known[url], entries[url], source_id, choice, now):
            connection.execute(addresses.update().where(addresses.c.url == url).values(**changes))
    return Remembered(new, sum(row["state"] == PASSED_OVER for row in rows))


def count_unknown(memory: sa.Engine, urls: Iterable[str]) -> int:
    """Return how many of the addresses nothing is known of."""
    wanted = frozenset(urls)
    with memory.connect() as connection:
        return len(wanted) - sum(1 for _ in _known(connection, wanted))


def decide_again(memory: sa.Engine, source_id: str, choice: Choice, now: datetime) -> int:
    """Decide on the addresses that other rules passed over; return how many are to be fetched after all."""
    fetched = 0
    query = (
        sa.select(addresses)
        .where(
            addresses.c.source_id == source_id,
            addresses.c.state == PASSED_OVER,
            addresses.c.reason != COME_BACK,
            addresses.c.rules != choice.rules,
        )
        .order_by(addresses.c.url)
        .limit(DECIDED_AT_ONCE)
    )
    while True:
        with memory.begin() as connection:
            decisions = [
                {"of_url": row["url"], **_decided(_as_found(dict(row)), choice, now)}
                for row in connection.execute(query).mappings()
            ]
            if not decisions:
                return fetched
            connection.execute(addresses.update().where(addresses.c.url == sa.bindparam("of_url")), decisions)
            fetched += sum(one["state"] == NEW for one in decisions)


def _known(connection: sa.Connection, urls: Iterable[str]) -> Iterator[Row]:
    for some in in_chunks(urls):
        rows = connection.execute(sa.select(addresses).where(addresses.c.url.in_(some))).mappings()
        yield from map(dict, rows)


def _first_seen(entry: Found, now: datetime) -> dict[str, Any]:
    told = {name: getattr(entry, name) for name in Found.__dataclass_fields__}
    return told | {"found_at": now, "attempts": 0}


def _decided(entry: Found, choice: Choice, now: datetime) -> dict[str, Any]:
    reason = COME_BACK if entry.url in choice.come_back else choice.why_not(entry)
    if reason is None:
        return {"state": NEW, "reason": None, "rules": None, "next_fetch": now}
    return {"state": PASSED_OVER, "reason": reason, "rules": choice.rules, "next_fetch": None}


def _changes(
    connection: sa.Connection, row: Row, entry: Found, source_id: str, choice: Choice, now: datetime
) -> dict[str, Any]:
    """Return what is to be written of a known address."""
    told = dict(_told_otherwise(row, entry))
    if row["reason"] == COME_BACK:
        return told
    if row["state"] == PASSED_OVER:
        is_to_decide = row["source_id"] != source_id or any(name in told for name in DECIDED_ON)
        return told | (_decided_anew(row, told, source_id, choice, now) if is_to_decide else {})
    if "updated" in told and _is_after_last_fetch(connection, row, told["updated"]):
        told["next_fetch"] = now
    if "fetch_url" in told:
        # What one address answered says nothing of another.
        told |= {"etag": None, "last_modified": None}
    return told


def _told_otherwise(row: Row, entry: Found) -> Iterator[tuple[str, Any]]:
    """What the source says otherwise; another listing may say less, and a site that is rebuilt dates all anew."""
    for name in (*DECIDED_ON, "fetch_url"):
        value = getattr(entry, name)
        if value and value != row[name]:
            yield name, value
    if entry.updated and (row["updated"] is None or entry.updated > row["updated"]):
        yield "updated", entry.updated
    if entry.published and row["published"] is None:
        yield "published", entry.published


def _decided_anew(row: Row, told: Row, source_id: str, choice: Choice, now: datetime) -> dict[str, Any]:
    decided = _decided(_as_found(row | told), choice, now)
    if decided["state"] == NEW:
        return decided | {"source_id": source_id}
    # Another source that would pass it over too does not make it its own.
    return decided if row["source_id"] == source_id else {}


def _as_found(row: Row) -> Found:
    return Found(**{name: row[name] for name in Found.__dataclass_fields__})


def _is_after_last_fetch(connection: sa.Connection, row: Row, updated: datetime) -> bool:
    """Whether a page may have changed since it was fetched; one whose change was told of before is known by that."""
    if row["updated"] is not None:
        return True
    fetched = connection.execute(sa.select(sa.func.max(pages.c.fetched_at)).where(pages.c.url == row["url"])).scalar()
    return fetched is None or updated > fetched
