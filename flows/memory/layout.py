"""The memory's tables: those for analysts as transforms describes them, and the pipeline's own bookkeeping."""

from typing import Any

import polars as pl
import sqlalchemy as sa

from flows.memory.values import Day, Instant
from transforms.catalogue import with_history
from transforms.history_tables import CHANGES, HISTORY_TABLES
from transforms.schema import Table
from transforms.tables import ARTICLES, FACT_TABLES, FAILURES, REJECTS

SQL_TYPES: dict[type[pl.DataType], sa.types.TypeEngine[Any]] = {
    pl.String: sa.Text(),
    pl.Int64: sa.BigInteger(),
    pl.Float64: sa.Double(),
    pl.Boolean: sa.Boolean(),
    pl.Date: Day(),
    pl.Datetime: Instant(),
    pl.List: sa.JSON(),
}


def _but(table: Table, left_out: str) -> tuple[str, ...]:
    return tuple(name for name in table.schema.names() if name not in left_out.split())


# Texts are long, and authorities have hundreds of articles: what no history is made of is not read for one, and what an
# article and its facts both say is read once.
TOLD_OF_ARTICLES = _but(ARTICLES, "text byline content_hash page_hash rules known_from")
TOLD_OF_FACTS = {
    table.name: _but(table, "source_id source_kind url published evidence_start evidence_end rule rules")
    for table in FACT_TABLES
}

metadata = sa.MetaData()


def _remembered(table: Table, *more: sa.schema.SchemaItem) -> sa.Table:
    columns: list[sa.Column[Any]] = [
        sa.Column(
            column.name,
            SQL_TYPES[type(column.dtype)],
            primary_key=column.name in table.key,
            nullable=column.optional,
        )
        for column in table.columns
    ]
    return sa.Table(table.name, metadata, *columns, *more)


articles = _remembered(
    ARTICLES,
    sa.Column("flagged_at", Instant(), index=True),
    sa.Column("joined_at", Instant(), index=True),
    # Whether the version is in article_authorities.
    sa.Column("names_authority", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Index("ix_articles_story", "story_id"),
)
facts = {table.name: _remembered(with_history(table)) for table in FACT_TABLES}
# Family and subject tell which entry of the log a change that was named anew had been.
_of_changes: tuple[sa.Column[Any], ...] = (
    sa.Column("family", sa.Text(), nullable=False),
    sa.Column("subject", sa.Text()),
)
histories = {
    table.name: _remembered(with_history(table), *(_of_changes if table is CHANGES else ())) for table in HISTORY_TABLES
}
failures = _remembered(FAILURES, sa.Index("ix_failures_failed_at", "failed_at"))
rejects = _remembered(
    REJECTS,
    sa.Index("ix_rejects_rejected_at", "rejected_at"),
    sa.Index("ix_rejects_article", "article_id", "version"),
)

for _table in facts.values():
    sa.Index(f"ix_{_table.name}_article", _table.c.article_id, _table.c.version)
for _table in histories.values():
    sa.Index(f"ix_{_table.name}_authority", _table.c.authority_code, _table.c.known_to)
for _table in (articles, *facts.values(), *histories.values()):
    sa.Index(f"ix_{_table.name}_known_from", _table.c.known_from)
for _table in (articles, *facts.values(), *histories.values(), rejects):
    # What stands is most of a table: an index would mislead whoever asks for something of it.
    _gone = _table.c.known_to.is_not(None)
    sa.Index(f"ix_{_table.name}_known_to", _table.c.known_to, sqlite_where=_gone, postgresql_where=_gone)

# Which authorities an article version has facts or news of: what is looked at anew when it comes in.
article_authorities = sa.Table(
    "article_authorities",
    metadata,
    sa.Column("authority_code", sa.Text(), primary_key=True),
    sa.Column("article_id", sa.Text(), primary_key=True),
    sa.Column("version", sa.BigInteger(), primary_key=True),
    sa.Column("authority", sa.Text(), nullable=False),
    sa.Index("ix_article_authorities_article", "article_id", "version"),
)


# What histories read is in indexes as a whole: the rows lie far apart, beside long texts. PostgreSQL has no room in an
# index for the longest titles, addresses and sentences.
ARTICLES_TOLD = sa.Index(
    "ix_articles_told",
    *(articles.c[name] for name in (*TOLD_OF_ARTICLES, "names_authority")),
    # Few articles in a hundred do. As SQLAlchemy writes it in a question: SQLite takes the index only where both are
    # the same.
    sqlite_where=articles.c.names_authority == sa.true(),
).ddl_if(dialect="sqlite")
FACTS_TOLD = {
    name: sa.Index(
        f"ix_{name}_told", *(facts[name].c[column] for column in dict.fromkeys(("authority_code", "known_to", *told)))
    ).ddl_if(dialect="sqlite")
    for name, told in TOLD_OF_FACTS.items()
}
for _table in facts.values():
    _by_authority = sa.Index(f"ix_{_table.name}_authority", _table.c.authority_code, _table.c.known_to)
    _by_authority.ddl_if(dialect="postgresql")

# Keys by which copies of one story find each other; month by month, so that what may be copies lies close together.
sketches = sa.Table(
    "sketches",
    metadata,
    sa.Column("article_id", sa.Text(), primary_key=True),
    sa.Column("key", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("published", Day()),
    # As 2026-11; empty where the day is not known.
    sa.Column("month", sa.Text(), nullable=False, server_default=""),
    sa.Index("ix_sketches_month", "month", "key", "published", "article_id"),
)

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("url", sa.Text(), primary_key=True),
    sa.Column("source_id", sa.Text(), nullable=False, index=True),
    sa.Column("title", sa.Text()),
    sa.Column("published", Instant()),
    sa.Column("found_at", Instant(), nullable=False),
    sa.Column("state", sa.Text(), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False, default=0),
    sa.Column("next_fetch", Instant(), index=True),
    sa.Column("etag", sa.Text()),
    sa.Column("last_modified", sa.Text()),
    sa.Column("page_hash", sa.Text()),
    sa.Column("reason", sa.Text()),
    sa.Column("fetch_url", sa.Text()),
    sa.Column("summary", sa.Text()),
    sa.Column("section", sa.Text()),
    sa.Column("updated", Instant()),
    # The version of the rules by which the page was passed over.
    sa.Column("rules", sa.Text()),
)

listings = sa.Table(
    "listings",
    metadata,
    sa.Column("source_id", sa.Text(), primary_key=True),
    sa.Column("url", sa.Text(), primary_key=True),
    sa.Column("etag", sa.Text()),
    sa.Column("last_modified", sa.Text()),
)

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("url", sa.Text(), primary_key=True),
    sa.Column("page_hash", sa.Text(), primary_key=True),
    sa.Column("source_id", sa.Text(), nullable=False),
    sa.Column("content_type", sa.Text()),
    sa.Column("fetched_at", Instant(), nullable=False),
    sa.Column("published", Instant()),
    sa.Column("extracted_at", Instant()),
    sa.Column("claimed_by", sa.Text()),
    sa.Column("claimed_until", Instant()),
)
# Few of all pages wait at a time, and few of these are claimed.
_waits, _is_claimed = pages.c.extracted_at.is_(None), pages.c.claimed_by.is_not(None)
sa.Index("ix_pages_waiting", pages.c.fetched_at, pages.c.url, sqlite_where=_waits, postgresql_where=_waits)
sa.Index("ix_pages_claimed_by", pages.c.claimed_by, sqlite_where=_is_claimed, postgresql_where=_is_claimed)

# Which run reads a host at present, so that several workers together are no less polite than one.
hosts = sa.Table(
    "hosts",
    metadata,
    sa.Column("host", sa.Text(), primary_key=True),
    sa.Column("claimed_by", sa.Text()),
    sa.Column("claimed_until", Instant()),
)

source_states = sa.Table(
    "source_states",
    metadata,
    sa.Column("source_id", sa.Text(), primary_key=True),
    sa.Column("last_checked", Instant()),
    sa.Column("last_success", Instant()),
    sa.Column("last_new_item", Instant()),
    sa.Column("failures", sa.BigInteger(), nullable=False),
    sa.Column("last_error", sa.Text()),
    sa.Column("verdict", sa.Text()),
    sa.Column("verdict_why", sa.Text()),
    sa.Column("verdict_since", Instant()),
    sa.Column("verdict_run", sa.Text()),
    sa.Column("last_found", sa.BigInteger()),
    sa.Column("newest_published", Instant()),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("alert_id", sa.Text(), primary_key=True),
    sa.Column("change_id", sa.Text(), nullable=False),
    sa.Column("address", sa.Text(), nullable=False, index=True),
    sa.Column("created_at", Instant(), nullable=False),
    sa.Column("state", sa.Text(), nullable=False, index=True),
    sa.Column("message_id", sa.Text()),
    sa.Column("claimed_until", Instant()),
    sa.Column("claimed_by", sa.Text()),
    sa.Column("attempts", sa.Integer(), nullable=False, default=0),
    sa.Column("last_error", sa.Text()),
    sa.Column("sent_at", Instant()),
    # The message's subject, the entry of the change log that it told of the change, and the alert that it corrects.
    sa.Column("subject", sa.Text()),
    sa.Column("told", sa.Text()),
    sa.Column("corrects", sa.Text()),
    # When a mail that was not taken is tried again, and since when it is refused for the time being.
    sa.Column("next_try", Instant()),
    sa.Column("refused_since", Instant()),
    # Since when the operator is to judge it, when it was released, or why it was dropped.
    sa.Column("held_at", Instant()),
    sa.Column("released_at", Instant()),
    sa.Column("dropped_because", sa.Text()),
)

# The first reading of the sources: of what it finds each subscriber gets one summary, when it has ended.
beginning = sa.Table(
    "beginning",
    metadata,
    sa.Column("begun_at", Instant(), primary_key=True),
    sa.Column("ended_at", Instant()),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("run_id", sa.Text(), primary_key=True),
    sa.Column("started_at", Instant(), nullable=False),
    sa.Column("finished_at", Instant()),
    sa.Column("counts", sa.JSON()),
    sa.Column("step", sa.Text()),
    sa.Index("ix_runs_step", "step", "started_at"),
)

# Of each folder of published tables, known by the moment of the first publishing to it, the last publishing: tables of
# another moment were not made of this memory as it is, but of another or of what it was before a backup was put back.
publishings = sa.Table(
    "publishings",
    metadata,
    sa.Column("begun", Instant(), primary_key=True),
    sa.Column("moment", Instant(), nullable=False),
)

# What the operator was told, so that it is not told again at every run.
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("notice", sa.Text(), primary_key=True),
    sa.Column("told_at", Instant(), nullable=False),
)
