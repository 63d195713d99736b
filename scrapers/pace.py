"""Manners towards a host: one request at a time, so many seconds apart, and silence for as long as it asks for."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import cast

import httpx
from httpx_retries import Retry

from scrapers.errors import RateLimited

Clock = Callable[[], float]
Sleep = Callable[[float], None]

DELAY = "delay_seconds"
ASKS_FOR_PATIENCE = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)


@dataclass(slots=True)
class _Host:
    turn: Lock = field(default_factory=Lock)
    last_start: float = float("-inf")
    silent_until: float = float("-inf")


class PacedTransport(httpx.BaseTransport):
    """Sends each request when it is the host's turn; safe to share between threads.

    The seconds between the starts of two requests come with the request, as its extension `delay_seconds`. A host's
    turn ends when the body has been read or the response closed. Retry-After is kept here rather than by the retrying
    transport above, because it holds for every request to the host and not only for the one that was answered so.

    Raises:
        RateLimited: the next turn is further off than `patience` seconds.
    """

    def __init__(
        self, inner: httpx.BaseTransport, *, patience: float, clock: Clock = time.monotonic, sleep: Sleep = time.sleep
    ) -> None:
        self._inner = inner
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._hosts_lock = Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the host's turn and send."""
        # Name and port, without the port that the scheme implies: http and https of a site are one host.
        host = self._host(request.url.netloc.decode())
        host.turn.acquire()
        try:
            self._wait(host, request)
            response = self._inner.handle_request(request)
            host.silent_until = self._clock() + seconds_to_wait(response)
            response.stream = _Turn(cast(httpx.SyncByteStream, response.stream), host.turn)
        except BaseException:
            host.turn.release()
            raise
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def _host(self, name: str) -> _Host:
        with self._hosts_lock:
            return self._hosts.setdefault(name, _Host())

    def _wait(self, host: _Host, request: httpx.Request) -> None:
        delay = float(request.extensions.get(DELAY, 0.0))
        wait = max(host.last_start + delay, host.silent_until) - self._clock()
        if wait > self._patience:
            raise RateLimited(f"{request.url.host} asks us to wait for {wait:.0f} s; it is left for the next pass.")
        if wait > 0:
            self._sleep(wait)
        host.last_start = self._clock()


class _Turn(httpx.SyncByteStream):
    """A body whose end is the end of the host's turn."""

    def __init__(self, stream: httpx.SyncByteStream, turn: Lock) -> None:
        self._stream = stream
        self._turn: Lock | None = turn

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        try:
            self._stream.close()
        finally:
            turn, self._turn = self._turn, None
            if turn:
                turn.release()


def seconds_to_wait(response: httpx.Response) -> float:
    """Return what Retry-After asks for, in seconds; 0 where nothing legible is asked."""
    asked = response.headers.get("Retry-After")
    if asked is None or response.status_code not in ASKS_FOR_PATIENCE:
        return 0.0
    try:
        return Retry().parse_retry_after(asked)
    except (ValueError, OverflowError):
        return 0.0
