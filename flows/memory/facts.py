"""Articles and their facts in the memory, written together and read back as typed frames."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from flows.memory.crawl import KeptPage
from flows.memory.engine import insert_absent
from flows.memory.layout import articles, facts, metadata, pages
from transforms.schema import Table
from transforms.tables import ARTICLES


@dataclass(frozen=True, slots=True)
class LatestVersion:
    """The newest version of an article that the memory holds; version 0 where it holds none."""

    version: int
    content_hash: str | None


def latest_version(memory: sa.Engine, article_id: str) -> LatestVersion:
    """Return the newest version of the article."""
    query = (
        sa.select(articles.c.version, articles.c.content_hash)
        .where(articles.c.article_id == article_id)
        .order_by(articles.c.version.desc())
    )
    with memory.connect() as connection:
        row = connection.execute(query).first()
    return LatestVersion(row.version, row.content_hash) if row else LatestVersion(0, None)


def remember_article(
    memory: sa.Engine,
    page: KeptPage,
    article: Mapping[str, Any] | None,
    fact_frames: Mapping[str, pl.DataFrame],
    now: datetime,
) -> int:
    """Write a new article version with all its facts and tick the page off, in one transaction.

    `article` None means that the page adds nothing. Returns the number of fact rows added.
    """
    added = 0
    with memory.begin() as connection:
        if article is not None:
            insert_absent(connection, articles, [article])
            added = sum(
                insert_absent(connection, facts[name], frame.iter_rows(named=True))
                for name, frame in fact_frames.items()
            )
        tick_off = pages.update().where(pages.c.url == page.url, pages.c.page_hash == page.page_hash)
        connection.execute(tick_off.values(extracted_at=now))
    return added


def read_table(memory: sa.Engine, table: Table, *where: sa.ColumnElement[bool]) -> pl.DataFrame:
    """Return the remembered rows of a table as a typed frame, in order of its key."""
    remembered = metadata.tables[table.name]
    query = sa.select(*(remembered.c[name] for name in table.schema.names()))
    query = query.where(*where).order_by(*remembered.primary_key.columns)
    with memory.connect() as connection:
        return table.frame(row._asdict() for row in connection.execute(query))


def latest_articles(memory: sa.Engine) -> pl.DataFrame:
    """Return the newest version of every article, columns as in the table articles."""
    frame = read_table(memory, ARTICLES)
    return frame.filter(pl.col("version") == pl.col("version").max().over("article_id"))


def latest_facts(memory: sa.Engine, table: Table, latest: pl.DataFrame, *where: sa.ColumnElement[bool]) -> pl.DataFrame:
    """Return the fact rows that the newest version of their article states."""
    rows = read_table(memory, table, *where)
    return rows.join(latest.select("article_id", "version"), on=["article_id", "version"], how="semi")


def articles_to_flag(memory: sa.Engine) -> list[tuple[str, int]]:
    """Return (article_id, version) of every article version that no flagging has looked at."""
    query = sa.select(articles.c.article_id, articles.c.version).where(articles.c.flagged_at.is_(None))
    with memory.connect() as connection:
        return [(row.article_id, row.version) for row in connection.execute(query)]
