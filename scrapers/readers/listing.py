"""A page that lists news, read by the CSS selectors that the register gives."""

from bs4 import Tag

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.html_tree import first, html_tree
from scrapers.source import Source
from scrapers.text import one_line

ANY_LINK = "a[href]"


def find(visit: Visit) -> Found:
    """Return the entries of the listing at the source's address.

    Raises:
        UnreadableListing: items are fewer than due, or the selector of link or title finds nothing in any of them.
    """
    answer = visit.open(visit.source.address)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    items = html_tree(answer).select(visit.source.selectors.item or ANY_LINK)
    visit.expect(len(items), f"items ({visit.source.selectors.item})", answer.url)
    _expect_in_one(items, visit.source.selectors.link or ANY_LINK, answer)
    _expect_in_one(items, visit.source.selectors.title or ANY_LINK, answer)
    entries = [entry for item in items if (entry := _entry(item, answer, visit.source))]
    warnings = (*moved(answer), *misdated(entries, answer), *_lost(len(items), len(entries), answer))
    return Found(unique(entries), {answer.url: answer.validators}, warnings=warnings)


def _expect_in_one(items: list[Tag], selector: str, page: Page) -> None:
    if items and not any(first(item, selector) for item in items):
        raise UnreadableListing(
            f"{page.url} has {len(items)} items but {selector!r} finds nothing in any; was the site rebuilt?"
        )


def _lost(items: int, entries: int, page: Page) -> list[str]:
    return [f"{page.url} has {items - entries} of {items} items without a link."] if entries < items else []


def _entry(item: Tag, page: Page, source: Source) -> Entry | None:
    link = first(item, source.selectors.link or ANY_LINK)
    url = absolute(page.final_url, _attribute(link, "href"))
    if link is None or url is None:
        return None
    title = first(item, source.selectors.title) if source.selectors.title else None
    published, illegible = first_date(_date_text(item, source.selectors.date), order=source.date_order)
    return Entry(
        url=url,
        title=one_line((title or link).get_text(" ")),
        published=published,
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible,
    )


def _date_text(item: Tag, selector: str | None) -> str:
    tag = first(item, selector) if selector else None
    if tag is None:
        return ""
    return _attribute(tag, "datetime") or _attribute(tag, "content") or tag.get_text(" ")


def _attribute(tag: Tag | None, name: str) -> str:
    value = tag.get(name) if tag else None
    return value if isinstance(value, str) else ""
