"""Whatever a site serves costs that one page or source, is recorded in one sentence, and stops nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import polars as pl
import pytest

from flows.passes import Pass, run_pass
from flows.settings import Settings
from flows.workshop import chosen_sources, open_workshop

STORY = """<html><head><title>Leeds children’s services rated good</title></head><body><main><article>
<h1>Leeds children’s services rated good</h1><p>3 March 2022</p>
<p>Leeds City Council’s children’s services have been rated ‘good’ by Ofsted after an inspection in February.</p>
<p>Inspectors said that social workers knew their children well and that leaders had a clear plan for the city.</p>
</article></main></body></html>"""

Answer = tuple[int, str, bytes]


def html(status: int, text: str, encoding: str = "utf-8") -> Answer:
    return status, f"text/html; charset={encoding}" if encoding == "utf-8" else "text/html", text.encode(encoding)


PAGES: dict[str, Answer] = {
    "good": html(200, STORY),
    "server-error": html(500, "down"),
    "gone": html(404, "nothing here"),
    "empty": html(200, ""),
    "huge": (200, "text/html", b"<p>x</p>" * 4_000_000),
    "windows-1252": html(200, STORY.replace("Leeds", "Wirral"), "windows-1252"),
    "no-pdf": (200, "application/pdf", b"<html>Sign in to read this document</html>"),
    "torn-pdf": (200, "application/pdf", b"%PDF-1.7\n1 0 obj <<"),
}
# What each bad page is recorded as; the two that are not listed are fine.
REASONS = {
    "server-error": "server_error",
    "gone": "gone",
    "empty": "unreadable_page",
    "huge": "too_large",
    "no-pdf": "unreadable_document",
    "torn-pdf": "unreadable_document",
}


def feed(origin: str, names: list[str], date: str = "Thu, 03 Mar 2022 09:00:00 GMT") -> bytes:
    items = "".join(
        f"<item><title>Ofsted: {name}</title><link>{origin}/{name}</link><pubDate>{date}</pubDate></item>"
        for name in names
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


@contextmanager
def serving() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            origin = f"http://127.0.0.1:{self.connection.getsockname()[1]}"
            feeds = {
                "feed": feed(origin, list(PAGES)),
                "dated-wrongly": feed(origin, ["good?again"], date="31 Febtember 2022"),
                "broken-xml": b"<rss><channel><item><title>half",
            }
            name = self.path.lstrip("/").partition("?")[0]
            status, kind, body = PAGES.get(name, (200, "application/rss+xml", feeds.get(name, b"")))
            if name == "robots.txt":
                status = 404
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def source(source_id: str, address: str) -> str:
    return (
        f"- {{id: {source_id}, name: {source_id}, reader: feed, source_kind: local_press, home: '{address}',"
        f" address: '{address}', delay_seconds: 0}}\n"
    )


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pass, Settings, str]]:
    folder = tmp_path_factory.mktemp("bad-input")
    with serving() as origin:
        register = folder / "sources.yaml"
        register.write_text(
            "sources:\n"
            + source("press", f"{origin}/feed")
            + source("broken-xml", f"{origin}/broken-xml")
            + source("dated-wrongly", f"{origin}/dated-wrongly")
            + source("dead-host", "http://127.0.0.1:9/feed"),
            encoding="utf-8",
        )
        settings = Settings(data=folder / "data", sources=register, allow_private_addresses=True)
        workshop = open_workshop(settings)
        yield run_pass(workshop, chosen_sources(workshop.register, [])), settings, origin
        workshop.memory.dispose()


def table(settings: Settings, name: str) -> pl.DataFrame:
    return pl.read_parquet(settings.store.place(f"tables/{name}.parquet"))


@pytest.mark.parametrize(("page", "reason"), REASONS.items())
def test_a_bad_page_is_one_failure_in_one_line(outcome: tuple[Pass, Settings, str], page: str, reason: str) -> None:
    _, settings, origin = outcome

    [failure] = table(settings, "failures").filter(url=f"{origin}/{page}").to_dicts()
    assert failure["reason"] == reason
    assert failure["source_id"] == "press"
    assert "\n" not in failure["message"]
    assert f"{origin}/{page}" in failure["message"]


@pytest.mark.parametrize("source_id", ["broken-xml", "dead-host", "dated-wrongly"])
def test_a_bad_source_is_one_failure_in_one_line(outcome: tuple[Pass, Settings, str], source_id: str) -> None:
    _, settings, _ = outcome

    [failure] = table(settings, "failures").filter(source_id=source_id).to_dicts()
    assert "\n" not in failure["message"]


def test_the_rest_of_the_run_is_untouched(outcome: tuple[Pass, Settings, str]) -> None:
    done, settings, _ = outcome

    ratings = table(settings, "ratings").filter(judgement="overall_effectiveness", grade="good", standing="current")
    assert set(ratings["authority"]) == {"Leeds", "Wirral"}
    assert len(done.failures) == len(REASONS) + 3


def test_windows_1252_that_says_nothing_keeps_its_quotes(outcome: tuple[Pass, Settings, str]) -> None:
    _, settings, origin = outcome

    assert (
        table(settings, "articles").filter(url=f"{origin}/windows-1252")["title"].item()
        == "Wirral children’s services rated good"
    )


def test_sources_tell_how_they_fare(outcome: tuple[Pass, Settings, str]) -> None:
    _, settings, _ = outcome

    states = dict(table(settings, "sources").select("source_id", "state").iter_rows())
    assert states == {
        "press": "working",
        "broken-xml": "failing",
        "dated-wrongly": "working",
        "dead-host": "failing",
    }
