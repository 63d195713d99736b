"""A real WordPress: its posts are read through REST and through its feed, backfilled over pages, and edits noticed."""

from collections.abc import Iterator
from datetime import date

import pytest

from scrapers.discover import discover
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.source import Source
from scrapers.window import Window
from tests.scrapers.conftest import QUICK
from tests.scrapers.real_wordpress import WordPress, missing_program, running_wordpress
from tests.scrapers.web import make_source

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(missing_program() is not None, reason=f"{missing_program()} is not installed"),
    pytest.mark.xdist_group("wordpress"),
]
TODAY = date(2026, 11, 20)
POSTS = 120
WRITE = """
for ($number = 1; $number <= {posts}; $number++) {
    $day = gmdate('Y-m-d H:i:s', strtotime('2026-11-20 09:30:00') - 86400 * ({posts} - $number));
    wp_insert_post(array(
        'post_title' => "Council’s news & notes $number",
        'post_name' => "news-$number",
        'post_content' => "<p>The council said on Monday that number $number is done.</p>",
        'post_status' => 'publish', 'post_date' => $day, 'post_date_gmt' => $day,
    ));
}
"""
EDIT = """
$post = get_page_by_path('news-7', OBJECT, 'post');
wp_update_post(array('ID' => $post->ID, 'post_content' => '<p>The council now says otherwise.</p>'));
"""


@pytest.fixture(scope="module")
def wordpress() -> Iterator[WordPress]:
    """A WordPress with a post a day."""
    with running_wordpress() as running:
        running.do(WRITE.replace("{posts}", str(POSTS)))
        yield running


def rest(wordpress: WordPress, **changes: object) -> Source:
    return make_source(f"{wordpress.url}/wp-json/wp/v2/posts", **{"reader": "wordpress", "days_back": 400} | changes)


def test_every_post_is_read_through_rest(wordpress: WordPress, fetcher: Fetcher) -> None:
    found = find_entries(rest(wordpress), fetcher, today=TODAY)

    assert len(found.entries) == POSTS
    newest, oldest = found.entries[0], found.entries[-1]
    assert newest.title == f"Council’s news & notes {POSTS}"
    assert newest.published is not None
    assert oldest.published is not None
    assert newest.published.isoformat() == "2026-11-20T09:30:00+00:00"
    assert oldest.published.isoformat() == "2026-07-24T10:30:00+01:00"
    assert found.warnings == ()


def test_the_feed_has_the_same_posts(wordpress: WordPress, fetcher: Fetcher) -> None:
    through_rest = {entry.url: entry for entry in find_entries(rest(wordpress), fetcher, today=TODAY).entries}
    feed = make_source(f"{wordpress.url}/feed/", reader="feed", days_back=5)
    found = find_entries(feed, fetcher, today=TODAY).entries

    assert len(found) >= 10
    assert {(entry.title, entry.published) for entry in found} <= {
        (entry.title, entry.published) for entry in through_rest.values()
    }
    assert {entry.url for entry in found} <= through_rest.keys()


def test_a_backfill_pages_to_its_window(wordpress: WordPress, fetcher: Fetcher) -> None:
    window = Window(date(2026, 8, 1), date(2026, 8, 31))
    found = find_entries(rest(wordpress), fetcher, today=TODAY, backfill=window, known=lambda _: True)

    days = sorted(entry.published.date() for entry in found.entries if entry.published)
    assert (len(days), days[0], days[-1]) == (31, window.first, window.last)


def test_it_is_discovered_from_its_front_page(wordpress: WordPress) -> None:
    found = discover(f"{wordpress.url}/", QUICK, today=TODAY)

    (best,) = found.best
    assert (best.lead.reader, best.lead.address) == ("wordpress", f"{wordpress.url}/wp-json/wp/v2/posts")


def test_an_edit_is_noticed(wordpress: WordPress, fetcher: Fetcher) -> None:
    before = {entry.url: entry.updated for entry in find_entries(rest(wordpress), fetcher, today=TODAY).entries}
    wordpress.do(EDIT)
    after = {entry.url: entry.updated for entry in find_entries(rest(wordpress), fetcher, today=TODAY).entries}

    (edited,) = [url for url in after if after[url] != before[url]]
    assert edited.rstrip("/").endswith("/news-7")
