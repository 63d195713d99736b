import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.addresses import absolute, canonical, is_pdf, origin


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://News.Example:443/A/b", "https://news.example/A/b"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://news.example/a?utm_source=x&UTM_Medium=y&id=3#top", "https://news.example/a?id=3"),
        ("https://news.example/a?fbclid=1", "https://news.example/a"),
        ("https://news.example/a/?replytocom=12", "https://news.example/a/"),
        ("https://d.example/mgConvert2PDF.aspx?ID=7", "https://d.example/mgConvert2PDF.aspx?ID=7"),
        ("https://d.example/ieListDocuments.aspx?MId=2&CId=1", "https://d.example/ieListDocuments.aspx?CId=1&MId=2"),
        ("https://news.example/list?page=2", "https://news.example/list?page=2"),
        ("https://news.example/a%2fb/%7ex", "https://news.example/a%2Fb/~x"),
        ("https://news.example/a b.pdf?T=1", "https://news.example/a%20b.pdf?T=1"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://news.example/?q=a%26utm_source%3Dx", "https://news.example/?q=a%26utm_source%3Dx"),
    ],
)
def test_one_page_has_one_spelling(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://d.example/a.aspx?ID=1", "https://d.example/a.aspx?ID=2"),
        ("https://d.example/a?page=1", "https://d.example/a?page=2"),
        ("https://d.example/A", "https://d.example/a"),
        ("https://d.example/a", "https://d.example/a/"),
        ("https://d.example/a?x=1", "https://d.example/a?X=1"),
    ],
)
def test_different_pages_keep_different_spellings(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


names = st.sampled_from(["ID", "id", "page", "utm_source", "fbclid", "q", "T", "a b", "é", "x&y"])
queries = st.lists(st.tuples(names, st.text(max_size=6)), max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
urls = st.builds(
    "{}://{}{}/{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["news.example", "NEWS.example", "xn--caf-dma.example", "127.0.0.1", "[::1]"]),
    st.sampled_from(["", ":80", ":443", ":8080", ":"]),
    st.text(max_size=12),
    st.just("?") | st.just(""),
    queries,
)


@given(urls)
def test_a_canonical_address_stays_as_it_is(url: str) -> None:
    with contextlib.suppress(ValueError):
        once = canonical(url)
        assert canonical(once) == once


@given(queries, queries)
def test_tracking_makes_no_difference(before: str, after: str) -> None:
    plain = canonical(f"https://news.example/a?{before}&{after}")
    assert canonical(f"https://news.example/a?utm_campaign=spring&{before}&gclid=5&{after}") == plain


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/b", "https://d.example/b"),
        ("documents/s1/ My\r\n Report.pdf ", "https://d.example/sub/documents/s1/%20My%20Report.pdf"),
        ("//other.example/x", "https://other.example/x"),
        ("?page=2", "https://d.example/sub/list?page=2"),
        ("mailto:press@d.example", None),
        ("javascript:void(0)", None),
        ("tel:01234", None),
        ("http://[broken", None),
        ("http://host:port/", None),
        ("", None),
        (None, None),
    ],
)
def test_links_are_resolved_or_left(href: str | None, expected: str | None) -> None:
    assert absolute("https://d.example/sub/list", href) == expected


@given(st.text(max_size=40))
def test_any_link_is_a_web_address_or_none(href: str) -> None:
    url = absolute("https://d.example/sub/list", href)
    assert url is None or url.startswith(("http://", "https://"))


def test_a_host_is_scheme_name_and_port() -> None:
    assert origin("https://user:secret@News.example:8443/a?b#c") == "https://news.example:8443"


@pytest.mark.parametrize(
    ("url", "pdf"), [("https://d/x.PDF?T=1", True), ("https://d/x.html", False), ("https://d/?f=x.pdf", False)]
)
def test_a_pdf_is_known_by_its_name(url: str, pdf: bool) -> None:
    assert is_pdf(url) is pdf
