"""Every reader against a site of its kind, over real HTTP: first visit, nothing new, something new, backfill."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import cast, get_args
from urllib.parse import urlsplit

import pytest

from scrapers.entries import Found
from scrapers.errors import Gone, ScrapeError, ServerError, UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.source import ReaderName
from scrapers.window import Window
from tests.scrapers.sites.newsroom import TODAY, Newsroom
from tests.scrapers.web import Reply, serving

READERS = get_args(ReaderName)


@pytest.fixture(params=READERS)
def newsroom(request: pytest.FixtureRequest) -> Iterator[Newsroom]:
    """A site of each kind: the module of its name in tests/scrapers/sites says what it is."""
    kind = cast(type[Newsroom], import_module(f"tests.scrapers.sites.{request.param}").NEWSROOM)
    with serving(kind) as site:
        yield site


def visit(site: Newsroom, fetcher: Fetcher, before: Found | None = None, *, address: str | None = None) -> Found:
    known = {entry.url for entry in before.entries} if before else set()
    source = site.source()
    return find_entries(
        source.model_copy(update={"address": address}) if address else source,
        fetcher,
        today=TODAY,
        validators=before.validators if before else None,
        known=known.__contains__,
    )


def to_the_day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None


def asked_since(site: Newsroom, count: int) -> list[str]:
    return [asked.path for asked in site.asked[count:] if asked.path != "/robots.txt"]


def test_the_first_visit_finds_every_item_with_its_title_and_day(newsroom: Newsroom, fetcher: Fetcher) -> None:
    found = visit(newsroom, fetcher)

    told = {entry.url: (entry.title, to_the_day(entry.published)) for entry in found.entries}
    assert told == {newsroom.address_of(item): (item.title, to_the_day(item.published)) for item in newsroom.items}
    assert len(found.entries) == len(told)
    assert found.warnings == ()


def test_when_nothing_is_new_no_page_is_read_twice(newsroom: Newsroom, fetcher: Fetcher) -> None:
    first = visit(newsroom, fetcher)
    count = len(newsroom.asked)
    again = visit(newsroom, fetcher, first)

    later = newsroom.asked[count:]
    if newsroom.sends_validators:
        assert again.unchanged
        assert all("If-None-Match" in asked.headers for asked in later if asked.path != "/robots.txt")
    else:
        assert {entry.url for entry in again.entries} <= {entry.url for entry in first.entries}
    paths = asked_since(newsroom, count)
    assert len(paths) == len(set(paths)) <= count


def test_a_new_item_is_found_and_reading_ends_on_known_ground(newsroom: Newsroom, fetcher: Fetcher) -> None:
    first = visit(newsroom, fetcher)
    count = len(newsroom.asked)
    new = newsroom.publish("Inspectors were here", hours=5)
    again = visit(newsroom, fetcher, first)

    known = {entry.url for entry in first.entries}
    assert [entry.url for entry in again.entries if entry.url not in known] == [newsroom.address_of(new)]
    if newsroom.has_pages:
        assert len(asked_since(newsroom, count)) < count


def test_an_updated_item_says_when_it_changed(newsroom: Newsroom, fetcher: Fetcher) -> None:
    if not newsroom.tells_updates:
        pytest.skip("listings of this kind do not tell of updates")
    first = visit(newsroom, fetcher)
    changed = newsroom.update(newsroom.items[1], hours=6)
    again = visit(newsroom, fetcher, first)

    updated = {entry.url: entry.updated for entry in again.entries}
    assert updated[newsroom.address_of(changed)] == changed.updated


def test_a_backfill_finds_what_was_published_in_its_window_and_nothing_else(
    newsroom: Newsroom, fetcher: Fetcher
) -> None:
    first = visit(newsroom, fetcher)
    window = Window(TODAY - timedelta(days=20), TODAY - timedelta(days=15))
    known = {entry.url for entry in first.entries}
    found = find_entries(newsroom.source(), fetcher, today=TODAY, backfill=window, known=known.__contains__)

    expected = [item for item in newsroom.items if window.first <= item.published.date() <= window.last]
    assert {entry.url for entry in found.entries} == {newsroom.address_of(item) for item in expected}


def test_a_listing_that_has_moved_is_followed_and_said(newsroom: Newsroom, fetcher: Fetcher) -> None:
    plain = visit(newsroom, fetcher)
    address = urlsplit(newsroom.source().address).path
    newsroom.moved["/old-place"] = address
    found = visit(newsroom, fetcher, address=f"{newsroom.url}/old-place")

    assert {entry.url for entry in found.entries} == {entry.url for entry in plain.entries}
    assert any("/old-place" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(b"down", 500), ServerError),
        (Reply(b"not here", 404), Gone),
        (Reply(b"<html><body><h1>Welcome</h1><p>Nothing of the kind.</p></body></html>"), UnreadableListing),
    ],
    ids=["down", "gone", "no list"],
)
def test_a_site_that_is_down_gone_or_has_no_list_is_told_apart(
    newsroom: Newsroom, fetcher: Fetcher, reply: Reply, error: type[ScrapeError]
) -> None:
    newsroom.trouble = reply
    with pytest.raises(error):
        visit(newsroom, fetcher)
