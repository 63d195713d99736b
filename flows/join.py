"""Join new articles to what is there: which authorities they are about, and which articles they are copies of."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import func

from flows.memory.engine import insert_absent
from flows.memory.layout import article_authorities, articles, facts, sketches
from flows.memory.reading import in_chunks, plain_rows
from flows.memory.values import Instant
from flows.months import Month, months_from
from transforms.authorities import authority_register
from transforms.history.article_events import has_events
from transforms.history.stories import COPIES_WITHIN, SHARED_KEYS, are_copies, name_stories, sketch_of

T = TypeVar("T")
ARTICLES_A_BATCH = 200
# The month of what has no day of publication.
UNDATED = ""
_VERSION = (articles.c.article_id == sa.bindparam("of_article"), articles.c.version == sa.bindparam("of_version"))


@dataclass(frozen=True, slots=True)
class _Joining:
    article_id: str
    version: int
    published: date | None
    subjects: tuple[str, ...]
    text: str
    stands: bool
    has_events: bool


def join_articles(memory: sa.Engine, clock: Callable[[], datetime]) -> None:
    """Write down, for every article version not joined yet, its authorities and its story.

    Stories are named anew where a copy came in or went; articles whose story changed are to be flagged again.
    """
    while batch := _to_join(memory):
        # Anew for each, as publishing looks for articles by their moment, and a backlog may take hours.
        now = clock()
        with memory.begin() as connection:
            named = _remember_authorities(connection, batch)
            touched = _remember_sketches(connection, [one for one in batch if one.stands], named)
            _name_stories(connection, touched, now)
            connection.execute(
                articles.update().where(*_VERSION).values(joined_at=now),
                [{"of_article": one.article_id, "of_version": one.version} for one in batch],
            )


def _to_join(memory: sa.Engine) -> list[_Joining]:
    columns = ("article_id", "version", "published", "subjects", "text", "known_to", "kinds", "edited")
    query = sa.select(*(articles.c[name] for name in columns))
    with memory.connect() as connection:
        return [
            _Joining(
                article_id=row["article_id"],
                version=row["version"],
                published=row["published"],
                subjects=tuple(row["subjects"]),
                text=row["text"],
                stands=row["known_to"] is None,
                has_events=has_events(row),
            )
            for row in plain_rows(connection, query.where(articles.c.joined_at.is_(None)).limit(ARTICLES_A_BATCH))
        ]


def _remember_authorities(connection: sa.Connection, batch: Sequence[_Joining]) -> frozenset[str]:
    """Write down the authorities that each version has facts or events of; return the ids of all that name any.

    Most of what a council publishes names that council, and no history is made of it.
    """
    register = authority_register()
    about = [(one, register.by_name(subject, on=one.published)) for one in batch for subject in one.subjects]
    named = {
        (authority.code, one.article_id, one.version, authority.name) for one, authority in about if one.has_events
    }
    ids = [one.article_id for one in batch]
    for table in facts.values():
        columns = (table.c[name] for name in ("authority_code", "article_id", "version", "authority"))
        stated = sa.select(*columns).where(table.c.article_id.in_(ids)).distinct()
        named.update(tuple(row) for row in connection.execute(stated))
    if named:
        names = article_authorities.c.keys()
        insert_absent(connection, article_authorities, [dict(zip(names, row, strict=True)) for row in sorted(named)])
        versions = sorted({(article_id, version) for _, article_id, version, _ in named})
        connection.execute(
            articles.update().where(*_VERSION).values(names_authority=True),
            [{"of_article": article_id, "of_version": version} for article_id, version in versions],
        )
    return frozenset((*(article_id for _, article_id, _, _ in named), *(one.article_id for one, _ in about)))


def _remember_sketches(
    connection: sa.Connection, standing: Sequence[_Joining], named: Collection[str]
) -> frozenset[str]:
    """Write down the sketches of what names an authority; return the articles that had one or have one now."""
    ids = [one.article_id for one in standing]
    is_theirs = sketches.c.article_id.in_(ids)
    had = {row[0] for row in connection.execute(sa.select(sketches.c.article_id).where(is_theirs).distinct())}
    connection.execute(sketches.delete().where(is_theirs))
    rows = [
        {"key": key, "article_id": one.article_id, "published": one.published, "month": _month(one.published)}
        for one in standing
        if one.article_id in named
        for key in sketch_of(one.text)
    ]
    insert_absent(connection, sketches, rows)
    return frozenset(had.union(one.article_id for one in standing if one.article_id in named))


def _name_stories(connection: sa.Connection, touched: Collection[str], now: datetime) -> None:
    """Name anew the stories of the touched articles, of their copies and of those that were copies before.

    A version that waits to be joined keeps waiting, whatever story it is given meanwhile.
    """
    before = _stories(connection, touched) | _members(connection, _stories_ever(connection, touched))
    copies: set[tuple[str, str]] = set()
    frontier = set(before)
    while frontier:
        copies |= _copies_of(connection, frontier)
        frontier = {article_id for pair in copies for article_id in pair} - before.keys()
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
        for some in in_chunks(article_ids)
        for row in connection.execute(sa.select(articles.c.story_id).where(articles.c.article_id.in_(some)).distinct())
    }


def _members(connection: sa.Connection, story_ids: Collection[str]) -> dict[str, str]:
    return dict(_of_standing(connection, articles.c.story_id, story_ids, articles.c.story_id))


def _published(connection: sa.Connection, article_ids: Collection[str]) -> dict[str, date | None]:
    return dict(_of_standing(connection, articles.c.article_id, article_ids, articles.c.published))


def _of_standing(
    connection: sa.Connection, column: sa.Column[str], values: Collection[str], wanted: sa.Column[T]
) -> Iterator[tuple[str, T]]:
    for some in in_chunks(values):
        query = sa.select(articles.c.article_id, wanted).where(column.in_(some), articles.c.known_to.is_(None))
        for row in connection.execute(query):
            yield row[0], row[1]


def _copies_of(connection: sa.Connection, article_ids: Collection[str]) -> set[tuple[str, str]]:
    """Sorted pairs of one of the articles and a copy of it, found by the keys that they share."""
    days = _published(connection, article_ids)
    pairs = {
        (min(one, other), max(one, other))
        for one, day in days.items()
        for other in _may_be_copies_of(connection, one, day)
    }
    texts = dict(
        _of_standing(connection, articles.c.article_id, {name for pair in pairs for name in pair}, articles.c.text)
    )
    return {pair for pair in pairs if are_copies(texts[pair[0]], texts[pair[1]])}


def _may_be_copies_of(connection: sa.Connection, article_id: str, published: date | None) -> list[str]:
    """The other articles of those weeks that share keys with this one."""
    first, last = (published - COPIES_WITHIN, published + COPIES_WITHIN) if published else (date.min, date.max)
    months = months_from(Month.of(first), Month.of(last)) if published else _all_months(connection)
    asked = {"of_article": article_id, "first": first, "last": last, "months": [UNDATED, *map(str, months)]}
    return list(connection.execute(_sharing_keys(), asked).scalars())


def _all_months(connection: sa.Connection) -> Iterable[Month]:
    """The months from the first to the last that any article with a sketch is of."""
    month = sketches.c.month
    ends = [connection.execute(sa.select(end(month)).where(month != UNDATED)).scalar() for end in (func.min, func.max)]
    first, last = (Month.read(end) if end else None for end in ends)
    return months_from(first, last) if first and last else ()


def _month(published: date | None) -> str:
    return str(Month.of(published)) if published else UNDATED


@cache
def _sharing_keys() -> sa.Select[tuple[str]]:
    of_article = sa.bindparam("of_article", type_=sa.Text())
    months = sa.bindparam("months", expanding=True, type_=sa.Text())
    own = sa.select(sketches.c.key).where(sketches.c.article_id == of_article)
    is_near = sketches.c.published.is_(None) | sketches.c.published.between(sa.bindparam("first"), sa.bindparam("last"))
    others = (sketches.c.month.in_(months), sketches.c.key.in_(own), sketches.c.article_id != of_article, is_near)
    found = sa.select(sketches.c.article_id).where(*others)
    return found.group_by(sketches.c.article_id).having(func.count() >= SHARED_KEYS)
