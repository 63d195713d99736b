"""A small web server on loopback that answers as a test tells it to and remembers what it was asked."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from scrapers.source import Source
from tests.loopback import LoopbackHandler, loopback_server


@dataclass(frozen=True)
class Asked:
    """One request as it came in; `began` in monotonic seconds."""

    path: str
    headers: dict[str, str]
    began: float


@dataclass(frozen=True)
class Reply:
    """What to answer; `slowly` sends the body in so many seconds, byte by byte."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    slowly: float = 0.0


@dataclass
class Site:
    """Routes and a log. A list of replies is used up one by one, the last one stays."""

    url: str
    open_now: int = 0
    most_open: int = 0
    routes: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def serve(self, path: str, *replies: Reply | bytes | str, **headers: str) -> str:
        """Set what a path (with its query) answers; return its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = [each if isinstance(each, Reply) else Reply(_bytes(each), 200, named) for each in replies]
        return self.url + path

    def paths(self) -> list[str]:
        """Return the paths asked for, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def answer(self, path: str) -> Reply:
        """Return the reply for a path and use it up."""
        replies = self.routes.get(path) or [Reply(b"nothing here", 404)]
        return replies.pop(0) if len(replies) > 1 else replies[0]


S = TypeVar("S", bound=Site)


@contextmanager
def serving(make: Callable[[str], S]) -> Iterator[S]:
    """Run a site, made for its address, until the block ends."""
    with loopback_server() as server:
        site = make(f"http://127.0.0.1:{server.server_address[1]}")
        server.RequestHandlerClass = _handler(site)
        yield site


def make_source(address: str, **changes: Any) -> Source:
    """Return a source of that address; without a pace unless told."""
    plain = {
        "id": "example", "name": "Example", "reader": "feed", "source_kind": "other",
        "home": address, "address": address, "delay_seconds": 0.0,
    }  # fmt: skip
    return Source.model_validate(plain | changes)


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else body


def _handler(site: Site) -> type[LoopbackHandler]:
    class Handler(LoopbackHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:  # noqa: N802
            site.asked.append(Asked(self.path, dict(self.headers), time.monotonic()))
            site.open_now += 1
            site.most_open = max(site.most_open, site.open_now)
            reply = site.answer(self.path)
            time.sleep(reply.delay)
            site.open_now -= 1
            self._send(self._unless_known(reply))

        def _unless_known(self, reply: Reply) -> Reply:
            etag = reply.headers.get("ETag")
            return Reply(status=304, headers=reply.headers) if etag and self.headers["If-None-Match"] == etag else reply

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if not reply.slowly:
                self.wfile.write(reply.body)
                return
            for byte in reply.body:
                time.sleep(reply.slowly / len(reply.body))
                self.wfile.write(bytes([byte]))

    return Handler
