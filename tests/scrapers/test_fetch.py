import gzip
import socket
import time
import zlib
from dataclasses import replace
from email.utils import formatdate

import pytest

from scrapers.errors import (
    BadAddress,
    Gone,
    RateLimited,
    Refused,
    Rejected,
    ScrapeError,
    ServerError,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    UnreadablePage,
)
from scrapers.fetch import Fetcher, NotModified, Page, Validators, user_agent
from tests.scrapers.conftest import QUICK
from tests.scrapers.web import Reply, Site


def test_a_page_comes_as_it_was_sent(site: Site, fetcher: Fetcher) -> None:
    body = "<p>Caf\xe9 \x93quoted\x94</p>".encode("windows-1252", errors="ignore") + b"\x93\xff"
    url = site.serve("/page", body, Content_Type="text/html; charset=utf-8", ETag='"1"', Last_Modified="Mon")
    assert fetcher.get(url) == Page(url, url, 200, "text/html; charset=utf-8", body, '"1"', "Mon")


def test_a_compressed_body_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/page", gzip.compress(b"plain words"), Content_Encoding="gzip")
    assert fetcher.get(url).body == b"plain words"


def test_we_say_who_we_are_and_where_to_reach_us(site: Site, fetcher: Fetcher) -> None:
    fetcher.get(site.serve("/page", "x"))
    assert {asked.headers["User-Agent"] for asked in site.asked} == {user_agent("https://example.org/contact")}
    assert user_agent("https://example.org/contact").startswith("inspection-watch/")
    assert "(+https://example.org/contact)" in user_agent("https://example.org/contact")


def test_a_known_page_is_asked_for_conditionally(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/page", "x", ETag='"1"')
    first = fetcher.get(url)
    again = fetcher.get(url, validators=first.validators)
    assert again == NotModified(url, Validators('"1"'))
    assert site.asked[-1].headers["If-None-Match"] == '"1"'


def test_a_changed_page_comes_again(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/page", Reply(b"new", headers={"ETag": '"2"'}))
    page = fetcher.get(url, validators=Validators('"1"', "Mon, 01 Nov 2021 10:00:00 GMT"))
    assert isinstance(page, Page)
    assert (page.body, page.etag) == (b"new", '"2"')
    assert site.asked[-1].headers["If-Modified-Since"] == "Mon, 01 Nov 2021 10:00:00 GMT"


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(b"no", 404), Gone, "404"),
        (Reply(b"no", 410), Gone, "410"),
        (Reply(b"no", 401), Refused, "401"),
        (Reply(b"no", 403), Refused, "403"),
        (Reply(b"no", 451), Refused, "451"),
        (Reply(b"no", 400), Rejected, "400"),
        (Reply(b"no", 429), RateLimited, "429"),
        (Reply(b"no", 503, {"Retry-After": "0"}), RateLimited, "503"),
        (Reply(b"no", 500), ServerError, "500"),
        (Reply(b"no", 503), ServerError, "503"),
        (Reply(b""), UnreadablePage, "empty"),
        (Reply(b" \n "), UnreadablePage, "empty"),
        (Reply(b"", 204), UnreadablePage, "empty"),
        (Reply(b"x", 304), UnreadablePage, "304"),
        (Reply(b"<title>Just a moment...</title>"), Refused, "Cloudflare"),
        (Reply(b"<title>Just a moment...</title>", 503), Refused, "Cloudflare"),
        (Reply(b"<iframe src='/_Incapsula_Resource?x=1'>"), Refused, "Incapsula"),
        (Reply(b"not gzip", headers={"Content-Encoding": "gzip"}), UnreadablePage, "compressed"),
    ],
)
def test_each_bad_answer_is_an_error_that_names_the_address(
    site: Site, fetcher: Fetcher, reply: Reply, error: type[ScrapeError], words: str
) -> None:
    url = site.serve("/page", reply)
    with pytest.raises(error, match=words) as raised:
        fetcher.get(url)
    assert type(raised.value) is error
    assert url in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_long_page_that_carries_a_guard_script_is_still_the_page(site: Site, fetcher: Fetcher) -> None:
    body = b"<script src='/_Incapsula_Resource'></script>" + b"<p>words</p>" * 1_000
    assert fetcher.get(site.serve("/page", body)).body == body


def test_trouble_that_passes_is_tried_through(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/page", Reply(b"", 502), Reply(b"back"))
    assert fetcher.get(url).body == b"back"
    assert site.paths() == ["/page", "/page"]


def test_a_missing_page_is_not_tried_again(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(Gone):
        fetcher.get(f"{site.url}/none")
    assert site.paths() == ["/none"]


@pytest.mark.parametrize("header", ["0.4", "1"], ids=["illegible", "seconds"])
def test_retry_after_is_waited_for(site: Site, fetcher: Fetcher, header: str) -> None:
    url = site.serve("/page", Reply(b"", 503, {"Retry-After": header}), Reply(b"back"))
    assert fetcher.get(url).body == b"back"
    first, second = (asked.began for asked in site.asked if asked.path == "/page")
    assert (second - first >= 0.95) is (header == "1")


@pytest.mark.parametrize("header", ["3600", formatdate(time.time() + 3600, usegmt=True)], ids=["seconds", "date"])
def test_a_host_that_asks_for_an_hour_is_left_alone_by_every_page(site: Site, fetcher: Fetcher, header: str) -> None:
    url = site.serve("/page", Reply(b"", 429, {"Retry-After": header}), Reply(b"back"))
    other = site.serve("/other", "x")
    for address in (url, other):
        with pytest.raises(RateLimited, match="next pass"):
            fetcher.get(address)
    assert site.paths() == ["/page"]


def test_redirects_are_followed_and_the_last_address_is_told(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/old", Reply(b"", 301, {"Location": "/new"}))
    page = fetcher.get(url) if site.serve("/new", "moved") else None
    assert page is not None
    assert (page.url, page.final_url, page.body) == (url, f"{site.url}/new", b"moved")


def test_a_redirect_loop_ends(site: Site, fetcher: Fetcher) -> None:
    url = site.serve("/a", Reply(b"", 302, {"Location": "/b"}))
    site.serve("/b", Reply(b"", 302, {"Location": "/a"}))
    with pytest.raises(TooManyRedirects, match="5 times"):
        fetcher.get(url)
    assert len(site.paths()) == 6


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_of_30_mb_is_not_read_to_its_end(site: Site, fetcher: Fetcher, announced: bool) -> None:
    body = b"<p>words</p>" * 2_500_000
    reply = Reply(body) if announced else Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge, match="20 MB"):
        fetcher.get(site.serve("/page", reply))


def test_a_compressed_bomb_is_stopped_at_the_limit(site: Site, fetcher: Fetcher) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(60)) + packer.flush()
    with pytest.raises(TooLarge):
        fetcher.get(site.serve("/page", bomb, Content_Encoding="gzip"))


def test_a_body_that_trickles_is_given_up(site: Site) -> None:
    url = site.serve("/page", Reply(b"slowly" * 5, slowly=3.0))
    with Fetcher(replace(QUICK, body_timeout=0.3)) as fetcher, pytest.raises(Unreachable, match="still came"):
        fetcher.get(url)


def test_a_silent_host_is_given_up_and_not_tried_again(site: Site) -> None:
    url = site.serve("/page", Reply(b"late", delay=0.6))
    with Fetcher(replace(QUICK, read_timeout=0.2)) as fetcher, pytest.raises(Unreachable, match="in time"):
        fetcher.get(url)
    assert site.paths() == ["/page"]


def test_a_dead_host_is_unreachable(fetcher: Fetcher) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(Unreachable, match=f"127.0.0.1:{port}"):
        fetcher.get(f"http://127.0.0.1:{port}/")


def test_a_host_that_does_not_exist_is_named(fetcher: Fetcher) -> None:
    with pytest.raises(Unreachable, match=r"There is no host 'no-such-host.invalid'"):
        fetcher.get("http://no-such-host.invalid/page")


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd", "example.org", "http://", "http://a:b/"])
def test_what_is_no_web_address_is_refused(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(BadAddress):
        fetcher.get(url)


def test_a_redirect_to_another_scheme_is_refused(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(BadAddress):
        fetcher.get(site.serve("/page", Reply(b"", 302, {"Location": "file:///etc/passwd"})))
