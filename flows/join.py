"""Join new articles to what is there: which authorities they are about, and which articles they are copies of."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa

from flows.memory.engine import insert_absent
from flows.memory.layout import Instant, article_authorities, articles, facts, paragraphs
from transforms.authorities import authority_register
from transforms.stories import are_copies, may_be_copies, name_stories, paragraph_keys

T = TypeVar("T")
ARTICLES_A_BATCH = 200


@dataclass(frozen=True, slots=True)
class _Joining:
    article_id: str
    version: int
    published: date | None
    subjects: tuple[str, ...]
    text: str
    stands: bool


def join_articles(memory: sa.Engine, now: datetime) -> None:
    """Write down, for every article version not joined yet, its authorities and its story.

    Stories are named anew where a copy came in or went; articles whose story changed are to be flagged again.
    """
    while batch := _to_join(memory):
        with memory.begin() as connection:
            named = [one for one in batch if _remember_authorities(connection, one)]
            touched = {one.article_id for one in named}
            for one in named:
                _remember_paragraphs(connection, one)
            _name_stories(connection, touched, now)
            for one in batch:
                key = (articles.c.article_id == one.article_id, articles.c.version == one.version)
                connection.execute(articles.update().where(*key).values(joined_at=now))


def _to_join(memory: sa.Engine) -> list[_Joining]:
    columns = (articles.c[name] for name in ("article_id", "version", "published", "subjects", "text", "known_to"))
    query = (
        sa.select(*columns).where(articles.c.joined_at.is_(None)).order_by(articles.c.article_id, articles.c.version)
    )
    with memory.connect() as connection:
        return [
            _Joining(row.article_id, row.version, row.published, tuple(row.subjects), row.text, row.known_to is None)
            for row in connection.execute(query.limit(ARTICLES_A_BATCH))
        ]


def _remember_authorities(connection: sa.Connection, one: _Joining) -> bool:
    """Write down the authorities that the version has facts of or is about; return whether it has any."""
    named = {(row[0], row[1]) for table in facts.values() for row in connection.execute(_authorities(table, one))}
    register = authority_register()
    for subject in one.subjects:
        authority = register.by_name(subject, on=one.published)
        named.add((authority.code, authority.name))
    rows = [
        {"authority_code": code, "article_id": one.article_id, "version": one.version, "authority": name}
        for code, name in sorted(named)
    ]
    insert_absent(connection, article_authorities, rows)
    return bool(rows)


def _authorities(table: sa.Table, one: _Joining) -> sa.Select[tuple[str, str]]:
    own = (table.c.article_id == one.article_id, table.c.version == one.version)
    return sa.select(table.c.authority_code, table.c.authority).where(*own).distinct()


def _remember_paragraphs(connection: sa.Connection, one: _Joining) -> None:
    if not one.stands:
        return
    connection.execute(paragraphs.delete().where(paragraphs.c.article_id == one.article_id))
    keys = paragraph_keys(one.text)
    rows = [
        {"paragraph": key, "article_id": one.article_id, "published": one.published, "paragraphs": len(keys)}
        for key in keys
    ]
    insert_absent(connection, paragraphs, rows)


def _name_stories(connection: sa.Connection, touched: Collection[str], now: datetime) -> None:
    """Name anew the stories of the touched articles, of their copies and of those that were copies before.

    A version that waits to be joined keeps waiting, whatever story it is given meanwhile.
    """
    before = _stories(connection, touched) | _members(connection, _stories_ever(connection, touched))
    copies: set[tuple[str, str]] = set()
    frontier = set(before)
    while frontier:
        found = set(_copies_of(connection, frontier))
        copies |= {(min(pair), max(pair)) for pair in found}
        frontier = {other for _, other in found} - before.keys()
        before |= _stories(connection, frontier)
    named = name_stories(sorted(copies), _published(connection, before))
    for article_id, story_id in named.items():
        if story_id != before[article_id]:
            stands = (articles.c.article_id == article_id, articles.c.known_to.is_(None))
            joined_at = sa.case((articles.c.joined_at.is_not(None), sa.literal(now, Instant())))
            again = {"story_id": story_id, "joined_at": joined_at, "flagged_at": None}
            connection.execute(articles.update().where(*stands).values(**again))


def _stories(connection: sa.Connection, article_ids: Collection[str]) -> dict[str, str]:
    return dict(_of_standing(connection, articles.c.article_id, article_ids, articles.c.story_id))


def _stories_ever(connection: sa.Connection, article_ids: Collection[str]) -> set[str]:
    """The stories of all versions: an article that was rewritten may have been what held its story together."""
    return {
        row[0]
        for some in _chunks(article_ids)
        for row in connection.execute(sa.select(articles.c.story_id).where(articles.c.article_id.in_(some)).distinct())
    }


def _members(connection: sa.Connection, story_ids: Collection[str]) -> dict[str, str]:
    return dict(_of_standing(connection, articles.c.story_id, story_ids, articles.c.story_id))


def _published(connection: sa.Connection, article_ids: Collection[str]) -> dict[str, date | None]:
    return dict(_of_standing(connection, articles.c.article_id, article_ids, articles.c.published))


def _of_standing(
    connection: sa.Connection, column: sa.Column[str], values: Collection[str], wanted: sa.Column[T]
) -> Iterator[tuple[str, T]]:
    for some in _chunks(values):
        query = sa.select(articles.c.article_id, wanted).where(column.in_(some), articles.c.known_to.is_(None))
        for row in connection.execute(query):
            yield row[0], row[1]


def _copies_of(connection: sa.Connection, article_ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of one of the articles and a copy of it, joined by the paragraphs that they share."""
    one, other = paragraphs.alias("one"), paragraphs.alias("other")
    for some in _chunks(article_ids):
        query = (
            sa.select(
                one.c.article_id,
                other.c.article_id,
                one.c.published,
                other.c.published,
                one.c.paragraphs,
                other.c.paragraphs,
                sa.func.count(),
            )
            .join(other, one.c.paragraph == other.c.paragraph)
            .where(one.c.article_id.in_(some), other.c.article_id != one.c.article_id)
            .group_by(*(alias.c[name] for alias in (one, other) for name in ("article_id", "published", "paragraphs")))
        )
        for left, right, day, other_day, size, other_size, shared in connection.execute(query):
            if may_be_copies(day, other_day) and are_copies(shared, size, other_size):
                yield left, right


def _chunks(values: Collection[str], size: int = 500) -> Iterable[list[str]]:
    listed = sorted(values)
    return (listed[start : start + size] for start in range(0, len(listed), size))
