"""Looking for damage in the memory, the kept pages and the published tables."""

import time
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from flows.keep.backups import kept_hashes, named_pages, opened
from flows.keep.rows import BACK, damage_in_layout, damage_in_rows
from flows.keep.tables import damage_in_tables
from flows.memory.engine import NoWholeMemory, connect_to, database_file, disposed_after, explained, refuse_no_memory
from flows.memory.layout import articles, facts
from flows.memory.locks import exclusive
from flows.memory.sqlite_file import faults_in
from flows.pagestore import DamagedPage, PageStore
from flows.published import FOLDER
from flows.store import FolderStore, Store

LITTER_AFTER = timedelta(hours=1)
PAGES_BACK = "put it back with restore --only-pages"
REREAD = "run reprocess --apply, or put a backup back"
Tell = Callable[[str], None]


def find_damage(memory_url: str, store: Store, now: datetime, tell: Tell = lambda _: None) -> Iterator[str]:
    """Yield a sentence for each damage found: what, and what to do. Nothing is altered but an old memory's layout.

    What is being looked at is told by `tell`.

    Raises MemoryUnavailable where the memory cannot be looked at, for want of room or rights, as another process holds
    it or as no server answers, and StoreError where pages and tables cannot.
    """
    try:
        yield from _damage_in_memory(memory_url, PageStore(store.sub("pages")), tell)
    except NoWholeMemory as error:
        yield str(error)
    tell("the published tables")
    with _nobody_publishing(memory_url):
        in_tables = list(damage_in_tables(store.sub(FOLDER), now))
    yield from in_tables
    yield from _litter(memory_url, store)


@contextmanager
def _nobody_publishing(memory_url: str) -> Iterator[None]:
    """Wait for whoever publishes, whose files come before what names them; without a memory nobody does."""
    file = database_file(sa.make_url(memory_url))
    with (
        disposed_after(connect_to(memory_url)) as memory,
        exclusive(memory, "publish") if file is None or file.exists() else nullcontext(),
    ):
        yield


def _damage_in_memory(memory_url: str, pages: PageStore, tell: Tell) -> Iterator[str]:
    refuse_no_memory(memory_url, BACK)
    url = sa.make_url(memory_url)
    tell("the memory's file")
    if (file := database_file(url)) is not None:
        with explained(url):
            yield from (f"the memory {file} is damaged: {fault}; {BACK}" for fault in faults_in(file))
    # Looked up before the memory is asked: a page that comes in meanwhile is not taken for one that nobody names.
    kept = kept_hashes(pages.store)
    with opened(memory_url) as memory, explained(url), memory.connect() as connection:
        tell("the rows of the memory")
        if damage := list(damage_in_layout(connection)):
            yield from damage
            return
        yield from damage_in_rows(connection)
        tell("facts and their evidence")
        yield from _damage_in_facts(connection)
        named = named_pages(connection)
    tell("the kept pages")
    yield from _damage_in_pages(pages, kept, named)


def _damage_in_facts(connection: sa.Connection) -> Iterator[str]:
    for table in facts.values():
        yield from _facts_without_article(connection, table)
        yield from _evidence_that_is_not_there(connection, table)


def _damage_in_pages(pages: PageStore, kept: Set[str], named: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with kept pages: torn ones, lost ones, and ones that nothing names."""
    for page_hash in sorted(named.keys() - kept):
        yield f"the kept page {pages.place(page_hash)} of {named[page_hash]} is missing; {PAGES_BACK}"
    for page_hash in sorted(kept - named.keys()):
        yield f"no row names the kept page {pages.place(page_hash)}; delete it unless a pass is going on"
    for page_hash in sorted(kept & named.keys()):
        try:
            pages.get(page_hash)
        except (DamagedPage, FileNotFoundError):
            yield f"the kept page {pages.place(page_hash)} of {named[page_hash]} is damaged; {PAGES_BACK}"


def _facts_without_article(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    lost = sa.select(table).where(
        ~sa.exists().where(articles.c.article_id == table.c.article_id, articles.c.version == table.c.version)
    )
    if found := _count_and_first(connection, lost):
        yield f"{found[0]} rows of {table.name} are of an article's version that is not there, first {found[1]}; {BACK}"


def _evidence_that_is_not_there(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    start, end = table.c.evidence_start, table.c.evidence_end
    same = (articles.c.article_id == table.c.article_id) & (articles.c.version == table.c.version)
    # PostgreSQL counts characters in integers only.
    span = sa.cast(start + 1, sa.Integer), sa.cast(end - start, sa.Integer)
    stated = sa.func.substr(articles.c.text, *span)
    wrong = sa.select(table).join(articles, same).where(stated != table.c.evidence)
    if found := _count_and_first(connection, wrong):
        yield f"the evidence of {found[0]} rows of {table.name} is not what its span says, first {found[1]}; {REREAD}"


def _count_and_first(connection: sa.Connection, query: sa.Select[Any]) -> tuple[int, str] | None:
    rows = query.subquery()
    count, first = connection.execute(sa.select(sa.func.count(), sa.func.min(rows.c[0]))).one()
    return (count, first) if count else None


def _litter(memory_url: str, store: Store) -> Iterator[str]:
    """Yield what killed writers left; pages and tables are swept whenever they are listed."""
    file = database_file(sa.make_url(memory_url))
    folders = {file.parent} if file is not None else set()
    if isinstance(store, FolderStore):
        folders |= {store.folder, store.folder / "outbox"}
    for path in sorted(path for folder in folders for path in folder.glob("*.tmp")):
        if time.time() - path.stat().st_mtime > LITTER_AFTER.total_seconds():
            yield f"{path} is what a killed process left; delete it"
