from collections.abc import Iterator
from datetime import date, timedelta
from gzip import compress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.errors import Gone, ServerError, UnreadableListing
from scrapers.fetch import Fetcher, Page
from scrapers.readers import find_entries
from scrapers.sitemap_xml import MOST_BYTES, Sitemap, read_sitemap, sitemaps_in_robots
from scrapers.source import Source
from tests.scrapers.sites.newsroom import TODAY
from tests.scrapers.sites.sitemap import INDEX, Sitemaps
from tests.scrapers.web import Reply, Site, make_source, serving

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
DAY = date(2021, 12, 1)


@pytest.fixture
def newsroom() -> Iterator[Sitemaps]:
    with serving(Sitemaps) as site:
        yield site


def urlset(site: Site, *pages: str) -> str:
    """Make a sitemap of pages, given as `path` or `path lastmod`."""
    parts = [page.partition(" ") for page in pages]
    urls = "".join(
        f"<url><loc>{site.url}{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for path, _, day in parts
    )
    return f"<urlset {NAMESPACE}>{urls}</urlset>"


def index(site: Site, *files: str) -> str:
    return urlset(site, *files).replace("urlset", "sitemapindex").replace("url>", "sitemap>")


def sitemap(address: str, home: str = "/", **changes: object) -> Source:
    origin = "/".join(address.split("/")[:3])
    return make_source(address, reader="sitemap", **({"home": origin + home} | changes))


def test_without_a_title_the_words_of_the_address_are_one_and_lastmod_is_a_change(site: Site, fetcher: Fetcher) -> None:
    source = sitemap(site.serve("/sitemap.xml", urlset(site, "/news/12345678.report-on-care/ 2021-11-26T10:00:00Z")))
    (entry,) = find_entries(source, fetcher, today=DAY).entries
    assert (entry.title, entry.published) == ("Report on care", None)
    assert entry.updated is not None
    assert entry.updated.isoformat() == "2021-11-26T10:00:00+00:00"


@pytest.mark.parametrize(
    ("home", "paths"),
    [
        ("/news", ["/news/a"]),
        ("/News/", ["/news/a"]),
        ("/news/home.aspx", ["/news/a"]),
        ("/", ["/news/a", "/news/", "/newsletter/b", "/bins"]),
    ],
)
def test_news_is_what_stands_below_home(site: Site, fetcher: Fetcher, home: str, paths: list[str]) -> None:
    url = site.serve("/sitemap.xml", urlset(site, "/news/a", "/news/", "/newsletter/b", "/bins", "/"))
    found = find_entries(sitemap(url, home), fetcher, today=DAY)
    assert [entry.url.removeprefix(site.url) for entry in found.entries] == paths


def test_a_sitemap_without_news_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/sitemap.xml", urlset(site, "/bins"))
    with pytest.raises(UnreadableListing, match="lists 0 addresses below /news/ where 1"):
        find_entries(sitemap(url, "/news/"), fetcher, today=DAY)


def test_what_has_not_changed_within_the_window_is_left_and_files_of_it_stay_closed(
    site: Site, fetcher: Fetcher
) -> None:
    url = site.serve("/sitemap.xml", index(site, "/2019.xml 2019-12-31", "/2021.xml 2021-11-30", "/undated.xml"))
    site.serve("/2021.xml", urlset(site, "/new 2021-11-30", "/old 2021-01-30"))
    site.serve("/undated.xml", urlset(site, "/unknown"))
    found = find_entries(sitemap(url), fetcher, today=DAY)
    assert [entry.title for entry in found.entries] == ["New", "Unknown"]
    assert site.paths() == ["/sitemap.xml", "/2021.xml", "/undated.xml"]


def test_the_newest_file_is_opened_first_and_lists_of_terms_and_people_never(site: Site, fetcher: Fetcher) -> None:
    others = ("/post_tag-sitemap.xml", "/author-sitemap.xml", "/wp-sitemap-taxonomies-category-1.xml")
    url = site.serve("/sitemap_index.xml", index(site, "/a.xml 2021-11-20", "/b.xml 2021-11-30", *others))
    site.serve("/a.xml", urlset(site, "/a"))
    site.serve("/b.xml", urlset(site, "/b"))
    find_entries(sitemap(url), fetcher, today=DAY)
    assert site.paths() == ["/sitemap_index.xml", "/b.xml", "/a.xml"]


def test_files_that_are_gone_are_told_and_cost_only_themselves(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/sitemap.xml", index(site, "/gone.xml", "/broken.xml", "/a.xml"))
    site.serve("/a.xml", urlset(site, "/a"))
    site.serve("/broken.xml", "<urlset><url>")
    found = find_entries(sitemap(url), fetcher, today=DAY)
    assert [entry.title for entry in found.entries] == ["A"]
    assert [word in warning for word, warning in zip(("404", "broken"), found.warnings, strict=True)] == [True, True]
    site.serve("/sitemap.xml", index(site, "/gone.xml"))
    # The index itself was read, and it lists nothing that is due.
    with pytest.raises(UnreadableListing, match="lists 0 addresses"):
        find_entries(sitemap(url), fetcher, today=DAY)


def test_a_file_that_fails_for_now_fails_the_visit(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/sitemap.xml", index(site, "/a.xml"))
    site.serve("/a.xml", Reply(b"", 500))
    with pytest.raises(ServerError):
        find_entries(sitemap(url), fetcher, today=DAY)


def test_a_changed_file_is_read_though_the_index_says_nothing_of_it(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/sitemap.xml", index(site, "/a.xml", "/b.xml"), ETag='"index"')
    site.serve("/a.xml", urlset(site, "/a"), ETag='"a1"')
    site.serve("/b.xml", urlset(site, "/b"), ETag='"b1"')
    first = find_entries(sitemap(url), fetcher, today=DAY)
    assert find_entries(sitemap(url), fetcher, today=DAY, validators=first.validators).unchanged
    site.serve("/b.xml", urlset(site, "/b", "/c"), ETag='"b2"')
    again = find_entries(sitemap(url), fetcher, today=DAY, validators=first.validators)
    assert [entry.title for entry in again.entries] == ["B", "C"]
    assert {each.etag for each in again.validators.values()} == {'"index"', '"a1"', '"b2"'}


def test_a_file_that_was_read_since_it_changed_is_not_asked_for(newsroom: Sitemaps, fetcher: Fetcher) -> None:
    first = find_entries(newsroom.source(), fetcher, today=TODAY)
    count = len(newsroom.paths())
    newsroom.publish("New", hours=3)
    again = find_entries(newsroom.source(), fetcher, today=TODAY, validators=first.validators)
    assert newsroom.paths()[count] == INDEX
    assert len(newsroom.paths()) == count + 2
    assert set(again.validators) == set(first.validators)


@pytest.mark.parametrize(("moved_on", "opened"), [(timedelta(hours=12), True), (timedelta(days=1, hours=1), False)])
def test_a_day_without_a_time_may_mean_its_evening(
    site: Site, fetcher: Fetcher, moved_on: timedelta, *, opened: bool
) -> None:
    read = f"{26 + moved_on.days} Nov 2021 {moved_on.seconds // 3600:02}:00:00 GMT"
    url = site.serve("/sitemap.xml", index(site, "/a.xml 2021-11-26"))
    site.serve("/a.xml", urlset(site, "/a"), ETag='"1"', Last_Modified=read)
    first = find_entries(sitemap(url), fetcher, today=DAY)
    count = len(site.paths())
    find_entries(sitemap(url), fetcher, today=DAY, validators=first.validators)
    assert ("/a.xml" in site.paths()[count:]) is opened


@pytest.mark.parametrize("address", ["", "/", "/robots.txt"])
def test_a_site_is_asked_for_its_sitemaps(site: Site, fetcher: Fetcher, address: str) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /private\n\nSitemap: /one.xml\nSITEMAP : /two.xml.gz # x\n")
    site.serve("/one.xml", urlset(site, "/a"), ETag='"1"')
    site.serve("/two.xml.gz", compress(urlset(site, "/b").encode()), ETag='"2"')
    found = find_entries(sitemap(site.url + address), fetcher, today=DAY)
    assert [entry.title for entry in found.entries] == ["A", "B"]
    assert find_entries(sitemap(site.url + address), fetcher, today=DAY, validators=found.validators).unchanged


def test_a_site_that_names_none_has_one_in_the_usual_place(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(Gone, match=r"/sitemap\.xml"):
        find_entries(sitemap(f"{site.url}/"), fetcher, today=DAY)
    site.serve("/sitemap.xml", urlset(site, "/a"))
    assert len(find_entries(sitemap(f"{site.url}/"), fetcher, today=DAY).entries) == 1


def test_a_site_that_names_sitemaps_of_other_things_only_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/robots.txt", "Sitemap: /category-sitemap.xml\nSitemap: /image-sitemap.xml\n")
    with pytest.raises(UnreadableListing, match="give that of the news"):
        find_entries(sitemap(url), fetcher, today=DAY)


def test_a_file_that_is_gone_while_nothing_else_changed_is_told(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/sitemap.xml", index(site, "/a.xml"), ETag='"index"')
    site.serve("/a.xml", urlset(site, "/a"), ETag='"a"')
    first = find_entries(sitemap(url), fetcher, today=DAY)
    site.serve("/a.xml", Reply(b"", 410))
    again = find_entries(sitemap(url), fetcher, today=DAY, validators=first.validators)
    assert again.unchanged
    assert "410" in again.warnings[0]
    assert list(again.validators) == [url]


def test_an_index_that_names_itself_ends(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/sitemap.xml", index(site, "/sitemap.xml", "/more.xml"))
    site.serve("/more.xml", index(site, "/sitemap.xml", "/more.xml", "/a.xml"))
    site.serve("/a.xml", urlset(site, "/a"))
    assert len(find_entries(sitemap(url), fetcher, today=DAY).entries) == 1
    assert site.paths() == ["/sitemap.xml", "/more.xml", "/a.xml"]


def test_a_wrong_date_is_told(site: Site, fetcher: Fetcher) -> None:
    found = find_entries(sitemap(site.serve("/sitemap.xml", urlset(site, "/a soon"))), fetcher, today=DAY)
    assert found.warnings == (f"{site.url}/sitemap.xml has 1 illegible date(s), such as 'soon'; see date_order.",)


def page(body: bytes) -> Page:
    return Page("https://a.example/sitemap.xml", "https://a.example/sitemap.xml", 200, None, body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><body>Welcome</body></html>", "instead of <urlset>"),
        (b"\x1f\x8bnothing of the kind", "broken gzip"),
        (compress(b"<urlset/>" * 1_000)[:-20], "cut off"),
        (compress(b"<urlset>" + b" " * MOST_BYTES), "larger than 20 MB"),
    ],
)
def test_what_is_no_sitemap_is_a_failure(body: bytes, words: str) -> None:
    with pytest.raises(UnreadableListing, match=words):
        read_sitemap(page(body))


@settings(deadline=None)
@given(
    st.binary(max_size=200)
    | st.binary(max_size=100).map(lambda inner: b"<urlset><url><loc>" + inner + b"</loc></url></urlset>")
)
def test_any_body_is_a_sitemap_or_an_error_of_ours(body: bytes) -> None:
    try:
        read = read_sitemap(page(body))
    except UnreadableListing:
        read = Sitemap()
    parts = (*read.parts, *sitemaps_in_robots(page(body)))
    urls = [listed.url for listed in read.pages] + [part.url for part in parts]
    assert all(url.lower().startswith("http") for url in urls)
