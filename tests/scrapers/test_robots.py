import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.errors import (
    BadAddress,
    Gone,
    RateLimited,
    Refused,
    RobotsDisallowed,
    RobotsUnavailable,
    ScrapeError,
    ServerError,
    TooManyRedirects,
    Unreachable,
    UnreadablePage,
)
from scrapers.fetch import Fetcher
from scrapers.robots import Robots, Rules
from tests.scrapers.web import Reply, Site, make_source

CLOSED = "User-agent: *\nDisallow: /private\n"


def test_a_forbidden_page_is_not_fetched(site: Site, fetcher: Fetcher) -> None:
    site.serve("/robots.txt", CLOSED)
    url = site.serve("/private/x", "secret")
    with pytest.raises(RobotsDisallowed, match="forbids"):
        fetcher.get(url)
    assert site.paths() == []
    assert fetcher.get(site.serve("/public", "open")).body == b"open"


def test_a_redirect_into_forbidden_ground_stops(site: Site, fetcher: Fetcher) -> None:
    site.serve("/robots.txt", CLOSED)
    site.serve("/private/x", "secret")
    with pytest.raises(RobotsDisallowed):
        fetcher.get(site.serve("/open", Reply(b"", 302, {"Location": "/private/x"})))
    assert site.paths() == ["/open"]


def test_our_own_group_goes_before_the_general_one(site: Site, fetcher: Fetcher) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: Inspection-Watch\nDisallow: /no\n")
    assert fetcher.get(site.serve("/yes", "x")).body == b"x"
    with pytest.raises(RobotsDisallowed):
        fetcher.get(site.serve("/no", "x"))


def test_robots_is_read_once_a_host(site: Site, fetcher: Fetcher) -> None:
    for number in range(3):
        fetcher.get(site.serve(f"/{number}", "x"))
    assert [asked.path for asked in site.asked].count("/robots.txt") == 1


def test_rules_are_read_anew_after_a_day_and_a_failure_after_minutes() -> None:
    asked: list[str] = []
    now = [0.0]
    answers: list[bytes | ScrapeError] = [ServerError("down"), b"User-agent: *\nDisallow: /a", b""]

    def read(url: str) -> bytes:
        asked.append(url)
        answer = answers.pop(0)
        if isinstance(answer, ScrapeError):
            raise answer
        return answer

    robots = Robots(read, lambda: now[0])
    for _ in range(2):
        with pytest.raises(RobotsUnavailable, match="down"):
            robots.check("http://a.example/a")
    now[0] = 301
    for _ in range(2):
        with pytest.raises(RobotsDisallowed):
            robots.check("http://a.example/a")
    now[0] += 24 * 3600 + 1
    assert robots.check("http://a.example/a") == 0.0
    assert asked == ["http://a.example/robots.txt"] * 3


def _raising(error: ScrapeError) -> Callable[[str], bytes]:
    def read(_: str) -> bytes:
        raise error

    return read


@pytest.mark.parametrize("error", [Gone("x"), Refused("x"), TooManyRedirects("x"), UnreadablePage("x")])
def test_no_robots_means_no_rules(error: ScrapeError) -> None:
    assert Robots(_raising(error)).check("http://a.example/") == 0.0


@pytest.mark.parametrize(
    ("error", "then"),
    [
        (ServerError("x"), RobotsUnavailable),
        (RateLimited("x"), RobotsUnavailable),
        (Unreachable("x"), Unreachable),
        (BadAddress("x"), BadAddress),
    ],
)
def test_an_unknown_answer_closes_the_host(error: ScrapeError, then: type[ScrapeError]) -> None:
    with pytest.raises(then):
        Robots(_raising(error)).check("http://a.example/")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 10\nDisallow: /x", 10),
        ("User-agent: *\ncrawl-delay : 2.5 # please", 2.5),
        ("User-agent: inspection-watch\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9", 3),
        ("User-agent: inspection-watch\nDisallow: /x\n\nUser-agent: *\nCrawl-delay: 9", 0),
        ("User-agent: other\nCrawl-delay: 9", 0),
        ("User-agent: other\nUser-agent: *\nCrawl-delay: 9", 9),
        ("Crawl-delay: 9", 0),
        ("User-agent: *\nCrawl-delay: soon", 0),
    ],
)
def test_crawl_delay_is_that_of_our_group(text: str, seconds: float) -> None:
    assert Rules(text.encode()).crawl_delay() == seconds


def test_a_crawl_delay_slower_than_our_pace_is_kept(site: Site, fetcher: Fetcher) -> None:
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 0.3\n")
    source = make_source(site.url)
    for path in ("/1", "/2"):
        fetcher.get(site.serve(path, "x"), source=source)
    first, second = (asked.began for asked in site.asked if asked.path != "/robots.txt")
    assert second - first >= 0.29


@given(st.binary(max_size=400))
def test_any_bytes_are_some_rules(body: bytes) -> None:
    rules = Rules(body)
    assert rules.allows("http://a.example/x?y=1") in (True, False)
    assert rules.crawl_delay() >= 0


@pytest.mark.parametrize(
    "line", ["disallow" + " " * 400_000 + "x y", "user-agent: a" + " " * 400_000 + "s", "a" * 500_000]
)
def test_a_hostile_robots_is_read_quickly(line: str) -> None:
    began = time.perf_counter()
    Rules(f"User-agent: *\n{line}".encode()).allows("http://a.example/")
    assert time.perf_counter() - began < 1
