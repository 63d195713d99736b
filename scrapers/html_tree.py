"""HTML pages as trees, for the selectors of the register."""

from bs4 import BeautifulSoup, Tag
from w3lib.encoding import html_to_unicode

from scrapers.errors import UnreadableListing
from scrapers.fetch import Page


def html_tree(page: Page) -> BeautifulSoup:
    """Return the tree of an HTML page, decoded by header, byte order mark, meta element, else UTF-8 or windows-1252.

    Raises:
        UnreadableListing: there is no markup in it.
    """
    if b"<" not in page.body:
        raise UnreadableListing(f"{page.url} is no HTML; look at it in a browser and correct the address.")
    _, text = html_to_unicode(page.content_type, page.body, auto_detect_fun=_undeclared_encoding)
    return BeautifulSoup(text, "lxml")


def first(tag: Tag, selector: str) -> Tag | None:
    """Return the first element that a selector finds in an element, the element itself included."""
    return tag if tag.css.match(selector) else tag.select_one(selector)


def _undeclared_encoding(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
