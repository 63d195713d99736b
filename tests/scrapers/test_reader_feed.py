import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.entries import Entry
from scrapers.errors import Gone, ServerError, UnreadableListing
from scrapers.fetch import Fetcher, Page
from scrapers.readers import find_entries
from scrapers.readers.feed import read_entries
from tests.scrapers.web import Reply, Site, make_source

TODAY = date(2021, 12, 1)
ITEM = "<item><title>{0}</title><link>/news/{0}?utm_source=rss</link><pubDate>{1}</pubDate></item>"
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{}</channel></rss>'


def feed(*names: str, when: str = "Tue, 06 Jul 2021 09:00:00 BST") -> str:
    return RSS.format("".join(ITEM.format(name, when) for name in names))


def test_a_feed_gives_its_entries(site: Site, fetcher: Fetcher) -> None:
    body = RSS.format(
        "<item><title>A council&amp;#8217;s &amp;amp; tale</title><pubDate>Tue, 06 Jul 2021 09:00:00 BST</pubDate>"
        "<link>/news/x?utm_medium=feed&amp;id=3</link><description>&lt;p&gt;They came.&lt;/p&gt;</description></item>"
        "<item><title>Papers</title><guid>https://other.example/papers.pdf</guid></item>"
    )
    source = make_source(site.serve("/feed", body, Content_Type="application/rss+xml"))
    first, second = find_entries(source, fetcher, today=TODAY).entries
    assert first.published is not None
    assert first.published.isoformat() == "2021-07-06T09:00:00+01:00"
    assert (first.url, first.title, first.summary) == (
        f"{site.url}/news/x?id=3",
        "A council’s & tale",
        "They came.",
    )
    assert second == Entry("https://other.example/papers.pdf", "Papers", None, None, "pdf")


def test_atom_gives_the_time_of_update(site: Site, fetcher: Fetcher) -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><id>tag:a,2005:/x</id><title>Direction</title>'
        '<link rel="alternate" href="https://gov.example/x"/><updated>2021-11-26T10:00:00Z</updated></entry></feed>'
    )
    (entry,) = find_entries(make_source(site.serve("/feed", body)), fetcher, today=TODAY).entries
    assert entry.url == "https://gov.example/x"
    assert entry.published is not None
    assert entry.published.date() == date(2021, 11, 26)


def test_an_unchanged_feed_is_read_once_and_a_changed_one_again(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/feed", feed("a"), ETag='"1"', Last_Modified="Tue, 06 Jul 2021 09:00:00 GMT")
    source = make_source(url)
    first = find_entries(source, fetcher, today=TODAY)
    again = find_entries(source, fetcher, today=TODAY, validators=first.validators)
    assert (again.unchanged, again.entries, again.validators) == (True, (), first.validators)
    site.serve("/feed", feed("a", "b"), ETag='"2"')
    changed = find_entries(source, fetcher, today=TODAY, validators=again.validators)
    assert [entry.title for entry in changed.entries] == ["a", "b"]
    assert changed.validators[url].etag == '"2"'


@pytest.mark.parametrize(
    "body",
    [
        feed("a", "b").removesuffix("</channel></rss>"),
        feed("a", "b").replace("</title>", "&nope; </title>"),
        "\n" + feed("a", "b"),
    ],
    ids=["cut", "entity", "late-declaration"],
)
def test_an_ill_formed_feed_loses_nothing_but_warns(site: Site, fetcher: Fetcher, body: str) -> None:
    found = find_entries(make_source(site.serve("/feed", body)), fetcher, today=TODAY)
    assert len(found.entries) == 2
    assert len(found.warnings) == 1
    assert "ill-formed" in found.warnings[0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<!doctype html><title>Moved</title><p>News has moved.", "no feed"),
        ('{"code": "nothing"}', "no feed"),
        (feed(), "lists 0 entries where 1 or more are due"),
        (" ", "empty"),
        ("<rss><channel><item><link>mailto:x@y.example</link></item></channel></rss>", "lists 0 entries"),
    ],
)  # fmt: skip
def test_no_list_is_not_nothing_new(site: Site, fetcher: Fetcher, body: str, words: str) -> None:
    with pytest.raises(UnreadableListing, match=words):
        find_entries(make_source(site.serve("/feed", body)), fetcher, today=TODAY)


def test_a_source_may_say_how_many_items_are_due(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/feed", feed("a", "b"))
    assert len(find_entries(make_source(url, least_items=2), fetcher, today=TODAY).entries) == 2
    with pytest.raises(UnreadableListing, match="lists 2 entries where 3 or more are due"):
        find_entries(make_source(url, least_items=3), fetcher, today=TODAY)
    assert find_entries(make_source(site.serve("/none", feed()), least_items=0), fetcher, today=TODAY).entries == ()


def test_a_wrong_date_is_told_and_costs_only_the_date(site: Site, fetcher: Fetcher) -> None:
    url = site.serve(
        "/feed", feed("a", when="31 Febtember 2022").replace("</channel>", f"{ITEM.format('b', '')}</channel>")
    )
    found = find_entries(make_source(url), fetcher, today=TODAY)
    assert [entry.published for entry in found.entries] == [None, None]
    assert found.warnings == (f"{url} has 1 illegible date(s), such as '31 Febtember 2022'; see date_order.",)


def test_the_same_page_is_announced_once(site: Site, fetcher: Fetcher) -> None:
    body = feed("a", "a?utm_content=2", "b")
    found = find_entries(make_source(site.serve("/feed", body)), fetcher, today=TODAY)
    assert [entry.url for entry in found.entries] == [f"{site.url}/news/a", f"{site.url}/news/b"]


def test_a_moved_feed_is_read_with_a_warning(site: Site, fetcher: Fetcher) -> None:
    site.serve("/new", feed("a"))
    found = find_entries(make_source(site.serve("/old", Reply(b"", 301, {"Location": "/new"}))), fetcher, today=TODAY)
    assert len(found.entries) == 1
    assert found.warnings == (f"{site.url}/old now answers at {site.url}/new; correct the register.",)


def test_a_feed_in_windows_1252_keeps_its_quotes(site: Site, fetcher: Fetcher) -> None:
    body = feed("a").replace("<title>a", "<title>\u201cbad\u201d").replace('"1.0"', '"1.0" encoding="windows-1252"')
    found = find_entries(make_source(site.serve("/feed", body.encode("windows-1252"))), fetcher, today=TODAY)
    assert found.entries[0].title == "\u201cbad\u201d"


def test_entities_that_grow_or_reach_out_are_not_followed(site: Site, fetcher: Fetcher) -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = feed("x").replace("?>", f"?>{bomb}", 1).replace("<title>x", "<title>&b;&f;x")
    found = find_entries(make_source(site.serve("/feed", body)), fetcher, today=TODAY)
    assert "root:" not in found.entries[0].title


@pytest.mark.parametrize(("status", "error"), [(404, Gone), (500, ServerError)])
def test_a_failing_feed_is_a_failure(site: Site, fetcher: Fetcher, status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        find_entries(make_source(site.serve("/feed", Reply(b"", status))), fetcher, today=TODAY)


links = st.text(max_size=60).map(lambda text: RSS.format(f"<item><link>{text}</link></item>").encode())


@settings(deadline=None)
@given(st.binary(max_size=200) | links)
def test_any_body_is_a_list_or_an_error_of_ours(body: bytes) -> None:
    page = Page("https://a.example/feed", "https://a.example/feed", 200, None, body)
    with contextlib.suppress(UnreadableListing):
        entries, _ = read_entries(page, make_source(page.url))
        assert all(entry.url.startswith("http") for entry in entries)
