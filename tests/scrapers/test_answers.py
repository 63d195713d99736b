import httpx
import pytest

from scrapers.answers import failure
from scrapers.errors import Gone, Refused, ScrapeError, ServerError, UnreadablePage

URL = "https://council.example/news"


def answer(status: int, body: bytes = b"", **headers: str) -> ScrapeError | None:
    return failure(URL, httpx.Response(status, headers=headers), body)


def html(title: str) -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body><p>Short.</p></body></html>".encode()


@pytest.mark.parametrize(
    ("title", "error"),
    [
        ("Page not found", Gone),
        ("Site under maintenance", ServerError),
        ("Access Denied", Refused),
        ("Sign in to your account", Refused),
        ("Cookies are required", Refused),
        ("JavaScript is required", UnreadablePage),
    ],
)
def test_a_wall_with_status_200_is_an_error_that_names_address_and_sign(title: str, error: type[ScrapeError]) -> None:
    met = answer(200, html(title))
    assert type(met) is error
    assert str(met).startswith(f"{URL} answered 200 with a page that says {title!r}: ")
    assert str(met).endswith(".")


@pytest.mark.parametrize("status", [200, 202, 403, 405, 503])
def test_a_protection_is_named_whatever_the_status(status: int) -> None:
    met = answer(status, html("Radware Captcha Page"))
    assert isinstance(met, Refused)
    assert f"behind Radware, which answered {status}" in str(met)


def test_a_header_names_the_protection() -> None:
    assert "AWS WAF" in str(answer(202, b"", **{"x-amzn-waf-action": "challenge"}))


def test_a_page_is_no_error() -> None:
    assert answer(200, html("Council sets out plan")) is None
    assert answer(200, b"User-agent: *\nDisallow: /404") is None
