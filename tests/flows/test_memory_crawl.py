from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa

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
    newest_pages,
    pages_to_extract,
    remember_failed_fetch,
    remember_listing,
    remember_page,
    remember_source_failure,
    remember_source_success,
    remember_unchanged,
)
from flows.memory.engine import open_memory
from flows.memory.facts import remember_article
from flows.memory.layout import addresses, source_states
from flows.workshop import Workshop, open_workshop
from tests.flows.conftest import Clock
from tests.flows.press import keep

URL = "https://gazette.example/1"
NOW = datetime(2021, 11, 29, 9, tzinfo=UTC)
PAGE = KeptPage(URL, "hash-1", "gazette", "text/html", NOW, None)


def find(memory: sa.Engine, *urls: str, now: datetime = NOW) -> int:
    return remember_listing(memory, "gazette", [Found(url, None, None) for url in urls], {}, now)


def is_due(memory: sa.Engine, now: datetime) -> bool:
    return URL in [due.url for due in due_addresses(memory, "gazette", now)]


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
    remember_article(workshop.memory, waiting[0], None, clock())

    assert [page.url[-1] for page in waiting] == ["2", "1"]
    assert [page.url[-1] for page in pages_to_extract(workshop.memory, 10)] == ["1", "3"]


def test_two_workers_may_write_at_once(workshop: Workshop) -> None:
    def work(number: int) -> int:
        return find(workshop.memory, *(f"{URL}/{number % 2}/{place}" for place in range(20)))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(8))) == 40


def test_opening_again_keeps_what_is_there(memory: sa.Engine) -> None:
    find(memory, URL)
    again = open_memory(str(memory.url))

    assert is_known(again, URL)
    again.dispose()


def test_the_newest_page_of_an_address_is_the_last_that_was_extracted(workshop: Workshop, clock: Clock) -> None:
    for body in (b"first", b"second", b"third"):
        keep(workshop, URL, body)
        clock.forward(hours=1)
    *_, third = waiting = pages_to_extract(workshop.memory, 10)
    for page in waiting[:2]:
        remember_article(workshop.memory, page, None, clock())
    assert newest_pages(workshop.memory) == [waiting[1]]

    remember_article(workshop.memory, third, None, clock())
    assert newest_pages(workshop.memory) == [third]
