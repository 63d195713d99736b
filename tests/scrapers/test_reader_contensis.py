from collections.abc import Iterator
from datetime import date

import pytest

from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from tests.scrapers.sites.contensis import NEWS, TURN, Contensis
from tests.scrapers.sites.newsroom import AWKWARD, TODAY
from tests.scrapers.web import Site, make_source, serving

ROW = '<a href="{}/News/one.aspx">One</a>'


@pytest.fixture
def newsroom() -> Iterator[Contensis]:
    with serving(Contensis) as site:
        yield site


def test_the_list_of_news_is_turned_by_the_name_of_its_control(newsroom: Contensis, fetcher: Fetcher) -> None:
    find_entries(newsroom.source(), fetcher, today=TODAY)
    assert newsroom.paths() == [NEWS, f"{NEWS}?{TURN}=2", f"{NEWS}?{TURN}=3", f"{NEWS}?{TURN}=4"]


def test_letters_of_windows_1252_are_read(newsroom: Contensis, fetcher: Fetcher) -> None:
    found = find_entries(newsroom.source(), fetcher, today=TODAY)
    assert f"{AWKWARD} 25" in {entry.title for entry in found.entries}


def test_a_list_without_links_to_others_is_one_page(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/News/News.aspx", f'<ul class="sys_itemslist"><li>{ROW.format("")}</li></ul>')
    assert len(find_entries(make_source(url, reader="contensis"), fetcher, today=TODAY).entries) == 1
    assert site.paths() == ["/News/News.aspx"]


def test_the_address_of_pages_in_the_register_comes_first(newsroom: Contensis, fetcher: Fetcher) -> None:
    pages = f"{newsroom.url}{NEWS}?{TURN}={{page}}&year=All"
    find_entries(newsroom.source(page_address=pages), fetcher, today=TODAY)
    assert newsroom.paths()[1] == f"{NEWS}?{TURN}=2&year=All"


POSTED = """<ul class="sys_itemslist"><li><h3>{}</h3>
<div class="sys_news-posted-date">Posted on 26 November 2021</div></li></ul>"""
NUMBERS = """<div class="sys_itemslist"><div class="sys_subitem">
<h3 class="sys_subitem-heading sys_news-subheading">{}</h3>
<dl><dd class="sys_news-datepublished">6/7/2021</dd></dl></div></div>"""
NESTED = """<ul class="sys_itemslist"><li><div class="sys_subitem"><h5>{}</h5>
<dl><dd class="sys_news-datepublished">Friday, 26 November 2021</dd></dl></div></li></ul>"""


@pytest.mark.parametrize(
    ("markup", "day"), [(POSTED, date(2021, 11, 26)), (NUMBERS, date(2021, 7, 6)), (NESTED, date(2021, 11, 26))]
)
def test_the_forms_of_the_list_are_read_once_each(site: Site, fetcher: Fetcher, markup: str, day: date) -> None:
    source = make_source(site.serve("/News/News.aspx", markup.format(ROW.format(""))), reader="contensis")
    (entry,) = find_entries(source, fetcher, today=TODAY).entries
    assert entry.published is not None
    assert (entry.title, entry.published.date()) == ("One", day)


def test_a_feed_is_read_where_the_address_asks_for_one(site: Site, fetcher: Fetcher) -> None:
    body = "<rss version='2.0'><channel><item><title>One</title><link>/News/one.aspx</link></item></channel></rss>"
    url = site.serve("/News/News.aspx?SyndicationType=1", body)
    (entry,) = find_entries(make_source(url, reader="contensis"), fetcher, today=TODAY).entries
    assert entry.url == f"{site.url}/News/one.aspx"
