"""Fetching: one client for all sources, polite to each host, and an error of ours for whatever goes wrong."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Self, overload

import httpx
from httpx_retries import Retry, RetryTransport

from scrapers.answers import LONGEST_CHALLENGE, explained, failure
from scrapers.body import ACCEPTED, parts_of
from scrapers.budget import UNLIMITED, Allowance, Budget, Spending
from scrapers.circuit import Circuit
from scrapers.errors import BadAddress, TooLarge, TooManyRedirects, Unreachable
from scrapers.guard import GuardedTransport
from scrapers.pace import DELAY, Clock, PacedTransport, Sleep
from scrapers.page import NotModified, Page, Validators
from scrapers.robots import MOST_BYTES, PRODUCT, Robots
from scrapers.source import Source

__all__ = ["FetchSettings", "Fetcher", "NotModified", "Page", "Validators", "user_agent"]

ACCEPT = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8",
    "Accept-Encoding": ACCEPTED,
    "Accept-Language": "en-GB,en;q=0.9",
}
TRANSIENT_STATUSES = (429, 500, 502, 503, 504)
# A time-out is not tried again within a pass: a silent host would hold its source up for minutes.
TRANSIENT_EXCEPTIONS = (httpx.NetworkError, httpx.RemoteProtocolError)
CONNECTIONS = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=30)


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How we go about it: times in seconds, sizes in bytes after decompression.

    `contact` is where the owner of a site finds us; `delay_seconds` holds for addresses of no source; `patience` is
    the longest that a host may make us wait within a pass; `robots_timeout` is the silence allowed before robots.txt,
    the first that a host is asked for; `answer_timeout` bounds an answer that trickles; `allowance` is what the pass
    may spend; `allow_private` opens loopback and private networks.
    """

    contact: str = ""
    delay_seconds: float = 1.0
    most_bytes: int = 20_000_000
    most_redirects: int = 5
    connect_timeout: float = 10.0
    robots_timeout: float = 10.0
    read_timeout: float = 30.0
    answer_timeout: float = 120.0
    retries: int = 2
    backoff: float = 0.5
    patience: float = 60.0
    allowance: Allowance = UNLIMITED
    allow_private: bool = False


class Fetcher:
    """Fetches pages; one for a whole pass, shared by the threads that read its sources.

    `clock` (monotonic seconds) and `sleep` set the pace towards hosts.
    """

    def __init__(
        self, settings: FetchSettings | None = None, *, clock: Clock = time.monotonic, sleep: Sleep = time.sleep
    ) -> None:
        self.settings = settings or FetchSettings()
        self._clock = clock
        self._client = _client(self.settings, clock, sleep)
        self._robots = Robots(self._read_robots, clock)
        self._circuit = Circuit()
        self._budget = Budget(self.settings.allowance, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @overload
    def get(self, url: str, *, validators: None = None, source: Source | None = None) -> Page: ...

    @overload
    def get(self, url: str, *, validators: Validators | None, source: Source | None = None) -> Page | NotModified: ...

    def get(
        self, url: str, *, validators: Validators | None = None, source: Source | None = None
    ) -> Page | NotModified:
        """Fetch an address; NotModified only where `validators` were given.

        Args:
            url: http or https.
            validators: what the address answered with last time.
            source: whose pace to keep and whose budget to spend; without one, the pace of the settings.

        Raises:
            ScrapeError: one of the kinds of scrapers.errors, for whatever goes wrong.
        """
        delay = self.settings.delay_seconds if source is None else source.delay_seconds
        headers = validators.headers() if validators else {}
        with (
            self._budget.spending(source.id) if source else nullcontext(Spending()) as spent,
            self._open(url, headers, lambda address: max(delay, self._robots.check(address))) as response,
        ):
            try:
                if validators and response.status_code == httpx.codes.NOT_MODIFIED:
                    return NotModified(url, _validators(response, validators))
                return self._page(url, response)
            finally:
                spent.bytes += response.num_bytes_downloaded

    @contextmanager
    def _open(
        self, url: str, headers: dict[str, str], pace: Callable[[str], float], silence: float | None = None
    ) -> Iterator[httpx.Response]:
        """Follow redirects to the answer.

        `pace` allows each address and says how many seconds its host wants; `silence` is the time-out, if another.
        """
        timeout = httpx.Timeout(silence or self.settings.read_timeout, connect=self.settings.connect_timeout)
        with explained(url):
            request = self._client.build_request("GET", url, headers=headers, timeout=timeout)
            for _ in range(self.settings.most_redirects + 1):
                _refuse_login(request.url)
                request.extensions[DELAY] = pace(str(request.url))
                with (
                    self._circuit.watching(request.url.netloc.decode()),
                    closing(self._client.send(request, stream=True)) as response,
                ):
                    following = response.next_request
                    if following is None:
                        yield response
                        return
                request = following
        raise TooManyRedirects(f"{url} redirects more than {self.settings.most_redirects} times; check the address.")

    def _page(self, url: str, response: httpx.Response) -> Page:
        body = self._whole_body(url, response) if response.is_success else self._beginning(response, LONGEST_CHALLENGE)
        if error := failure(url, response, body):
            raise error
        header = response.headers.get
        return Page(
            url=url,
            final_url=str(response.url),
            status=response.status_code,
            content_type=header("Content-Type"),
            body=body,
            etag=header("ETag"),
            last_modified=header("Last-Modified"),
        )

    def _read_robots(self, url: str) -> bytes:
        delay, silence = self.settings.delay_seconds, self.settings.robots_timeout
        with self._open(url, {}, lambda _: delay, silence) as response:
            body = self._beginning(response, MOST_BYTES)
            if error := failure(url, response, body):
                raise error
            return body

    def _whole_body(self, url: str, response: httpx.Response) -> bytes:
        most = self.settings.most_bytes
        announced = response.headers.get("Content-Length", "")
        too_large = announced.isdecimal() and int(announced) > most
        body = b"" if too_large else self._beginning(response, most + 1)
        if too_large or len(body) > most:
            raise TooLarge(f"{url} is larger than {most / 1e6:.0f} MB; it is left out.")
        return body

    def _beginning(self, response: httpx.Response, most: int) -> bytes:
        """Read a body, decompressed, up to so many bytes and so many seconds."""
        body = bytearray()
        deadline = self._clock() + self.settings.answer_timeout
        for part in parts_of(response):
            body += part
            if len(body) >= most:
                break
            if self._clock() > deadline:
                raise Unreachable(
                    f"{response.url} still came after {self.settings.answer_timeout:.0f} s; try again later."
                )
        return bytes(body[:most])


def user_agent(contact: str) -> str:
    """Return the name that we give to sites: program, version and where its operator can be reached."""
    try:
        release = version(PRODUCT)
    except PackageNotFoundError:
        release = "uninstalled"
    return f"{PRODUCT}/{release} ({'+' + contact if contact else 'no contact configured'})"


def _client(settings: FetchSettings, clock: Clock, sleep: Sleep) -> httpx.Client:
    guarded = GuardedTransport(
        allow_private=settings.allow_private, limits=CONNECTIONS, answer_timeout=settings.answer_timeout
    )
    paced = PacedTransport(guarded, patience=settings.patience, clock=clock, sleep=sleep)
    retry = Retry(
        total=settings.retries,
        allowed_methods=["GET"],
        status_forcelist=TRANSIENT_STATUSES,
        retry_on_exceptions=TRANSIENT_EXCEPTIONS,
        backoff_factor=settings.backoff,
        max_backoff_wait=settings.patience,
        total_timeout=settings.patience,
        # The paced transport keeps it, for every request to the host.
        respect_retry_after_header=False,
    )
    return httpx.Client(
        transport=RetryTransport(transport=paced, retry=retry),
        # A proxy of the environment would connect in our stead, and the guard would see only the proxy.
        trust_env=False,
        headers=ACCEPT | {"User-Agent": user_agent(settings.contact)},
    )


def _refuse_login(url: httpx.URL) -> None:
    """A public page has no user; what stands before the @ is there to look like another host."""
    if url.userinfo:
        raise BadAddress(f"http(s)://…@{url.host} has a user name in it; correct the address.")


def _validators(response: httpx.Response, sent: Validators) -> Validators:
    """A 304 may carry newer validators; what it leaves out stays."""
    header = response.headers.get
    return Validators(header("ETag") or sent.etag, header("Last-Modified") or sent.last_modified)
