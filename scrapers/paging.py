"""Reading on: the pages of a listing behind its first one."""

from collections.abc import Callable, Iterator, Sequence

from scrapers.entries import Entry, Visit
from scrapers.errors import Gone, Rejected

MOST_PAGES = 40
MOST_PAGES_OF_BACKFILL = 2_000

ReadPage = Callable[[int], Sequence[Entry]]


def further_pages(visit: Visit, newest: Sequence[Entry], read: ReadPage, *, full: int = 1) -> Iterator[Entry]:
    """Yield the entries of the pages behind the newest, until one is not full, repeats itself or is old ground.

    `read` is given 2 for the second page, and so on. A page that is gone or refused as none (404, 410, 400) comes after
    the last. `full` is the number of entries that a page has before the last one, where the site keeps to one.
    """
    page, seen = newest, {entry.url for entry in newest}
    for number in range(2, (MOST_PAGES_OF_BACKFILL if visit.is_backfill else MOST_PAGES) + 1):
        if len(page) < full or visit.is_old_ground(page):
            return
        try:
            page = read(number)
        except (Gone, Rejected):
            return
        further = [entry for entry in page if entry.url not in seen]
        if not further:
            return
        seen.update(entry.url for entry in further)
        yield from further
