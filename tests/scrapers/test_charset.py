"""Titles on listings keep their letters, whatever the host says of its encoding."""

import pytest

from scrapers.fetch import Fetcher
from scrapers.html_tree import html_tree
from tests.scrapers.web import Site

TITLE = "Zoë’s team – “good”, says Ofsted"


@pytest.mark.parametrize(
    ("encoding", "mark", "header", "meta"),
    [
        ("utf-8", b"", "text/html; charset=utf-8", ""),
        ("utf-8", b"", "text/html", '<meta charset="utf-8">'),
        ("utf-8", b"", "text/html", ""),
        ("utf-8", b"\xef\xbb\xbf", "text/html; charset=iso-8859-1", ""),
        ("utf-8", b"", "text/html; charset=iso-8859-1", ""),
        ("windows-1252", b"", "text/html; charset=iso-8859-1", ""),
        ("windows-1252", b"", "text/html", '<meta charset="windows-1252">'),
        ("windows-1252", b"", "text/html", ""),
        ("windows-1252", b"", "text/html; charset=nonsense", ""),
        ("utf-16-le", b"\xff\xfe", "text/html", ""),
        ("utf-16-le", b"", "text/html; charset=utf-16le", ""),
    ],
)
def test_letters_come_whole(site: Site, fetcher: Fetcher, encoding: str, mark: bytes, header: str, meta: str) -> None:
    body = mark + f"<html><head>{meta}</head><h2>{TITLE}</h2></html>".encode(encoding)
    tree = html_tree(fetcher.get(site.serve("/news", body, Content_Type=header)))
    assert [heading.get_text() for heading in tree.select("h2")] == [TITLE]
