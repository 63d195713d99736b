"""What is known of one authority, and which authorities are to be looked at anew."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from flows.memory.layout import TOLD_OF_ARTICLES, TOLD_OF_FACTS, article_authorities, articles, facts, histories
from flows.memory.reading import in_chunks, rows_of_authority
from transforms.authorities import authority_register
from transforms.history.changes import Cause
from transforms.history_tables import CURRENT_RATINGS, INTERVENTION_SPELLS, POST_SPELLS, UNDERTAKINGS

Row = dict[str, Any]

# Put together once, as they are asked for one authority after the other.
_AUTHORITY = sa.bindparam("authority", type_=sa.Text())
_ARTICLES_OF_AUTHORITY = sa.select(*(articles.c[name] for name in TOLD_OF_ARTICLES)).where(
    articles.c.known_to.is_(None) | articles.c.edited,
    articles.c.names_authority,
    article_authorities.c.authority_code == _AUTHORITY,
    article_authorities.c.article_id == articles.c.article_id,
    # With a plain column SQLite prefers the index of the primary key, which leads to the rows and their texts.
    article_authorities.c.version == articles.c.version + 0,
)
_FACTS_OF_AUTHORITY = {
    name: sa.select(*(facts[name].c[column] for column in told)).where(
        facts[name].c.authority_code == _AUTHORITY, facts[name].c.known_to.is_(None)
    )
    for name, told in TOLD_OF_FACTS.items()
}


def articles_known(connection: sa.Connection, authority_code: str) -> list[Row]:
    """Return the articles that have facts or news of the authority, without what no history is made of.

    These are the versions that stand, and those by which an article was corrected, whatever stands now.
    """
    return rows_of_authority(connection, _ARTICLES_OF_AUTHORITY, authority_code)


def facts_known(connection: sa.Connection, authority_code: str) -> dict[str, list[Row]]:
    """Return the rows of each fact table that stand for the authority, without what no history is made of.

    Of an article that came in since the others were joined there may be some, and not the article.
    """
    return {name: rows_of_authority(connection, query, authority_code) for name, query in _FACTS_OF_AUTHORITY.items()}


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

    An open undertaking of theirs has passed its deadline, or they were abolished and something of theirs stands still.
    """
    undertakings, current, spells, posts = (
        histories[table.name].c for table in (UNDERTAKINGS, CURRENT_RATINGS, INTERVENTION_SPELLS, POST_SPELLS)
    )
    abolished = [one.code for one in authority_register().authorities if one.valid_to and one.valid_to < today]
    due = [
        (undertakings, (undertakings.status == "open", undertakings.deadline <= today)),
        (undertakings, (undertakings.authority_code.in_(abolished), undertakings.status.in_(("open", "undated")))),
        (current, (current.authority_code.in_(abolished),)),
        (spells, (spells.authority_code.in_(abolished), spells.status != "ended")),
        (posts, (posts.authority_code.in_(abolished), posts.status != "left")),
    ]
    with memory.connect() as connection:
        return {
            row[0]
            for columns, where in due
            for row in connection.execute(
                sa.select(columns.authority_code).where(columns.known_to.is_(None), *where).distinct()
            )
        }


def all_authorities(memory: sa.Engine) -> set[str]:
    """Return the codes of all authorities that anything is known of, or was and stands in their history still."""
    named = sa.select(article_authorities.c.authority_code)
    stands = (sa.select(table.c.authority_code).where(table.c.known_to.is_(None)) for table in histories.values())
    with memory.connect() as connection:
        return {code for query in (named, *stands) for (code,) in connection.execute(query.distinct())}


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
