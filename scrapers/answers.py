"""What an HTTP answer, or the lack of one, means for us: the page, or one of our errors."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from scrapers.errors import (
    BadAddress,
    Gone,
    RateLimited,
    Refused,
    Rejected,
    ScrapeError,
    ServerError,
    Unreachable,
    UnreadablePage,
)
from scrapers.walls import LONGEST_CHALLENGE, Kind, protection_in, wall_in

__all__ = ["LONGEST_CHALLENGE", "explained", "failure"]

# What a page that comes with status 200 amounts to, where it is none of the site's own.
WALLS: Mapping[Kind, tuple[type[ScrapeError], str]] = {
    "gone": (Gone, "there is nothing (any more); correct the address or let it go"),
    "trouble": (ServerError, "the host has trouble; try again later"),
    "refusal": (Refused, "we are not let in; mark the source as blocked or ask the owner"),
    "login": (Refused, "it is for subscribers only; mark the source as blocked or ask the owner"),
    "cookies": (Refused, "it wants cookies to be accepted first; mark the source as blocked or ask the owner"),
    "script": (UnreadablePage, "its content comes by script only; look for a feed"),
}


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn what httpx raises about an address into our errors."""
    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise BadAddress(f"{url} is no address to fetch ({error}); only http:// and https:// are.") from error
    except httpx.DecodingError as error:
        raise UnreadablePage(f"{url} says that its body is compressed, but it is not: {error}.") from error
    except httpx.TimeoutException as error:
        raise Unreachable(f"{url} gave no answer in time ({type(error).__name__}); try again later.") from error
    except httpx.HTTPError as error:
        raise Unreachable(f"{url} cannot be reached: {error or type(error).__name__}; try again later.") from error


def failure(url: str, response: httpx.Response, body: bytes) -> ScrapeError | None:
    """Return the error that an answer amounts to, or None where it is the page."""
    status = response.status_code
    if sign := protection_in(response.headers, body):
        return Refused(f"{url} is behind {sign}, which answered {status} in its stead; mark the source as blocked.")
    if response.is_success:
        return _emptiness(url, body) or _wall(url, status, body)
    if status in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        return Gone(f"{url} answered {status}: there is nothing (any more); correct the address or let it go.")
    if status in (401, 403, 407, 451):
        return Refused(f"{url} answered {status}: we are not let in; mark the source as blocked or ask the owner.")
    if status == httpx.codes.TOO_MANY_REQUESTS or (status == 503 and "Retry-After" in response.headers):
        return RateLimited(f"{url} answered {status}: the host wants fewer requests; raise delay_seconds.")
    if response.is_server_error:
        return ServerError(f"{url} answered {status}: the host has trouble; try again later.")
    if response.is_client_error:
        return Rejected(f"{url} answered {status}: the host does not take this request; check the address.")
    return UnreadablePage(f"{url} answered {status} without a page; check the address.")


def _emptiness(url: str, body: bytes) -> ScrapeError | None:
    return None if body.strip() else UnreadablePage(f"{url} answered with an empty page; look at it in a browser.")


def _wall(url: str, status: int, body: bytes) -> ScrapeError | None:
    wall = wall_in(body)
    if wall is None:
        return None
    error, meaning = WALLS[wall.kind]
    return error(f"{url} answered {status} with a page that says {wall.sign[:80]!r}: {meaning}.")
