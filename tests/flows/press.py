"""Putting pages and articles into a workshop's memory as a pass would."""

from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from flows.memory.crawl import Found, KeptPage, remember_listing, remember_page
from flows.memory.facts import ArticleVersion, remember_article, standing_version
from flows.memory.layout import pages
from flows.memory.reading import read_standing
from flows.workshop import Workshop
from tests.transforms.telling import NEL, Told, ratings
from transforms.ids import text_hash
from transforms.schema import Table
from transforms.tables import REJECTS

INSPECTED = ratings("2021-10", overall_effectiveness="inadequate", leadership="inadequate")
PRESS = Told("press", "2021-11-30", INSPECTED, source="gazette", source_kind="local_press")
COUNCIL = Told("council", "2021-11-29", INSPECTED, source="nelincs", source_kind="council")
IN_2017 = Told("old", "2017-09-27", ratings("2017-07/2017-08", overall_effectiveness="good", leadership="good"))

STORY = """<!doctype html><html lang="en-GB"><head><title>{title}</title></head><body><main><article>
<h1>{title}</h1><p>29 November 2021</p>
<p>{authority} Council's children's services have been rated inadequate by Ofsted after an inspection in October.</p>
<p>Inspectors said that leaders had been slow to notice how much had gone wrong since their last visit.</p>
</article></main></body></html>"""


def story(title: str = "Children's services rated inadequate", authority: str = NEL) -> bytes:
    return STORY.format(title=title, authority=authority).encode()


def tell(workshop: Workshop, *told: Told) -> None:
    """Write articles with their facts, as extraction leaves them; one told again is a new version.

    Another text counts as edited, the same one as read anew by other rules.
    """
    for one in told:
        now = workshop.clock()
        new = version_of(workshop, one)
        page = KeptPage(new.row["url"], new.row["page_hash"], "gazette", None, one.recorded_at, None)
        remember_article(workshop.memory, page, new, now)


def version_of(workshop: Workshop, told: Told) -> ArticleVersion:
    """The next version of the article, with its facts."""
    before = standing_version(workshop.memory, told.article_id)
    row = told.article()
    version = before.version + 1
    edited = bool(before.version) and before.content_hash != row["content_hash"]
    number = pl.lit(version, pl.Int64).alias("version")
    return ArticleVersion(
        row | {"version": version, "page_hash": text_hash(told.whole_text), "edited": edited},
        {name: frame.with_columns(number) for name, frame in told.frames().items()},
        REJECTS.frame([]),
    )


def standing(workshop: Workshop, table: Table) -> list[dict[str, Any]]:
    """The rows of the table that stand, in order of its key."""
    return read_standing(workshop.memory, table).sort(table.key).to_dicts()


def waiting(memory: sa.Engine) -> list[KeptPage]:
    """The kept pages that no article has been made of yet, claimed or not, oldest first."""
    columns = (pages.c[name] for name in KeptPage.__dataclass_fields__)
    query = sa.select(*columns).where(pages.c.extracted_at.is_(None)).order_by(pages.c.fetched_at, pages.c.url)
    with memory.connect() as connection:
        return [KeptPage(*row) for row in connection.execute(query)]


def keep(workshop: Workshop, url: str, body: bytes, *, published: datetime | None = None) -> str:
    """Keep a page of the Gazette as the watch does; return its hash."""
    now = workshop.clock()
    remember_listing(workshop.memory, "gazette", [Found(url, None, published)], {}, now)
    page_hash = workshop.pages.put(body)
    page = KeptPage(url, page_hash, "gazette", "text/html; charset=utf-8", now, published)
    remember_page(workshop.memory, page, etag=None, last_modified=None, now=now)
    return page_hash
