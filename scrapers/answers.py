"""What an HTTP answer, or the lack of one, means for us: the page, or one of our errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Challenge:
    """A string that a protection's own page holds; it also adds some to real pages, which are longer."""

    sign: bytes
    owner: str
    most_bytes: int


CHALLENGES = (
    Challenge(b"<title>Just a moment...</title>", "Cloudflare", 64_000),
    Challenge(b"/orchestrate/chl_page/", "Cloudflare", 64_000),
    Challenge(b"_Incapsula_Resource", "Incapsula", 3_000),
    Challenge(b"errors.edgesuite.net", "Akamai", 3_000),
    Challenge(b"awsWafCookieDomainList", "AWS WAF", 8_000),
)
LONGEST_CHALLENGE = max(challenge.most_bytes for challenge in CHALLENGES)


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


def challenge_sign(response: httpx.Response, body: bytes) -> str | None:
    """Name the protection that answered in the site's stead, or None where the site itself did."""
    if response.headers.get("cf-mitigated") == "challenge":
        return "Cloudflare"
    met = (each.owner for each in CHALLENGES if len(body) <= each.most_bytes and each.sign in body)
    return next(met, None)


def failure(url: str, response: httpx.Response, body: bytes) -> ScrapeError | None:
    """Return the error that an answer amounts to, or None where it is the page."""
    status = response.status_code
    if sign := challenge_sign(response, body):
        return Refused(f"{url} is behind {sign}, which answered {status} in its stead; mark the source as blocked.")
    if response.is_success:
        return _emptiness(url, body)
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
