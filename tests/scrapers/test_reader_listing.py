from datetime import date

import pytest

from scrapers.entries import Entry
from scrapers.errors import UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.source import Source
from tests.scrapers.web import Reply, Site, make_source

TODAY = date(2021, 12, 1)
SELECTORS = {"item": "article.teaser", "link": "h3 a", "date": "time"}
PAGE = """<!doctype html><title>News</title><nav><a href="/">Home</a></nav>
<article class="teaser"><h3><a href="/news/2021/one?utm_source=list">Review&nbsp;of
 care</a></h3><time datetime="2021-11-26">26 Nov</time></article>
<article class="teaser"><h3><a href="two.pdf">Two</a></h3><time>25 November 2021</time></article>"""


def listing(address: str, **selectors: str) -> Source:
    return make_source(address, reader="listing", selectors=SELECTORS | selectors)


def listing_with_pages(address: str, page_address: str, second_page: int = 2) -> Source:
    return listing(address).model_copy(update={"page_address": page_address, "second_page": second_page})


def cards(*numbers: int) -> str:
    return "".join(
        f'<article class="teaser"><h3><a href="/news/{number}">News {number}</a></h3>'
        "<time>26 November 2021</time></article>"
        for number in numbers
    )


def test_a_listing_gives_its_items(site: Site, fetcher: Fetcher) -> None:
    first, second = find_entries(listing(site.serve("/news/", PAGE)), fetcher, today=TODAY).entries
    assert first.published is not None
    assert first == Entry(f"{site.url}/news/2021/one", "Review of care", first.published)
    assert first.published.date() == date(2021, 11, 26)
    assert second.published is not None
    assert (second.url, second.media, second.published.date()) == (
        f"{site.url}/news/two.pdf",
        "pdf",
        date(2021, 11, 25),
    )


def test_items_may_be_the_links_and_titles_stand_elsewhere(site: Site, fetcher: Fetcher) -> None:
    body = '<a class="card" href="/x"><h2>Title</h2><p>11/10/2021</p></a><a class="card" href="/y"><h2>Other</h2></a>'
    url = site.serve("/news", body)
    source = make_source(
        url, reader="listing", date_order="mdy", selectors={"item": "a.card", "title": "h2", "date": "p"}
    )
    first, second = find_entries(source, fetcher, today=TODAY).entries
    assert (first.title, second.title) == ("Title", "Other")
    assert first.published is not None
    assert first.published.date() == date(2021, 11, 10)
    assert second.published is None


def test_an_unchanged_listing_is_read_once(site: Site, fetcher: Fetcher) -> None:
    source = listing(site.serve("/news", PAGE, Last_Modified="x", ETag='"1"'))
    first = find_entries(source, fetcher, today=TODAY)
    assert find_entries(source, fetcher, today=TODAY, validators=first.validators).unchanged


def test_words_in_windows_1252_are_read_though_nobody_says_so(site: Site, fetcher: Fetcher) -> None:
    body = PAGE.replace("Two", "\u201cBad\u201d caf\xe9").encode("windows-1252")
    _, second = find_entries(listing(site.serve("/news", Reply(body))), fetcher, today=TODAY).entries
    assert second.title == "\u201cBad\u201d caf\xe9"


@pytest.mark.parametrize(
    ("selectors", "words"),
    [
        ({"item": ".gone"}, r"lists 0 items \(\.gone\)"),
        ({"link": "h4 a"}, "'h4 a' finds nothing"),
        ({"title": ".headline"}, "'.headline' finds nothing"),
    ],
)
def test_a_selector_that_finds_nothing_is_a_failure(
    site: Site, fetcher: Fetcher, selectors: dict[str, str], words: str
) -> None:
    with pytest.raises(UnreadableListing, match=words):
        find_entries(listing(site.serve("/news", PAGE), **selectors), fetcher, today=TODAY)


def test_an_item_without_a_link_is_told(site: Site, fetcher: Fetcher) -> None:
    body = PAGE + '<article class="teaser"><h3>No link</h3></article>'
    found = find_entries(listing(site.serve("/news", body)), fetcher, today=TODAY)
    assert len(found.entries) == 2
    assert found.warnings == (f"{site.url}/news has 1 of 3 items without a link.",)


@pytest.mark.parametrize("body", ["just words", "%PDF-1.4", " "])
def test_what_is_no_page_is_a_failure(site: Site, fetcher: Fetcher, body: str) -> None:
    with pytest.raises(UnreadableListing):
        find_entries(listing(site.serve("/news", body)), fetcher, today=TODAY)


@pytest.mark.parametrize("machine", ["", "26 Nov", "2021-11-26", "Fri, 26 Nov 2021 00:00:00 +0000"])
def test_a_date_is_read_from_the_attribute_or_the_text(site: Site, fetcher: Fetcher, machine: str) -> None:
    url = site.serve("/news", cards(1).replace("<time>", f'<time datetime="{machine}">'))
    found = find_entries(listing(url), fetcher, today=TODAY)
    (entry,) = found.entries
    assert entry.published is not None
    assert (entry.published.date(), found.warnings) == (date(2021, 11, 26), ())


def test_summary_and_section_are_read(site: Site, fetcher: Fetcher) -> None:
    body = cards(1).replace("</h3>", "</h3><p class=tag>Families</p><p class=lead>In  <b>short</b>.</p>")
    source = listing(site.serve("/news", body), summary=".lead", section=".tag")
    (entry,) = find_entries(source, fetcher, today=TODAY).entries
    assert (entry.summary, entry.section) == ("In short .", "Families")


@pytest.mark.parametrize(("second_page", "paths"), [(2, ["/p/2", "/p/3", "/p/4"]), (0, ["/p/0", "/p/1", "/p/2"])])
def test_further_pages_stand_where_the_register_says(
    site: Site, fetcher: Fetcher, second_page: int, paths: list[str]
) -> None:
    source = listing_with_pages(site.serve("/news", cards(1, 2)), f"{site.url}/p/{{page}}", second_page)
    site.serve(paths[0], cards(3, 4))
    site.serve(paths[1], cards(4, 5))
    found = find_entries(source, fetcher, today=TODAY)
    assert [entry.url[-1] for entry in found.entries] == ["1", "2", "3", "4", "5"]
    assert site.paths() == ["/news", *paths]


def test_reading_ends_on_known_ground(site: Site, fetcher: Fetcher) -> None:
    source = listing_with_pages(site.serve("/news", cards(1, 2)), f"{site.url}/p/{{page}}")
    find_entries(source, fetcher, today=TODAY, known=lambda url: url.endswith("/2"))
    assert site.paths() == ["/news"]


def test_without_an_address_of_further_pages_there_is_one(site: Site, fetcher: Fetcher) -> None:
    find_entries(listing(site.serve("/news", cards(1))), fetcher, today=TODAY)
    assert site.paths() == ["/news"]


def test_a_selector_that_finds_no_date_is_told(site: Site, fetcher: Fetcher) -> None:
    found = find_entries(listing(site.serve("/news", cards(1)), date=".when"), fetcher, today=TODAY)
    assert found.warnings == (f"{site.url}/news has 1 items but '.when' finds a date in none; give selectors.date.",)


def test_links_are_relative_to_what_the_page_says(site: Site, fetcher: Fetcher) -> None:
    body = '<base href="/en/news/">' + cards(1).replace("/news/1", "2021/one")
    (entry,) = find_entries(listing(site.serve("/list", body)), fetcher, today=TODAY).entries
    assert entry.url == f"{site.url}/en/news/2021/one"


def test_broken_markup_costs_nothing(site: Site, fetcher: Fetcher) -> None:
    body = cards(1, 2).replace("</a></h3>", "").replace("</article>", "")
    assert len(find_entries(listing(site.serve("/news", body)), fetcher, today=TODAY).entries) == 2
