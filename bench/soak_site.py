"""A web server on loopback, at an address of its own, that is well, down, silent or failing as it is told."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

HOST = "127.0.0.1"
LONGEST_SILENCE = 300.0

Answer = Callable[[str], "Answered"]


class Mood(StrEnum):
    """How a host behaves: it answers, refuses connections, keeps silent, or answers 500."""

    WELL = "well"
    DOWN = "down"
    SILENT = "silent"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Answered:
    """Status, type and body of an answer."""

    status: int
    body: bytes
    content_type: str = "text/html; charset=utf-8"


@dataclass
class Host:
    """A host whose pages `answer` gives by path and query; `read` are the paths that were answered with 200."""

    name: str
    answer: Answer
    port: int = 0
    mood: Mood = Mood.DOWN
    read: set[str] = field(default_factory=set)
    _server: ThreadingHTTPServer | None = None
    _changed: Event = field(default_factory=Event)

    @property
    def origin(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    def feel(self, mood: Mood) -> None:
        """Change the mood; whoever waits for an answer meanwhile has the connection closed."""
        self.mood = mood
        self._changed.set()
        self._changed = Event()
        if mood is Mood.DOWN:
            self._close()
        elif self._server is None:
            self._open()

    def keep_silent(self) -> None:
        """Wait until the mood changes."""
        self._changed.wait(LONGEST_SILENCE)

    def _open(self) -> None:
        self._server = _Server((HOST, self.port), partial(_Handler, self))
        self.port = self._server.server_port
        Thread(target=partial(self._server.serve_forever, poll_interval=0.05), daemon=True).start()

    def _close(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def serving(*hosts: Host) -> Iterator[None]:
    """Serve the hosts until the block ends; each keeps its port for as long as it is down."""
    try:
        for host in hosts:
            host.feel(Mood.WELL)
        yield
    finally:
        for host in hosts:
            host.feel(Mood.DOWN)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep silent about readers that were killed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, host: Host, *args: Any) -> None:
        self.host = host
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer as the host's mood is."""
        match self.host.mood:
            case Mood.WELL:
                self._answer(self.host.answer(self.path))
            case Mood.FAILING:
                self._answer(Answered(500, b"The server is not well.", "text/plain"))
            case Mood.SILENT:
                self.host.keep_silent()
                self.close_connection = True
            case Mood.DOWN:
                self.close_connection = True

    def _answer(self, answered: Answered) -> None:
        tag = f'"{hashlib.sha256(answered.body).hexdigest()[:16]}"'
        is_known = answered.status == 200 and self.headers.get("If-None-Match") == tag
        self.send_response(304 if is_known else answered.status)
        self.send_header("ETag", tag)
        if not is_known:
            self.send_header("Content-Type", answered.content_type)
            self.send_header("Content-Length", str(len(answered.body)))
        self.end_headers()
        if not is_known:
            self.wfile.write(answered.body)
        if answered.status == 200:
            self.host.read.add(self.path)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the soak's own lines."""
