from datetime import date

import pytest

from scrapers.check import check_source
from scrapers.fetch import Fetcher
from tests.scrapers.test_reader_feed import feed
from tests.scrapers.web import Reply, Site, make_source

TODAY = date(2021, 12, 1)


def test_a_source_that_works_shows_its_newest_three(site: Site, fetcher: Fetcher) -> None:
    items = "".join(
        f"<item><title>{day}</title><link>/{day}</link><pubDate>{day} Nov 2021</pubDate></item>" for day in (3, 9, 1, 7)
    )
    url = site.serve("/feed", feed().replace("</channel>", f"{items}</channel>"))
    verdict = check_source(make_source(url), fetcher, today=TODAY)
    assert verdict.works
    assert verdict.sentence == "4 entries found."
    assert [entry.title for entry in verdict.newest] == ["9", "7", "3"]


@pytest.mark.parametrize(
    ("reply", "verdict", "words"),
    [
        (Reply(b"", 404), "gone", "404"),
        (Reply(b"", 403), "refused", "blocked"),
        (Reply(b"", 500), "server_error", "500"),
        (Reply(b"<title>Just a moment...</title>"), "refused", "Cloudflare"),
        (Reply(b"<p>no feed"), "unreadable_listing", "no feed"),
        (Reply(feed().encode()), "unreadable_listing", "lists 0 entries"),
        (Reply(feed("a", when="lately").encode()), "dates_unreadable", "None of the 1 entries"),
    ],
)
def test_what_broke_is_said_in_a_sentence(site: Site, fetcher: Fetcher, reply: Reply, verdict: str, words: str) -> None:
    check = check_source(make_source(site.serve("/feed", reply)), fetcher, today=TODAY)
    assert (check.works, check.verdict) == (False, verdict)
    assert words in check.sentence


def test_a_host_that_is_not_there_is_named(fetcher: Fetcher) -> None:
    check = check_source(make_source("http://no-such-host.invalid/feed"), fetcher, today=TODAY)
    assert check.verdict == "unreachable"
    assert check.sentence.startswith("There is no host 'no-such-host.invalid'")


def test_article_selectors_are_tried_on_the_newest_page(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/feed", feed("a"))
    site.serve("/news/a", "<h1>Title</h1><div class=text>Words</div>")
    good = make_source(url, selectors={"page_title": "h1", "body": ".text"})
    assert check_source(good, fetcher, today=TODAY).works
    check = check_source(make_source(url, selectors={"page_title": "h1", "body": ".story"}), fetcher, today=TODAY)
    assert (check.verdict, check.sentence) == (
        "selectors_match_nothing",
        f"selectors.body (.story) finds nothing on {site.url}/news/a.",
    )
    assert check.newest
