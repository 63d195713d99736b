"""What web servers on loopback have in common: they run beside a test, say nothing, and let clients hang up."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class LoopbackHandler(BaseHTTPRequestHandler):
    """Answers nothing yet."""

    def handle(self) -> None:
        """Answer until the client hangs up: that is what some tests are about."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def loopback_server() -> Iterator[ThreadingHTTPServer]:
    """Run a server on a free port until the block ends; its `RequestHandlerClass` is to be set in the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), LoopbackHandler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
