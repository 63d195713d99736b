import socket
import time
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
    TooManyRedirects,
    Unreachable,
    UnreadablePage,
)
from scrapers.fetch import Fetcher, NotModified, Page, Validators, user_agent
from tests.scrapers.conftest import QUICK
from tests.scrapers.web import Reply, Site

HEADERS = {"Host", "Accept", "Accept-Encoding", "Accept-Language", "Connection", "User-Agent"}
BROWSERS_AND_SEARCH_ENGINES = (
    "mozilla", "applewebkit", "chrome", "safari", "firefox", "gecko", "edg", "opera", "google", "bing",
)  # fmt: skip


def test_a_page_comes_as_it_was_sent(site: Site, fetcher: Fetcher) -> None:
    body = "<p>Caf\xe9 \x93quoted\x94</p>".encode("windows-1252", errors="ignore") + b"\x93\xff"
    url = site.serve("/page", body, Content_Type="text/html; charset=utf-8", ETag='"1"', Last_Modified="Mon")
    assert fetcher.get(url) == Page(url, url, 200, "text/html; charset=utf-8", body, '"1"', "Mon")


def test_we_say_who_we_are_and_where_to_reach_us(site: Site, fetcher: Fetcher) -> None:
    fetcher.get(site.serve("/page", "x"))
    assert {asked.headers["User-Agent"] for asked in site.asked} == {user_agent("https://example.org/contact")}
    assert user_agent("https://example.org/contact").startswith("inspection-watch/")
    assert "(+https://example.org/contact)" in user_agent("https://example.org/contact")


def test_nothing_in_what_we_send_pretends_to_be_a_browser(site: Site, fetcher: Fetcher) -> None:
    fetcher.get(site.serve("/page", "x"))
    for asked in site.asked:
        assert set(asked.headers) == {
            "Host",
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Connection",
            "User-Agent",
        }
        sent = " ".join(asked.headers.values()).lower()
        assert not [
            name
            for name in ("mozilla", "applewebkit", "chrome", "safari", "firefox", "gecko", "edg", "opera", "googlebot")
            if name in sent
        ]


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


def test_a_silent_host_is_given_up_and_not_tried_again(site: Site) -> None:
    url = site.serve("/page", Reply(b"late", delay=0.6))
    with Fetcher(replace(QUICK, read_timeout=0.2)) as fetcher, pytest.raises(Unreachable, match="in time"):
        fetcher.get(url)
    assert site.paths() == ["/page"]


def test_a_host_that_was_silent_twice_is_not_asked_again_in_the_pass(site: Site) -> None:
    urls = [site.serve(f"/{number}", Reply(b"late", delay=0.5)) for number in range(5)]
    with Fetcher(replace(QUICK, read_timeout=0.1)) as fetcher:
        for url in urls:
            with pytest.raises(Unreachable):
                fetcher.get(url)
        with pytest.raises(Unreachable, match=r"not asked again in this run; it was silent: "):
            fetcher.get(urls[0])
    assert site.paths() == ["/0", "/1"]


def test_one_slow_page_does_not_close_its_host(site: Site) -> None:
    slow, quick = site.serve("/slow", Reply(b"late", delay=0.5)), site.serve("/quick", "x")
    with Fetcher(replace(QUICK, read_timeout=0.1)) as fetcher:
        for _ in range(3):
            with pytest.raises(Unreachable, match="in time"):
                fetcher.get(slow)
            time.sleep(0.5)
            assert fetcher.get(quick).body == b"x"


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


@pytest.mark.parametrize(
    "place",
    ["file:///etc/passwd", "gopher://127.0.0.1:25/x", "ftp://a.example/", "javascript:alert(1)", "data:text/html,x"],
)
def test_a_redirect_to_another_scheme_is_refused(site: Site, fetcher: Fetcher, place: str) -> None:
    with pytest.raises(BadAddress):
        fetcher.get(site.serve("/page", Reply(b"", 302, {"Location": place})))


def test_an_address_with_a_user_name_is_refused_and_no_password_is_sent(site: Site, fetcher: Fetcher) -> None:
    port = site.url.rpartition(":")[2]
    disguised = f"http://news.example:secret@127.0.0.1:{port}/page"
    for url in (disguised, site.serve("/moved", Reply(b"", 302, {"Location": disguised}))):
        with pytest.raises(BadAddress, match="user name") as raised:
            fetcher.get(url)
        assert "secret" not in str(raised.value)
    assert site.paths() == ["/moved"]
