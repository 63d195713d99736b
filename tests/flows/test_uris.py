import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.uris import uri_of
from tests.flows.listeners import is_web_address


@pytest.mark.parametrize(
    ("given", "uri", "host"),
    [
        ("https://gazette.example/news?id=1&b=é", "https://gazette.example/news?id=1&b=%C3%A9", "gazette.example"),
        ("https://gazette.example/100%|2%20^\\", "https://gazette.example/100%25%7C2%20%5E%5C", "gazette.example"),
        ("https://g\u043ev.example/\u202egpj", "https://xn--gv-fmc.example/%E2%80%AEgpj", "xn--gv-fmc.example"),
        ("http://[2001:db8::1]:8080/news", "http://[2001:db8::1]:8080/news", "2001:db8::1"),
    ],
)
def test_an_address_becomes_a_uri(given: str, uri: str, host: str) -> None:
    link = uri_of(given)

    assert link
    assert (link.url, link.host) == (uri, host)


@pytest.mark.parametrize("address", ["", "news/1", "javascript:alert(1)", "file:///etc/passwd", "https://a b.example/"])
def test_what_is_no_address_of_the_web_is_left_out(address: str) -> None:
    assert uri_of(address) is None


@settings(deadline=None)
@given(st.one_of(st.text(), st.text().map("https://{}".format), st.text().map("https://gazette.example/{}".format)))
def test_any_text_is_a_uri_of_the_web_or_none(text: str) -> None:
    link = uri_of(text)
    assert link is None or is_web_address(link.url)
