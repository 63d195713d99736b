"""What the watch remembers: addresses found, validators of listings, pages kept, how sources fare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from flows.memory.addresses import EVERY_ONE, FAILED, KEPT, Choice, Found, Remembered, remember_found
from flows.memory.engine import upsert
from flows.memory.layout import addresses, listings, pages

__all__ = ["Choice", "Found", "Remembered"]

# Stories are mended in their first days; of later edits some sources tell.
RECHECK_AFTER = timedelta(hours=24)
RECHECK_FOR = timedelta(days=14)
FIRST_RETRY_AFTER = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=7)
# By so much at most the clocks of machines that are well differ.
CLOCKS_DIFFER = timedelta(hours=1)
# A site that is being moved answers "not found" for a while.
LOOKS_AT_GONE = 3


@dataclass(frozen=True, slots=True)
class Due:
    """An address to fetch now, at `fetch_url` if given, with what the last answer said for a conditional request."""

    url: str
    fetch_url: str | None
    title: str | None
    published: datetime | None
    etag: str | None
    last_modified: str | None
    page_hash: str | None


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page in the page store that is still to be extracted."""

    url: str
    page_hash: str
    source_id: str
    content_type: str | None
    fetched_at: datetime
    published: datetime | None


def listing_validators(memory: sa.Engine, source_id: str) -> dict[str, tuple[str | None, str | None]]:
    """ETag and Last-Modified of each listing address of the source, as last seen."""
    with memory.connect() as connection:
        rows = connection.execute(sa.select(listings).where(listings.c.source_id == source_id))
        return {row.url: (row.etag, row.last_modified) for row in rows}


def remember_listing(
    memory: sa.Engine,
    source_id: str,
    found: Iterable[Found],
    validators: Mapping[str, tuple[str | None, str | None]],
    now: datetime,
    choice: Choice = EVERY_ONE,
) -> Remembered:
    """Write down what the listing shows, and its validators with it."""
    rows = [
        {"source_id": source_id, "url": url, "etag": etag, "last_modified": last_modified}
        for url, (etag, last_modified) in validators.items()
    ]
    with memory.begin() as connection:
        remembered = remember_found(connection, source_id, found, choice, now)
        upsert(connection, listings, rows)
    return remembered


def is_known(memory: sa.Engine, url: str) -> bool:
    """Whether the address has been found before."""
    with memory.connect() as connection:
        return connection.execute(sa.select(addresses.c.url).where(addresses.c.url == url)).first() is not None


def due_addresses(memory: sa.Engine, source_id: str, now: datetime) -> list[Due]:
    """Addresses of the source that are to be fetched by now, the latest news first.

    What is put off for longer than anything ever is, was put off by a clock that was ahead: it is due too.
    """
    is_due = (addresses.c.next_fetch <= now) | (addresses.c.next_fetch > now + LONGEST_PAUSE + CLOCKS_DIFFER)
    query = (
        sa.select(*(addresses.c[name] for name in Due.__dataclass_fields__))
        .where(addresses.c.source_id == source_id, is_due)
        .order_by(sa.func.coalesce(addresses.c.published, addresses.c.found_at).desc(), addresses.c.url)
    )
    with memory.connect() as connection:
        return [Due(*row) for row in connection.execute(query)]


def remember_page(
    memory: sa.Engine,
    page: KeptPage,
    *,
    etag: str | None,
    last_modified: str | None,
    now: datetime,
) -> bool:
    """Write down that the page is kept and when to look again; return whether it differs from the one before."""
    with memory.begin() as connection:
        address = connection.execute(sa.select(addresses).where(addresses.c.url == page.url)).one()
        changed = bool(address.page_hash != page.page_hash)
        if changed:
            row = {name: getattr(page, name) for name in KeptPage.__dataclass_fields__}
            upsert(connection, pages, [row | {"extracted_at": None}])
        _settle(connection, page.url, now, page_hash=page.page_hash, etag=etag, last_modified=last_modified)
    return changed


def remember_unchanged(memory: sa.Engine, url: str, now: datetime) -> None:
    """Write down that the site says the page is as it was."""
    with memory.begin() as connection:
        _settle(connection, url, now)


def _settle(connection: sa.Connection, url: str, now: datetime, **values: Any) -> None:
    told = sa.select(addresses.c.found_at, addresses.c.published).where(addresses.c.url == url)
    found_at, published = connection.execute(told).one()
    again = now + RECHECK_AFTER if now - min(found_at, published or found_at) < RECHECK_FOR else None
    connection.execute(
        addresses.update()
        .where(addresses.c.url == url)
        .values(state=KEPT, attempts=0, reason=None, next_fetch=again, **values)
    )


def remember_failed_fetch(memory: sa.Engine, url: str, reason: str, *, may_recover: bool, now: datetime) -> None:
    """Write down the failure and a later try: pauses double up to a week; what cannot recover waits that long."""
    with memory.begin() as connection:
        attempts = connection.execute(sa.select(addresses.c.attempts).where(addresses.c.url == url)).scalar_one() + 1
        pause = min(FIRST_RETRY_AFTER * 2 ** min(attempts - 1, 10), LONGEST_PAUSE) if may_recover else LONGEST_PAUSE
        connection.execute(
            addresses.update()
            .where(addresses.c.url == url)
            .values(state=FAILED, attempts=attempts, reason=reason, next_fetch=now + pause)
        )


def remember_gone(memory: sa.Engine, url: str, reason: str, now: datetime) -> bool:
    """Write down that the page is gone, to look again a few times and then no more; return whether it was kept."""
    query = sa.select(addresses.c.attempts, addresses.c.page_hash).where(addresses.c.url == url)
    with memory.begin() as connection:
        attempts, page_hash = connection.execute(query).one()
        again = now + LONGEST_PAUSE if attempts + 1 < LOOKS_AT_GONE else None
        state = KEPT if page_hash else FAILED
        connection.execute(
            addresses.update()
            .where(addresses.c.url == url)
            .values(state=state, attempts=attempts + 1, reason=reason, next_fetch=again)
        )
    return bool(page_hash)


def count_to_extract(memory: sa.Engine) -> int:
    """Return of how many kept pages no article has been made yet."""
    with memory.connect() as connection:
        query = sa.select(sa.func.count()).select_from(pages).where(pages.c.extracted_at.is_(None))
        return connection.execute(query).scalar_one()


def kept_page(memory: sa.Engine, url: str, page_hash: str | None) -> KeptPage | None:
    """Return the kept page of that address and hash, or None."""
    columns = (pages.c[name] for name in KeptPage.__dataclass_fields__)
    query = sa.select(*columns).where(pages.c.url == url, pages.c.page_hash == page_hash)
    with memory.connect() as connection:
        row = connection.execute(query).first()
    return KeptPage(*row) if row else None


def newest_pages(memory: sa.Engine) -> list[KeptPage]:
    """Return, of every address, the newest kept page that was extracted."""
    read = pages.c.extracted_at.is_not(None)
    latest = sa.func.max(pages.c.fetched_at).label("fetched_at")
    newest = sa.select(pages.c.url, latest).where(read).group_by(pages.c.url).subquery()
    is_newest = (pages.c.url == newest.c.url) & (pages.c.fetched_at == newest.c.fetched_at)
    columns = (pages.c[name] for name in KeptPage.__dataclass_fields__)
    query = sa.select(*columns).join(newest, is_newest).order_by(pages.c.url, pages.c.page_hash)
    with memory.connect() as connection:
        found = {row.url: KeptPage(*row) for row in connection.execute(query)}
    return list(found.values())
