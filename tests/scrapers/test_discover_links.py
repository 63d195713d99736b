"""What pages and addresses say: feeds, interfaces, newsrooms, committee systems, the system of a site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.discover.links import (
    announced_feeds,
    collection,
    committee_lead,
    committee_systems,
    linked_feeds,
    news_pages,
)
from scrapers.discover.looks import Look, look_at
from scrapers.discover.signs import signs
from scrapers.page import Page

SITE = "https://www.anytown.gov.uk"


def fetched(markup: str | bytes, url: str = f"{SITE}/") -> Page:
    return Page(url, url, 200, "text/html", markup.encode() if isinstance(markup, str) else markup)


def look(body: str = "", head: str = "", url: str = f"{SITE}/") -> Look:
    seen = look_at(fetched(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>", url))
    assert seen
    return seen


def feeds(head: str) -> list[tuple[str, str]]:
    return [(lead.reader, lead.address) for lead in announced_feeds(look(head=head))]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("application/rss+xml", True),
        ("application/atom+xml", True),
        ("Application/Feed+JSON", True),
        ("application/json+oembed", False),
        ("text/html", False),
    ],
)
def test_feeds_of_every_kind_are_announced_by_their_type(kind: str, expected: bool) -> None:
    found = feeds(f'<link href="feed.xml" rel="alternate home" type="{kind}">')
    assert found == ([("feed", f"{SITE}/feed.xml")] if expected else [])


@pytest.mark.parametrize(
    "link",
    ['href="/comments/feed/" title="Anytown"', 'href="/f" title="Anytown &raquo; Comments Feed"', 'href="" title="x"'],
)
def test_feeds_of_comments_and_links_to_nowhere_are_left_out(link: str) -> None:
    assert feeds(f'<link rel="alternate" type="application/rss+xml" {link}>') == []


def test_links_start_from_the_base_that_a_page_names() -> None:
    head = '<base href="/sub/"><link rel="alternate" type="application/rss+xml" href="feed">'
    assert feeds(head) == [("feed", f"{SITE}/sub/feed")]


@pytest.mark.parametrize(
    ("root", "posts"),
    [
        (f"{SITE}/wp-json/", f"{SITE}/wp-json/wp/v2/posts"),
        (f"{SITE}/news/wp-json/", f"{SITE}/news/wp-json/wp/v2/posts"),
        (f"{SITE}/index.php?rest_route=/", f"{SITE}/?rest_route=/wp/v2/posts"),
    ],
)
def test_the_posts_of_wordpress_stand_behind_its_root(root: str, posts: str) -> None:
    assert collection(f"{SITE}/", root) == posts


def test_feeds_linked_in_the_body_are_those_of_the_site() -> None:
    body = '<a href="/news/rss">RSS</a><a href="https://other.example/feed">Theirs</a><a href="/feedback">Tell us</a>'
    assert [lead.address for lead in linked_feeds(look(body))] == [f"{SITE}/news/rss"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="/a">News</a><a href="/b">Latest news</a>', ["/b", "/a"]),
        ('<a href="/jobs">Jobs</a>', []),
        ('<a href="/council/news/">What goes on</a>', ["/council/news/"]),
        ('<a href="/news?page=2">Next</a><a href="/news?page=3">News</a>', ["/news"]),
        ('<a href="https://www.bbc.co.uk/">News</a>', []),
        ('<a href="mailto:a@b.example">News</a>', []),
    ],
)
def test_newsrooms_are_known_by_what_links_call_them(body: str, expected: list[str]) -> None:
    assert news_pages(look(body)) == [SITE + path for path in expected]


def test_a_newsroom_may_stand_on_a_host_of_its_own() -> None:
    body = '<a href="https://newsroom.anytown.gov.uk/">Newsroom</a><a href="https://anytownnews.co.uk/">News</a>'
    assert news_pages(look(body)) == ["https://newsroom.anytown.gov.uk/", "https://anytownnews.co.uk/"]


@pytest.mark.parametrize(
    ("url", "reader", "address"),
    [
        ("https://anytown.moderngov.co.uk/", "moderngov", "https://anytown.moderngov.co.uk"),
        ("https://democracy.anytown.gov.uk/mgCalendarMonthView.aspx?GL=1", "moderngov", "https://democracy.anytown.gov.uk"),
        ("https://www.anytown.gov.uk/committees/ieListMeetings.aspx?CId=1", "moderngov", f"{SITE}/committees"),
        ("https://www.anytown.gov.uk/moderngov/", "moderngov", f"{SITE}/moderngov"),
        ("https://any.cmis.uk.com/any/Meetings.aspx", "cmis", "https://any.cmis.uk.com/any/Meetings.aspx"),
        ("https://any.cmis.uk.com/any/Committees.aspx", "cmis", "https://any.cmis.uk.com/any"),
        ("https://any.cmis.uk.com/any/Meetings/tabid/70/ctl/X/Default.aspx", "cmis", "https://any.cmis.uk.com/any/Meetings"),
    ],
)  # fmt: skip
def test_committee_systems_are_known_by_their_addresses(url: str, reader: str, address: str) -> None:
    lead = committee_lead(url)
    assert lead
    assert (lead.reader, lead.address) == (reader, address)


@pytest.mark.parametrize("url", [SITE, f"{SITE}/default.aspx", f"{SITE}/committees/list.html"])
def test_other_addresses_are_of_no_committee_system(url: str) -> None:
    assert committee_lead(url) is None


def test_the_footer_of_moderngov_tells_where_it_stands() -> None:
    seen = look('<div id="modgov"><div class="mgFooter"></div></div>', url=f"{SITE}/dem/Something.aspx?ID=1")
    assert [(lead.reader, lead.address) for lead in committee_systems(seen)] == [("moderngov", f"{SITE}/dem")]


@pytest.mark.parametrize(
    ("head", "body", "system"),
    [
        ('<meta name="Generator" content="Drupal 10 (LocalGov Drupal | https://localgovdrupal.org)">', "",
         "localgov_drupal"),
        ('<meta name="generator" content="WordPress 7.0.2">', "", "wordpress"),
        ('<meta name="generator" content="http://www.jadu.net">', "", "jadu"),
        ("", '<script src="/site/scripts/a.js"></script>', "jadu"),
        ('<meta name="generator" content="Contensis CMS Version 17.2">', "", "contensis"),
        ("", '<a href="/article/1234/News">News</a>', "goss"),
        ("", '<img src="/sites/default/files/a.png">', "drupal"),
    ],
)  # fmt: skip
def test_systems_are_known_by_their_marks(head: str, body: str, system: str) -> None:
    assert look(body, head).systems[0] == system


def test_a_plain_page_is_of_no_known_system() -> None:
    assert look("<p>We mend bicycles.</p>").systems == ()


@pytest.mark.parametrize("body", [b"", b"{}", b'<?xml version="1.0"?><rss><channel/></rss>', b"%PDF-1.7 <html>"[:8]])
def test_what_is_no_html_page_is_not_looked_at(body: bytes) -> None:
    assert look_at(fetched(body)) is None


BROKEN = (
    "<html>", "<a href=", "'//[", "news'>News</a>", "<base href='http://['>", "&#0;", "?a=1'>", "\xff", "mg1.aspx'>",
    "<link rel=alternate type=application/rss+xml href='",
)  # fmt: skip


@given(st.lists(st.sampled_from(BROKEN), max_size=12))
def test_no_page_however_broken_stops_the_search(parts: list[str]) -> None:
    seen = look_at(fetched(f"<html>{''.join(parts)}", f"{SITE}/"))
    assert seen
    leads = [*announced_feeds(seen), *linked_feeds(seen), *committee_systems(seen)]
    assert all(lead.address.startswith("http") for lead in leads)
    assert all(url.startswith("http") for url in news_pages(seen))


def test_the_file_of_signs_holds() -> None:
    assert signs().systems
    assert all(path.startswith("/") for path in (*signs().feeds, *signs().news_pages, *signs().sitemaps))
    assert all(text == text.casefold() for text in (*signs().news_links, *signs().news_words, *signs().other_words))
