"""RSS, Atom and JSON feeds, well-formed or not; the page of each entry is fetched, what it quotes is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import feedparser

from scrapers.addresses import absolute, is_pdf, with_argument
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.paging import further_pages
from scrapers.readers.json_feed import is_json_feed, read_json_feed
from scrapers.source import Source
from scrapers.text import joined, plain_text

DATES = ("published", "updated", "created")
# What the header says of type and character set is often wrong and never a reason to call anybody.
HARMLESS = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)
WORDPRESS = "wordpress"


@dataclass(frozen=True, slots=True)
class Feed:
    """What one document of a feed holds; `next_page` where older entries stand, `flaws` sentences on its form."""

    entries: tuple[Entry, ...]
    next_page: str | None = None
    is_wordpress: bool = False
    flaws: list[str] = field(default_factory=list)


def find(visit: Visit) -> Found:
    """Return the entries of the feed at the source's address."""
    return read_feed(visit, visit.source.address)


def read_feed(visit: Visit, url: str) -> Found:
    """Return the entries of a feed, and of its older pages where it has them.

    Raises:
        UnreadableListing: no feed, or fewer entries than are due.
    """
    answer = visit.open(url)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    feed = read_entries(answer, visit.source)
    visit.expect(len(feed.entries), "entries", url, answer.body)
    every = unique([*feed.entries, *_older(visit, answer, feed)])
    return Found(every, {url: answer.validators}, warnings=(*moved(answer), *misdated(every, answer), *feed.flaws))


def read_entries(page: Page, source: Source) -> Feed:
    """Return what a fetched feed holds.

    Raises:
        UnreadableListing: it is no feed.
    """
    if is_json_feed(page):
        entries, next_page = read_json_feed(page, source)
        return Feed(entries, next_page)
    feed = _parse(page)
    entries = unique(entry for item in feed.entries if (entry := _entry(item, page, source)))
    generator = str(feed.feed.get("generator", "")).casefold()
    return Feed(entries, is_wordpress=WORDPRESS in generator, flaws=_flaws(feed, page.url))


def _older(visit: Visit, answer: Page, newest: Feed) -> Iterator[Entry]:
    """Yield the entries of older pages: WordPress has them at `?paged=2`, JSON Feed says where."""
    address = newest.next_page

    def read(number: int) -> Sequence[Entry]:
        nonlocal address
        url = with_argument(answer.final_url, "paged", number) if newest.is_wordpress else address
        page = visit.open(url) if url else None
        if page is None or isinstance(page, NotModified):
            return ()
        feed = read_entries(page, visit.source)
        address = feed.next_page
        return feed.entries

    return further_pages(visit, newest.entries, read)


def _parse(page: Page) -> Any:
    # Given bytes or text instead of a stream, feedparser would take them for a file name or an address to open.
    feed = feedparser.parse(
        BytesIO(page.body),
        response_headers={"content-type": page.content_type or ""},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not feed.get("version") and not feed.entries:
        raise UnreadableListing(f"{page.url} is no feed; look at it in a browser and correct the address.")
    return feed


def _entry(item: Any, page: Page, source: Source) -> Entry | None:
    url = absolute(page.final_url, item.get("link") or item.get("id"))
    if url is None:
        return None
    # A FeedParserDict would give one date for another: as a plain dict it says what stands there.
    published, illegible = first_date(*(dict.get(item, name) for name in DATES), order=source.date_order)
    return Entry(
        url=url,
        title=plain_text(item.get("title")),
        published=published,
        summary=plain_text(item.get("summary")) or None,
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible,
        section=joined(tag.get("label") or tag.get("term") for tag in item.get("tags") or ()),
        updated=first_date(dict.get(item, "updated"), order=source.date_order)[0],
    )


def _flaws(feed: Any, url: str) -> list[str]:
    if not feed.bozo or isinstance(feed.bozo_exception, HARMLESS):
        return []
    return [f"{url} is ill-formed ({feed.bozo_exception}); {len(feed.entries)} entries were read all the same."]
