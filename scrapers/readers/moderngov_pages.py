"""ModernGov's pages, where the web service is closed: committees, their meetings by year, the papers of each meeting.

The pages do not say when a paper was published: the day of its meeting stands in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin

from bs4 import Tag

from scrapers.addresses import absolute
from scrapers.dates import first_date
from scrapers.entries import Entry, Visit, unique
from scrapers.errors import ScrapeError, TerminalError, UnreadableListing
from scrapers.fetch import Page
from scrapers.html_tree import html_tree
from scrapers.readers.meetings import (
    Meeting,
    Reading,
    days_of_meetings,
    is_wanted,
    is_within,
    newest_first,
    read_papers,
    read_whole,
)
from scrapers.readers.moderngov_links import document_address, document_title, repeats_documents

TO_COMMITTEE = "a[href*='mgCommitteeDetails.aspx' i], a[href*='ieListMeetings.aspx' i]"
TO_MEETING = "a[href*='ieListDocuments.aspx' i]"
TO_DOCUMENT = ".mgContent a[href], .mgLinks a[href], .mgActionList a[href]"
CONTENT = ".mgContent, .mgLinks, .mgActionList"
ATTACHMENT = re.compile(r"/documents/s(\d{1,9})/", re.I)


@dataclass(frozen=True, slots=True)
class Committee:
    """A committee and its number on this system."""

    number: str
    title: str


def read_pages(visit: Visit) -> Reading:
    """Return the papers of the meetings in the window, of the committees that the source names.

    Raises:
        UnreadableListing: the pages hold no committees, none that is wanted, or no meetings.
        ScrapeError: as from Fetcher.get.
    """
    page = read_whole(visit, urljoin(f"{visit.source.address.rstrip('/')}/", "mgListCommittees.aspx"))
    base = urljoin(page.final_url, "./")
    failures: list[ScrapeError] = []
    meetings = _meetings(visit, base, _wanted(visit, page), failures)
    papers = read_papers(visit, meetings, lambda meeting: _papers(visit, base, meeting), failures)
    return Reading(page, base, papers)


def _wanted(visit: Visit, page: Page) -> list[Committee]:
    links = html_tree(page).select(TO_COMMITTEE)
    committees = {
        number: document_title(link) for link in links if (number := _number(link, "id", "cid", "committeeid"))
    }
    visit.expect(len(committees), "committees", page.url, page.body)
    wanted = [Committee(*each) for each in committees.items() if is_wanted(each[1], visit.source.committees)]
    if not wanted:
        raise UnreadableListing(
            f"{page.url} lists {len(committees)} committees, none of which has a word of `committees` in its title; "
            "correct the register."
        )
    return wanted


def _meetings(visit: Visit, base: str, committees: list[Committee], failures: list[ScrapeError]) -> Iterator[Meeting]:
    """Yield meetings by year, newest year first; each year is asked for when it is come to."""
    days, count = days_of_meetings(visit), 0
    for year in range(days.last.year, days.first.year - 1, -1):
        meetings: list[Meeting] = []
        for committee in committees:
            try:
                meetings += _meetings_of(visit, base, committee, year)
            except TerminalError as error:
                failures.append(error)
        count += len(meetings)
        yield from newest_first(meeting for meeting in meetings if is_within(days, meeting))
    if not (failures or visit.is_backfill):
        visit.expect(count, "meetings of the committees wanted", urljoin(base, "ieListMeetings.aspx"))


def _meetings_of(visit: Visit, base: str, committee: Committee, year: int) -> list[Meeting]:
    listing = urljoin(base, f"ieListMeetings.aspx?{urlencode({'CId': committee.number, 'Year': year})}")
    links = html_tree(read_whole(visit, listing)).select(TO_MEETING)
    days = {number: document_title(link) for link in links if (number := _number(link, "mid", "meetingid"))}
    return [Meeting(_agenda(base, committee, number), committee.title, day) for number, day in days.items()]


def _agenda(base: str, committee: Committee, meeting: str) -> str:
    return urljoin(base, f"ieListDocuments.aspx?{urlencode({'CId': committee.number, 'MId': meeting, 'Ver': 4})}")


def _number(link: Tag, *names: str) -> str | None:
    query = str(link["href"]).partition("?")[2].partition("#")[0]
    given = {name.lower(): value for name, value in parse_qsl(query)}
    return next((given[name] for name in names if given.get(name, "").isdecimal()), None)


def _papers(visit: Visit, base: str, meeting: Meeting) -> list[Entry]:
    page = read_whole(visit, meeting.address)
    tree = html_tree(page)
    if not tree.select_one(CONTENT):
        raise UnreadableListing(f"{page.url} has nothing at {CONTENT}; see whether the site was rebuilt.")
    links = tree.select(TO_DOCUMENT)
    return list(unique(entry for link in links if (entry := _entry(visit, base, link, meeting))))


def _entry(visit: Visit, base: str, link: Tag, meeting: Meeting) -> Entry | None:
    url, title = document_address(base, str(link["href"])), document_title(link)
    if url is None or not title or repeats_documents(url, title):
        return None
    published, illegible = first_date(meeting.when)
    return Entry(
        url=_as_known(visit, base, url),
        title=f"{title}, {meeting.committee}",
        published=published,
        media="pdf",
        illegible_date=illegible,
        section=meeting.committee,
    )


def _as_known(visit: Visit, base: str, url: str) -> str:
    """Return the web service's spelling of a document's address where the document is known by it."""
    found = ATTACHMENT.search(url)
    of_service = absolute(base, f"mgConvert2PDF.aspx?ID={found[1]}") if found else None
    return of_service if of_service and visit.known(of_service) else url
