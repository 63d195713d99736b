"""Reprocess: read all kept pages by the rules of today, show what that changes, and change it where asked to."""

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from operator import itemgetter
from typing import Any

import polars as pl
import sqlalchemy as sa

from flows.flag import derive_all
from flows.join import join_articles
from flows.memory.crawl import KeptPage, newest_pages
from flows.memory.facts import ArticleVersion, Overtaken, articles_to_flag, tick_off_flagged, write_version
from flows.memory.histories import change_log, difference, standing_rows
from flows.memory.known import all_authorities, articles_known, authorities_of, cause_of, facts_known
from flows.memory.layout import articles as articles_table
from flows.memory.layout import facts as fact_tables
from flows.memory.locks import exclusive
from flows.memory.reading import read_standing, snapshot
from flows.read import article_id_of, as_version, read_facts, read_text
from flows.settings import Settings
from flows.store import StoreError
from flows.workshop import Workshop, open_workshop
from transforms.errors import TransformError
from transforms.history.changes import Cause, new_entries
from transforms.history.of_authority import history_of
from transforms.history_tables import CHANGES, HISTORY_TABLES
from transforms.tables import ARTICLES, FACT_TABLES

STEP = "reprocess"
PAGES_A_TASK = 50
# What a version is told apart by, not what it says.
NOT_COMPARED = frozenset(
    {
        "version",
        "rules",
        "edited",
        "known_from",
        "known_to",
        "recorded_at",
        "story_id",
        "fetched_at",
        "page_hash",
        "status",
    }
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of one table that are added, gone or altered."""

    added: tuple[Row, ...] = ()
    gone: tuple[Row, ...] = ()
    altered: tuple[Row, ...] = ()

    def __add__(self, other: "Told") -> "Told":
        return Told(self.added + other.added, self.gone + other.gone, self.altered + other.altered)

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.altered)


@dataclass(frozen=True, slots=True)
class Reread:
    """What a page says today where it differs from what stands, or why it cannot be read."""

    page: KeptPage
    new: ArticleVersion | None = None
    differences: Mapping[str, Told] = field(default_factory=dict)
    failure: tuple[str, str] | None = None


@dataclass(slots=True)
class Reprocessed:
    """What reprocessing came to: differences by table, and how long reading took.

    `left_alone` are the sources that the register no longer has, with the number of their pages.
    """

    pages: int = 0
    left_alone: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    differences: dict[str, Told] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    applied: bool = False

    def add(self, differences: Mapping[str, Told]) -> None:
        """Take in the differences of a page or of an authority."""
        for name, told in differences.items():
            self.differences[name] = self.differences.get(name, Told()) + told


def reprocess(
    workshop: Workshop,
    *,
    apply: bool = False,
    jobs: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Reprocessed:
    """Read the newest kept page of every address anew and compare all tables with what stands.

    How to clean a page stands in the register: what came from a source that it no longer has stays as it was read.
    With `apply` what differs is written: articles as new versions, histories as new revisions, changes as corrections.
    """
    done = Reprocessed(applied=apply)
    altered: list[ArticleVersion] = []
    started = time.perf_counter()
    pages = newest_pages(workshop.memory)
    done.left_alone.update(page.source_id for page in pages if not workshop.source(page.source_id))
    known = [page for page in pages if page.source_id not in done.left_alone]
    for read in _read_all(workshop, known, jobs or os.cpu_count() or 1):
        done.pages += 1
        progress(1)
        _take(workshop, read, done, altered, apply=apply)
    done.seconds = time.perf_counter() - started
    for told in _apply(workshop) if apply else _would_derive(workshop, altered):
        done.add(told)
    return done


def _take(workshop: Workshop, read: Reread, done: Reprocessed, altered: list[ArticleVersion], *, apply: bool) -> None:
    if read.failure:
        reason, message = read.failure
        done.failures.append(message)
        if apply:
            workshop.fail(STEP, reason, message, source_id=read.page.source_id, url=read.page.url)
    if read.new is None:
        return
    if apply:
        try:
            with workshop.memory.begin() as connection:
                write_version(connection, read.new, workshop.clock())
        except Overtaken:
            return  # a newer page was extracted meanwhile, by the rules of today
    else:
        altered.append(read.new)
    done.add(read.differences)


def _read_all(workshop: Workshop, pages: Sequence[KeptPage], jobs: int) -> Iterator[Reread]:
    tasks = [pages[start : start + PAGES_A_TASK] for start in range(0, len(pages), PAGES_A_TASK)]
    if jobs == 1 or len(tasks) < 2:
        for task in tasks:
            yield from _reread(workshop, task)
        return
    opened = (workshop.settings, workshop.run_id)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _open_for_worker, opened) as pool:
        for reread in pool.map(_reread_in_worker, tasks):
            yield from reread


_worker: list[Workshop] = []


def _open_for_worker(settings: Settings, run_id: str) -> None:
    _worker.append(open_workshop(settings, run_id=run_id))


def _reread_in_worker(pages: list[KeptPage]) -> list[Reread]:
    return list(_reread(_worker[0], pages))


def _reread(workshop: Workshop, pages: Iterable[KeptPage]) -> Iterator[Reread]:
    listed = list(pages)
    standing = _standing(workshop.memory, [article_id_of(page.url) for page in listed])
    for page in listed:
        try:
            yield _compared(workshop, page, standing)
        except StoreError:
            raise
        except (TransformError, OSError) as error:
            stands = any(row["url"] == page.url for row in standing[ARTICLES.name].values())
            failure = (getattr(error, "reason", "unreadable_document"), f"{page.url}: {error}")
            yield Reread(page, failure=failure if stands else None)
        except Exception as error:  # one page must never stop the others, whatever is in it
            message = f"{page.url}: {type(error).__name__}: {error}; please report this page"
            yield Reread(page, failure=("defect", message))


def _standing(memory: sa.Engine, article_ids: list[str]) -> dict[str, dict[Any, Row]]:
    """What stands of these articles, by table and by article id or fact id."""
    rows = read_standing(memory, ARTICLES, articles_table.c.article_id.in_(article_ids)).iter_rows(named=True)
    found: dict[str, dict[Any, Row]] = {ARTICLES.name: {row["article_id"]: row for row in rows}}
    for table in FACT_TABLES:
        frame = read_standing(memory, table, fact_tables[table.name].c.article_id.in_(article_ids))
        found[table.name] = {row[table.key[0]]: row for row in frame.iter_rows(named=True)}
    return found


def _compared(workshop: Workshop, page: KeptPage, standing: Mapping[str, Mapping[Any, Row]]) -> Reread:
    source = workshop.source(page.source_id)
    article = read_text(workshop.pages.get(page.page_hash), page, source)
    before = standing[ARTICLES.name].get(article_id_of(page.url))
    version = before["version"] + 1 if before else 1
    read = read_facts(article, page, source)
    new = _as_learned(as_version(read, version, edited=False, run_id=workshop.run_id, now=workshop.clock()), standing)
    differences = dict(_differences(new, before, standing))
    return Reread(page, new, differences) if differences else Reread(page)


def _as_learned(new: ArticleVersion, standing: Mapping[str, Mapping[Any, Row]]) -> ArticleVersion:
    """A fact that stands already was learned when it was first read."""
    return replace(new, facts={name: _with_moments(name, frame, standing[name]) for name, frame in new.facts.items()})


def _with_moments(name: str, frame: pl.DataFrame, known: Mapping[Any, Row]) -> pl.DataFrame:
    if frame.is_empty():
        return frame
    moments = [
        known[fact_id]["recorded_at"] if fact_id in known else moment
        for fact_id, moment in frame.select(_id_column(name), "recorded_at").rows()
    ]
    return frame.with_columns(pl.Series("recorded_at", moments, frame.schema["recorded_at"]))


def _differences(
    new: ArticleVersion, before: Row | None, standing: Mapping[str, Mapping[Any, Row]]
) -> Iterator[tuple[str, Told]]:
    article_id = new.row["article_id"]
    rows = {ARTICLES.name: {article_id: new.row}}
    for name, frame in new.facts.items():
        rows[name] = {row[_id_column(name)]: row for row in frame.iter_rows(named=True)}
    for name, after in rows.items():
        known = {key: row for key, row in standing[name].items() if row["article_id"] == article_id}
        told = Told(
            tuple(row for key, row in after.items() if key not in known),
            tuple(row for key, row in known.items() if key not in after),
            tuple(row for key, row in after.items() if key in known and _differs(row, known[key])),
        )
        if told:
            yield name, told


def _id_column(name: str) -> str:
    return next(table.key[0] for table in FACT_TABLES if table.name == name)


def _differs(row: Row, before: Row) -> bool:
    return any(value != before[name] for name, value in row.items() if name not in NOT_COMPARED)


def _apply(workshop: Workshop) -> Iterator[dict[str, Told]]:
    """Derive every history anew, since the rules of reconciling may have changed too; say what that changed."""
    with exclusive(workshop.memory, "flag"):
        join_articles(workshop.memory, workshop.clock)
        to_flag = articles_to_flag(workshop.memory)
        cause = Cause(cause_of(workshop.memory, to_flag).edited, rules_changed=True)
        codes = sorted(all_authorities(workshop.memory))
        differences = list(_derived(workshop, codes, {}, cause))
        derive_all(workshop, codes, cause)
        tick_off_flagged(workshop.memory, to_flag, workshop.clock())
    yield from differences


def _would_derive(workshop: Workshop, altered: Iterable[ArticleVersion]) -> Iterator[dict[str, Told]]:
    by_authority: dict[str, list[ArticleVersion]] = defaultdict(list)
    for new in altered:
        before = authorities_of(workshop.memory, [new.row["article_id"]])
        for code in before.union(*(frame["authority_code"] for frame in new.facts.values())):
            by_authority[code].append(new)
    codes = sorted(by_authority.keys() | all_authorities(workshop.memory))
    yield from _derived(workshop, codes, by_authority, Cause(rules_changed=True))


def _derived(
    workshop: Workshop, codes: Iterable[str], altered: Mapping[str, Sequence[ArticleVersion]], cause: Cause
) -> Iterator[dict[str, Told]]:
    """What of the histories of these authorities would differ if the altered versions, by authority, stood."""
    now = workshop.clock()
    for code in codes:
        with snapshot(workshop.memory) as connection:
            articles = articles_known(connection, code)
            facts = facts_known(connection, code)
            log = change_log(connection, code)
            before = {table.name: standing_rows(connection, table, code) for table in HISTORY_TABLES}
        history = history_of(code, *_with(altered.get(code, ()), code, facts, articles), now.date())
        entries = new_entries(history.changes, log, cause, now)
        told = {CHANGES.name: _told_of(entries)}
        for table in HISTORY_TABLES:
            if table is not CHANGES:
                found = difference(table, before[table.name], history.rows.get(table.name, ()))
                told[table.name] = Told(found.added, found.gone, found.altered)
        yield {name: one for name, one in told.items() if one}


def _told_of(entries: Iterable[Any]) -> Told:
    rows = [entry.row for entry in entries]
    return Told(
        tuple(row for row in rows if row["action"] == "flagged"),
        tuple(row for row in rows if row["action"] == "withdrawn"),
        tuple(row for row in rows if row["action"] in ("corrected", "witnessed", "overtaken")),
    )


def _with(
    altered: Sequence[ArticleVersion], code: str, facts: Mapping[str, Sequence[Row]], articles: Sequence[Row]
) -> tuple[Mapping[str, Sequence[Row]], Sequence[Row]]:
    """Put the altered versions in the place of what stands for the authority."""
    again = {new.row["article_id"] for new in altered}
    stories = {row["article_id"]: row["story_id"] for row in sorted(articles, key=itemgetter("version"))}
    others = [row for row in articles if row["article_id"] not in again or row["known_to"]]
    rows = ARTICLES.frame(
        {**new.row, "story_id": stories.get(new.row["article_id"], new.row["article_id"])} for new in altered
    )
    stated = {
        name: [
            *(row for row in before if row["article_id"] not in again),
            *(row for new in altered for row in new.facts[name].filter(authority_code=code).iter_rows(named=True)),
        ]
        for name, before in facts.items()
    }
    return stated, [*others, *rows.iter_rows(named=True)]
