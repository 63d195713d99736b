"""Does a source still work, and if not, what broke."""

from dataclasses import dataclass
from datetime import date, datetime

from scrapers.dates import LONDON
from scrapers.entries import Entry, Found
from scrapers.errors import ScrapeError
from scrapers.fetch import Fetcher
from scrapers.html_tree import html_tree
from scrapers.readers import find_entries
from scrapers.source import Source

NEWEST = 3
WORKS = "working"
LONG_AGO = datetime(1, 1, 2, tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """Verdict on a source: `verdict` is "working" or the code of what broke, `sentence` says it to the operator."""

    source_id: str
    verdict: str
    sentence: str
    newest: tuple[Entry, ...] = ()

    @property
    def works(self) -> bool:
        """Whether nothing broke."""
        return self.verdict == WORKS


def check_source(source: Source, fetcher: Fetcher, *, today: date) -> SourceCheck:
    """Visit a source, look at its dates and, with its article selectors, at its newest page."""
    newest: tuple[Entry, ...] = ()
    try:
        found = find_entries(source, fetcher, today=today)
        newest = tuple(sorted(found.entries, key=lambda entry: entry.published or LONG_AGO, reverse=True)[:NEWEST])
        fault = _undated(source, found) or _blind_selectors(source, fetcher, newest)
    except ScrapeError as error:
        return SourceCheck(source.id, error.reason, str(error), newest)
    if fault:
        return SourceCheck(source.id, *fault, newest)
    return SourceCheck(source.id, WORKS, " ".join([f"{len(found.entries)} entries found.", *found.warnings]), newest)


def _undated(source: Source, found: Found) -> tuple[str, str] | None:
    wants_dates = source.reader != "listing" or source.selectors.date is not None
    if not wants_dates or not found.entries or any(entry.published for entry in found.entries):
        return None
    return "dates_unreadable", (
        f"None of the {len(found.entries)} entries of {source.address} has a date that can be read; "
        "see selectors.date and date_order."
    )


def _blind_selectors(source: Source, fetcher: Fetcher, newest: tuple[Entry, ...]) -> tuple[str, str] | None:
    wanted = {name: getattr(source.selectors, name) for name in ("page_title", "published", "body")}
    given = {name: selector for name, selector in wanted.items() if selector}
    page = next((entry for entry in newest if entry.media == "html"), None)
    if page is None or not given:
        return None
    tree = html_tree(fetcher.get(page.url, source=source))
    blind = [f"selectors.{name} ({selector})" for name, selector in given.items() if not tree.select_one(selector)]
    return ("selectors_match_nothing", f"{' and '.join(blind)} finds nothing on {page.url}.") if blind else None
