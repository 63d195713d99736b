import contextlib
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.entries import Entry
from scrapers.errors import Gone, ServerError, UnreadableListing
from scrapers.fetch import Fetcher, Page
from scrapers.readers import find_entries
from scrapers.readers.feed import read_entries
from scrapers.window import Window
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


@pytest.mark.parametrize(("before", "after"), [("\u2019", b"\x92"), ("caf\xe9", b"caf\xe9")])
def test_a_feed_that_says_utf_8_and_is_not_is_read(site: Site, fetcher: Fetcher, before: str, after: bytes) -> None:
    body = feed("a").replace("<title>a", "<title>a BODY").encode().replace(b"BODY", after)
    found = find_entries(make_source(site.serve("/feed", body)), fetcher, today=TODAY)
    assert found.entries[0].title == f"a {before}"


def test_atom_tells_when_an_entry_was_published_and_changed_and_its_categories(site: Site, fetcher: Fetcher) -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/news/"><title>News</title><entry><id>urn:x</id>'
        '<title type="html">Care &amp;amp; schools</title><link href="item-1"/>'
        "<published>2021-11-20T09:00:00Z</published><updated>2021-11-26T10:00:00Z</updated>"
        '<category term="cf" label="Children &amp; families"/><category term="News"/>'
        '<category term="News"/></entry></feed>'
    )
    (entry,) = find_entries(make_source(site.serve("/feed", body)), fetcher, today=TODAY).entries
    assert (entry.url, entry.title, entry.section) == (
        f"{site.url}/news/item-1", "Care & schools", "Children & families, News",
    )  # fmt: skip
    assert entry.published is not None
    assert entry.updated is not None
    assert (entry.published.isoformat(), entry.updated.isoformat()) == (
        "2021-11-20T09:00:00+00:00", "2021-11-26T10:00:00+00:00",
    )  # fmt: skip


def json_feed(*items: object, **more: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items} | more)


def json_item(number: int, day: str = "2021-11-26") -> dict[str, object]:
    return {
        "id": str(number), "url": f"/news/{number}", "title": f"News &amp; {number}", "tags": ["Families", 5],
        "content_html": "<p>In <b>short</b></p>", "date_published": f"{day}T09:00:00Z",
        "date_modified": f"{day}T10:00:00+01:00",
    }  # fmt: skip


def test_a_json_feed_gives_its_entries(site: Site, fetcher: Fetcher) -> None:
    (entry,) = find_entries(
        make_source(site.serve("/feed.json", json_feed(json_item(1)))), fetcher, today=TODAY
    ).entries
    assert (entry.url, entry.title, entry.summary, entry.section) == (
        f"{site.url}/news/1", "News & 1", "In short", "Families",
    )  # fmt: skip
    assert entry.published == entry.updated
    assert entry.published is not None
    assert entry.published.isoformat() == "2021-11-26T09:00:00+00:00"


def test_a_json_feed_is_read_on_where_it_says_until_known_ground(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/feed.json", json_feed(json_item(1), next_url="/feed.json?from=2"))
    site.serve("/feed.json?from=2", json_feed(json_item(2), next_url="/feed.json?from=3"))
    site.serve("/feed.json?from=3", json_feed(json_item(3)))
    all_of_it = find_entries(make_source(url), fetcher, today=TODAY)
    assert [entry.url[-1] for entry in all_of_it.entries] == ["1", "2", "3"]
    assert list(all_of_it.validators) == [url]
    new = find_entries(make_source(url), fetcher, today=TODAY, known=lambda known: known.endswith("/news/2"))
    assert [entry.url[-1] for entry in new.entries] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"version": "https://jsonfeed.org/version/1.1"}', "no feed but other JSON"),
        ('{"items": []}', "no feed but other JSON"),
        ('{"items": [', "no feed but broken JSON"),
        ('{"a":' * 100_000, "no feed but broken JSON"),
        (json_feed({"title": "no address"}), "lists 0 entries"),
    ],
)  # fmt: skip
def test_json_that_is_no_feed_is_a_failure(site: Site, fetcher: Fetcher, body: str, words: str) -> None:
    with pytest.raises(UnreadableListing, match=words):
        find_entries(make_source(site.serve("/feed.json", body)), fetcher, today=TODAY)


GENERATOR = "<generator>https://wordpress.org/?v=6.8</generator>"


def wordpress_feed(*names: str, when: str = "Tue, 23 Nov 2021 09:00:00 +0000") -> str:
    return feed(*names, when=when).replace("</title>", f"</title>{GENERATOR}", 1)


def test_older_pages_of_a_wordpress_feed_are_read_until_known_ground_and_in_a_backfill_to_its_window(
    site: Site, fetcher: Fetcher
) -> None:
    url = site.serve("/feed/?cat=3", wordpress_feed("a", "b"))
    site.serve("/feed/?cat=3&paged=2", wordpress_feed("c", "d", when="Sat, 20 Nov 2021 09:00:00 +0000"))
    site.serve("/feed/?cat=3&paged=3", wordpress_feed("e", when="Mon, 04 Jan 2021 09:00:00 +0000"))
    source = make_source(url)
    assert len(find_entries(source, fetcher, today=TODAY).entries) == 5
    new = find_entries(source, fetcher, today=TODAY, known=lambda known: known.endswith("/b"))
    assert [entry.title for entry in new.entries] == ["a", "b"]
    window = Window(date(2021, 11, 19), date(2021, 11, 21))
    past = find_entries(source, fetcher, today=TODAY, backfill=window, known=lambda _: True)
    assert [entry.title for entry in past.entries] == ["c", "d"]


def test_a_feed_of_another_system_has_one_page(site: Site, fetcher: Fetcher) -> None:
    find_entries(make_source(site.serve("/rss/news", feed("a", "b"))), fetcher, today=TODAY)
    assert site.paths() == ["/rss/news"]


links = st.text(max_size=60).map(lambda text: RSS.format(f"<item><link>{text}</link></item>").encode())
json_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "title", "tags", "summary"]), inner)
    ),
    max_leaves=8,
)
json_feeds = st.lists(json_values, max_size=4).map(lambda items: json_feed(*items).encode())


@settings(deadline=None)
@given(st.binary(max_size=200) | links | json_feeds)
def test_any_body_is_a_list_or_an_error_of_ours(body: bytes) -> None:
    page = Page("https://a.example/feed", "https://a.example/feed", 200, None, body)
    with contextlib.suppress(UnreadableListing):
        entries = read_entries(page, make_source(page.url)).entries
        assert all(entry.url.startswith("http") for entry in entries)
