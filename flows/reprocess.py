"""Reprocess: read all kept pages by the rules of today, show what that changes, and change it where asked to."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import sqlalchemy as sa

from flows.draft import drafted, take_over, told_in_other_stories
from flows.flag import derive_all
from flows.join import join_articles
from flows.memory.crawl import KeptPage, newest_pages
from flows.memory.facts import ArticleVersion, Overtaken, articles_to_flag, tick_off_flagged, write_version
from flows.memory.histories import change_log, difference, standing_rows
from flows.memory.known import all_authorities, articles_known, cause_of, facts_known
from flows.memory.locks import exclusive
from flows.memory.reading import snapshot
from flows.reread import Reread, Told, reread
from flows.settings import Settings
from flows.workshop import Workshop, open_workshop
from transforms.history.changes import Cause, new_entries
from transforms.history.of_authority import history_of
from transforms.history_tables import CHANGES, HISTORY_TABLES
from transforms.tables import ARTICLES

STEP = "reprocess"
PAGES_A_TASK = 50


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

    What they come to is what reading the same pages into an empty memory would: articles are joined anew, too.
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
            yield from reread(workshop, task)
        return
    opened = (workshop.settings, workshop.run_id)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _open_for_worker, opened) as pool:
        for read in pool.map(_reread_in_worker, tasks):
            yield from read


_worker: list[Workshop] = []


def _open_for_worker(settings: Settings, run_id: str) -> None:
    _worker.append(open_workshop(settings, run_id=run_id))


def _reread_in_worker(pages: list[KeptPage]) -> list[Reread]:
    return list(reread(_worker[0], pages))


def _apply(workshop: Workshop) -> Iterator[dict[str, Told]]:
    """Join and derive everything anew, since the rules of that may have changed too; say what that changed."""
    with (
        exclusive(workshop.memory, "flag"),
        drafted(workshop.memory, (), workshop.clock()) as draft,
    ):
        stories = _told_of_stories(workshop, draft)
        join_articles(workshop.memory, workshop.clock)
        cause = Cause(cause_of(workshop.memory, articles_to_flag(workshop.memory)).edited, rules_changed=True)
        differences = [stories, *_derived(workshop, draft, cause)]
        take_over(draft, workshop.memory, workshop.clock())
        to_flag = articles_to_flag(workshop.memory)
        derive_all(workshop, _codes(workshop, draft), cause)
        tick_off_flagged(workshop.memory, to_flag, workshop.clock())
    yield from differences


def _would_derive(workshop: Workshop, altered: Iterable[ArticleVersion]) -> Iterator[dict[str, Told]]:
    with drafted(workshop.memory, altered, workshop.clock()) as draft:
        yield _told_of_stories(workshop, draft)
        yield from _derived(workshop, draft, Cause(rules_changed=True))


def _told_of_stories(workshop: Workshop, draft: sa.Engine) -> dict[str, Told]:
    moved = tuple(told_in_other_stories(workshop.memory, draft))
    return {ARTICLES.name: Told(altered=moved)} if moved else {}


def _codes(workshop: Workshop, draft: sa.Engine) -> list[str]:
    return sorted(all_authorities(workshop.memory) | all_authorities(draft))


def _derived(workshop: Workshop, draft: sa.Engine, cause: Cause) -> Iterator[dict[str, Told]]:
    """What of all histories would differ if what is in the draft stood."""
    now = workshop.clock()
    for code in _codes(workshop, draft):
        with snapshot(draft) as connection:
            history = history_of(code, facts_known(connection, code), articles_known(connection, code), now.date())
        with snapshot(workshop.memory) as connection:
            log = change_log(connection, code)
            before = {table.name: standing_rows(connection, table, code) for table in HISTORY_TABLES}
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
