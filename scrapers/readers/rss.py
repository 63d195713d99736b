"""RSS and Atom feeds, well-formed or not."""

from io import BytesIO
from typing import Any

import feedparser

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import read_date
from scrapers.entries import Entry, Found, Visit, moved, unchanged, unique
from scrapers.errors import UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.source import Source
from scrapers.text import plain_text

DATES = ("published", "updated", "created")


def find_in_feed(visit: Visit) -> Found:
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
    feed = _parse(answer)
    entries = unique(entry for item in feed.entries if (entry := _entry(item, answer, visit.source)))
    visit.expect(len(entries), "entries", url)
    return Found(entries, {url: answer.validators}, warnings=(*moved(answer), *_flaws(feed, url)))


def _parse(page: Page) -> Any:
    # Given bytes or text instead of a stream, feedparser would take them for a file name or an address to open.
    feed = feedparser.parse(
        BytesIO(page.body),
        response_headers={"content-type": page.content_type or ""},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not feed.version and not feed.entries:
        raise UnreadableListing(f"{page.url} is no feed; look at it in a browser and correct the address.")
    return feed


def _entry(item: Any, page: Page, source: Source) -> Entry | None:
    url = absolute(page.final_url, item.get("link") or item.get("id"))
    if url is None:
        return None
    dates = (read_date(item[name], source.date_order) for name in DATES if dict.get(item, name))
    return Entry(
        url=url,
        title=plain_text(item.get("title")),
        published=next((found for found in dates if found), None),
        summary=plain_text(item.get("summary")) or None,
        media="pdf" if is_pdf(url) else "html",
    )


def _flaws(feed: Any, url: str) -> list[str]:
    if not feed.bozo:
        return []
    return [f"{url} is ill-formed ({feed.bozo_exception}); {len(feed.entries)} entries were read all the same."]
