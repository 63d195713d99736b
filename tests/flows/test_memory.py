import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from flows.memory.changes import Owed, known_changes, remember_changes, unsent
from flows.memory.crawl import (
    FIRST_RETRY_AFTER,
    LONGEST_PAUSE,
    RECHECK_AFTER,
    RECHECK_FOR,
    Found,
    KeptPage,
    due_addresses,
    is_known,
    listing_validators,
    pages_to_extract,
    remember_failed_fetch,
    remember_listing,
    remember_page,
    remember_source_failure,
    remember_source_success,
    remember_unchanged,
)
from flows.memory.engine import MemoryUnavailable, insert_absent, open_memory, upsert
from flows.memory.facts import articles_to_flag, latest_articles, latest_version, read_table, remember_article
from flows.memory.layout import addresses, listings, metadata, outbox, pages, source_states
from flows.memory.runs import failures_of, remember_failure, remember_run, remember_run_end
from flows.publish import tables_now
from flows.workshop import Workshop, open_workshop
from tests.flows.conftest import Clock
from tests.flows.press import COUNCIL, IN_2017, PRESS, keep, tell
from tests.transforms.telling import ChangeLog
from transforms.tables import ARTICLES, FACT_TABLES, RATINGS

URL = "https://gazette.example/1"
NOW = datetime(2021, 11, 29, 9, tzinfo=UTC)
PAGE = KeptPage(URL, "hash-1", "gazette", "text/html", NOW, None)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_memory(f"sqlite:///{tmp_path / 'memory.db'}")
    yield engine
    engine.dispose()


def find(memory: sa.Engine, *urls: str, now: datetime = NOW) -> int:
    return remember_listing(memory, "gazette", [Found(url, None, None) for url in urls], {}, now)


def is_due(memory: sa.Engine, now: datetime) -> bool:
    return URL in [due.url for due in due_addresses(memory, "gazette", now)]


def test_opening_makes_the_folder_and_all_tables(tmp_path: Path) -> None:
    engine = open_memory(f"sqlite:///{tmp_path / 'new' / 'deep' / 'memory.db'}")

    assert set(sa.inspect(engine).get_table_names()) == set(metadata.tables)
    engine.dispose()


def test_opening_again_keeps_what_is_there(memory: sa.Engine) -> None:
    find(memory, URL)
    again = open_memory(str(memory.url))

    assert is_known(again, URL)
    again.dispose()


def test_a_file_that_is_no_database_is_refused_by_name_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    file.write_text("these are notes, not a database\n" * 100)

    with pytest.raises(MemoryUnavailable, match=r"^the memory at sqlite:.*memory\.db cannot be opened: file is not a"):
        open_memory(f"sqlite:///{file}")
    assert file.read_text().startswith("these are notes")


def test_a_place_that_is_no_folder_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with pytest.raises(MemoryUnavailable, match=r"^the memory at sqlite:.*data/memory\.db cannot be opened"):
        open_memory(f"sqlite:///{tmp_path / 'data' / 'memory.db'}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused_by_name(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(MemoryUnavailable, match=r"cannot be opened: .*; check the path"):
        open_memory(f"sqlite:///{tmp_path / 'memory.db'}")


def test_a_system_file_system_that_takes_no_files_is_refused_by_name() -> None:
    with pytest.raises(MemoryUnavailable, match=r"^the memory at sqlite:////proc/memory\.db cannot be opened"):
        open_memory("sqlite:////proc/memory.db")


@pytest.mark.parametrize(
    "url", ["memory.db", "nonsense://u:geheim@host/db", "://geheim", "oracle+none://u:geheim@h/db"]
)
def test_a_url_that_means_no_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(
        MemoryUnavailable, match=r"^the memory cannot be opened: .*; check INSPECTION_WATCH_MEMORY$"
    ) as error:
        open_memory(url)
    assert "geheim" not in str(error.value)


def test_a_row_is_inserted_once(memory: sa.Engine) -> None:
    rows = [{"url": url, "page_hash": "h", "source_id": "gazette", "fetched_at": NOW} for url in ("a", "b", "a")]
    with memory.begin() as connection:
        first = insert_absent(connection, pages, rows[:1])
        rest = insert_absent(connection, pages, rows)
        none = insert_absent(connection, pages, [])

    assert (first, rest, none) == (1, 1, 0)


def test_a_row_that_is_there_keeps_its_values_unless_it_is_overwritten(memory: sa.Engine) -> None:
    def row(etag: str | None) -> dict[str, str | None]:
        return {"source_id": "gazette", "url": URL, "etag": etag}

    with memory.begin() as connection:
        upsert(connection, listings, [row("1") | {"last_modified": "Monday"}])
        insert_absent(connection, listings, [row("2")])
        kept = connection.execute(sa.select(listings.c.etag)).scalar_one()
        upsert(connection, listings, [row("3")])
        final = connection.execute(sa.select(listings.c.etag, listings.c.last_modified)).one()

    assert (kept, tuple(final)) == ("1", ("3", "Monday"))


def test_moments_come_back_in_utc_whatever_their_zone(memory: sa.Engine) -> None:
    in_summer = datetime(2022, 7, 1, 10, tzinfo=timezone(timedelta(hours=1)))
    remember_listing(memory, "gazette", [Found(URL, None, in_summer)], {}, NOW)

    (due,) = due_addresses(memory, "gazette", NOW)
    assert due.published == datetime(2022, 7, 1, 9, tzinfo=UTC)
    assert due.published.tzinfo is UTC


def test_an_address_is_new_once_and_due_at_once(memory: sa.Engine) -> None:
    assert find(memory, URL, f"{URL}2") == 2
    assert find(memory, URL, f"{URL}3") == 1
    assert is_due(memory, NOW)
    assert due_addresses(memory, "other", NOW) == []


def test_a_found_again_address_is_not_due_earlier(memory: sa.Engine) -> None:
    find(memory, URL)
    remember_page(memory, PAGE, etag=None, last_modified=None, now=NOW)
    find(memory, URL, now=NOW + timedelta(hours=1))

    assert not is_due(memory, NOW + timedelta(hours=2))


def test_validators_of_a_listing_are_those_last_seen(memory: sa.Engine) -> None:
    remember_listing(memory, "gazette", [], {"https://gazette.example/rss.xml": ("1", "Monday")}, NOW)
    remember_listing(memory, "gazette", [], {"https://gazette.example/rss.xml": ("2", None)}, NOW)

    assert listing_validators(memory, "gazette") == {"https://gazette.example/rss.xml": ("2", None)}


def test_a_page_is_changed_only_where_it_differs_from_the_one_before(memory: sa.Engine) -> None:
    find(memory, URL)

    def fetch(page_hash: str) -> bool:
        return remember_page(memory, replace(PAGE, page_hash=page_hash), etag=None, last_modified=None, now=NOW)

    assert [fetch(one) for one in ("hash-1", "hash-1", "hash-2", "hash-1")] == [True, False, True, True]


def test_a_conditional_request_is_made_with_what_the_last_answer_said(memory: sa.Engine) -> None:
    find(memory, URL)
    remember_page(memory, PAGE, etag='"1"', last_modified="Monday", now=NOW)
    (due,) = due_addresses(memory, "gazette", NOW + RECHECK_AFTER)

    assert (due.etag, due.last_modified, due.page_hash) == ('"1"', "Monday", "hash-1")


def test_an_unchanged_page_keeps_its_validators(memory: sa.Engine) -> None:
    find(memory, URL)
    remember_page(memory, PAGE, etag='"1"', last_modified="Monday", now=NOW)
    remember_unchanged(memory, URL, NOW + RECHECK_AFTER)
    (due,) = due_addresses(memory, "gazette", NOW + 2 * RECHECK_AFTER)

    assert (due.etag, due.last_modified, due.page_hash) == ('"1"', "Monday", "hash-1")


def test_a_kept_page_is_looked_at_again_daily_for_a_fortnight(memory: sa.Engine) -> None:
    find(memory, URL)
    now, looks = NOW, 0
    while is_due(memory, now):
        remember_page(memory, PAGE, etag=None, last_modified=None, now=now)
        assert not is_due(memory, now + RECHECK_AFTER - timedelta(seconds=1))
        now += RECHECK_AFTER
        looks += 1

    assert looks == RECHECK_FOR / RECHECK_AFTER + 1
    assert not is_due(memory, now + timedelta(days=365))


def test_pauses_after_failures_double_up_to_a_week(memory: sa.Engine) -> None:
    find(memory, URL)
    now, pauses = NOW, []
    for _ in range(14):
        remember_failed_fetch(memory, URL, "server_error", may_recover=True, now=now)
        with memory.connect() as connection:
            next_fetch = connection.execute(sa.select(addresses.c.next_fetch)).scalar_one()
        pauses.append(next_fetch - now)
        assert not is_due(memory, next_fetch - timedelta(seconds=1))
        assert is_due(memory, next_fetch)
        now = next_fetch

    assert pauses[:4] == [FIRST_RETRY_AFTER * factor for factor in (1, 2, 4, 8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_what_cannot_recover_waits_a_week(memory: sa.Engine) -> None:
    find(memory, URL)
    remember_failed_fetch(memory, URL, "gone", may_recover=False, now=NOW)

    assert not is_due(memory, NOW + LONGEST_PAUSE - timedelta(seconds=1))
    assert is_due(memory, NOW + LONGEST_PAUSE)


def test_a_page_that_came_after_all_forgets_the_failures(memory: sa.Engine) -> None:
    find(memory, URL)
    for _ in range(5):
        remember_failed_fetch(memory, URL, "server_error", may_recover=True, now=NOW)
    remember_page(memory, PAGE, etag=None, last_modified=None, now=NOW)
    remember_failed_fetch(memory, URL, "server_error", may_recover=True, now=NOW)

    assert is_due(memory, NOW + FIRST_RETRY_AFTER)


def test_how_a_source_fares_is_remembered(memory: sa.Engine) -> None:
    def state() -> tuple[object, ...]:
        with memory.connect() as connection:
            row = connection.execute(sa.select(source_states)).one()
        return row.last_checked, row.last_success, row.last_new_item, row.failures, row.last_error

    later, last = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    remember_source_success(memory, "gazette", new_items=3, now=NOW)
    assert state() == (NOW, NOW, NOW, 0, None)
    remember_source_failure(memory, "gazette", "no host", later)
    remember_source_failure(memory, "gazette", "no host", later)
    assert state() == (later, NOW, NOW, 2, "no host")
    remember_source_success(memory, "gazette", new_items=0, now=last)
    assert state() == (last, last, NOW, 0, None)


def test_a_crash_between_keeping_and_extracting_leaves_the_page_for_the_next_run(workshop: Workshop) -> None:
    page_hash = keep(workshop, URL, b"<p>kept</p>")
    workshop.memory.dispose()

    with open_workshop(workshop.settings) as next_run:
        (page,) = pages_to_extract(next_run.memory, 10)
        assert (page.url, page.page_hash, next_run.pages.get(page_hash)) == (URL, page_hash, b"<p>kept</p>")


def test_a_crash_before_the_page_is_written_down_leaves_its_address_due(workshop: Workshop, clock: Clock) -> None:
    find(workshop.memory, URL)
    workshop.pages.put(b"<p>kept</p>")

    assert is_due(workshop.memory, clock())
    assert pages_to_extract(workshop.memory, 10) == []


def test_pages_are_worked_off_in_the_order_they_came_and_ticked_off_once(workshop: Workshop, clock: Clock) -> None:
    for number in (2, 1, 3):
        keep(workshop, f"{URL}{number}", b"%d" % number)
    waiting = pages_to_extract(workshop.memory, 2)
    remember_article(workshop.memory, waiting[0], None, {}, clock())

    assert [page.url[-1] for page in waiting] == ["2", "1"]
    assert [page.url[-1] for page in pages_to_extract(workshop.memory, 10)] == ["1", "3"]


def test_an_article_and_its_facts_come_back_as_they_were_written(workshop: Workshop) -> None:
    tell(workshop, PRESS)

    assert read_table(workshop.memory, RATINGS).equals(PRESS.frames()["ratings"].sort("rating_id"))
    assert latest_articles(workshop.memory).equals(ARTICLES.frame([PRESS.article()]))
    assert articles_to_flag(workshop.memory) == [("press", 1)]


def test_an_article_is_written_with_its_facts_or_not_at_all(workshop: Workshop) -> None:
    keep(workshop, PRESS.article()["url"], b"body")
    (page,) = pages_to_extract(workshop.memory, 1)
    torn = {"ratings": PRESS.frames()["ratings"].with_columns(pl.lit(None, pl.String).alias("grade"))}

    with pytest.raises(sa.exc.IntegrityError):
        remember_article(workshop.memory, page, PRESS.article(), torn, workshop.clock())
    assert latest_version(workshop.memory, "press").version == 0
    assert pages_to_extract(workshop.memory, 1) == [page]


def test_facts_written_twice_are_there_once(workshop: Workshop) -> None:
    tell(workshop, PRESS, PRESS)

    assert read_table(workshop.memory, RATINGS).height == len(PRESS.facts)


def test_a_change_and_the_mails_it_owes_are_written_together_or_not_at_all(workshop: Workshop) -> None:
    tell(workshop, PRESS)
    flagged = ChangeLog().read(PRESS)
    nobody: Any = None
    owed = [Owed(flagged[0].row["change_id"], address) for address in ("ann@council.example", nobody)]

    with pytest.raises(sa.exc.IntegrityError):
        remember_changes(workshop.memory, flagged, owed, [("press", 1)], workshop.clock())
    assert known_changes(workshop.memory) == []
    assert unsent(workshop.memory, NOW) == {}
    assert articles_to_flag(workshop.memory) == [("press", 1)]


def test_a_change_gains_sources_and_keeps_when_it_was_detected(workshop: Workshop) -> None:
    log = ChangeLog()
    for told in (PRESS, COUNCIL):
        flagged = log.read(told)
        owed = [Owed(one.row["change_id"], "ann@council.example") for one in flagged if one.is_new]
        remember_changes(workshop.memory, flagged, owed, [], workshop.clock())
    (row,) = tables_now(workshop)["changes"].to_dicts()

    assert (row["n_sources"], row["article_ids"], row["best_source_kind"]) == (2, ["council", "press"], "council")
    assert row["effective"] == date(2021, 11, 30)
    assert len(unsent(workshop.memory, NOW)["ann@council.example"]) == 1


def test_a_mail_owed_twice_is_owed_once(workshop: Workshop) -> None:
    owed = [Owed("change-1", "ann@council.example")] * 2
    for _ in range(2):
        remember_changes(workshop.memory, [], owed, [], workshop.clock())

    with workshop.memory.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == 1


def test_two_workers_may_write_at_once(workshop: Workshop) -> None:
    def work(number: int) -> int:
        return find(workshop.memory, *(f"{URL}/{number % 2}/{place}" for place in range(20)))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(8))) == 40


def test_a_failure_is_one_row_a_run(workshop: Workshop) -> None:
    for run_id in ("run-1", "run-1", "run-2"):
        remember_failure(workshop.memory, run_id=run_id, step="watch", reason="gone", message="gone.", now=NOW, url=URL)

    assert [row.message for row in failures_of(workshop.memory, "run-1")] == ["gone."]


def test_a_run_has_its_numbers_at_its_end(workshop: Workshop) -> None:
    remember_run(workshop.memory, "run-1", NOW)
    remember_run(workshop.memory, "run-1", NOW + timedelta(hours=1))
    remember_run_end(workshop.memory, "run-1", {"articles": 3}, NOW)

    with workshop.memory.connect() as connection:
        row = connection.execute(sa.select(metadata.tables["runs"])).one()
    assert (row.started_at, row.finished_at, row.counts) == (NOW, NOW, {"articles": 3})


def test_every_table_of_facts_survives_the_memory(workshop: Workshop) -> None:
    tell(workshop, PRESS, COUNCIL, IN_2017)

    for table in FACT_TABLES:
        assert read_table(workshop.memory, table).schema == table.schema
