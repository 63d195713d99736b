"""Several workers share pages and hosts: nothing is done twice, and what a killed one had claimed is free again."""

import logging
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from flows.backfill import backfill_sources
from flows.extract import Extracted, extract_pages
from flows.hosts import in_turn, watch_host, watch_sources
from flows.memory.claims import (
    MOST_PLAUSIBLE,
    PAGES_CLAIMED_FOR,
    claim_host,
    claim_pages,
    release_host,
    release_pages,
)
from flows.memory.engine import open_memory
from flows.memory.facts import remember_article
from flows.memory.layout import hosts, pages
from flows.memory.processes import is_running, this_process
from flows.memory.runs import failures_of
from flows.pagestore import PageStore
from flows.settings import load_settings
from flows.side_by_side import host_of
from flows.store import StoreError
from flows.watch import due_sources
from flows.workshop import Workshop, open_workshop
from scrapers.source import Source
from scrapers.window import Window
from tests.flows.claiming import HOST, LASTS, claim_all, claim_and_die
from tests.flows.command import Command
from tests.flows.conftest import Clock
from tests.flows.newsdesk import Newsdesk, fetching, watching, written_register
from tests.flows.postgres import postgres_url
from tests.flows.press import keep, story
from tests.scrapers.sites.newsroom import NEWEST, TODAY
from tests.scrapers.web import serving
from tests.transforms.telling import NOW

URL = "https://gazette.example/1"
MOMENT = timedelta(seconds=1)
ELSEWHERE = "another-machine:1:1.00"
_processes = get_context("forkserver")


@pytest.fixture(params=["sqlite", "postgresql"])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    url = postgres_url() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'memory.db'}"
    engine = open_memory(url)
    yield engine
    engine.dispose()


def wait_for_extraction(memory: sa.Engine, number: int) -> None:
    row = {"source_id": "gazette", "fetched_at": NOW}
    with memory.begin() as connection:
        rows = [row | {"url": f"{URL}/{place}", "page_hash": f"{place:064x}"} for place in range(number)]
        connection.execute(pages.insert(), rows)


def alter(memory: sa.Engine, table: sa.Table, **values: object) -> None:
    with memory.begin() as connection:
        connection.execute(table.update().values(**values))


def url_of(memory: sa.Engine) -> str:
    return memory.url.render_as_string(hide_password=False)


def three_times(memory: sa.Engine) -> tuple[list[str], list[datetime]]:
    return [url_of(memory)] * 3, [NOW] * 3


def test_each_of_a_thousand_pages_is_claimed_once_by_several_processes(memory: sa.Engine) -> None:
    wait_for_extraction(memory, 1000)
    with ProcessPoolExecutor(3, _processes) as pool:
        claimed = Counter(page for worker in pool.map(claim_all, *three_times(memory)) for page in worker)

    assert len(claimed) == claimed.total() == 1000


def test_each_of_a_thousand_pages_is_claimed_once_by_several_threads(memory: sa.Engine) -> None:
    wait_for_extraction(memory, 1000)
    with ThreadPoolExecutor(3) as pool:
        claimed = Counter(page for worker in pool.map(claim_all, *three_times(memory)) for page in worker)

    assert len(claimed) == claimed.total() == 1000


def test_pages_are_claimed_oldest_first_and_of_an_address_one_at_a_time(workshop: Workshop, clock: Clock) -> None:
    for url, body in ((f"{URL}/b", b"1"), (f"{URL}/a", b"2"), (f"{URL}/b", b"3")):
        keep(workshop, url, body)
    first = claim_pages(workshop.memory, 10, clock())
    assert [page.url for page in first] == [f"{URL}/b", f"{URL}/a"]
    assert claim_pages(workshop.memory, 10, clock()) == []

    remember_article(workshop.memory, first[0], None, clock())
    (second,) = claim_pages(workshop.memory, 10, clock())
    assert (second.url, second.fetched_at > first[0].fetched_at) == (f"{URL}/b", True)


def test_a_claim_of_pages_lapses(memory: sa.Engine) -> None:
    wait_for_extraction(memory, 3)
    claimed = claim_pages(memory, 3, NOW)

    assert claim_pages(memory, 3, NOW + PAGES_CLAIMED_FOR - MOMENT) == []
    assert claim_pages(memory, 3, NOW + PAGES_CLAIMED_FOR) == claimed


def test_a_claim_by_a_clock_that_was_ahead_is_none(memory: sa.Engine) -> None:
    wait_for_extraction(memory, 1)
    claim_pages(memory, 1, NOW + timedelta(days=30))
    claim_host(memory, HOST, "run-1", LASTS, NOW + timedelta(days=30))

    assert len(claim_pages(memory, 1, NOW)) == 1
    assert claim_host(memory, HOST, "run-2", LASTS, NOW) is None


def test_pages_given_back_are_free_and_those_ticked_off_are_not(memory: sa.Engine) -> None:
    wait_for_extraction(memory, 3)
    claimed = claim_pages(memory, 3, NOW)
    remember_article(memory, claimed[0], None, NOW)
    release_pages(memory, claimed)

    assert claim_pages(memory, 3, NOW) == claimed[1:]


def test_what_another_worker_has_claimed_is_left_to_it(workshop: Workshop, clock: Clock) -> None:
    keep(workshop, URL, story())
    claim_pages(workshop.memory, 1, clock())
    assert extract_pages(workshop) == Extracted()

    clock.forward(minutes=10)
    assert extract_pages(workshop).articles == 1


def test_pages_that_cannot_be_read_at_present_are_given_back(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> bytes:
        raise StoreError("the object store does not answer")

    keep(workshop, URL, story())
    keep(workshop, f"{URL}/2", story("Another"))
    with monkeypatch.context() as patch:
        patch.setattr(PageStore, "get", away)
        with pytest.raises(StoreError):
            extract_pages(workshop)

    assert extract_pages(workshop).articles == 2


def test_what_a_killed_process_of_this_machine_had_claimed_is_free_at_once(memory: sa.Engine) -> None:
    wait_for_extraction(memory, 3)
    killed = _processes.Process(target=claim_and_die, args=(url_of(memory), NOW))
    killed.start()
    killed.join(60)

    assert killed.exitcode == -signal.SIGKILL
    assert len(claim_pages(memory, 10, NOW + MOMENT)) == 3
    assert claim_host(memory, HOST, "run-2", LASTS, NOW + MOMENT) is None


def test_what_a_killed_process_of_another_machine_had_claimed_is_free_when_it_lapses(memory: sa.Engine) -> None:
    wait_for_extraction(memory, 3)
    claim_pages(memory, 3, NOW)
    claim_host(memory, HOST, "run-1", LASTS, NOW)
    alter(memory, pages, claimed_by=ELSEWHERE)
    alter(memory, hosts, claimed_by=f"run-1 {ELSEWHERE}")

    assert claim_pages(memory, 3, NOW + MOMENT) == []
    assert claim_host(memory, HOST, "run-2", LASTS, NOW + MOMENT) == "run-1"
    assert len(claim_pages(memory, 3, NOW + PAGES_CLAIMED_FOR)) == 3
    assert claim_host(memory, HOST, "run-2", LASTS, NOW + LASTS) is None


def test_a_process_is_known_by_its_start() -> None:
    machine, number, _ = this_process().rsplit(":", 2)

    assert is_running(this_process())
    assert not is_running(f"{machine}:{number}:1.00")
    assert is_running(ELSEWHERE)


def test_a_process_that_ended_runs_no_longer_though_nobody_waited_for_it() -> None:
    name = "from flows.memory.processes import this_process; print(this_process())"
    with subprocess.Popen([sys.executable, "-c", name], stdout=subprocess.PIPE, text=True) as ended:
        assert ended.stdout
        told, until = ended.stdout.read().strip(), time.monotonic() + 10
        while is_running(told) and time.monotonic() < until:
            time.sleep(0.01)

        assert not is_running(told)
        assert ended.returncode is None


def test_a_host_is_one_run_s_until_it_is_released_or_lapses(memory: sa.Engine) -> None:
    assert claim_host(memory, HOST, "run-1", LASTS, NOW) is None
    assert claim_host(memory, HOST, "run-2", LASTS, NOW) == "run-1"
    assert claim_host(memory, "other.example", "run-2", LASTS, NOW) is None
    assert claim_host(memory, HOST, "run-1", LASTS, NOW + LASTS - MOMENT) is None
    assert claim_host(memory, HOST, "run-2", LASTS, NOW + LASTS) == "run-1"

    release_host(memory, HOST, "run-2")
    assert claim_host(memory, HOST, "run-2", LASTS, NOW + LASTS) == "run-1"
    release_host(memory, HOST, "run-1")
    assert claim_host(memory, HOST, "run-2", LASTS, NOW + LASTS) is None
    assert claim_host(memory, HOST, "run-3", LASTS, NOW + LASTS * MOST_PLAUSIBLE) is None


def test_of_many_that_want_a_host_at_once_one_has_it(memory: sa.Engine) -> None:
    together = Barrier(8, timeout=30)

    def want(number: int) -> str | None:
        together.wait()
        return claim_host(memory, HOST, f"run-{number}", LASTS, NOW)

    with ThreadPoolExecutor(8) as pool:
        readers = list(pool.map(want, range(8)))
    winner = readers.index(None)
    assert [reader for reader in readers if reader] == [f"run-{winner}"] * 7


@pytest.fixture
def site() -> Iterator[Newsdesk]:
    with serving(Newsdesk) as opened:
        yield opened


@pytest.fixture
def desk(workshop: Workshop, clock: Clock, site: Newsdesk) -> Workshop:
    clock.now = NEWEST + timedelta(hours=3)
    return watching(workshop, site.source())


def claimed_by_another(desk: Workshop) -> str:
    host = host_of(desk.register[0])
    claim_host(desk.memory, host, "run-9", LASTS, desk.clock())
    return host


PACE = 0.05


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_runs_at_once_ask_a_host_at_the_pace_of_one(kind: str, desk: Workshop, site: Newsdesk) -> None:
    memory = open_memory(postgres_url()) if kind == "postgresql" else desk.memory
    source, both = site.source(delay_seconds=PACE), Barrier(2, timeout=30)
    one = replace(desk, memory=memory, register=(source,), clock=lambda: datetime.now(UTC))

    def run(number: int) -> None:
        both.wait()
        watch_sources(replace(one, run_id=f"run-{number}"), [source])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, (1, 2)))
    memory.dispose()

    began = sorted(asked.began for asked in site.asked)
    assert len(began) > 5
    # The site notes a request when it has read it, a little after that was sent: of the first, that may be longer.
    assert began[-1] - began[0] > PACE * (len(began) - 2)
    assert site.most_open == 1
    assert Counter(site.paths()).most_common(1)[0][1] == 1


def test_sources_of_a_host_that_another_run_reads_stay_due_and_that_is_no_failure(
    desk: Workshop, site: Newsdesk, caplog: pytest.LogCaptureFixture
) -> None:
    host = claimed_by_another(desk)
    with fetching() as fetcher, caplog.at_level(logging.INFO, "inspection_watch.watch"):
        (watched,) = watch_host(desk, desk.register, fetcher)

    assert (watched.source_id, watched.found, watched.failed) == ("newsdesk", 0, 0)
    assert f"{host} is being read by run run-9; newsdesk stays due" in caplog.text
    assert site.asked == []
    assert failures_of(desk.memory, desk.run_id) == []
    assert due_sources(desk, desk.register) == list(desk.register)


def test_what_another_run_has_read_since_a_run_began_is_not_read_again(desk: Workshop, site: Newsdesk) -> None:
    began = desk.clock()
    watch_sources(desk, desk.register)
    site.asked.clear()
    with fetching() as fetcher:
        watch_host(replace(desk, run_id="run-2"), desk.register, fetcher, since=began)
        assert site.asked == []
        watch_host(replace(desk, run_id="run-2"), desk.register, fetcher, since=desk.clock())

    assert site.asked != []


def test_a_backfill_says_that_another_run_reads_the_host(desk: Workshop, site: Newsdesk) -> None:
    host = claimed_by_another(desk)
    (done,) = backfill_sources(desk, desk.register, Window(TODAY, TODAY))

    (failure,) = failures_of(desk.memory, desk.run_id)
    assert (done.failed, site.asked) == (1, [])
    assert failure.message == f"{host} is being read by run run-9; backfill newsdesk again when that is done"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("run", "--no-prefect", "--source", "newsdesk"), 0, "newsdesk stays due"),
        (("backfill", "newsdesk", "--from", str(TODAY)), 1, "backfill newsdesk again when that is done"),
    ],
    ids=["run", "backfill"],
)
def test_a_person_is_told_that_another_run_reads_the_host(
    command: Command, site: Newsdesk, tmp_path: Path, arguments: tuple[str, ...], status: int, told: str
) -> None:
    register = written_register(tmp_path, site.source())
    Path("inspection-watch.toml").write_text(f'sources = "{register}"\nallow_private_addresses = true\n')
    with open_workshop(load_settings()) as workshop:
        host = claimed_by_another(workshop)
        said = command(*arguments)

    assert said.status == status
    assert f"{host} is being read by run run-9; {told}" in " ".join((said.out + said.err).split())
    assert site.asked == []


def test_a_host_is_released_whatever_happens(desk: Workshop) -> None:
    def trip(_: Source) -> None:
        raise MemoryError("none left")

    with pytest.raises(MemoryError):
        in_turn(desk, desk.register, trip, lambda *_: None)

    assert claim_host(desk.memory, host_of(desk.register[0]), "run-2", LASTS, desk.clock()) is None


def test_a_host_is_claimed_anew_for_each_of_its_sources(desk: Workshop, site: Newsdesk, clock: Clock) -> None:
    sources = [site.source(id=f"newsdesk-{number}") for number in range(3)]
    others: list[str | None] = []

    def read_for_long(_: Source) -> None:
        clock.forward(minutes=15)
        others.append(claim_host(desk.memory, host_of(sources[0]), "run-2", LASTS, clock()))

    in_turn(desk, sources, read_for_long, lambda *_: None)
    assert others == [desk.run_id] * 3
