"""What is new on a source: one reader for each kind of site."""

from collections.abc import Callable, Mapping
from datetime import date

from scrapers.entries import Entry, Found, Known, Visit
from scrapers.fetch import Fetcher, Validators
from scrapers.readers.listing import find_on_page
from scrapers.readers.moderngov import find_documents
from scrapers.readers.rss import find_in_feed
from scrapers.readers.wordpress import find_posts
from scrapers.source import ReaderName, Source

__all__ = ["READERS", "Entry", "Found", "find_entries"]

READERS: Mapping[ReaderName, Callable[[Visit], Found]] = {
    "rss": find_in_feed,
    "wordpress": find_posts,
    "moderngov": find_documents,
    "listing": find_on_page,
}


def find_entries(
    source: Source,
    fetcher: Fetcher,
    *,
    today: date,
    validators: Mapping[str, Validators] | None = None,
    known: Known = lambda _: False,
) -> Found:
    """Return what a source announces now.

    Args:
        source: from the register.
        fetcher: shared by the pass.
        today: the end of windows by date.
        validators: what the last visit's Found gave, by address.
        known: tells whether an address was found before; paging ends there.

    Raises:
        ScrapeError: the listing cannot be fetched or is none.
    """
    return READERS[source.reader](Visit(source, fetcher, validators or {}, today, known))
