from datetime import date

import pytest

from scrapers.check import Fault, check_source
from scrapers.fetch import Fetcher
from scrapers.page import Page
from scrapers.source import Source
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


def test_a_check_says_what_is_fine(site: Site, fetcher: Fetcher) -> None:
    items = "".join(
        f"<item><title>{day}</title><link>/{day}</link><pubDate>{day} Nov 2021</pubDate></item>" for day in (3, 9)
    )
    body = feed().replace("</channel>", f"{items}</channel>")
    plain = check_source(make_source(site.serve("/plain", body)), fetcher, today=TODAY)
    tagged = check_source(make_source(site.serve("/tagged", body, ETag='"1"')), fetcher, today=TODAY)

    assert (plain.items, plain.days) == (2, (date(2021, 11, 3), date(2021, 11, 9)))
    assert (plain.sends_validators, tagged.sends_validators) == (False, True)


def test_a_source_that_is_silent_for_longer_than_usual_is_said_to_be(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/feed", feed("a", when="1 Oct 2021"))
    check = check_source(make_source(url, usual_gap_days=7), fetcher, today=TODAY)

    assert check.works
    assert "The newest is 61 days old, where 7 are usual." in check.sentence


def test_fewer_entries_than_due_are_told_from_none(site: Site, fetcher: Fetcher) -> None:
    check = check_source(make_source(site.serve("/feed", feed("a")), least_items=5), fetcher, today=TODAY)
    assert "lists 1 entries where 5 or more are due" in check.sentence


def test_robots_txt_is_named_where_it_forbids(site: Site, fetcher: Fetcher) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /feed")
    check = check_source(make_source(site.serve("/feed", feed("a"))), fetcher, today=TODAY)
    assert (check.verdict, check.sends_validators) == ("robots_disallowed", None)


def test_only_the_first_page_of_a_listing_is_read(site: Site, fetcher: Fetcher) -> None:
    item = '<article><a href="/n/{}">A headline</a> <time>{} November 2021</time></article>'
    for number in (1, 2):
        site.serve(f"/news/{number}", "<html>" + "".join(item.format(f"{number}{n}", 20 - n) for n in range(3)))
    source = make_source(
        f"{site.url}/news/1", reader="listing", selectors={"item": "article", "date": "time"},
        page_address=f"{site.url}/news/{{page}}", days_back=60,
    )  # fmt: skip
    assert check_source(source, fetcher, today=TODAY).items == 3
    assert site.paths() == ["/news/1"]


def test_the_newest_page_is_looked_at(site: Site, fetcher: Fetcher) -> None:
    source = make_source(site.serve("/feed", feed("a")))
    site.serve("/news/a", "<html><p>Words")
    seen: list[str] = []

    def complain(of: Source, page: Page) -> Fault:
        seen.append(page.url)
        return Fault("odd", f"{of.id} is odd.")

    check = check_source(source, fetcher, today=TODAY, look_at_page=complain)
    assert (check.verdict, check.sentence) == ("odd", "example is odd.")
    assert seen == [f"{site.url}/news/a"]
    assert check_source(source, fetcher, today=TODAY, look_at_page=lambda *_: None).works


def test_a_newest_page_that_is_gone_is_told_from_a_listing_that_is(site: Site, fetcher: Fetcher) -> None:
    source = make_source(site.serve("/feed", feed("a")))
    check = check_source(source, fetcher, today=TODAY, look_at_page=lambda *_: None)

    assert check.verdict == "gone"
    assert check.sentence.startswith(f"The newest page cannot be read: {site.url}/news/a answered 404")
    assert check.newest
