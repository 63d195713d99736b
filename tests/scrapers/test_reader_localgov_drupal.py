from collections.abc import Iterator
from datetime import date

import pytest

from scrapers.errors import UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from tests.scrapers.sites.localgov_drupal import LocalGovDrupal
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import Reply, Site, make_source, serving

OLD_TEASER = """<article class="teaser teaser--localgov-news-article node node--type-localgov-news-article
node--view-mode-teaser"><div class="teaser__content node__content"><h3 class="teaser__title"><a href="/news/2021/one">
One</a></h3><div class="teaser__body"><p>In short.</p></div><div class="teaser__metadata">
<time datetime="2021-11-26" class="teaser__metadata-item">26 November 2021</time></div></div></article>"""


@pytest.fixture
def newsroom() -> Iterator[LocalGovDrupal]:
    with serving(LocalGovDrupal) as site:
        yield site


def test_the_teasers_of_the_module_itself_are_read_too(site: Site, fetcher: Fetcher) -> None:
    source = make_source(site.serve("/news", OLD_TEASER), reader="localgov_drupal")
    (entry,) = find_entries(source, fetcher, today=date(2021, 12, 1)).entries
    assert (entry.url, entry.title, entry.summary) == (f"{site.url}/news/2021/one", "One", "In short.")
    assert entry.published is not None
    assert entry.published.date() == date(2021, 11, 26)


def test_a_featured_item_that_is_known_does_not_end_the_reading(newsroom: LocalGovDrupal, fetcher: Fetcher) -> None:
    featured = newsroom.address_of(newsroom.items[-1])
    found = find_entries(newsroom.source(), fetcher, today=TODAY, known=featured.__eq__)
    assert len(found.entries) == len(newsroom.items)
    assert newsroom.paths() == ["/news", "/news?page=1", "/news?page=2", "/news?page=3"]


def test_the_filter_of_the_address_stays_when_pages_are_turned(newsroom: LocalGovDrupal, fetcher: Fetcher) -> None:
    source = newsroom.source().model_copy(update={"address": f"{newsroom.url}/news?category=All&page=0"})
    find_entries(source, fetcher, today=TODAY)
    assert newsroom.paths()[1] == "/news?category=All&page=1"


def test_a_page_that_is_gone_ends_the_list(newsroom: LocalGovDrupal, fetcher: Fetcher) -> None:
    newsroom.serve("/news?page=2", Reply(b"", 410))
    found = find_entries(newsroom.source(), fetcher, today=TODAY)
    assert len(found.entries) == 23


@pytest.mark.parametrize("path", ["/news/1234/feed.rss", "/news/rss.xml", "/rss.xml", "/news/feed"])
def test_an_address_of_a_feed_is_read_as_one(site: Site, fetcher: Fetcher, path: str) -> None:
    item = "<item><title>One</title><link>/news/2021/one</link></item>"
    url = site.serve(path, f"<rss version='2.0'><channel>{item}</channel></rss>")
    (entry,) = find_entries(make_source(url, reader="localgov_drupal"), fetcher, today=TODAY).entries
    assert entry.title == "One"


def test_selectors_of_the_register_come_before_the_usual_ones(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/news", '<div class="views-row"><h4><a href="/one">One</a></h4><b>1/2/2021</b></div>')
    own = {"item": ".views-row", "link": "h4 a", "title": "h4", "date": "b"}
    (entry,) = find_entries(make_source(url, reader="localgov_drupal", selectors=own), fetcher, today=TODAY).entries
    assert entry.published is not None
    assert (entry.title, entry.published.date()) == ("One", date(2021, 2, 1))
    with pytest.raises(UnreadableListing, match="lists 0 items"):
        find_entries(make_source(url, reader="localgov_drupal"), fetcher, today=TODAY)
