"""What is known of one authority, and which authorities are to be looked at anew."""

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl
import sqlalchemy as sa

from flows.memory.layout import article_authorities, articles, facts, histories
from flows.memory.reading import in_chunks, read_asked, rows_in_order
from transforms.authorities import authority_register
from transforms.history.changes import Cause
from transforms.history_tables import CURRENT_RATINGS, UNDERTAKINGS
from transforms.schema import Table
from transforms.tables import ARTICLES, FACT_TABLES


def _without(table: Table, *names: str) -> Table:
    columns = tuple(column for column in table.columns if column.name not in names)
    return Table(table.name, table.one_row_per, table.key, columns)


# What no history is made of is not read: texts are long, and authorities have hundreds of articles.
ARTICLES_TOLD = _without(ARTICLES, "text", "byline", "content_hash", "page_hash", "rules", "known_from")
FACTS_TOLD = tuple(_without(table, "evidence_start", "evidence_end", "rule", "rules") for table in FACT_TABLES)

# Put together once, as they are asked for one authority after the other.
_AUTHORITY = sa.bindparam("authority", type_=sa.Text())
_ARTICLES_OF_AUTHORITY = rows_in_order(
    ARTICLES_TOLD,
    articles.c.known_to.is_(None) | articles.c.edited,
    article_authorities.c.authority_code == _AUTHORITY,
    article_authorities.c.article_id == articles.c.article_id,
    article_authorities.c.version == articles.c.version,
)
_FACTS_OF_AUTHORITY = {
    table.name: rows_in_order(
        table, facts[table.name].c.authority_code == _AUTHORITY, facts[table.name].c.known_to.is_(None)
    )
    for table in FACTS_TOLD
}


def articles_known(connection: sa.Connection, authority_code: str) -> pl.DataFrame:
    """Return the articles that have facts or news of the authority, without what no history is made of.

    These are the versions that stand, and those by which an article was corrected, whatever stands now.
    """
    return read_asked(connection, ARTICLES_TOLD, _ARTICLES_OF_AUTHORITY, authority=authority_code)


def facts_known(connection: sa.Connection, authority_code: str, known: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the rows of each fact table that these article versions state of the authority.

    They are without what no history is made of.
    """
    versions = known.select("article_id", "version")
    stated = {
        table.name: read_asked(connection, table, _FACTS_OF_AUTHORITY[table.name], authority=authority_code)
        for table in FACTS_TOLD
    }
    return {
        name: frame if frame.is_empty() else frame.join(versions, on=["article_id", "version"], how="semi")
        for name, frame in stated.items()
    }


def authorities_of(memory: sa.Engine, article_ids: Collection[str]) -> set[str]:
    """Return the codes of all authorities that any version of the articles has facts or news of."""
    column = article_authorities.c.authority_code
    with memory.connect() as connection:
        return {
            row[0]
            for some in in_chunks(article_ids)
            for row in connection.execute(
                sa.select(column).where(article_authorities.c.article_id.in_(some)).distinct()
            )
        }


def authorities_to_look_at_again(memory: sa.Engine, today: date) -> set[str]:
    """Return the codes of the authorities whose history has changed since by the calendar alone.

    An open undertaking of theirs has passed its deadline, or they were abolished and have current ratings still.
    """
    undertakings, current = (histories[table.name].c for table in (UNDERTAKINGS, CURRENT_RATINGS))
    passed = (undertakings.status == "open", undertakings.deadline <= today)
    abolished = [one.code for one in authority_register().authorities if one.valid_to and one.valid_to < today]
    due = [(undertakings, passed), (current, (current.authority_code.in_(abolished),))]
    with memory.connect() as connection:
        return {
            row[0]
            for columns, where in due
            for row in connection.execute(
                sa.select(columns.authority_code).where(columns.known_to.is_(None), *where).distinct()
            )
        }


def all_authorities(memory: sa.Engine) -> set[str]:
    """Return the codes of all authorities that anything is known of."""
    with memory.connect() as connection:
        return {row[0] for row in connection.execute(sa.select(article_authorities.c.authority_code).distinct())}


def cause_of(memory: sa.Engine, to_flag: Sequence[tuple[str, int]]) -> Cause:
    """Return which of the articles have a new version because of an edit, and which because of other rules."""
    newer = {article_id for article_id, version in to_flag if version > 1}
    columns = (articles.c.article_id, articles.c.page_hash)
    last_two: dict[str, list[str]] = {}
    with memory.connect() as connection:
        for some in in_chunks(newer):
            query = sa.select(*columns).where(articles.c.article_id.in_(some)).order_by(articles.c.version)
            for article_id, page_hash in connection.execute(query):
                last_two[article_id] = [*last_two.get(article_id, [])[-1:], page_hash]
    reread = frozenset(article_id for article_id, pages in last_two.items() if len(set(pages)) == 1)
    return Cause(edited=frozenset(newer) - reread, reread=reread)
