"""The documents that the feedparser project tests itself with; they stay where they are.

Clone https://github.com/kurtmckee/feedparser and set INSPECTION_WATCH_FEED_CORPUS to its folder `tests`.
"""

import os
import re
from io import BytesIO
from pathlib import Path

import feedparser
import pytest

from scrapers.addresses import absolute
from scrapers.errors import UnreadableListing
from scrapers.fetch import Page
from scrapers.readers.feed import Feed, read_entries
from tests.scrapers.web import make_source

FOLDER = os.environ.get("INSPECTION_WATCH_FEED_CORPUS", "")
ADDRESS = "https://corpus.example/feed"
# The documents say in a comment at their head what they are to be served with.
CONTENT_TYPE = re.compile(rb"Header:[ \t]*Content-type:[ \t]*([^\r\n]{1,200})", re.I)

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="INSPECTION_WATCH_FEED_CORPUS does not name the folder of feedparser's tests"
)


def documents() -> list[Path]:
    return sorted(Path(FOLDER).rglob("*.xml"))


def page_of(document: Path) -> Page:
    body = document.read_bytes()
    header = CONTENT_TYPE.search(body)
    return Page(ADDRESS, ADDRESS, 200, header[1].decode("latin-1").strip() if header else None, body)


def read(page: Page) -> Feed | None:
    try:
        return read_entries(page, make_source(ADDRESS))
    except UnreadableListing:
        return None


def links_by_feedparser(page: Page) -> set[str]:
    feed = feedparser.parse(BytesIO(page.body), response_headers={"content-type": page.content_type or ""})
    return {url for item in feed.entries if (url := absolute(ADDRESS, item.get("link")))}


@pytest.fixture(scope="module")
def readings() -> dict[str, tuple[Feed | None, set[str]]]:
    """What we read in each document, None where we say that it is no feed, and the links that feedparser finds."""
    pages = {str(document.relative_to(FOLDER)): page_of(document) for document in documents()}
    return {name: (read(page), links_by_feedparser(page)) for name, page in pages.items()}


def test_every_document_has_a_result(readings: dict[str, tuple[Feed | None, set[str]]]) -> None:
    assert len(readings) > 2_000
    assert sum(feed is not None for feed, _ in readings.values()) > 0.99 * len(readings)


def test_no_document_loses_a_link(readings: dict[str, tuple[Feed | None, set[str]]]) -> None:
    ours = {name: {entry.url for entry in feed.entries} if feed else set() for name, (feed, _) in readings.items()}
    lost = {name: links - ours[name] for name, (_, links) in readings.items()}
    assert {name: links for name, links in lost.items() if links} == {}
