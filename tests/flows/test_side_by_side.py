"""Sources are read side by side, a host at a time; on real HTTP and a real memory."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Lock

import pytest

from flows.hosts import watch_sources
from flows.memory.runs import failures_of
from flows.side_by_side import by_host, side_by_side
from flows.workshop import Workshop
from scrapers.source import Source
from tests.scrapers.web import Reply, Site, make_source, serving

FEED = '<rss version="2.0"><channel><title>News</title><item><title>One</title><link>/1</link></item></channel></rss>'


def source(address: str, name: str) -> Source:
    return make_source(address, id=name)


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serving(Site)) for _ in range(3)]


def test_a_host_has_one_hand_and_the_fullest_comes_first() -> None:
    listed = [
        source("http://a.example/1", "a-1"),
        source("http://b.example/1", "b-1"),
        source("https://B.example/2", "b-2"),
        source("http://c.example:81/1", "c-1"),
    ]
    assert [[one.id for one in host] for host in by_host(listed)] == [["b-1", "b-2"], ["a-1"], ["c-1"]]


def test_results_come_in_the_order_of_the_sources() -> None:
    listed = [source(f"http://{name}.example/{number}", f"{name}-{number}") for number in range(3) for name in "abc"]
    assert side_by_side(lambda one: one.id, listed, 2) == tuple(one.id for one in listed)


def test_hosts_are_read_at_the_same_time_and_sources_of_one_are_not() -> None:
    both, lock, open_now, most = Barrier(2, timeout=5), Lock(), {"a": 0, "b": 0}, {"a": 0, "b": 0}

    def work(one: Source) -> None:
        host = one.id[0]
        with lock:
            open_now[host] += 1
            most[host] = max(most[host], open_now[host])
        both.wait()
        with lock:
            open_now[host] -= 1

    side_by_side(work, [source(f"http://{name}.example/", f"{name}-{number}") for number in (1, 2) for name in "ab"], 4)
    assert most == {"a": 1, "b": 1}


def test_trouble_of_the_machine_s_own_is_not_swallowed() -> None:
    def work(_: Source) -> None:
        raise MemoryError("none left")

    with pytest.raises(MemoryError):
        side_by_side(work, [source("http://a.example/", "a")], 2)


def watching(workshop: Workshop, **settings: object) -> Workshop:
    chosen = workshop.settings.model_copy(update={"allow_private_addresses": True} | settings)
    return replace(workshop, settings=chosen, clock=lambda: datetime.now(UTC))


def test_silence_of_one_host_delays_no_other(workshop: Workshop, sites: list[Site]) -> None:
    silent, *others = sites
    silent.serve("/robots.txt", Reply(b"", delay=2.5))
    listed = [source(silent.url, f"silent-{number}") for number in range(3)]
    listed += [source(site.serve("/feed", FEED), f"well-{place}") for place, site in enumerate(others)]
    begun = time.monotonic()
    watched = watch_sources(watching(workshop, sources_at_once=3), listed)
    began = [asked.began - begun for site in others for asked in site.asked]
    assert len(began) >= 4
    assert max(began) < 2.4
    assert [one.source_id for one in watched] == [one.id for one in listed]


def test_a_host_that_hangs_up_is_asked_once_and_told_of_for_each_source(workshop: Workshop, sites: list[Site]) -> None:
    dead, well, _ = sites
    listed = [source(dead.url + f"/{number}", f"dead-{number}") for number in range(5)]
    listed.append(source(well.serve("/feed", FEED), "well"))
    dead.serve("/robots.txt", Reply(b"", 500))
    watched = watch_sources(watching(workshop), listed)
    failures = failures_of(workshop.memory, workshop.run_id)
    assert [one.failed for one in watched[:5]] == [1] * 5
    assert {row.source_id for row in failures if row.reason == "robots_unavailable"} == {one.id for one in listed[:5]}
    assert dead.paths() == []


def test_a_run_out_of_time_is_told_of_for_each_source(workshop: Workshop, sites: list[Site]) -> None:
    listed = [source(site.serve("/feed", FEED), f"host-{place}") for place, site in enumerate(sites)]
    watched = watch_sources(watching(workshop, run_seconds=1e-9), listed)
    assert [one.failed for one in watched] == [1, 1, 1]
    assert {row.reason for row in failures_of(workshop.memory, workshop.run_id)} == {"budget_spent"}
