"""A draft of the memory: the articles and facts that stand, joined anew by the rules of today, as none ever was."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from flows.join import join_articles
from flows.memory.engine import connect_to, disposed_after, insert_absent
from flows.memory.facts import ArticleVersion, Overtaken, write_version
from flows.memory.layout import article_authorities, articles, facts, metadata, sketches
from flows.memory.reading import in_chunks, read_standing, snapshot
from flows.memory.rows import copy_found
from transforms.tables import ARTICLES

Row = Mapping[str, Any]
Version = tuple[str, int]

_OF_HISTORIES = articles.c.known_to.is_(None) | articles.c.edited
# What joining says of an article.
_JOINED = ("story_id", "joined_at", "flagged_at", "names_authority")
_IS_VERSION = (articles.c.article_id == sa.bindparam("of_article"), articles.c.version == sa.bindparam("of_version"))


@contextmanager
def drafted(memory: sa.Engine, altered: Iterable[ArticleVersion], now: datetime) -> Iterator[sa.Engine]:
    """Give a memory of its own, with all articles that histories are made of, as if they came in together today.

    The altered versions stand in it in the place of those in the memory.
    """
    with (
        TemporaryDirectory() as folder,
        disposed_after(connect_to(f"sqlite:///{Path(folder) / 'draft.db'}")) as draft,
    ):
        metadata.create_all(draft)
        with snapshot(memory) as reading, draft.begin() as writing:
            for table, query in _copied():
                copy_found(reading, writing, table, query)
        for new in altered:
            # One that is there already was extracted meanwhile, by the rules of today.
            with suppress(Overtaken), draft.begin() as writing:
                write_version(writing, new, now)
        join_articles(draft, lambda: now)
        yield draft


def _copied() -> Iterator[tuple[sa.Table, sa.Select[Any]]]:
    as_read = (column for column in articles.c if column.name not in _JOINED)
    yield articles, sa.select(*as_read, articles.c.article_id.label("story_id")).where(_OF_HISTORIES)
    for table in facts.values():
        of_version = (table.c.article_id == articles.c.article_id, table.c.version == articles.c.version)
        yield table, sa.select(table).join(articles, sa.and_(*of_version)).where(_OF_HISTORIES)


def told_in_other_stories(memory: sa.Engine, draft: sa.Engine) -> list[Row]:
    """Return the articles, as they are in the draft, that are of another story there than in the memory.

    What waits to be joined is of no story yet.
    """
    before = _stories(memory, articles.c.joined_at.is_not(None))
    moved = [
        article
        for (article, version), story in _stories(draft).items()
        if before.get((article, version), story) != story
    ]
    return [
        row
        for some in in_chunks(moved)
        for row in read_standing(draft, ARTICLES, articles.c.article_id.in_(some)).iter_rows(named=True)
    ]


def _stories(memory: sa.Engine, *where: sa.ColumnElement[bool]) -> dict[Version, str]:
    columns = (articles.c.article_id, articles.c.version, articles.c.story_id)
    with memory.connect() as connection:
        found = connection.execute(sa.select(*columns).where(articles.c.known_to.is_(None), *where))
        return {(article_id, version): story_id for article_id, version, story_id in found}


def take_over(draft: sa.Engine, memory: sa.Engine, now: datetime) -> None:
    """Have the memory say what the draft says of authorities and stories; what it says already is not touched.

    Articles that are joined otherwise now are to be flagged again.
    """
    with draft.connect() as connection:
        ids = connection.execute(sa.select(articles.c.article_id).distinct()).scalars().all()
    for some in in_chunks(ids):
        with draft.connect() as reading, memory.begin() as writing:
            _take_over_authorities(reading, writing, some)
            _take_over_sketches(reading, writing, some)
            _take_over_stories(reading, writing, some, now)


def _take_over_authorities(reading: sa.Connection, writing: sa.Connection, ids: Sequence[str]) -> None:
    drawn = reading.execute(sa.select(articles.c.article_id, articles.c.version).where(articles.c.article_id.in_(ids)))
    versions = {(row.article_id, row.version) for row in drawn}
    ours, theirs = _by_version(writing, ids), _by_version(reading, ids)
    differ = sorted(one for one in versions if ours.get(one) != theirs.get(one))
    if not differ:
        return
    named = article_authorities.c
    is_one = (named.article_id == sa.bindparam("of_article"), named.version == sa.bindparam("of_version"))
    writing.execute(article_authorities.delete().where(*is_one), [_named(one) for one in differ])
    rows = [row for one in differ for row in theirs.get(one, ())]
    insert_absent(
        writing, article_authorities, [dict(zip(article_authorities.c.keys(), row, strict=True)) for row in rows]
    )
    again = articles.update().where(*_IS_VERSION).values(names_authority=sa.bindparam("names"), flagged_at=None)
    writing.execute(again, [_named(one) | {"names": one in theirs} for one in differ])


def _by_version(connection: sa.Connection, ids: Sequence[str]) -> dict[Version, set[tuple[Any, ...]]]:
    found: dict[Version, set[tuple[Any, ...]]] = {}
    named = article_authorities.c.article_id.in_(ids)
    for row in connection.execute(sa.select(article_authorities).where(named)):
        found.setdefault((row.article_id, row.version), set()).add(tuple(row))
    return found


def _named(version: Version) -> dict[str, Any]:
    return {"of_article": version[0], "of_version": version[1]}


def _take_over_sketches(reading: sa.Connection, writing: sa.Connection, ids: Sequence[str]) -> None:
    query = sa.select(sketches).where(sketches.c.article_id.in_(ids))
    ours, theirs = ({tuple(row) for row in side.execute(query)} for side in (writing, reading))
    differ = {row[0] for row in ours ^ theirs}
    if differ:
        writing.execute(sketches.delete().where(sketches.c.article_id.in_(differ)))
        names = sketches.c.keys()
        insert_absent(writing, sketches, [dict(zip(names, row, strict=True)) for row in theirs if row[0] in differ])


def _take_over_stories(reading: sa.Connection, writing: sa.Connection, ids: Collection[str], now: datetime) -> None:
    columns = (articles.c.article_id, articles.c.version, articles.c.story_id)
    query = sa.select(*columns).where(articles.c.article_id.in_(ids), articles.c.known_to.is_(None))
    ours = {tuple(row) for row in writing.execute(query.where(articles.c.joined_at.is_not(None)))}
    was = {row[:2]: row[2] for row in ours}
    moved = [
        row for row in reading.execute(query) if was.get((row.article_id, row.version), row.story_id) != row.story_id
    ]
    again = articles.update().where(*_IS_VERSION)
    again = again.values(story_id=sa.bindparam("of_story"), joined_at=now, flagged_at=None)
    if moved:
        writing.execute(again, [_named((row.article_id, row.version)) | {"of_story": row.story_id} for row in moved])
