"""Claims, by which several workers share pages and hosts: who works on what at present.

A claim spares work and is no lock: writing is safe without. It ends when the work is done, when its process is dead, as
far as that can be seen from here, or when it lapses.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.memory.crawl import KeptPage
from flows.memory.engine import insert_absent
from flows.memory.layout import hosts, pages
from flows.memory.processes import is_running, this_process

PAGES_CLAIMED_FOR = timedelta(minutes=10)
# A claim that has longer to go than claims last, twice over, was made by a clock that was wrong.
MOST_PLAUSIBLE = 2

_earlier = pages.alias("earlier")


def claim_pages(memory: sa.Engine, limit: int, now: datetime) -> list[KeptPage]:
    """Claim kept pages that no article was made of and that nobody works on, at most `limit`, oldest first.

    Of an address only the earliest is given out: its versions come in their order, however many work on them.
    """
    columns = [pages.c[name] for name in KeptPage.__dataclass_fields__]
    claim = {"claimed_by": this_process(), "claimed_until": now + PAGES_CLAIMED_FOR}
    with memory.begin() as connection:
        chosen = _free_pages(limit, is_free(connection, pages, PAGES_CLAIMED_FOR, now))
        its_key = (pages.c.url == chosen.c.url, pages.c.page_hash == chosen.c.page_hash)
        rows = connection.execute(pages.update().where(*its_key).values(claim).returning(*columns)).all()
    return sorted((KeptPage(*row) for row in rows), key=lambda page: (page.fetched_at, page.url))


def _free_pages(limit: int, is_free: sa.ColumnElement[bool]) -> sa.CTE:
    same = (_earlier.c.url == pages.c.url, _earlier.c.extracted_at.is_(None))
    comes_later = sa.exists().where(*same, _earlier.c.fetched_at < pages.c.fetched_at)
    return (
        sa.select(pages.c.url, pages.c.page_hash)
        .where(pages.c.extracted_at.is_(None), is_free, ~comes_later)
        .order_by(pages.c.fetched_at, pages.c.url)
        .limit(limit)
        # Without effect on SQLite, where whoever writes is alone.
        .with_for_update(skip_locked=True, of=pages)
        .cte("chosen")
    )


def is_free(
    connection: sa.Connection, table: sa.Table, lasts: timedelta, now: datetime, *where: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Return the condition that nobody has claimed a row of the table, which has `claimed_by` and `claimed_until`.

    Args:
        connection: tells who has claimed something at present.
        table: of pages, hosts or mails.
        lasts: the length of a claim of these.
        now: in UTC.
        where: the rows that may be asked for, where that are few.
    """
    claimants = sa.select(table.c.claimed_by).where(table.c.claimed_by.is_not(None), *where).distinct()
    dead = [one for one in connection.execute(claimants).scalars() if not is_running(_process_of(one))]
    until = table.c.claimed_until
    has_lapsed = (until <= now) | (until > now + MOST_PLAUSIBLE * lasts)
    return until.is_(None) | has_lapsed | table.c.claimed_by.in_(dead)


def _process_of(claimant: str) -> str:
    return claimant.rpartition(" ")[2]


@contextmanager
def given_back(memory: sa.Engine, claimed: Iterable[KeptPage]) -> Iterator[None]:
    """Give back the claimed pages that are not ticked off when the block breaks off, for the next run to go on."""
    try:
        yield
    except BaseException:
        release_pages(memory, claimed)
        raise


def release_pages(memory: sa.Engine, claimed: Iterable[KeptPage]) -> None:
    """End this process's claims of the pages."""
    its_key = (pages.c.url == sa.bindparam("of_url"), pages.c.page_hash == sa.bindparam("of_hash"))
    release = pages.update().where(*its_key, pages.c.claimed_by == this_process())
    keys = [{"of_url": page.url, "of_hash": page.page_hash} for page in claimed]
    with memory.begin() as connection:
        connection.execute(release.values(claimed_by=None, claimed_until=None), keys)


def claim_host(memory: sa.Engine, host: str, run_id: str, lasts: timedelta, now: datetime) -> str | None:
    """Claim the host for the run, or hold it for longer; return the run that reads it where that is another."""
    mine, is_host = _claimant(run_id), hosts.c.host == host
    claim = hosts.update().where(is_host).values(claimed_by=mine, claimed_until=now + lasts)
    with memory.begin() as connection:
        # Nearly always this is all there is to it.
        if connection.execute(claim.where(hosts.c.claimed_by.is_(None) | (hosts.c.claimed_by == mine))).rowcount:
            return None
        insert_absent(connection, hosts, [{"host": host}])
        if connection.execute(claim.where(is_free(connection, hosts, lasts, now, is_host))).rowcount:
            return None
        holder = connection.execute(sa.select(hosts.c.claimed_by).where(is_host)).scalar_one()
    return str(holder).rpartition(" ")[0]


def release_host(memory: sa.Engine, host: str, run_id: str) -> None:
    """End the run's claim of the host."""
    is_mine = (hosts.c.host == host, hosts.c.claimed_by == _claimant(run_id))
    with memory.begin() as connection:
        connection.execute(hosts.update().where(*is_mine).values(claimed_by=None, claimed_until=None))


def _claimant(run_id: str) -> str:
    return f"{run_id} {this_process()}"
