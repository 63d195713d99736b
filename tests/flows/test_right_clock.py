from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import prefect
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.right_clock import MOST_APART, WrongClock, check_clock

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Server(BaseHTTPRequestHandler):
    """Says of everything which version of Prefect it is, and that it is noon."""

    date: str | None = "Sun, 22 Nov 2026 12:00:00 GMT"

    def do_GET(self) -> None:
        body = f'"{prefect.__version__}"'.encode()
        self.send_response_only(200)
        if self.date:
            self.send_header("Date", self.date)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(handler: type[Server]) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{server.server_port}/api"}):
            yield
        server.shutdown()


@pytest.mark.parametrize("apart", [timedelta(0), MOST_APART, -MOST_APART])
def test_a_clock_that_the_servers_is_near_is_right(apart: timedelta) -> None:
    with serving(Server):
        check_clock(lambda: NOW + apart)


@pytest.mark.parametrize("apart", [timedelta(days=31), timedelta(days=-31), MOST_APART + timedelta(seconds=1)])
def test_a_clock_that_is_off_is_told_with_both_times(apart: timedelta) -> None:
    told = f"this worker it is {NOW + apart:%Y-%m-%d %H:%M}, by that of the Prefect server 2026-11-22 12:00"

    with serving(Server), pytest.raises(WrongClock, match=told):
        check_clock(lambda: NOW + apart)


def test_a_server_that_tells_no_time_holds_nobody_up() -> None:
    class Timeless(Server):
        date = None

    with serving(Timeless):
        check_clock(lambda: NOW)
