"""Watching a source over real HTTP: what is fetched, what is passed over, what comes back and what goes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from flows.extract import extract_pages
from flows.memory.addresses import COME_BACK, Found
from flows.memory.crawl import remember_listing
from flows.memory.layout import addresses, failures
from flows.watch import Watched, watch_source
from flows.workshop import Workshop
from scrapers.budget import UNLIMITED, Allowance
from scrapers.readers import find_entries
from tests.flows.conftest import Clock
from tests.flows.newsdesk import RATED, Newsdesk, fetching, states, watching
from tests.flows.press import standing, waiting
from tests.scrapers.sites.govuk import GovUk
from tests.scrapers.sites.newsroom import NEWEST, TODAY, Item
from tests.scrapers.web import serving
from transforms.candidates import candidate_rules
from transforms.tables import ARTICLES


class WithLetters(GovUk):
    """GOV.UK where a letter is attached to every page."""

    def _content_item(self, item: Item) -> dict[str, Any]:
        told = super()._content_item(item)
        letter = {
            "attachment_type": "html",
            "title": f"Letter on {item.title}",
            "url": f"{told['base_path']}/letter",
        }
        return told | {"details": told["details"] | {"attachments": [letter]}}


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
    assert letter.url in {page.url for page in waiting(desk.memory)}


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

    assert (failed, failures_of(desk)) == (3, ["gone"] * 3)
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


def test_an_archive_that_a_redesign_gives_new_addresses_and_days_is_no_news(
    desk: Workshop, clock: Clock, site: Newsdesk
) -> None:
    watch(desk)
    site.asked.clear()
    rebuilt = NEWEST + timedelta(hours=30)
    site.items = [replace(item, number=item.number + 100, published=rebuilt) for item in site.items]
    new = site.publish(RATED, hours=31)
    clock.now = NEWEST + timedelta(hours=33)
    watched = watch(desk)

    assert f"/{new.slug}/" in site.asked_for()
    assert (watched.new, watched.kept) == (26, 1)
    come_back = [path for path, state in states(desk).items() if state == ("passed_over", COME_BACK)]
    assert {f"/item-{number}/" for number in range(105, 126, 5)} <= set(come_back)


def test_what_is_attached_to_a_publication_is_fetched_at_the_next_pass(workshop: Workshop, clock: Clock) -> None:
    clock.now = NEWEST + timedelta(hours=3)
    with serving(WithLetters) as site:
        desk = watching(workshop, site.source(source_kind="government"))
        watch(desk)
        site.asked.clear()
        watch(desk)
        asked = {path for path in site.paths() if path.endswith("/letter")}

    assert asked == {f"/api/content/government/news/{item.slug}/letter" for item in site.items}


def test_a_flaw_that_lasts_is_told_once_a_week(desk: Workshop, clock: Clock, site: Newsdesk) -> None:
    site.moved["/old-place"] = "/wp-json/wp/v2/posts"
    desk = watching(desk, site.source().model_copy(update={"address": f"{site.url}/old-place"}))
    told = []
    for days in (0, 3, 3, 3):
        clock.now += timedelta(days=days)
        site.publish(f"News of day {days}", hours=4)
        told.append(watch(replace(desk, run_id=f"run-{clock.now}")).failed)

    assert told == [1, 0, 0, 1]
