"""RSS and Atom feeds, well-formed or not."""

from io import BytesIO
from typing import Any

import feedparser

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.source import Source
from scrapers.text import plain_text

DATES = ("published", "updated", "created")
# What the header says of type and character set is often wrong and never a reason to call anybody.
HARMLESS = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)


def find(visit: Visit) -> Found:
    """Return the entries of the feed at the source's address."""
    return read_feed(visit, visit.source.address)


def read_feed(visit: Visit, url: str) -> Found:
    """Return the entries of a feed.

    Raises:
        UnreadableListing: no feed, or fewer entries than are due.
    """
    answer = visit.open(url)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    entries, flaws = read_entries(answer, visit.source)
    visit.expect(len(entries), "entries", url)
    return Found(entries, {url: answer.validators}, warnings=(*moved(answer), *misdated(entries, answer), *flaws))


def read_entries(page: Page, source: Source) -> tuple[tuple[Entry, ...], list[str]]:
    """Return the entries of a fetched feed, and a warning where it is ill-formed.

    Raises:
        UnreadableListing: it is no feed.
    """
    feed = _parse(page)
    entries = unique(entry for item in feed.entries if (entry := _entry(item, page, source)))
    return entries, _flaws(feed, page.url)


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
    published, illegible = first_date(*(dict.get(item, name) for name in DATES), order=source.date_order)
    return Entry(
        url=url,
        title=plain_text(item.get("title")),
        published=published,
        summary=plain_text(item.get("summary")) or None,
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible,
    )


def _flaws(feed: Any, url: str) -> list[str]:
    if not feed.bozo or isinstance(feed.bozo_exception, HARMLESS):
        return []
    return [f"{url} is ill-formed ({feed.bozo_exception}); {len(feed.entries)} entries were read all the same."]
