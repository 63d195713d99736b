"""Many hosts on loopback, each at an address of its own, in a process of their own: well, silent or failing."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

LATENCY = 0.02
BACKLOG = 64
ENTRY = (
    "  - {{id: {id}, name: A feed, reader: feed, source_kind: local_press, home: '{home}/', address: '{home}/{id}.xml'"
)


class Mood(IntEnum):
    """How a host behaves: it answers, keeps silent, answers 503 or hangs up."""

    WELL = 0
    SILENT = 1
    FAILING = 2
    HANGING_UP = 3


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts, the number of feeds that each has, and what the serving process shares with us.

    `moods[host]` may be set at any time; `answered` is the moment, in seconds of time.time(), of the last good answer.
    """

    feeds: Sequence[int]
    port: int
    moods: Any
    answered: Any

    def register(self, delay_seconds: float) -> str:
        """Return the register of sources, one for each feed."""
        return "sources:\n" + "".join(
            ENTRY.format(id=f"feed-{host}-{number}", home=f"http://{_address(host)}:{self.port}")
            + f", delay_seconds: {delay_seconds}}}\n"
            for host, feeds in enumerate(self.feeds)
            for number in range(feeds)
        )

    def feel(self, mood: Mood, hosts: Sequence[int]) -> None:
        """Set the mood of some hosts."""
        for host in hosts:
            self.moods[host] = mood


@contextmanager
def many_hosts(feeds: Sequence[int]) -> Iterator[Hosts]:
    """Serve hosts with so many feeds each from one process, until the block ends."""
    context = get_context("spawn")
    moods = context.Array("b", len(feeds), lock=False)
    answered = context.Value("d", 0.0, lock=False)
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(len(feeds), moods, answered, theirs), daemon=True)
    process.start()
    try:
        yield Hosts(feeds, ours.recv(), moods, answered)
    finally:
        process.terminate()
        process.join()


def _address(host: int) -> str:
    return f"127.1.{host // 250}.{host % 250 + 1}"


def _serve(count: int, moods: Any, answered: Any, ready: Connection) -> None:
    asyncio.run(_serve_for_ever(count, moods, answered, ready))


async def _serve_for_ever(count: int, moods: Any, answered: Any, ready: Connection) -> None:
    loop = asyncio.get_running_loop()
    port = 0
    for host in range(count):
        asked = partial(_Host, host, moods, answered)
        server = await loop.create_server(asked, _address(host), port, backlog=BACKLOG)
        port = server.sockets[0].getsockname()[1]
    ready.send(port)
    await asyncio.Event().wait()


class _Host(asyncio.Protocol):
    """A connection to one host."""

    def __init__(self, host: int, moods: Any, answered: Any) -> None:
        self._host = host
        self._moods = moods
        self._answered = answered
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        if self._asked.endswith(b"\r\n\r\n") and self._moods[self._host] != Mood.SILENT:
            asked, self._asked = self._asked, b""
            asyncio.get_running_loop().call_later(LATENCY, self._answer, asked.decode())

    def _answer(self, asked: str) -> None:
        match self._moods[self._host]:
            case Mood.HANGING_UP:
                self._transport.abort()
            case Mood.FAILING:
                self._transport.write(_answer("503 Service Unavailable"))
            case _:
                self._transport.write(_page(asked))
                self._answered.value = time.time()


def _page(asked: str) -> bytes:
    path = asked.split(" ", 2)[1]
    if path == "/robots.txt":
        return _answer("404 Not Found", "nothing here")
    etag = f'"{path}"'
    if f"if-none-match: {etag}" in asked.lower():
        return _answer("304 Not Modified", etag=etag)
    return _answer("200 OK", _feed(path) if path.endswith(".xml") else _news(path), etag)


def _feed(path: str) -> str:
    item = f"<item><title>A bridge is mended</title><link>{path.removesuffix('.xml')}</link></item>"
    return f'<rss version="2.0"><channel><title>News</title>{item}</channel></rss>'


def _news(path: str) -> str:
    return f"<h1>Bridge {path} is mended</h1>" + "<p>The council has mended a bridge over the river.</p>" * 20


def _answer(status: str, body: str = "", etag: str = "") -> bytes:
    sent = body.encode()
    marked = f"ETag: {etag}\r\n" if etag else ""
    return f"HTTP/1.1 {status}\r\n{marked}Content-Length: {len(sent)}\r\n\r\n".encode() + sent
