"""JSON Feed, version 1.1: https://www.jsonfeed.org/version/1.1/."""

import json
from collections.abc import Mapping
from typing import Any

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, unique
from scrapers.errors import UnreadableListing
from scrapers.fetch import Page
from scrapers.source import Source
from scrapers.text import joined, plain_text

VERSION = "https://jsonfeed.org/version/"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def is_json_feed(page: Page) -> bool:
    """Tell whether an answer is JSON rather than XML."""
    return page.body.removeprefix(BYTE_ORDER_MARK).lstrip()[:1] == b"{"


def read_json_feed(page: Page, source: Source) -> tuple[tuple[Entry, ...], str | None]:
    """Return the entries of a feed and the address of its next page.

    Raises:
        UnreadableListing: it is no JSON Feed.
    """
    feed = _parse(page)
    items = feed.get("items")
    if not str(feed.get("version")).startswith(VERSION) or not isinstance(items, list):
        raise UnreadableListing(f"{page.url} is no feed but other JSON; look at it in a browser.")
    read = (_entry(item, page, source) for item in items if isinstance(item, dict))
    return unique(entry for entry in read if entry), absolute(page.final_url, _text(feed, "next_url"))


def _parse(page: Page) -> Mapping[str, Any]:
    try:
        feed = json.loads(page.body.removeprefix(BYTE_ORDER_MARK))
    except (ValueError, RecursionError) as error:
        raise UnreadableListing(f"{page.url} is no feed but broken JSON ({error}); look at it in a browser.") from error
    return feed if isinstance(feed, dict) else {}


def _entry(item: Mapping[str, Any], page: Page, source: Source) -> Entry | None:
    links = (_text(item, name) for name in ("url", "external_url", "id"))
    url = next((address for link in links if (address := absolute(page.final_url, link))), None)
    if url is None:
        return None
    date, change = _text(item, "date_published"), _text(item, "date_modified")
    published, illegible = first_date(date, change, order=source.date_order)
    tags = item.get("tags")
    summaries = (_text(item, name) for name in ("summary", "content_text", "content_html"))
    return Entry(
        url=url,
        title=plain_text(_text(item, "title")),
        published=published,
        summary=next((text for each in summaries if (text := plain_text(each))), None),
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible,
        section=joined(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else None,
        updated=first_date(change, order=source.date_order)[0],
    )


def _text(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""
