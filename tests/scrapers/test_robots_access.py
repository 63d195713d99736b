"""What follows from the answer that robots.txt gets (RFC 9309, 2.3.1), over real HTTP."""

import gzip
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scrapers.errors import RobotsDisallowed, RobotsUnavailable, ScrapeError, Unreachable
from scrapers.fetch import Fetcher
from tests.scrapers.conftest import QUICK
from tests.scrapers.web import Reply, Site, serving

CLOSED = b"User-agent: *\nDisallow: /private\n"
EVERYTHING_CLOSED = b"User-agent: *\nDisallow: /\n"


@pytest.fixture
def other_site() -> Iterator[Site]:
    """A second host, for redirects."""
    with serving(Site) as running:
        yield running


@pytest.mark.parametrize(
    "reply",
    [
        *(Reply(EVERYTHING_CLOSED, status) for status in (400, 401, 403, 404, 410)),
        Reply(b""),
        Reply(b"<!doctype html><title>Not here</title><p>User-agent: *</p><p>Disallow: /</p>"),
        Reply(b"\x00\xff\xfe" * 300),
        Reply(b"", 302, {"Location": "/robots.txt"}),
        Reply(b"", 301, {"Location": "/not-there.txt"}),
        Reply(b"", 204),
    ],
    ids=["400", "401", "403", "404", "410", "empty", "html", "binary", "loop", "leads to 404", "204"],
)
def test_everything_is_allowed_where_there_are_no_rules(site: Site, fetcher: Fetcher, reply: Reply) -> None:
    site.serve("/robots.txt", reply)
    assert fetcher.get(site.serve("/private", "x")).body == b"x"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_nothing_is_fetched_while_robots_fails(site: Site, fetcher: Fetcher, status: int) -> None:
    site.serve("/robots.txt", Reply(b"", status))
    with pytest.raises(RobotsUnavailable, match=f"answered {status}"):
        fetcher.get(site.serve("/page", "x"))
    assert site.paths() == []


def test_nothing_is_fetched_when_robots_leads_to_trouble(site: Site, other_site: Site, fetcher: Fetcher) -> None:
    site.serve("/robots.txt", Reply(b"", 302, {"Location": other_site.serve("/robots.txt", Reply(b"", 500))}))
    with pytest.raises(RobotsUnavailable, match="answered 500"):
        fetcher.get(site.serve("/page", "x"))
    assert site.paths() == []


def test_nothing_is_fetched_when_robots_is_silent(site: Site) -> None:
    site.serve("/robots.txt", Reply(b"", delay=0.6))
    with Fetcher(replace(QUICK, robots_timeout=0.2)) as fetcher:
        for page in ("/1", "/2"):
            with pytest.raises(Unreachable, match="in time"):
                fetcher.get(site.serve(page, "x"))
    assert [asked.path for asked in site.asked] == ["/robots.txt"]


def test_nothing_is_fetched_from_a_host_without_a_server(fetcher: Fetcher) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(Unreachable, match=r"robots\.txt"):
        fetcher.get(f"http://127.0.0.1:{port}/page")


@pytest.mark.parametrize("hops", [1, 5])
def test_robots_may_move_five_times_to_another_host_as_well(
    site: Site, other_site: Site, fetcher: Fetcher, hops: int
) -> None:
    sites = [site, other_site]
    places = [("/robots.txt" if hop == 0 else f"/{hop}") for hop in range(hops + 1)]
    for hop, path in enumerate(places[:-1]):
        following = sites[(hop + 1) % 2].url + places[hop + 1]
        sites[hop % 2].serve(path, Reply(b"", 301, {"Location": following}))
    sites[hops % 2].serve(places[-1], CLOSED)
    with pytest.raises(RobotsDisallowed):
        fetcher.get(site.serve("/private", "x"))
    assert fetcher.get(site.serve("/public", "x")).body == b"x"


def test_rules_behind_six_redirects_do_not_hold(site: Site, fetcher: Fetcher) -> None:
    for hop in range(6):
        site.serve("/robots.txt" if hop == 0 else f"/{hop}", Reply(b"", 301, {"Location": f"/{hop + 1}"}))
    site.serve("/6", EVERYTHING_CLOSED)
    assert fetcher.get(site.serve("/page", "x")).body == b"x"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"\xef\xbb\xbf" + CLOSED),
        Reply(CLOSED.replace(b"\n", b"\r\n")),
        Reply(CLOSED.replace(b"\n", b"\r")),
        Reply(CLOSED.upper().replace(b"/PRIVATE", b"/private")),
        Reply(CLOSED.replace(b":", b" : ")),
        Reply(CLOSED.rstrip()),
        Reply(b"# a\n\n" + CLOSED.replace(b"/private", b" /private # not for robots ")),
        Reply(CLOSED, headers={"Content-Type": "text/html; charset=iso-8859-1"}),
        Reply(gzip.compress(CLOSED), headers={"Content-Encoding": "gzip"}),
        Reply(b"caf\xe9\n" + CLOSED),
    ],
    ids=[
        "mark", "crlf", "cr", "wrong case", "blanks", "no last line end", "comments", "sent as html", "gzip", "latin",
    ],
)  # fmt: skip
def test_rules_hold_however_they_are_written(site: Site, fetcher: Fetcher, reply: Reply) -> None:
    site.serve("/robots.txt", reply)
    assert fetcher.get(site.serve("/PRIVATE", "paths keep their case")).body
    with pytest.raises(RobotsDisallowed):
        fetcher.get(site.serve("/private", "x"))


def test_rules_within_500_kib_hold_and_the_rest_is_left(site: Site, fetcher: Fetcher) -> None:
    padding = b"# padding\n" * 60_000
    site.serve("/robots.txt", CLOSED + padding + b"Disallow: /late\n")
    assert fetcher.get(site.serve("/late", "x")).body == b"x"
    with pytest.raises(RobotsDisallowed):
        fetcher.get(site.serve("/private", "x"))


def test_each_port_and_scheme_has_rules_of_its_own(site: Site, other_site: Site, fetcher: Fetcher) -> None:
    site.serve("/robots.txt", EVERYTHING_CLOSED)
    assert fetcher.get(other_site.serve("/page", "x")).body == b"x"
    with pytest.raises(ScrapeError):
        fetcher.get(site.serve("/page", "x"))
