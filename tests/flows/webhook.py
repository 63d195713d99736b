"""A web server on loopback that takes what is posted to it and answers as a test tells it to."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.loopback import LoopbackHandler, loopback_server

TOKEN = "s3same-0pen-7b21"


@dataclass
class Webhook:
    """`status` is the answer to all that is posted, which comes after `delay` seconds."""

    port: int
    status: int = 200
    delay: float = 0
    posted: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is found, as Apprise writes it; a second is as long as one waits."""
        return f"json://127.0.0.1:{self.port}/hooks/{TOKEN}?rto=1&cto=1"


@contextmanager
def webhook() -> Iterator[Webhook]:
    """Serve until the block ends."""
    with loopback_server() as server:
        hook = Webhook(server.server_address[1])
        server.RequestHandlerClass = _handler(hook)
        yield hook


def _handler(hook: Webhook) -> type[LoopbackHandler]:
    class Handler(LoopbackHandler):
        def do_POST(self) -> None:  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posted.append(json.loads(body))
            hook.paths.append(self.path)
            time.sleep(hook.delay)
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    return Handler
