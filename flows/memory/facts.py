"""Articles and their facts in the memory, written together; a new version takes the place of the one before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from flows.memory.crawl import KeptPage
from flows.memory.engine import insert_absent
from flows.memory.layout import articles, facts, pages, rejects


class Overtaken(Exception):
    """Another process has written a version of the article meanwhile; read the page again."""


@dataclass(frozen=True, slots=True)
class StandingVersion:
    """The version of an article that stands; version 0 where the memory holds none."""

    version: int = 0
    content_hash: str | None = None
    page_hash: str | None = None
    rules: str | None = None
    fetched_at: datetime | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """A version to write: its row of the table articles, its facts by table and the rows that were rejected."""

    row: Mapping[str, Any]
    facts: Mapping[str, pl.DataFrame]
    rejects: pl.DataFrame


def standing_version(memory: sa.Engine, article_id: str) -> StandingVersion:
    """Return the version of the article that stands."""
    columns = (articles.c[name] for name in StandingVersion.__dataclass_fields__)
    query = sa.select(*columns).where(articles.c.article_id == article_id, articles.c.known_to.is_(None))
    with memory.connect() as connection:
        row = connection.execute(query).first()
    return StandingVersion(*row) if row else StandingVersion()


def remember_article(memory: sa.Engine, page: KeptPage, new: ArticleVersion | None, now: datetime) -> int:
    """Write a new article version with all its facts and tick the page off, which ends its claim, in one transaction.

    `new` None means that the page adds nothing. Returns the number of fact rows. Raises Overtaken.
    """
    added = 0
    with memory.begin() as connection:
        if new is not None:
            added = write_version(connection, new, now)
        tick_off = pages.update().where(pages.c.url == page.url, pages.c.page_hash == page.page_hash)
        connection.execute(tick_off.values(extracted_at=now, claimed_by=None, claimed_until=None))
    return added


def write_version(connection: sa.Connection, new: ArticleVersion, now: datetime) -> int:
    """Write a new article version with all its facts and rejects, which now stand; return the number of fact rows.

    Raises Overtaken where that version is there already.
    """
    article_id = new.row["article_id"]
    for table in (articles, *facts.values(), rejects):
        stands = (table.c.article_id == article_id, table.c.known_to.is_(None))
        connection.execute(table.update().where(*stands).values(known_to=now))
    if not insert_absent(connection, articles, [{**new.row, "known_from": now, "known_to": None}]):
        raise Overtaken(new.row["url"])
    insert_absent(connection, rejects, new.rejects.iter_rows(named=True))
    return sum(_write_facts(connection, name, frame, article_id, now) for name, frame in new.facts.items())


def _write_facts(connection: sa.Connection, name: str, frame: pl.DataFrame, article_id: str, now: datetime) -> int:
    if frame.is_empty():
        return 0
    learned = _first_learned(connection, name, article_id)
    id_column = _id_of(name).name
    written = {"known_from": now, "known_to": None, **({"revision": 1} if "revision" in facts[name].c else {})}
    rows = [{**row, "recorded_at": learned.get(row[id_column], now), **written} for row in frame.iter_rows(named=True)]
    return insert_absent(connection, facts[name], rows)


def _first_learned(connection: sa.Connection, name: str, article_id: str) -> dict[str, datetime]:
    table, fact_id = facts[name], _id_of(name)
    query = sa.select(fact_id, sa.func.min(table.c.recorded_at)).where(table.c.article_id == article_id)
    return {row[0]: row[1] for row in connection.execute(query.group_by(fact_id))}


def _id_of(name: str) -> sa.Column[Any]:
    return next(iter(facts[name].primary_key.columns))


def articles_to_flag(memory: sa.Engine) -> list[tuple[str, int]]:
    """Return (article_id, version) of every article version that is joined and that no flagging has looked at.

    One that came in since the others were joined has no authorities yet: the next flagging looks at it.
    """
    ready = (articles.c.flagged_at.is_(None), articles.c.joined_at.is_not(None))
    query = sa.select(articles.c.article_id, articles.c.version).where(*ready)
    with memory.connect() as connection:
        return [(row.article_id, row.version) for row in connection.execute(query)]


def sources_to_flag(memory: sa.Engine) -> list[str]:
    """Return the ids of the sources that article versions are of which no flagging has looked at."""
    query = sa.select(articles.c.source_id).where(articles.c.flagged_at.is_(None)).distinct()
    with memory.connect() as connection:
        return sorted(connection.execute(query).scalars())


def tick_off_flagged(memory: sa.Engine, looked_at: Iterable[tuple[str, int]], now: datetime) -> None:
    """Write down that flagging has looked at these article versions."""
    key = (articles.c.article_id == sa.bindparam("of_article"), articles.c.version == sa.bindparam("of_version"))
    ticks = [{"of_article": article_id, "of_version": version} for article_id, version in looked_at]
    if ticks:
        with memory.begin() as connection:
            connection.execute(articles.update().where(*key).values(flagged_at=now), ticks)
