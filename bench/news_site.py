"""A council's newsroom on loopback, with a feed of the pages that it has just now."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FEED = "/feed.xml"


@dataclass
class NewsSite:
    """The pages by path, and the moment at which they are published."""

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    day: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def register(self) -> str:
        """Return the register of sources that has this one."""
        home = f"http://127.0.0.1:{self.port}"
        return f"""sources:
  - id: bench
    name: Newsroom
    reader: feed
    source_kind: local_press
    home: {home}/
    address: {home}{FEED}
    delay_seconds: 0
"""

    def answer(self, path: str) -> bytes | None:
        """Return what stands at the path, or None."""
        return self._feed() if path == FEED else self.pages.get(path)

    def _feed(self) -> bytes:
        home = f"http://127.0.0.1:{self.port}"
        when = format_datetime(self.day, usegmt=True)
        items = "".join(
            f"<item><title>Children's services: {path}</title><link>{home}{path}</link><pubDate>{when}</pubDate></item>"
            for path in self.pages
        )
        return f'<rss version="2.0"><channel><title>News</title><link>{home}</link>{items}</channel></rss>'.encode()


@contextmanager
def news_site() -> Iterator[NewsSite]:
    """Serve the newsroom on a free port."""
    site = NewsSite()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = site.answer(self.path)
            self.send_response(HTTPStatus.OK if body else HTTPStatus.NOT_FOUND)
            kind = "application/rss+xml" if self.path == FEED else "text/html; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()
