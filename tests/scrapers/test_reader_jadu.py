from collections.abc import Iterator
from datetime import date

import pytest

from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from tests.scrapers.sites.jadu import Jadu
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import Site, make_source, serving

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>
<generator>Jadu CMS</generator><item><title>One &amp;amp; all</title><link>{}/news/article/1/one</link>
<pubDate>Tue, 06 Jul 2021 09:00:00 +0100</pubDate></item></channel></rss>"""


@pytest.fixture
def newsroom() -> Iterator[Jadu]:
    with serving(Jadu) as site:
        yield site


def test_pages_are_counted_from_one(newsroom: Jadu, fetcher: Fetcher) -> None:
    find_entries(newsroom.source(), fetcher, today=TODAY)
    assert newsroom.paths() == ["/news", "/news?page=2", "/news?page=3", "/news?page=4", "/news?page=5"]


def test_the_summary_is_not_the_date(newsroom: Jadu, fetcher: Fetcher) -> None:
    found = find_entries(newsroom.source(), fetcher, today=TODAY)
    assert {entry.summary for entry in found.entries} == {item.paragraphs[0] for item in newsroom.items}


def test_the_feed_is_read_where_the_address_is_its_own(site: Site, fetcher: Fetcher) -> None:
    source = make_source(site.serve("/rss/news", FEED.format(site.url)), reader="jadu")
    (entry,) = find_entries(source, fetcher, today=TODAY).entries
    assert entry.published is not None
    assert (entry.title, entry.published.isoformat()) == ("One & all", "2021-07-06T09:00:00+01:00")
    assert site.paths() == ["/rss/news"]


LISTING = """<article class="listing"><h2><a href="/news/article/1/one">One</a></h2>
<p class="listing__meta listing__meta--date">Published: 26th November 2021</p></article>"""
LIST = """<ul><li class="list__item"><article><a href="/news/article/1/one"><h2>One</h2></a>
<span class="meta meta--date">Published: 26 Nov 2021</span></article></li></ul>"""


@pytest.mark.parametrize("markup", [LISTING, LIST])
def test_both_forms_of_the_list_are_read(site: Site, fetcher: Fetcher, markup: str) -> None:
    source = make_source(site.serve("/news", markup), reader="jadu")
    (entry,) = find_entries(source, fetcher, today=TODAY).entries
    assert entry.published is not None
    assert (entry.title, entry.published.date()) == ("One", date(2021, 11, 26))
