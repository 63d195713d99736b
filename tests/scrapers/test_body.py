"""Bodies that mean harm or are packed: unpacked as they say, stopped at the limit of bytes and of time."""

import gzip
import socketserver
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Thread

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.body import parts_of
from scrapers.errors import TooLarge, Unreachable, UnreadablePage
from scrapers.fetch import Fetcher
from tests.scrapers.conftest import QUICK
from tests.scrapers.web import Reply, Site


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_of_30_mb_is_not_read_to_its_end(site: Site, fetcher: Fetcher, announced: bool) -> None:
    body = b"<p>words</p>" * 2_500_000
    reply = Reply(body) if announced else Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge, match="20 MB"):
        fetcher.get(site.serve("/page", reply))


def packed(size: int, *, layers: int = 1) -> bytes:
    """Return gzip of so many zeros, packed so often."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    return bomb if layers == 1 else gzip.compress(bomb)


def test_a_compressed_bomb_is_stopped_at_the_limit(site: Site) -> None:
    url = site.serve("/page", packed(60_000_000), Content_Encoding="gzip")
    tracemalloc.start()
    with Fetcher(replace(QUICK, most_bytes=1_000_000)) as fetcher, pytest.raises(TooLarge):
        fetcher.get(url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "compress", "gzip, br"])
def test_a_coding_that_we_did_not_ask_for_is_refused(site: Site, fetcher: Fetcher, coding: str) -> None:
    url = site.serve("/page", packed(2_000_000, layers=2), Content_Encoding=coding)
    with pytest.raises(UnreadablePage, match="did not ask for"):
        fetcher.get(url)
    assert {asked.headers["Accept-Encoding"] for asked in site.asked} == {"gzip, deflate"}


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"plain words")),
        ("x-gzip", gzip.compress(b"plain ") + gzip.compress(b"words") + b"\0" * 100),
        ("deflate", zlib.compress(b"plain words")),
        ("deflate", zlib.compress(b"plain words")[2:-4]),
        ("identity", b"plain words"),
        ("", b"plain words"),
    ],
    ids=["gzip", "members", "zlib", "bare deflate", "identity", "none"],
)
def test_a_body_is_unpacked_as_it_says(site: Site, fetcher: Fetcher, coding: str, body: bytes) -> None:
    assert fetcher.get(site.serve("/page", body, Content_Encoding=coding)).body == b"plain words"


@given(st.binary(min_size=1, max_size=300_000).map(lambda seed: seed * (1 + len(seed) % 7)))
@settings(max_examples=30, deadline=None)
def test_what_is_packed_comes_out_whole(body: bytes) -> None:
    response = httpx.Response(
        200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(gzip.compress(body)),
        request=httpx.Request("GET", "http://a.example/"),
    )  # fmt: skip
    assert b"".join(parts_of(response)) == body


@pytest.mark.parametrize("begins", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["head", "body"])
def test_an_answer_that_trickles_without_end_is_given_up(begins: bytes) -> None:
    with trickling(begins) as url, Fetcher(replace(QUICK, answer_timeout=0.3)) as fetcher:
        begun = time.monotonic()
        with pytest.raises(Unreachable, match=r"in time|still came"):
            fetcher.get(url)
        assert time.monotonic() - begun < 1.5


@contextmanager
def trickling(begins: bytes) -> Iterator[str]:
    """A server that begins each answer and then sends a byte every 50 ms."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.sendall(begins)
                while True:
                    time.sleep(0.05)
                    self.request.sendall(b"x")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
