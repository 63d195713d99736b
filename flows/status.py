"""How the pipeline fares: its steps, what waits, its sources, failures, tables and disks. Nothing is written."""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import polars as pl

from flows.memory.backlog import (
    Failed,
    Post,
    Waiting,
    failures_since,
    pages_kept,
    pages_waiting,
    post_by_address,
    refused_since,
    versions_waiting,
)
from flows.memory.engine import database_file
from flows.memory.held import held_back
from flows.memory.reading import snapshot
from flows.memory.steps import runs_by_step
from flows.page_words import one_line
from flows.published import FOLDER, read_manifest
from flows.redact import redacted
from flows.rhythm import Step, steps_of
from flows.sources_table import sources_now
from flows.store import StoreError
from flows.workshop import Workshop
from transforms.health import Code

NEWS_STOPPED: tuple[Code, ...] = ("broken", "blocked", "stale")
NOT_READ = ("paused", "blocked")
LATELY = timedelta(hours=24)
# How long a refused address is called to mind; after that, the table failures alone knows.
REFUSALS_COUNT_FOR = timedelta(days=7)
# A clock that was further ahead told no moment that a run can be judged by.
CLOCKS_DIFFER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Judged:
    """A source that is to be read: its verdict, why, and since when."""

    source_id: str
    verdict: Code
    why: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Sources:
    """How many of the sources that are to be read have each verdict, how many are not to be read, and who ails."""

    by_verdict: Mapping[str, int]
    not_read: int
    ailing: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Disk:
    """Free and all bytes of the disk that a folder is on."""

    place: str
    free: int
    size: int


@dataclass(frozen=True, slots=True)
class Status:
    """How everything stands at `moment`.

    `refused` has, by address, when its mails were last refused for good; `held` are the critical changes whose mails
    wait for the operator; `published` is none where nothing is, and where `unreadable` says why it could not be looked
    at.
    """

    moment: datetime
    steps: tuple[Step, ...]
    pages: Waiting
    versions: Waiting
    post: tuple[Post, ...]
    refused: Mapping[str, datetime]
    held: Waiting
    pages_kept: int
    sources: Sources
    failures: tuple[Failed, ...]
    published: datetime | None
    unreadable: str | None
    disks: tuple[Disk, ...]


def read_status(workshop: Workshop) -> Status:
    """Read how everything stands; runs, backlog and failures as of one moment."""
    now = workshop.clock()
    sources = _sources(workshop, now)
    published, unreadable = _published(workshop)
    with snapshot(workshop.memory) as memory:
        return Status(
            moment=now,
            steps=steps_of(runs_by_step(memory, now + CLOCKS_DIFFER), now),
            pages=pages_waiting(memory),
            versions=versions_waiting(memory),
            post=tuple(post_by_address(memory)),
            refused=refused_since(memory, "alert", now - REFUSALS_COUNT_FOR),
            held=held_back(memory),
            pages_kept=pages_kept(memory),
            sources=sources,
            failures=tuple(failures_since(memory, now - LATELY)),
            published=published,
            unreadable=unreadable,
            disks=tuple(_disks(workshop)),
        )


def judged_sources(workshop: Workshop) -> list[Judged]:
    """Return the verdict of now on every source that is to be read, in order of their ids."""
    read = sources_now(workshop).filter(~pl.col("state").is_in(NOT_READ)).iter_rows(named=True)
    return [
        Judged(
            row["source_id"],
            row["verdict"],
            redacted(one_line(row["verdict_why"]), workshop.settings),
            row["verdict_since"],
        )
        for row in read
    ]


def _sources(workshop: Workshop, now: datetime) -> Sources:
    judged = judged_sources(workshop)
    verdicts = Counter(one.verdict for one in judged)
    ailing = [one for one in judged if one.verdict in NEWS_STOPPED]
    ailing.sort(key=lambda one: (NEWS_STOPPED.index(one.verdict), one.since or now, one.source_id))
    by_verdict = {code: verdicts[code] for code in get_args(Code)}
    return Sources(by_verdict, len(workshop.register) - len(judged), tuple(ailing))


def _published(workshop: Workshop) -> tuple[datetime | None, str | None]:
    try:
        manifest = read_manifest(workshop.settings.store.sub(FOLDER))
    except StoreError as error:
        return None, redacted(str(error), workshop.settings)
    return (manifest.moment if manifest else None), None


def _disks(workshop: Workshop) -> Iterator[Disk]:
    """The disks of the data and of the memory's file, as far as they are on this machine, each once."""
    data, file = workshop.settings.data, database_file(workshop.memory.url)
    seen: set[int] = set()
    for folder in (data if isinstance(data, Path) else None, file.parent if file else None):
        if folder is None:
            continue
        there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
        if (device := there.stat().st_dev) not in seen:
            seen.add(device)
            usage = shutil.disk_usage(there)
            yield Disk(str(folder), usage.free, usage.total)
