"""Sources side by side, each host in one hand: a slow one delays only its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from scrapers.addresses import origin
from scrapers.source import Source

T = TypeVar("T")


def by_host(sources: Sequence[Source]) -> list[list[Source]]:
    """Return the sources of each host, the host with the most first, as it takes longest.

    A host is asked one thing at a time; two threads on its sources would only wait for each other.
    """
    hosts: dict[str, list[Source]] = {}
    for source in sources:
        hosts.setdefault(origin(source.address).partition("://")[2], []).append(source)
    return sorted(hosts.values(), key=len, reverse=True)


def side_by_side(work: Callable[[Source], T], sources: Sequence[Source], at_once: int) -> tuple[T, ...]:
    """Return what the work came to for each source, in their order; `at_once` hosts are read at a time."""
    with ThreadPoolExecutor(at_once, thread_name_prefix="host") as pool:
        hosts = pool.map(lambda host: [(source.id, work(source)) for source in host], by_host(sources))
        done = {source_id: result for host in hosts for source_id, result in host}
    return tuple(done[source.id] for source in sources)
