from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from flows.memory.addresses import Choice, Found, decide_again
from flows.memory.claims import claim_pages
from flows.memory.crawl import (
    FIRST_RETRY_AFTER,
    LONGEST_PAUSE,
    LOOKS_AT_GONE,
    RECHECK_AFTER,
    RECHECK_FOR,
    KeptPage,
    due_addresses,
    is_known,
    listing_validators,
    newest_pages,
    remember_failed_fetch,
    remember_gone,
    remember_listing,
    remember_page,
    remember_unchanged,
)
from flows.memory.engine import open_memory
from flows.memory.facts import remember_article
from flows.memory.layout import addresses
from flows.workshop import Workshop, open_workshop
from tests.flows.conftest import Clock
from tests.flows.press import keep, waiting

URL = "https://gazette.example/1"
NOW = datetime(2021, 11, 29, 9, tzinfo=UTC)
PAGE = KeptPage(URL, "hash-1", "gazette", "text/html", NOW, None)


def find(memory: sa.Engine, *urls: str, now: datetime = NOW) -> int:
    return remember_listing(memory, "gazette", [Found(url, None, None) for url in urls], {}, now).new


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


def test_old_news_is_not_looked_at_again(memory: sa.Engine) -> None:
    remember_listing(memory, "gazette", [Found(URL, None, NOW - RECHECK_FOR)], {}, NOW)
    remember_page(memory, PAGE, etag=None, last_modified=None, now=NOW)

    assert not is_due(memory, NOW + timedelta(days=365))


def test_the_latest_news_is_fetched_first(memory: sa.Engine) -> None:
    days = {f"{URL}/{day}": NOW - timedelta(days=day) for day in (3, 900, 1)}
    remember_listing(memory, "gazette", [Found(url, None, published) for url, published in days.items()], {}, NOW)

    assert [due.url[-2:] for due in due_addresses(memory, "gazette", NOW)] == ["/1", "/3", "00"]


def kept_and_listed_again(memory: sa.Engine, before: Found, after: Found) -> bool:
    """Whether a page kept long ago is due once its listing shows it otherwise."""
    long_after = NOW + timedelta(days=400)
    remember_listing(memory, "gazette", [before], {}, NOW)
    remember_page(memory, PAGE, etag='"1"', last_modified=None, now=NOW)
    remember_unchanged(memory, URL, NOW + RECHECK_FOR)
    assert not is_due(memory, long_after)
    remember_listing(memory, "gazette", [after], {}, long_after)
    return is_due(memory, long_after)


PLAIN = Found(URL, "Rated good", NOW)
A_YEAR_LATER = NOW + timedelta(days=399)


@pytest.mark.parametrize(
    ("before", "after", "again"),
    [
        (NOW, A_YEAR_LATER, True),
        (None, A_YEAR_LATER, True),
        (NOW, NOW, False),
        (A_YEAR_LATER, NOW, False),
        (A_YEAR_LATER, None, False),
        (None, NOW, False),
    ],
    ids=["later", "told for the first time", "the same", "earlier", "told no more", "before it was fetched"],
)
def test_a_page_that_its_source_says_has_changed_is_due_at_any_age(
    memory: sa.Engine, before: datetime | None, after: datetime | None, again: bool
) -> None:
    assert kept_and_listed_again(memory, replace(PLAIN, updated=before), replace(PLAIN, updated=after)) == again


def test_a_page_read_elsewhere_from_now_on_is_asked_for_without_condition(memory: sa.Engine) -> None:
    later = replace(PLAIN, fetch_url="https://gazette.example/api/1", updated=A_YEAR_LATER)
    assert kept_and_listed_again(memory, PLAIN, later)
    (due,) = due_addresses(memory, "gazette", A_YEAR_LATER + RECHECK_AFTER)

    assert (due.url, due.fetch_url, due.etag) == (URL, later.fetch_url, None)


ONLY_GRADES = Choice("first rules", lambda found: None if "rated" in (found.title or "").casefold() else "off_topic")
EVERYTHING = Choice("second rules", lambda _: None)
NOTHING = Choice("third rules", lambda _: "nothing_matters")
ROADS = Found(URL, "Roads", NOW)


def state_of(memory: sa.Engine) -> tuple[str, str | None, str | None]:
    with memory.connect() as connection:
        row = connection.execute(sa.select(addresses).where(addresses.c.url == URL)).one()
    return row.state, row.reason, row.rules


def test_what_is_passed_over_is_remembered_with_its_reason_and_the_rules(memory: sa.Engine) -> None:
    remembered = remember_listing(memory, "gazette", [ROADS, replace(PLAIN, url=f"{URL}2")], {}, NOW, ONLY_GRADES)

    assert (remembered.new, remembered.passed_over) == (2, 1)
    assert state_of(memory) == ("passed_over", "off_topic", "first rules")
    assert is_known(memory, URL)
    assert not is_due(memory, NOW + timedelta(days=365))


def test_other_rules_decide_again_on_what_was_passed_over(memory: sa.Engine) -> None:
    remember_listing(memory, "gazette", [ROADS], {}, NOW, ONLY_GRADES)

    assert decide_again(memory, "gazette", ONLY_GRADES, NOW) == 0
    assert decide_again(memory, "gazette", NOTHING, NOW) == 0
    assert state_of(memory) == ("passed_over", "nothing_matters", "third rules")
    assert decide_again(memory, "other", EVERYTHING, NOW) == 0
    assert decide_again(memory, "gazette", EVERYTHING, NOW) == 1
    assert state_of(memory) == ("new", None, None)
    assert is_due(memory, NOW)


def test_any_number_of_addresses_is_decided_on_again(memory: sa.Engine) -> None:
    found = [replace(ROADS, url=f"{URL}/{number}") for number in range(1200)]
    remember_listing(memory, "gazette", found, {}, NOW, ONLY_GRADES)

    assert decide_again(memory, "gazette", EVERYTHING, NOW) == 1200


@pytest.mark.parametrize(
    "told_anew",
    [replace(ROADS, title="Roads rated good"), replace(ROADS, summary="Rated good"), replace(ROADS, section="Ratings")],
    ids=["title", "summary", "section"],
)
def test_what_its_source_tells_otherwise_is_decided_on_again(memory: sa.Engine, told_anew: Found) -> None:
    def why_not(found: Found) -> str | None:
        return None if "rat" in f"{found.title} {found.summary} {found.section}".casefold() else "off_topic"

    choice = Choice("rules", why_not)
    remember_listing(memory, "gazette", [ROADS], {}, NOW, choice)
    again = remember_listing(memory, "gazette", [told_anew], {}, NOW, choice)

    assert again.new == 0
    assert state_of(memory)[0] == "new"


def test_a_source_that_says_less_takes_nothing_back(memory: sa.Engine) -> None:
    remember_listing(memory, "gazette", [replace(PLAIN, summary="Rated good")], {}, NOW)
    remember_listing(memory, "gazette", [Found(URL, None, None)], {}, NOW)
    with memory.connect() as connection:
        row = connection.execute(sa.select(addresses)).one()

    assert (row.title, row.summary, row.published) == ("Rated good", "Rated good", NOW)


def test_a_source_that_would_fetch_what_another_passed_over_does(memory: sa.Engine) -> None:
    remember_listing(memory, "gazette", [ROADS], {}, NOW, ONLY_GRADES)
    remember_listing(memory, "inspectorate", [ROADS], {}, NOW, EVERYTHING)

    assert [due.url for due in due_addresses(memory, "inspectorate", NOW)] == [URL]
    assert due_addresses(memory, "gazette", NOW) == []


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


@pytest.mark.parametrize("was_kept", [True, False])
def test_a_page_that_is_gone_is_looked_for_some_times_and_then_left(memory: sa.Engine, was_kept: bool) -> None:
    find(memory, URL)
    if was_kept:
        remember_page(memory, PAGE, etag=None, last_modified=None, now=NOW)
    now, looks = NOW + RECHECK_AFTER, 0
    while is_due(memory, now):
        assert remember_gone(memory, URL, "gone", now) == was_kept
        assert state_of(memory)[:2] == ("kept" if was_kept else "failed", "gone")
        now += LONGEST_PAUSE
        looks += 1

    assert looks == LOOKS_AT_GONE
    assert not is_due(memory, now + timedelta(days=3650))
    assert len(waiting(memory)) == was_kept


def test_a_page_that_came_after_all_forgets_the_failures(memory: sa.Engine) -> None:
    find(memory, URL)
    for _ in range(5):
        remember_failed_fetch(memory, URL, "server_error", may_recover=True, now=NOW)
    remember_page(memory, PAGE, etag=None, last_modified=None, now=NOW)
    remember_failed_fetch(memory, URL, "server_error", may_recover=True, now=NOW)

    assert is_due(memory, NOW + FIRST_RETRY_AFTER)


def test_a_crash_between_keeping_and_extracting_leaves_the_page_for_the_next_run(workshop: Workshop) -> None:
    page_hash = keep(workshop, URL, b"<p>kept</p>")
    workshop.memory.dispose()

    with open_workshop(workshop.settings) as next_run:
        (page,) = waiting(next_run.memory)
        assert (page.url, page.page_hash, next_run.pages.get(page_hash)) == (URL, page_hash, b"<p>kept</p>")


def test_a_crash_before_the_page_is_written_down_leaves_its_address_due(workshop: Workshop, clock: Clock) -> None:
    find(workshop.memory, URL)
    workshop.pages.put(b"<p>kept</p>")

    assert is_due(workshop.memory, clock())
    assert waiting(workshop.memory) == []


def test_pages_are_worked_off_in_the_order_they_came_and_ticked_off_once(workshop: Workshop, clock: Clock) -> None:
    for number in (2, 1, 3):
        keep(workshop, f"{URL}{number}", b"%d" % number)
    claimed = claim_pages(workshop.memory, 2, clock())
    remember_article(workshop.memory, claimed[0], None, clock())

    assert [page.url[-1] for page in claimed] == ["2", "1"]
    assert [page.url[-1] for page in waiting(workshop.memory)] == ["1", "3"]


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
    first, second, third = waiting(workshop.memory)
    for page in (first, second):
        remember_article(workshop.memory, page, None, clock())
    assert newest_pages(workshop.memory) == [second]

    remember_article(workshop.memory, third, None, clock())
    assert newest_pages(workshop.memory) == [third]
