"""Hosts in turn: the sources of a host are read one after the other, and by one run at a time, whoever else works.

Claimed is the host of the addresses in the register. What else a source leads to, attachments or where it redirects, is
asked at the pace that each process keeps with every host.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from flows.memory.claims import claim_host, release_host
from flows.memory.source_states import last_check
from flows.settings import Settings
from flows.side_by_side import host_of, hosts_side_by_side
from flows.watch import Watched, open_fetcher, watch_source
from flows.workshop import Workshop
from scrapers.fetch import Fetcher
from scrapers.source import Source

T = TypeVar("T")

# A source's budget is of its requests alone and lets the last one end.
BUDGETS_CLAIMED_FOR = 2
LEAST_CLAIM = timedelta(minutes=10)
log = logging.getLogger("inspection_watch.watch")


def watch_sources(
    workshop: Workshop, sources: Sequence[Source], tell: Callable[[Watched], None] = lambda _: None
) -> tuple[Watched, ...]:
    """Watch the sources side by side, so that a slow host delays only itself; `tell` hears of each when it is done."""
    since = workshop.clock()
    with open_fetcher(workshop.settings) as fetcher:
        return hosts_side_by_side(
            lambda host: watch_host(workshop, host, fetcher, since, tell), sources, workshop.settings.sources_at_once
        )


def watch_host(
    workshop: Workshop,
    sources: Sequence[Source],
    fetcher: Fetcher,
    since: datetime | None = None,
    tell: Callable[[Watched], None] = lambda _: None,
) -> list[Watched]:
    """Watch the sources of one host, one after the other; what another run reads, or has read `since` then, is left.

    `tell` hears of each source when it is done.
    """

    def watch(source: Source) -> Watched:
        if since and _is_read_since(workshop, source, since):
            log.info("%s: another run has read it in the meantime", source.id)
            return Watched(source.id)
        return watch_source(workshop, source, fetcher)

    def leave(source: Source, host: str, run_id: str) -> Watched:
        log.info("%s is being read by run %s; %s stays due", host, run_id, source.id)
        return Watched(source.id)

    return in_turn(workshop, sources, watch, leave, tell)


def in_turn(
    workshop: Workshop,
    sources: Sequence[Source],
    read: Callable[[Source], T],
    leave: Callable[[Source, str, str], T],
    tell: Callable[[T], None] = lambda _: None,
) -> list[T]:
    """Read the sources of one host one after the other; `leave` those whose host is another run's: host and run."""
    host, lasts, done = host_of(sources[0]), _claim_of(workshop.settings), []
    try:
        for source in sources:
            # Claimed anew for each source: together they may take longer than a claim lasts.
            reader = claim_host(workshop.memory, host, workshop.run_id, lasts, workshop.clock())
            done.append(read(source) if reader is None else leave(source, host, reader))
            tell(done[-1])
    finally:
        release_host(workshop.memory, host, workshop.run_id)
    return done


def _claim_of(settings: Settings) -> timedelta:
    return max(timedelta(seconds=settings.source_seconds * BUDGETS_CLAIMED_FOR), LEAST_CLAIM)


def _is_read_since(workshop: Workshop, source: Source, moment: datetime) -> bool:
    checked = last_check(workshop.memory, source.id)
    # One to come is of a clock that was ahead.
    return checked is not None and moment < checked <= workshop.clock()
