"""HTML pages as trees, for the selectors of the register."""

from contextlib import suppress

from bs4 import BeautifulSoup, Tag
from w3lib.encoding import html_to_unicode

from scrapers.errors import UnreadableListing
from scrapers.fetch import Page


def html_tree(page: Page) -> BeautifulSoup:
    """Return the tree of an HTML page, decoded as UTF-8 if it is that, else by mark, header, meta, else windows-1252.

    Raises:
        UnreadableListing: there is no markup in it.
    """
    if b"<" not in page.body:
        raise UnreadableListing(f"{page.url} is no HTML; look at it in a browser and correct the address.")
    return BeautifulSoup(_decoded(page), "lxml")


def first(tag: Tag, selector: str) -> Tag | None:
    """Return the first element that a selector finds in an element, the element itself included."""
    return tag if tag.css.match(selector) else tag.select_one(selector)


def _decoded(page: Page) -> str:
    # UTF-16 of plain letters would hold together as UTF-8 too, with a zero behind each.
    if b"\0" not in page.body:
        with suppress(UnicodeDecodeError):
            return page.body.decode("utf-8-sig")
    return html_to_unicode(page.content_type, page.body, default_encoding="windows-1252")[1]
