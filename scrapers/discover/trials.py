"""Trying a lead through the reader that would read it every day."""

from dataclasses import dataclass
from datetime import date, datetime

from scrapers.addresses import origin
from scrapers.dates import LONDON
from scrapers.discover.errand import Errand
from scrapers.discover.leads import Lead
from scrapers.discover.signs import signs
from scrapers.entries import Entry
from scrapers.errors import UnreadableListing
from scrapers.readers import find_entries
from scrapers.readers.wordpress import feed_address, page_address
from scrapers.source import Source

NEWEST = 3
LONG_AGO = datetime(1, 1, 2, tzinfo=LONDON)
# A listing is one request, an index of sitemaps a few; papers are listed meeting by meeting.
REQUESTS, REQUESTS_OF_PAPERS = 5, 8
DAYS_OF_PAPERS = 42


@dataclass(frozen=True, slots=True)
class Trial:
    """What a lead brought: entries, newest first, and what was amiss."""

    lead: Lead
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()

    @property
    def newest(self) -> tuple[Entry, ...]:
        """The newest three."""
        return self.entries[:NEWEST]

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day among the dates, None where none is known."""
        known = [moment.date() for entry in self.entries if (moment := entry.published or entry.updated)]
        return (min(known), max(known)) if known else None


def try_lead(lead: Lead, errand: Errand, today: date) -> Trial:
    """Read a lead as a pass would.

    Raises:
        ScrapeError: it holds nothing that the reader can read.
    """
    with errand.share(REQUESTS_OF_PAPERS if lead.is_papers else REQUESTS):
        # On known ground nothing is read beyond the first page of a listing.
        found = find_entries(source_of(lead, errand), errand, today=today, known=lambda _: not lead.is_papers)
    if not found.entries:
        raise UnreadableListing(f"{lead.address} was read by {lead.reader}, but nothing is there to be read.")
    newest_first = sorted(found.entries, key=lambda entry: entry.published or entry.updated or LONG_AGO, reverse=True)
    return Trial(_as_read(lead, errand), tuple(newest_first), found.warnings)


def _as_read(lead: Lead, errand: Errand) -> Lead:
    """Return the lead, or where WordPress's interface is closed, the feed that was read in its place."""
    if lead.reader != "wordpress" or errand.has_page(page_address(lead.address, 1)):
        return lead
    return Lead("feed", feed_address(lead.address), "the feed of a WordPress whose interface is closed")


def source_of(lead: Lead, errand: Errand) -> Source:
    """Return a source for a lead that is being tried."""
    return Source(
        id="tried",
        name="Tried",
        reader=lead.reader,
        source_kind="other",
        home=lead.home or f"{origin(lead.address)}/",
        address=lead.address,
        selectors=lead.selectors,
        date_order=lead.date_order,
        committees=signs().committees if lead.is_papers else (),
        days_back=DAYS_OF_PAPERS,
        delay_seconds=errand.settings.delay_seconds,
    )
