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
        hosts.setdefault(host_of(source), []).append(source)
    return sorted(hosts.values(), key=len, reverse=True)


def host_of(source: Source) -> str:
    """Return name and port of the host that the source's address is on."""
    return origin(source.address).partition("://")[2]


def side_by_side(work: Callable[[Source], T], sources: Sequence[Source], at_once: int) -> tuple[T, ...]:
    """Return what the work came to for each source, in their order; `at_once` hosts are read at a time."""
    return hosts_side_by_side(lambda host: [work(source) for source in host], sources, at_once)


def hosts_side_by_side(
    work: Callable[[list[Source]], list[T]], sources: Sequence[Source], at_once: int
) -> tuple[T, ...]:
    """The same for work that takes all sources of a host and returns what each came to."""
    hosts = by_host(sources)
    with ThreadPoolExecutor(at_once, thread_name_prefix="host") as pool:
        results = [result for of_host in pool.map(work, hosts) for result in of_host]
    listed = (source.id for host in hosts for source in host)
    done = dict(zip(listed, results, strict=True))
    return tuple(done[source.id] for source in sources)
