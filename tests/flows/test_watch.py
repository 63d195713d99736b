"""Watching a source over real HTTP: what is fetched, what is passed over, what comes back and what goes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from flows.extract import extract_pages
from flows.memory.addresses import Found
from flows.memory.crawl import pages_to_extract, remember_listing
from flows.memory.layout import addresses, failures
from flows.watch import Watched, watch_source
from flows.workshop import Workshop
from scrapers.budget import UNLIMITED, Allowance
from scrapers.readers import find_entries
from tests.flows.conftest import Clock
from tests.flows.newsdesk import Newsdesk, fetching, states, watching
from tests.flows.press import standing
from tests.scrapers.sites.newsroom import NEWEST, TODAY
from tests.scrapers.web import serving
from transforms.candidates import candidate_rules
from transforms.tables import ARTICLES


@pytest.fixture
def site() -> Iterator[Newsdesk]:
    with serving(Newsdesk) as opened:
        yield opened


@pytest.fixture
def desk(workshop: Workshop, clock: Clock, site: Newsdesk) -> Workshop:
    clock.now = NEWEST + timedelta(hours=3)
    return watching(workshop, site.source())


def watch(desk: Workshop, allowance: Allowance = UNLIMITED) -> Watched:
    with fetching(allowance) as fetcher:
        return watch_source(desk, desk.register[0], fetcher)


def failures_of(desk: Workshop) -> list[str]:
    with desk.memory.connect() as connection:
        return list(connection.execute(sa.select(failures.c.reason)).scalars())


def change(desk: Workshop, **values: object) -> None:
    with desk.memory.begin() as connection:
        connection.execute(addresses.update().values(**values))


def test_only_what_may_matter_is_fetched_and_the_rest_remembered(desk: Workshop, site: Newsdesk) -> None:
    watched = watch(desk)

    assert (watched.found, watched.new, watched.passed_over, watched.kept) == (25, 25, 20, 5)
    assert site.asked_for() == site.relevant
    assert Counter(states(desk).values()) == {("passed_over", "off_topic"): 20, ("kept", None): 5}


def test_what_older_rules_passed_over_is_fetched_without_reading_listings_anew(desk: Workshop, site: Newsdesk) -> None:
    watch(desk)
    change(desk, state="passed_over", reason="of_no_interest", rules="older", next_fetch=None)
    site.asked_for()
    watched = watch(desk)

    assert (watched.found, watched.new) == (0, 0)
    assert set(site.asked_for()) == set(site.relevant)
    assert Counter(state for state, _ in states(desk).values()) == {"passed_over": 20, "kept": 5}
    with desk.memory.connect() as connection:
        assert set(connection.execute(sa.select(addresses.c.rules)).scalars()) == {None, candidate_rules()}


def test_a_title_that_now_speaks_of_the_matter_is_fetched(desk: Workshop, site: Newsdesk) -> None:
    watch(desk)
    site.asked_for()
    site.items[1] = replace(site.items[1], title="Council leader resigns over inspection")
    watched = watch(desk)

    assert (watched.new, watched.kept) == (0, 1)
    assert site.asked_for() == [f"/{site.items[1].slug}/"]


def test_a_page_is_read_where_machines_read_it_and_known_by_the_address_that_people_see(
    desk: Workshop, site: Newsdesk
) -> None:
    site.serve("/api/content/letter", "<h1>Ofsted's letter</h1><p>Inspectors were here last week and wrote this.</p>")
    letter = Found(f"{site.url}/letter", "Ofsted's letter", None, fetch_url=f"{site.url}/api/content/letter")
    remember_listing(desk.memory, "newsdesk", [letter], {}, desk.clock())
    watch(desk)

    assert "/api/content/letter" in site.asked_for()
    assert letter.url in {page.url for page in pages_to_extract(desk.memory, 100)}


def test_a_page_said_to_have_changed_is_fetched_at_any_age_and_others_are_left(
    desk: Workshop, site: Newsdesk, clock: Clock
) -> None:
    watch(desk)
    clock.forward(days=50)
    watch(desk)
    site.asked_for()
    item = site.item_at(site.relevant[2])
    assert item is not None
    site.told[item.slug] = ("Inspectors said on Tuesday that the text before was wrong in most of what it said.",)
    site.update(item, hours=24 * 50)
    watched = watch(desk)

    assert site.asked_for() == [f"/{item.slug}/"]
    assert watched.kept == 1


def test_what_a_run_has_no_bytes_for_is_left_to_the_next_without_a_failure(desk: Workshop, site: Newsdesk) -> None:
    with fetching() as fetcher:
        find_entries(desk.register[0], fetcher, today=TODAY)
    first = watch(desk, Allowance(source_bytes=site.size_of_listing() + 1))

    assert (first.kept, first.left) == (1, 4)
    assert (first.failed, failures_of(desk)) == (0, [])
    assert Counter(state for state, _ in states(desk).values()) == {
        "passed_over": 20,
        "kept": 1,
        "new": 4,
    }
    assert watch(desk).kept == 4


def test_a_page_taken_away_keeps_its_article_and_is_not_asked_for_for_ever(
    desk: Workshop, site: Newsdesk, clock: Clock
) -> None:
    watch(desk)
    extract_pages(desk)
    gone = site.relevant[0]
    site.gone.add(gone)
    site.asked_for()
    watched = []
    for _ in range(5):
        clock.forward(days=7)
        watched.append(watch(desk))

    assert sum(one.gone for one in watched) == site.asked_for().count(gone) == 3
    assert (states(desk)[gone], failures_of(desk)) == (("kept", "gone"), [])
    assert f"{site.url}{gone}" in {article["url"] for article in standing(desk, ARTICLES)}


def test_a_link_that_leads_nowhere_is_a_failure_until_nobody_asks_for_it(
    desk: Workshop, site: Newsdesk, clock: Clock
) -> None:
    site.gone.add(site.relevant[0])
    failed = 0
    for _ in range(5):
        failed += watch(desk).failed
        clock.forward(days=7)

    assert (failed, failures_of(desk)) == (3, ["gone"])
    assert states(desk)[site.relevant[0]] == ("failed", "gone")


def test_an_unreadable_listing_is_one_failure_and_what_is_due_is_fetched_all_the_same(
    desk: Workshop, site: Newsdesk
) -> None:
    remember_listing(desk.memory, "newsdesk", [Found(f"{site.url}/item-20/", "Ofsted", None)], {}, desk.clock())
    site.serve("/wp-json/wp/v2/posts?per_page=50&page=1", "broken")
    site.moved["/wp-json"] = "/nowhere"
    watched = watch(desk)

    assert (watched.found, watched.failed, watched.kept) == (0, 1, 1)
    assert len(failures_of(desk)) == 1
