from collections.abc import Iterator
from datetime import date

import pytest

from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from tests.scrapers.sites.goss import NEWS, SORTED, Goss
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.web import Site, make_source, serving

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>One</title><id>1</id>
<link href="/article/1/One"/><updated>2021-07-06T09:00:00+01:00</updated></entry></feed>"""


@pytest.fixture
def newsroom() -> Iterator[Goss]:
    with serving(Goss) as site:
        yield site


def test_pages_are_turned_within_the_order_of_the_address(newsroom: Goss, fetcher: Fetcher) -> None:
    find_entries(newsroom.source(), fetcher, today=TODAY)
    assert newsroom.paths() == [SORTED, f"{SORTED}&p=2", f"{SORTED}&p=3", f"{SORTED}&p=4"]


def test_a_search_for_everything_is_a_list_too(newsroom: Goss, fetcher: Fetcher) -> None:
    source = newsroom.source().model_copy(update={"address": f"{newsroom.url}{NEWS}?q=*&p=1"})
    assert len(find_entries(source, fetcher, today=TODAY).entries) == len(newsroom.items)
    assert newsroom.paths()[1] == f"{NEWS}?q=*&p=2"


@pytest.mark.parametrize(
    "path", ["/article/19215/News-RSS", "/news?rss=true", "/latestnews?rss=True", "/custom/feed.ashx?articleid=12"]
)
def test_a_feed_that_tells_of_updates_only_is_read(site: Site, fetcher: Fetcher, path: str) -> None:
    (entry,) = find_entries(make_source(site.serve(path, ATOM), reader="goss"), fetcher, today=TODAY).entries
    assert entry.published == entry.updated
    assert entry.published is not None
    assert entry.published.isoformat() == "2021-07-06T09:00:00+01:00"


HUB = """<div class="newshub__otheritem newshub__otheritem--fullwidth"><a href="/article/1/One">
<span class="searchresults__itemtitle">One</span></a><p class="searchresults__itemurl">26 November 2021</p></div>"""
BLOCKS = """<div class="grid__cell grid__cell--news"><div><div class="pa-block__details"><div class="pa-block__title">
<a href="/article/1/One">One</a></div><div class="pa-block__info">25/11/2021</div></div></div></div>"""
GRID = """<div class="item item--article"><div class="item__content"><div class="item__title">
<a class="item__link" href="/article/1/One">One</a></div><time>24 Nov 2021</time></div></div>"""
BARE = """<div class="item item--article"><a class="item__link" href="/article/1/One">One</a>
<time>23/11/21</time></div>"""

PICTURE = """<div class="item"><a href="/article/1/One"><img src="/a.jpg" alt=""></a>
<a href="/article/1/One"><span>One</span></a><time>22/11/2021</time></div>"""


@pytest.mark.parametrize(("markup", "day"), [(HUB, 26), (BLOCKS, 25), (GRID, 24), (BARE, 23), (PICTURE, 22)])
def test_the_forms_of_the_list_are_read_once_each(site: Site, fetcher: Fetcher, markup: str, day: int) -> None:
    source = make_source(site.serve("/news", markup), reader="goss")
    (entry,) = find_entries(source, fetcher, today=TODAY).entries
    assert entry.published is not None
    assert (entry.title, entry.published.date()) == ("One", date(2021, 11, day))
