"""Addresses at which sites usually keep their news, whether or not a page says so."""

from collections.abc import Iterable, Iterator

from scrapers.dates import order_told_by
from scrapers.discover.leads import Lead
from scrapers.discover.looks import Look
from scrapers.discover.signs import signs

LEAST_ITEMS = 3


def usual_addresses(origin: str, systems: Iterable[str]) -> Iterator[Lead]:
    """Yield the interfaces and feeds that those systems keep at the origin of a site."""
    for name in systems:
        system = signs().systems[name]
        yield from (Lead("wordpress", origin + path, f"where {name} keeps it") for path in system.collections)
        yield from (Lead("feed", origin + path, f"where {name} keeps it") for path in system.feeds)


def forms_of(newsroom: Look) -> Iterator[Lead]:
    """Yield what the system of a news page makes of its address: its feed."""
    bare = newsroom.url.partition("?")[0]
    for name in newsroom.systems:
        for form in signs().systems[name].forms:
            yield Lead("feed", bare + form, f"the form that {name} gives a feed's address")


def readers_of(newsroom: Look) -> Iterator[Lead]:
    """Yield the readers that the systems of a news page have."""
    for name in newsroom.systems:
        reader = signs().systems[name].reader
        if reader:
            yield Lead(reader, newsroom.url, f"a news page built with {name}")


def usual_feeds(origin: str) -> Iterator[Lead]:
    """Yield the addresses that feeds stand at on sites of any system."""
    yield Lead("wordpress", f"{origin}/wp-json/wp/v2/posts", "usual address")
    yield from (Lead("feed", origin + path, "usual address") for path in signs().feeds)


def likely_listings(newsroom: Look) -> Iterator[Lead]:
    """Yield the selectors that find something on a news page."""
    for selectors in signs().listings:
        found = newsroom.tree.select(selectors.item or "")
        if len(found) >= LEAST_ITEMS:
            order = order_told_by(" ".join(item.get_text(" ") for item in found))
            found_by = f"{len(found)} items by {selectors.item}"
            yield Lead("listing", newsroom.url, found_by, selectors=selectors, date_order=order)
