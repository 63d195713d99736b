"""Pages that list news, read by CSS selectors: what the readers of such sites share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from scrapers.addresses import absolute, is_feed, is_pdf, with_argument
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.html_tree import first, html_tree
from scrapers.paging import further_pages
from scrapers.readers.feed import read_feed
from scrapers.source import Source
from scrapers.systems import completed, systems
from scrapers.text import one_line

ANY_LINK = "a[href]"
MOST_CANDIDATES = 5

AddressOf = Callable[[int], str]
"""Gives the address of a further page of a listing, by its number from 2 on."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a listing, as it came and as a tree."""

    answer: Page
    tree: BeautifulSoup
    source: Source

    @property
    def items(self) -> list[Tag]:
        """The elements of its items."""
        return self.tree.select(self.source.selectors.item or ANY_LINK)

    @property
    def base(self) -> str:
        """What its links are relative to."""
        named = self.tree.select_one("base[href]")
        return urljoin(self.answer.final_url, str(named["href"])) if named else self.answer.final_url

    def unpinned(self, pinned: str | None) -> list[Tag]:
        """Return the items without those in the parts of the page that a selector finds."""
        above = {id(part) for part in self.tree.select(pinned)} if pinned else set()
        return [item for item in self.items if above.isdisjoint(id(parent) for parent in item.parents)]


Pager = Callable[[ListPage], AddressOf | None]


def read_as_usual(visit: Visit, pager: Pager | None = None) -> Found:
    """Return the entries of a newsroom built as its system usually builds it, or of its feed if the address is one.

    Raises:
        UnreadableListing: as from read_listing and read_feed.
    """
    if is_feed(visit.source.address):
        return read_feed(visit, visit.source.address)
    system = systems()[visit.source.reader]
    by_argument = _pager_by_argument(system.page_argument, system.second_page) if system.page_argument else None
    return read_listing(visit, completed(visit.source), pager or by_argument, pinned=system.pinned)


def read_listing(visit: Visit, source: Source, pager: Pager | None = None, *, pinned: str | None = None) -> Found:
    """Return the entries of the listing at a source's address and of the pages behind it.

    Args:
        visit: the visit.
        source: the visited source with all the selectors to be used.
        pager: finds where further pages stand; `page_address` of the register comes before it.
        pinned: selector of what stands above the list, in no order.

    Raises:
        UnreadableListing: items are fewer than due, or the selector of link or title finds nothing in any of them.
    """
    answer = visit.open(source.address)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    page = ListPage(answer, html_tree(answer), source)
    items = page.items
    visit.expect(len(items), f"items ({source.selectors.item})", answer.url, answer.body)
    flaws = list(_checked(items, source, answer))
    shown = _entries(items, page)
    newest = _entries(page.unpinned(pinned), page)
    every = unique([*shown, *_further(visit, source, newest, _address_of(page, pager), pinned)])
    warnings = (*moved(answer), *misdated(every, answer), *_lost(len(items), len(shown), answer), *flaws)
    return Found(every, {answer.url: answer.validators}, warnings=warnings)


def _address_of(page: ListPage, pager: Pager | None) -> AddressOf | None:
    address, second = page.source.page_address, page.source.second_page
    if address is not None:
        return lambda number: address.replace("{page}", str(second + number - 2))
    return pager(page) if pager else None


def _pager_by_argument(name: str, second: int) -> Pager:
    return lambda page: lambda number: with_argument(page.answer.final_url, name, second + number - 2)


def _further(
    visit: Visit, source: Source, newest: Sequence[Entry], address_of: AddressOf | None, pinned: str | None
) -> Iterator[Entry]:
    if address_of is None:
        return iter(())

    def read(number: int) -> list[Entry]:
        answer = visit.open(address_of(number))
        if isinstance(answer, NotModified):
            return []
        page = ListPage(answer, html_tree(answer), source)
        return _entries(page.unpinned(pinned), page)

    return further_pages(visit, newest, read)


def _checked(items: list[Tag], source: Source, page: Page) -> Iterator[str]:
    """Raise for a link or title, warn of a date, that its selector finds in no item."""
    for selector in (source.selectors.link or ANY_LINK, source.selectors.title or ANY_LINK):
        if items and not any(first(item, selector) for item in items):
            raise UnreadableListing(
                f"{page.url} has {len(items)} items but {selector!r} finds nothing in any; was the site rebuilt?"
            )
    date = source.selectors.date
    if items and date and not any(first(item, date) for item in items):
        yield f"{page.url} has {len(items)} items but {date!r} finds a date in none; give selectors.date."


def _lost(items: int, entries: int, page: Page) -> list[str]:
    return [f"{page.url} has {items - entries} of {items} items without a link."] if entries < items else []


def _entries(items: list[Tag], page: ListPage) -> list[Entry]:
    return [entry for item in items if (entry := _entry(item, page.base, page.source))]


def _entry(item: Tag, base: str, source: Source) -> Entry | None:
    selectors = source.selectors
    link = first(item, selectors.link or ANY_LINK)
    url = absolute(base, _attribute(link, "href"))
    if link is None or url is None:
        return None
    published, illegible = first_date(*_date_texts(item, selectors.date), order=source.date_order)
    return Entry(
        url=url,
        title=_text(item, selectors.title) or one_line(link.get_text(" ")),
        published=published,
        summary=_text(item, selectors.summary),
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible,
        section=_text(item, selectors.section),
    )


def _text(item: Tag, selector: str | None) -> str | None:
    """Return the first text that a selector finds; links around pictures have none."""
    if selector is None:
        return None
    found = [item] if item.css.match(selector) else item.select(selector, limit=MOST_CANDIDATES)
    return next((text for tag in found if (text := one_line(tag.get_text(" ")))), None)


def _date_texts(item: Tag, selector: str | None) -> tuple[str, ...]:
    tag = first(item, selector) if selector else None
    return (_attribute(tag, "datetime"), _attribute(tag, "content"), tag.get_text(" ")) if tag else ()


def _attribute(tag: Tag | None, name: str) -> str:
    value = tag.get(name) if tag else None
    return value if isinstance(value, str) else ""
