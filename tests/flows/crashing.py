"""Passes over the example sites in processes of their own, which SIGKILL ends at a named point or at any moment."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from examples.server import ExampleSites
from flows.passes import run_pass
from flows.settings import Settings
from flows.subscriptions import Subscriber
from flows.workshop import chosen_sources, open_workshop

FIRST_RUN = datetime(2026, 9, 1, 6, tzinfo=UTC)
# A claim on a message lasts less long, so a run delivers what the one before had claimed when it was killed.
BETWEEN_RUNS = timedelta(minutes=15)
LONGEST_RUN = 300.0
SENT = "sent"

_processes = get_context("forkserver")
# A child forks from a process that has the rules read already; otherwise most kills would hit it while it reads them.
_processes.set_forkserver_preload(["tests.flows.warm"])


@dataclass(frozen=True, slots=True)
class Point:
    """Where a pass dies: after the nth call of a function, or `before` it.

    The function goes by the name under which its caller knows it; `folder` counts only calls about files in a folder
    of that name.
    """

    function: str
    nth: int = 1
    before: bool = False
    folder: str | None = None

    def counts(self, args: tuple[Any, ...]) -> bool:
        """Whether a call is one of those that are counted."""
        if self.folder is None:
            return True
        return self.folder == (args[0].parent if isinstance(args[0], Path) else args[0].folder).name


POINTS = {
    "run_begun": Point("flows.passes.begin_run"),
    "listing_remembered": Point("flows.watch.remember_listing", nth=3),
    "page_unfinished": Point("flows.store.Path.replace", before=True),
    "page_put": Point("flows.pagestore.PageStore.put", nth=5),
    "page_remembered": Point("flows.watch.remember_page", nth=5),
    "article_half_remembered": Point("flows.memory.facts.write_version", nth=4),
    "article_remembered": Point("flows.extract.remember_article", nth=4),
    "articles_half_joined": Point("flows.join._name_stories", before=True),
    "articles_joined": Point("flows.flag.join_articles"),
    "authority_half_derived": Point("flows.flag.owe", before=True),
    "authority_derived": Point("flows.flag._derive"),
    "flagged_ticked_off": Point("flows.flag.tick_off_flagged"),
    "message_claimed": Point("flows.alert.claim_message"),
    "message_unfinished": Point("flows.store.Path.replace", before=True, folder="outbox"),
    "message_delivered": Point("flows.deliver.Outbox.deliver"),
    "message_remembered_as_sent": Point("flows.alert.remember_sent"),
    "table_unfinished": Point("flows.store.Path.replace", before=True, folder="tables"),
    "first_table_written": Point("flows.store.FolderStore.write", folder="tables"),
    "tables_written": Point("flows.publish.write_manifest", before=True),
    "manifest_written": Point("flows.publish.write_manifest"),
}


@dataclass(slots=True)
class Installation:
    """A data folder beside its register, on which passes run one after the other, each by a later clock."""

    folder: Path
    sites: ExampleSites
    runs: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "sources.yaml").write_text(self.sites.register(), encoding="utf-8")

    @property
    def settings(self) -> Settings:
        """Two subscribers, and every change is news enough for them."""
        return Settings(
            data=self.folder / "data",
            sources=self.folder / "sources.yaml",
            allow_private_addresses=True,
            mail_max_age_days=36_500,
            begin_with_summary=False,
            subscribers=(
                Subscriber(address="all@example.org"),
                Subscriber(address="grimsby@example.org", authorities=("North East Lincolnshire",)),
            ),
        )

    def run(self) -> float:
        """Run a pass to its end; return the seconds that it took."""
        begun = time.monotonic()
        if self._end_of(self._start(None)):
            raise AssertionError("a pass that nobody was to kill was killed")
        return time.monotonic() - begun

    def run_to(self, point: Point) -> bool:
        """Run a pass that dies at the point; return whether it came there."""
        return self._end_of(self._start(point))

    def run_for(self, seconds: float) -> bool:
        """Run a pass and kill it after so long; return whether it was running still."""
        process = self._start(None)
        process.join(seconds)
        process.kill()
        return self._end_of(process)

    def _start(self, point: Point | None) -> ForkServerProcess:
        self.runs += 1
        process = _processes.Process(target=_one_pass, args=(self.settings, self.runs, point))
        process.start()
        return process

    def _end_of(self, process: ForkServerProcess) -> bool:
        process.join(LONGEST_RUN)
        ended, pid = process.exitcode, process.pid
        if ended is None:
            process.kill()
        if ended not in (0, -signal.SIGKILL):
            raise AssertionError(f"run {self.runs} in {self.folder}, process {pid}, ended with {ended}, not well")
        process.close()
        return ended != 0

    def deliveries(self) -> Counter[str]:
        """Return how often each message was delivered, by its Message-ID."""
        return Counter(line for line in self._journal() if line != SENT)

    def delivered_though_sent(self) -> set[str]:
        """Return the Message-IDs delivered again after the memory had them as sent."""
        journal = self._journal()
        sent = [place for place, line in enumerate(journal[1:], 1) if line == SENT]
        return {journal[place - 1] for place in sent if journal[place - 1] in journal[place + 1 :]}

    def _journal(self) -> list[str]:
        with suppress(FileNotFoundError):
            return _journal_of(self.settings).read_text(encoding="utf-8").splitlines()
        return []


def _one_pass(settings: Settings, number: int, point: Point | None) -> None:
    _write_journal(settings)
    if point:
        _die_at(point)
    begun = time.monotonic()

    def clock() -> datetime:
        return FIRST_RUN + number * BETWEEN_RUNS + timedelta(seconds=time.monotonic() - begun)

    with open_workshop(settings, run_id=f"run-{number}") as workshop:
        run_pass(replace(workshop, clock=clock), chosen_sources(workshop.register, []))


def _die_at(point: Point) -> None:
    calls = count(1)

    def dying(function: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        is_it = point.counts(args) and next(calls) == point.nth
        if is_it and point.before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **named)
        if is_it:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    _wrap(point.function, dying)


def _write_journal(settings: Settings) -> None:
    """Keep a list outside the data folder of what was delivered, and of when it was remembered as sent."""
    journal = _journal_of(settings)

    def note(line: Callable[..., str]) -> Callable[..., Any]:
        def noting(function: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
            result = function(*args, **named)
            with journal.open("a", encoding="utf-8") as file:
                file.write(f"{line(*args)}\n")
            return result

        return noting

    _wrap("flows.deliver.Outbox.deliver", note(lambda _, message: str(message["Message-ID"])))
    _wrap("flows.alert.remember_sent", note(lambda *_: SENT))


def _journal_of(settings: Settings) -> Path:
    return Path(settings.data).with_name("deliveries.log")


def _wrap(name: str, around: Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]) -> None:
    owner_name, _, attribute = name.rpartition(".")
    owner = resolve_name(owner_name)
    function = getattr(owner, attribute)
    setattr(owner, attribute, lambda *args, **named: around(function, args, named))
