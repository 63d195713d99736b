import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from random import Random

import polars as pl
import pytest
from pydantic import SecretStr

from flows.alert import send_alerts
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.memory.crawl import Found, KeptPage, remember_listing, remember_page
from flows.memory.engine import open_memory
from flows.memory.facts import articles_to_flag
from flows.memory.known import Row, facts_known
from flows.memory.layout import histories
from flows.memory.reading import read_standing
from flows.publish import publish_tables
from flows.settings import Settings
from flows.subscriptions import Subscriber
from flows.workshop import Workshop, open_workshop
from tests.flows.conftest import REGISTER, Clock
from tests.flows.postgres import postgres_url
from tests.flows.press import keep, story, waiting
from tests.flows.s3 import LoopbackS3, loopback_s3
from tests.flows.sameness import Outcome, differences, faults, outcome, without_log
from tests.transforms.telling import NEL, NOW
from transforms.history_tables import CHANGES
from transforms.tables import ARTICLES, FAILURES

URL = "https://gazette.example/inadequate"
COMMISSIONER = b"<p>The Secretary of State has appointed Jane Example as the council's children's commissioner.</p>"
RATED = b"have been rated inadequate by Ofsted after an inspection in October"


def edited(page: bytes) -> bytes:
    return page.replace(b"</article>", COMMISSIONER + b"</article>")


def test_an_article_that_comes_in_while_another_process_flags_is_flagged_by_the_next(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(workshop, URL, story())
    extract_pages(workshop)

    def somebody_else_extracts(memory: object) -> list[tuple[str, int]]:
        keep(workshop, "https://gazette.example/leeds", story(authority="Leeds City"))
        extract_pages(workshop)
        return articles_to_flag(workshop.memory)

    with monkeypatch.context() as patch:
        patch.setattr("flows.flag.articles_to_flag", somebody_else_extracts)
        flag_changes(workshop)
    flag_changes(workshop)

    assert set(read_standing(workshop.memory, CHANGES)["authority"]) == {NEL, "Leeds"}


def test_an_edit_that_comes_in_while_another_process_flags_takes_no_change_back(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(workshop, URL, story())
    extract_pages(workshop)
    flag_changes(workshop)
    keep(workshop, "https://gazette.example/visit", story("Peer review").replace(RATED, b"had a peer review"))
    extract_pages(workshop)

    def somebody_else_extracts(*known: object) -> dict[str, list[Row]]:
        keep(workshop, URL, edited(story()))
        extract_pages(workshop)
        return facts_known(*known)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("flows.flag.facts_known", somebody_else_extracts)
        flag_changes(workshop)
    flag_changes(workshop)

    with workshop.memory.connect() as connection:
        log = connection.execute(histories[CHANGES.name].select()).all()
    assert {row.type for row in log} >= {"commissioner_appointed"}
    assert not [row for row in log if row.action == "withdrawn"]


def test_an_older_page_that_is_read_later_does_not_take_the_place_of_a_newer(workshop: Workshop) -> None:
    fetched_first = workshop.pages.put(story("Rated inadequate"))
    fetched_at = workshop.clock()
    keep(workshop, URL, story("Rated inadequate, corrected"))
    extract_pages(workshop)
    late = KeptPage(URL, fetched_first, "gazette", "text/html; charset=utf-8", fetched_at, None)
    remember_page(workshop.memory, late, etag=None, last_modified=None, now=workshop.clock())
    extract_pages(workshop)

    assert read_standing(workshop.memory, ARTICLES)["title"].to_list() == ["Rated inadequate, corrected"]
    assert waiting(workshop.memory) == []


def test_what_is_derived_hours_after_flagging_began_is_published(
    workshop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(workshop, URL, story())
    keep(workshop, "https://gazette.example/leeds", story(authority="Leeds City"))
    extract_pages(workshop)

    def somebody_else_publishes(*known: object) -> dict[str, list[Row]]:
        clock.forward(hours=3)
        publish_tables(workshop)
        return facts_known(*known)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("flows.flag.facts_known", somebody_else_publishes)
        flag_changes(workshop)
    publish_tables(workshop)

    changes = pl.read_parquet(workshop.settings.store.place("tables/changes.parquet"))
    assert set(changes["authority"]) == {NEL, "Leeds"}


def test_two_that_find_the_same_addresses_in_another_order_do_not_wait_for_each_other_for_ever() -> None:
    memory = open_memory(postgres_url())
    for number in range(3):
        found = [Found(f"https://gazette.example/{number}/{place}", None, None) for place in range(3000)]
        with ThreadPoolExecutor() as pool:
            orders = pool.map(lambda order: remember_listing(memory, "gazette", order, {}, NOW), (found, found[::-1]))
        assert sum(remembered.new for remembered in orders) == len(found)
    memory.dispose()


ROUNDS = 10
LONGEST = 240.0
COUNCILS = ("Leeds City", "Kent County", "Essex County", "Sunderland City", "Bradford", "Surrey County", "Bury")
BOTH, EDITED = "both", "edited"
OWN = ("one", "other")
_processes = get_context("forkserver")


def pages_of(number: int, writer: str) -> Iterator[tuple[str, bytes]]:
    """What a writer finds in a round: a page that the other finds too, one that changes every other round, its own."""
    council = COUNCILS[number % len(COUNCILS)]
    yield f"https://gazette.example/{BOTH}/{number}", story(f"Inspectors report {number}", council)
    of_two = story(f"Found wanting {number // 2}", COUNCILS[-1 - number // 2])
    yield f"https://gazette.example/{EDITED}/{number // 2}", edited(of_two) if number % 2 else of_two
    yield f"https://gazette.example/{writer}/{number}", story(f"What the {writer} heard {number}", council)


def write(settings: Settings, environment: Mapping[str, str], writer: str, together: Barrier) -> None:
    """Keep pages and work them off, round by round; each round begins with the other's."""
    os.environ.update(environment)
    try:
        together.wait(LONGEST)
        with open_workshop(settings, run_id=writer) as workshop:
            for number in range(ROUNDS):
                together.wait(LONGEST)
                for url, page in pages_of(number, writer):
                    keep(workshop, url, page)
                work_off(workshop)
    except BaseException:
        together.abort()
        raise


def work_off(workshop: Workshop) -> None:
    extract_pages(workshop)
    flag_changes(workshop)
    send_alerts(workshop)
    publish_tables(workshop)


def settings_of(folder: Path, memory: str | None = None, data: str | None = None) -> Settings:
    register = folder / "sources.yaml"
    register.write_text(REGISTER, encoding="utf-8")
    return Settings(
        data=data or folder / "data",
        memory=SecretStr(memory or f"sqlite:///{folder / 'memory.db'}"),
        sources=register,
        mail_max_age_days=36_500,
        begin_with_summary=False,
        hold_more_than=1_000,
        subscribers=(
            Subscriber(address="all@example.org"),
            Subscriber(address="kent@example.org", authorities=("Kent",)),
        ),
    )


def come_to(settings: Settings) -> Outcome:
    with open_workshop(settings) as workshop:
        work_off(workshop)
        assert list(faults(workshop.settings.store, workshop.memory)) == []
        found = without_log(outcome(workshop.settings.store, workshop.memory))
    assert found.tables[FAILURES.name].is_empty()
    return found


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What comes of the same pages where one process keeps them all, in another order, and works them off at once."""
    found = [page for number in range(ROUNDS) for writer in OWN for page in pages_of(number, writer)]
    was_edited = {url: page for url, page in found if COMMISSIONER in page}
    first = list({url: (url, page) for url, page in reversed(found)}.values())
    Random(4).shuffle(first)
    settings = settings_of(tmp_path_factory.mktemp("alone"))
    with open_workshop(settings, run_id="alone") as workshop:
        for url, page in (*first, *was_edited.items()):
            keep(workshop, url, page)
    return come_to(settings)


@pytest.fixture(scope="module")
def s3() -> Iterator[LoopbackS3]:
    pytest.importorskip("moto", reason="moto, which plays S3, is not installed")
    with loopback_s3() as server:
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("place", ["folder", "s3"])
@pytest.mark.parametrize("memory", ["sqlite", "postgresql"])
def test_two_processes_make_of_pages_what_one_makes(
    memory: str, place: str, request: pytest.FixtureRequest, tmp_path: Path, alone: Outcome
) -> None:
    url = postgres_url() if memory == "postgresql" else None
    data = request.getfixturevalue("s3").fresh() if place == "s3" else None
    settings = settings_of(tmp_path, url, data)
    together = _processes.Barrier(2)

    writers = [_processes.Process(target=write, args=(settings, dict(os.environ), name, together)) for name in OWN]
    for process in writers:
        process.start()
    for process in writers:
        process.join(LONGEST)
        process.kill()

    assert [process.exitcode for process in writers] == [0, 0]
    assert list(differences(alone, come_to(settings))) == []
