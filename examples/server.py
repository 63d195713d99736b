"""Serves the example sites on loopback, each on a port and so an origin of its own."""

import gzip
import hashlib
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from examples import REGISTER
from examples.moderngov import answer_moderngov
from examples.reply import Reply, error_reply, file_reply
from examples.site import Site, example_sites
from examples.wordpress import DISCOVERY, answer_wordpress

HOST = "127.0.0.1"
# Stands in the files where a site's own address must be, {{origin}}, or that of another: {{origin:advertiser}}.
_ORIGIN = re.compile(r"\{\{origin(?::([a-z]+))?\}\}")


class PortTakenError(OSError):
    """A port of an example site is in use; str() says which and what to do."""


@dataclass(slots=True)
class ExampleSites:
    """The running sites: `origins` maps a site's id to its address, without a slash at the end.

    `variant` names a folder of variants/ whose files go before those of the sites; it may be changed while they run.
    `requests` lists what was asked for, as (site id, path with query, status).
    """

    origins: dict[str, str]
    variant: str | None = None
    requests: list[tuple[str, str, int]] = field(default_factory=list)

    def register(self) -> str:
        """Return the text of sources.yaml with the addresses where the sites really are."""
        text = REGISTER.read_text(encoding="utf-8")
        for site in example_sites():
            text = text.replace(f"http://{HOST}:{site.port}", self.origins[site.id])
        return text

    def fill_in(self, text: str, own: str) -> str:
        """Put the real addresses where the files have placeholders."""
        return _ORIGIN.sub(lambda match: self.origins[match[1] or own], text)

    def answer(self, site: Site, path: str, query: dict[str, str]) -> Reply:
        """Answer a request of one site from its machine endpoints, else from its files."""
        special = {"wordpress": answer_wordpress, "moderngov": answer_moderngov}.get(site.kind)
        reply = special(site, path, query) if special else None
        if reply is None:
            file = site.find(path, self.variant)
            reply = file_reply(file) if file else error_reply(404, "Page not found")
        body = self.fill_in(reply.body.decode(), site.id).encode() if reply.is_text else reply.body
        headers = {**reply.headers, **({"Link": DISCOVERY} if site.kind == "wordpress" else {})}
        filled = {name: self.fill_in(value, site.id) for name, value in headers.items()}
        return Reply(reply.status, body, reply.content_type, filled, reply.modified)


@contextmanager
def serve_examples(*, fixed_ports: bool = True, variant: str | None = None) -> Iterator[ExampleSites]:
    """Serve all sites until the block ends; without `fixed_ports` the system chooses the ports.

    Fixed ports keep addresses the same from run to run, so that what is known stays known.

    Raises:
        PortTakenError: something else listens on a fixed port.
    """
    sites = ExampleSites({}, variant)
    with ExitStack() as stack:
        for site in example_sites():
            server = stack.enter_context(_open(site, sites, site.port if fixed_ports else 0))
            sites.origins[site.id] = f"http://{HOST}:{server.server_port}"
            stack.enter_context(_running(server))
        yield sites


def _open(site: Site, sites: ExampleSites, port: int) -> ThreadingHTTPServer:
    try:
        return _Server((HOST, port), partial(_Handler, site, sites))
    except OSError as error:
        raise PortTakenError(
            f"Port {port} of {HOST} is taken, so the example site {site.id!r} cannot be served there: "
            "stop the other program, or give it another port in examples/sites.yaml and examples/sources.yaml."
        ) from error


@contextmanager
def _running(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = Thread(target=partial(server.serve_forever, poll_interval=0.05), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Keeps silent about readers that hang up."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what is not the reader's doing."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Conditions, compression and headers around what a site answers."""

    protocol_version = "HTTP/1.1"
    sys_version = ""

    def __init__(self, site: Site, sites: ExampleSites, *args: object) -> None:
        self.site, self.sites, self.server_version = site, sites, site.server
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer from the site, or with 304 where the reader has it already."""
        parts = urlsplit(self.path)
        reply = self.sites.answer(self.site, unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True)))
        validators = self._validators(reply)
        unchanged = reply.status == 200 and self._is_current(validators)
        status = 304 if unchanged else reply.status
        body = b"" if unchanged else reply.body
        headers = {**reply.headers, **validators}
        if body and self._may_compress(reply):
            body = gzip.compress(body, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self.sites.requests.append((self.site.id, self.path, status))
        self._send(status, body, headers if unchanged else {"Content-Type": reply.content_type, **headers})

    def do_HEAD(self) -> None:
        """Answer with the headers alone; `_send` keeps the body back."""
        self.do_GET()

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _validators(self, reply: Reply) -> dict[str, str]:
        if not self.site.validators or reply.status != 200:
            return {}
        tag = {"ETag": f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'}
        return tag if reply.modified is None else {**tag, "Last-Modified": formatdate(reply.modified, usegmt=True)}

    def _is_current(self, validators: dict[str, str]) -> bool:
        """Compare as RFC 9110 has it: If-None-Match alone decides where it is sent."""
        known = self.headers.get("If-None-Match")
        if known is not None:
            return validators.get("ETag") in [tag.strip().removeprefix("W/") for tag in known.split(",")]
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == validators.get("Last-Modified")

    def _may_compress(self, reply: Reply) -> bool:
        return self.site.gzip and reply.is_text and "gzip" in self.headers.get("Accept-Encoding", "")

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the program's own output."""
