import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import httpx
import pytest

from scrapers.errors import RateLimited
from scrapers.fetch import Fetcher
from scrapers.pace import DELAY, PacedTransport, seconds_to_wait
from tests.scrapers.conftest import QUICK
from tests.scrapers.web import Reply, Site, make_source, serving


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def answering(*responses: httpx.Response) -> httpx.MockTransport:
    left = list(responses)
    return httpx.MockTransport(lambda _: left.pop(0) if left else reply(200))


def reply(status: int, **headers: str) -> httpx.Response:
    # Given content instead of a stream, httpx would take the response as closed already.
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, stream=httpx.ByteStream(b"x"))


def ask(transport: PacedTransport, url: str, delay: float) -> httpx.Response:
    response = transport.handle_request(httpx.Request("GET", url, extensions={DELAY: delay}))
    response.close()
    return response


def test_http_and_https_of_a_site_are_one_host() -> None:
    clock = Clock()
    transport = PacedTransport(answering(), patience=60, clock=clock, sleep=clock.sleep)
    for url in ("http://a.example/", "https://a.example/", "https://a.example:443/"):
        ask(transport, url, 1.0)
    assert clock.slept == [1.0, 1.0]


def test_requests_to_one_host_begin_the_delay_apart() -> None:
    clock = Clock()
    transport = PacedTransport(answering(), patience=60, clock=clock, sleep=clock.sleep)
    for _ in range(3):
        ask(transport, "http://a.example/", 1.0)
        clock.now += 0.25
    assert clock.slept == [0.75, 0.75]


def test_hosts_do_not_wait_for_each_other() -> None:
    clock = Clock()
    transport = PacedTransport(answering(), patience=60, clock=clock, sleep=clock.sleep)
    for host in ("a", "b", "c"):
        ask(transport, f"http://{host}.example/", 1.0)
    assert clock.slept == []


def test_the_slower_of_two_sources_on_a_host_keeps_its_own_delay() -> None:
    clock = Clock()
    transport = PacedTransport(answering(), patience=60, clock=clock, sleep=clock.sleep)
    for delay in (1.0, 5.0, 1.0):
        ask(transport, "http://a.example/", delay)
    assert clock.slept == [5.0, 1.0]


def test_retry_after_silences_the_whole_host() -> None:
    clock = Clock()
    busy = reply(503, Retry_After="20")
    transport = PacedTransport(answering(busy), patience=60, clock=clock, sleep=clock.sleep)
    ask(transport, "http://a.example/1", 0.0)
    ask(transport, "http://b.example/1", 0.0)
    ask(transport, "http://a.example/2", 0.0)
    assert clock.slept == [20.0]


def test_a_wait_beyond_patience_is_refused_without_asking() -> None:
    clock = Clock()
    busy = reply(429, Retry_After="900")
    transport = PacedTransport(answering(busy), patience=60, clock=clock, sleep=clock.sleep)
    ask(transport, "http://a.example/1", 0.0)
    with pytest.raises(RateLimited, match=r"a\.example asks us to wait for 900 s"):
        ask(transport, "http://a.example/2", 0.0)
    clock.now += 900
    assert ask(transport, "http://a.example/2", 0.0).status_code == 200


def test_a_failed_request_ends_the_hosts_turn() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    transport = PacedTransport(httpx.MockTransport(fail), patience=60)
    for _ in range(2):
        with pytest.raises(httpx.ConnectError):
            ask(transport, "http://a.example/", 0.0)


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (503, "7", 7),
        (429, " 7 ", 7),
        (200, "7", 0),
        (404, "7", 0),
        (503, "soon", 0),
        (503, "-3", 0),
    ],
)
def test_retry_after_is_read(status: int, header: str, seconds: float) -> None:
    assert seconds_to_wait(reply(status, Retry_After=header)) == seconds


def test_threads_take_turns_on_one_host(site: Site) -> None:
    urls = [site.serve(f"/{number}", Reply(b"x", delay=0.05)) for number in range(4)]
    source = make_source(site.url, delay_seconds=0.2)
    with Fetcher(QUICK) as fetcher, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda url: fetcher.get(url, source=source), urls))
    begins = sorted(asked.began for asked in site.asked if asked.path != "/robots.txt")
    assert site.most_open == 1
    assert min(later - earlier for earlier, later in pairwise(begins)) >= 0.1


def test_hosts_are_read_side_by_side() -> None:
    with serving(Site) as slow, serving(Site) as quick, Fetcher(QUICK) as fetcher, ThreadPoolExecutor(2) as pool:
        slow_url = slow.serve("/page", Reply(b"x", delay=0.5))
        quick_url = quick.serve("/page", "x")
        began = time.monotonic()
        late = pool.submit(fetcher.get, slow_url)
        pool.submit(fetcher.get, quick_url).result()
        assert time.monotonic() - began < 0.4
        late.result()
