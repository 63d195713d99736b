from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scrapers.entries import Found
from scrapers.errors import UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.readers.ofsted_list import list_address
from scrapers.window import Window
from tests.scrapers.sites.newsroom import NEWEST, TODAY
from tests.scrapers.sites.ofsted_list import FIRST_URN, OfstedList
from tests.scrapers.web import Reply, serving

AUTHORITIES = 153
OLD = NEWEST - timedelta(days=400)


@pytest.fixture
def ofsted() -> Iterator[OfstedList]:
    """The 153 authorities, three of them with a report of the last days."""
    with serving(OfstedList) as site:
        while len(site.items) < AUTHORITIES:
            site.publish("Children's services inspection", hours=-24 * 400)
        site.items = [item if 22 < item.number < 26 else replace(item, published=OLD) for item in site.items]
        yield site


def visit(site: OfstedList, fetcher: Fetcher, before: Found | None = None, **more: Any) -> Found:
    source = site.source(least_items=150, days_back=28)
    return find_entries(source, fetcher, today=TODAY, validators=before.validators if before else None, **more)


def lists(site: OfstedList) -> list[str]:
    return [path for path in site.paths() if path.startswith("/search")]


def page_of(site: OfstedList, number: int) -> str:
    return f"{site.url}/provider/44/{FIRST_URN + number}"


def test_the_whole_list_is_read_and_the_pages_of_late_reports_alone(ofsted: OfstedList, fetcher: Fetcher) -> None:
    found = visit(ofsted, fetcher)

    recent = [item for item in ofsted.items if item.published != OLD]
    assert [path.partition("&start=")[2] for path in lists(ofsted)] == ["0&rows=100", "100&rows=100"]
    assert len(ofsted.paths()) == 2 + 3
    assert {entry.url for entry in found.entries} == {ofsted.address_of(item) for item in recent}
    assert {entry.media for entry in found.entries} == {"pdf"}


def test_a_new_report_is_found_wherever_its_authority_stands(ofsted: OfstedList, fetcher: Fetcher) -> None:
    before = visit(ofsted, fetcher)
    last = next(item for item in ofsted.items if item.number == AUTHORITIES - 1)
    ofsted.items[ofsted.items.index(last)] = replace(last, published=NEWEST)
    after = visit(ofsted, fetcher, before)

    assert [entry.url for entry in after.entries] == [ofsted.address_of(last)]
    assert page_of(ofsted, last.number) in after.validators


def test_nothing_new_costs_the_parts_of_the_list(ofsted: OfstedList, fetcher: Fetcher) -> None:
    before = visit(ofsted, fetcher)
    count = len(ofsted.paths())
    assert visit(ofsted, fetcher, before).unchanged
    assert ofsted.paths()[count:] == lists(ofsted)[:2]


def test_a_backfill_finds_older_reports_of_authorities_with_newer_ones(ofsted: OfstedList, fetcher: Fetcher) -> None:
    ofsted.items = [item for item in ofsted.items if item.published != OLD]
    source = ofsted.source()
    found = find_entries(source, fetcher, today=TODAY, backfill=Window(date(2017, 1, 1), date(2017, 12, 31)))
    assert {entry.section for entry in found.entries} == {"Single inspection"}
    assert len(found.entries) == 3


def test_an_authority_that_fails_is_told_and_tried_again(ofsted: OfstedList, fetcher: Fetcher) -> None:
    missing = next(item for item in ofsted.items if item.number == 24)
    ofsted.gone.add(page_of(ofsted, 24).removeprefix(ofsted.url))
    first = visit(ofsted, fetcher)
    ofsted.gone.clear()
    again = visit(ofsted, fetcher, first)

    assert len(first.entries) == 2
    assert "answered 410" in first.warnings[0]
    assert [entry.url for entry in again.entries] == [ofsted.address_of(missing)]


def test_a_list_that_has_shrunk_is_a_failure(ofsted: OfstedList, fetcher: Fetcher) -> None:
    del ofsted.items[:10]
    with pytest.raises(UnreadableListing, match="lists 143 authorities where 150 or more are due"):
        visit(ofsted, fetcher)


def test_an_authority_without_a_day_is_looked_at(ofsted: OfstedList, fetcher: Fetcher) -> None:
    plain = f'<ul><li class="search-result"><h3><a href="{page_of(ofsted, 24)}">A</a></h3></li><li>No row</li></ul>'
    address = list_address(ofsted.source().address, 0).removeprefix(ofsted.url)
    ofsted.routes[address] = [Reply(plain.encode())]
    found = find_entries(ofsted.source(), fetcher, today=TODAY)
    assert len(found.entries) == 1


def test_the_parts_of_the_list_have_the_registers_query() -> None:
    address = list_address("https://a.example/search?q=&level_2_types%5B%5D=12&start=0&rows=160", 100)
    assert address == "https://a.example/search?q=&level_2_types%5B%5D=12&start=100&rows=100"
