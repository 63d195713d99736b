import json
from datetime import date

import pytest

from scrapers.errors import Gone, UnreadableListing
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.readers.wordpress import PER_PAGE, feed_address, page_address
from scrapers.source import Source
from scrapers.window import Window
from tests.scrapers.test_reader_feed import feed
from tests.scrapers.web import Reply, Site, make_source

TODAY = date(2021, 12, 1)


def post(number: int, day: str = "2021-11-26") -> dict[str, object]:
    return {
        "link": f"https://council.example/post-{number}/",
        "title": {"rendered": f"Post {number} &#8211; council&#8217;s news"},
        "date": f"{day}T10:00:00",
        "date_gmt": f"{day}T10:00:00",
        "excerpt": {"rendered": "<p>In short [&hellip;]</p>\n"},
    }


def posts(site: Site, *pages: list[dict[str, object]]) -> Source:
    collection = f"{site.url}/wp-json/wp/v2/posts"
    for number, page in enumerate(pages, 1):
        site.serve(
            page_address(collection, number).removeprefix(site.url), json.dumps(page), ETag=f'"{page}{number}"'[:40]
        )
    past = page_address(collection, len(pages) + 1).removeprefix(site.url)
    site.serve(past, Reply(b'{"code": "rest_post_invalid_page_number"}', 400))
    return make_source(collection, reader="wordpress")


def test_posts_are_read_through_rest(site: Site, fetcher: Fetcher) -> None:
    (entry,) = find_entries(posts(site, [post(1, "2021-07-06")]), fetcher, today=TODAY).entries
    assert (entry.url, entry.title) == ("https://council.example/post-1/", "Post 1 – council’s news")
    assert entry.summary == "In short […]"
    assert entry.published is not None
    assert entry.published.isoformat() == "2021-07-06T11:00:00+01:00"


def test_without_a_utc_time_the_local_one_counts(site: Site, fetcher: Fetcher) -> None:
    plain = post(1, "2021-07-06")
    del plain["date_gmt"]
    (entry,) = find_entries(posts(site, [plain]), fetcher, today=TODAY).entries
    assert entry.published is not None
    assert entry.published.isoformat() == "2021-07-06T10:00:00+01:00"


def test_pages_are_read_until_known_ground(site: Site, fetcher: Fetcher) -> None:
    pages = [[post(100 * page + number) for number in range(PER_PAGE)] for page in range(3)]
    source = posts(site, *pages)
    found = find_entries(source, fetcher, today=TODAY, known=lambda url: url.endswith("/post-149/"))
    assert len(found.entries) == 2 * PER_PAGE
    assert len(site.paths()) == 2


def test_pages_are_read_to_the_end_when_nothing_is_known(site: Site, fetcher: Fetcher) -> None:
    pages = [[post(100 * page + number) for number in range(PER_PAGE)] for page in range(3)]
    found = find_entries(posts(site, *pages), fetcher, today=TODAY)
    assert len(found.entries) == 3 * PER_PAGE
    assert len(site.paths()) == 4


def test_paging_ends_with_the_window(site: Site, fetcher: Fetcher) -> None:
    pages = [[post(number, "2017-01-01") for number in range(PER_PAGE)]] * 2
    found = find_entries(posts(site, *pages), fetcher, today=TODAY)
    assert len(found.entries) == PER_PAGE
    assert len(site.paths()) == 1


def test_a_backfill_asks_for_its_window_with_a_day_to_spare_and_may_find_nothing(site: Site, fetcher: Fetcher) -> None:
    window = Window(date(2020, 3, 1), date(2020, 3, 31))
    collection = f"{site.url}/wp-json/wp/v2/news"
    path = page_address(collection, 1, window).removeprefix(site.url)
    assert "after=2020-02-29T00%3A00%3A00&before=2020-04-02T00%3A00%3A00" in path
    source = make_source(collection, reader="wordpress")
    site.serve(path, json.dumps([post(1, "2020-03-31"), post(2, "2020-04-01"), post(3, "2020-02-29")]))
    found = find_entries(source, fetcher, today=TODAY, backfill=window)
    assert [entry.url for entry in found.entries] == ["https://council.example/post-1/"]
    site.serve(path, "[]")
    assert find_entries(source, fetcher, today=TODAY, backfill=window).entries == ()


@pytest.mark.parametrize(
    ("classes", "section"),
    [
        (["post-1", "category-children-and-families", "category-news", "tag-x"], "children and families, news"),
        ({"0": "post-1", "3": "category-education"}, "education"),
        (["category-uncategorized"], None),
        ([5, None], None),
        ("category-x", None),
        (None, None),
    ],
)
def test_the_categories_are_those_among_the_classes(
    site: Site, fetcher: Fetcher, classes: object, section: str | None
) -> None:
    (entry,) = find_entries(posts(site, [post(1) | {"class_list": classes}]), fetcher, today=TODAY).entries
    assert entry.section == section


def test_a_change_is_told_in_utc(site: Site, fetcher: Fetcher) -> None:
    (entry,) = find_entries(
        posts(site, [post(1) | {"modified_gmt": "2021-07-06T10:00:00"}]), fetcher, today=TODAY
    ).entries
    assert entry.updated is not None
    assert entry.updated.isoformat() == "2021-07-06T11:00:00+01:00"


def test_an_unchanged_collection_costs_one_request(site: Site, fetcher: Fetcher) -> None:
    source = posts(site, [post(number) for number in range(3)])
    first = find_entries(source, fetcher, today=TODAY)
    again = find_entries(source, fetcher, today=TODAY, validators=first.validators)
    assert again.unchanged
    assert len(site.paths()) == 2


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_closed_interface_gives_way_to_the_feed(site: Site, fetcher: Fetcher, status: int) -> None:
    source = posts(site)
    first_page = page_address(source.address, 1).removeprefix(site.url)
    site.serve(first_page, Reply(b'{"code": "rest_forbidden"}', status))
    feed_url = site.serve("/feed/", feed("a"), ETag='"1"')
    found = find_entries(source, fetcher, today=TODAY)
    assert [entry.title for entry in found.entries] == ["a"]
    assert f"answered {status}" in found.warnings[0]
    assert find_entries(source, fetcher, today=TODAY, validators=found.validators).unchanged
    assert list(found.validators) == [feed_url]


def test_with_the_feed_closed_too_it_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(Gone, match="/feed/"):
        find_entries(make_source(f"{site.url}/wp-json/wp/v2/posts", reader="wordpress"), fetcher, today=TODAY)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>Log in</p>", "no JSON"),
        ('{"code": "x"}', "no list of posts"),
        ("[]", "lists 0 posts"),
        ("[1, {}, {\"link\": 5}]", "lists 0 posts"),
        ("[" * 100_000, "no JSON"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_posts_is_a_failure(site: Site, fetcher: Fetcher, body: str, words: str) -> None:
    source = posts(site)
    site.serve(page_address(source.address, 1).removeprefix(site.url), body)
    with pytest.raises(UnreadableListing, match=words):
        find_entries(source, fetcher, today=TODAY)


@pytest.mark.parametrize(
    ("collection", "feed_url"),
    [
        ("https://a.example/wp-json/wp/v2/posts", "https://a.example/feed/"),
        ("https://a.example/newsroom/wp-json/wp/v2/news", "https://a.example/newsroom/feed/"),
        ("https://a.example/?rest_route=/wp/v2/posts", "https://a.example/feed/"),
    ],
)
def test_the_feed_is_the_sites(collection: str, feed_url: str) -> None:
    assert feed_address(collection) == feed_url
    assert "per_page=" in page_address(collection, 1)
