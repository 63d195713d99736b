"""A web server on loopback that takes what is posted to it and answers as a test tells it to."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

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
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    hook = Webhook(server.server_address[1])
    server.RequestHandlerClass = _handler(hook)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(hook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posted.append(json.loads(body))
            hook.paths.append(self.path)
            time.sleep(hook.delay)
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def handle(self) -> None:
            # A client that has waited enough hangs up.
            try:
                super().handle()
            except ConnectionError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler
