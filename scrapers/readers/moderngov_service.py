"""ModernGov's web service `mgWebService.asmx`: meetings by date, then the papers of each meeting.

Its operations want every parameter, dates are dd/mm/yyyy, booleans `True` and `False`, and texts are encoded twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlencode, urljoin

from scrapers.dates import first_date
from scrapers.entries import Entry, Visit
from scrapers.errors import ScrapeError, TerminalError
from scrapers.fetch import Page
from scrapers.readers.meetings import (
    Meeting,
    Reading,
    is_wanted,
    newest_first,
    read_papers,
    read_whole,
    with_agendas,
)
from scrapers.readers.moderngov_links import document_address, repeats_documents
from scrapers.text import plain_text
from scrapers.window import Window
from scrapers.xml_tree import child_text, read_xml

SERVICE = "mgWebService.asmx/"
# Self-hosted systems take up to a minute for a month of meetings.
DAYS_AT_ONCE = 92


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the service answered for a span of days: the meetings of all committees; `base` is its directory."""

    page: Page
    base: str
    meetings: tuple[Meeting, ...]


def spans(visit: Visit) -> list[Window]:
    """Return the days to ask for, newest first: in a backfill a quarter at a time, else all at once."""
    whole = with_agendas(visit.window)
    if not visit.is_backfill:
        return [whole]
    ends = range(whole.last.toordinal(), whole.first.toordinal() - 1, -DAYS_AT_ONCE)
    step = timedelta(days=DAYS_AT_ONCE - 1)
    return [Window(max(whole.first, end - step), end) for end in map(date.fromordinal, ends)]


def read_calendar(visit: Visit, base: str, span: Window) -> Calendar:
    """Return the meetings of all committees in a span of days.

    Raises:
        UnreadableListing: the answer is no list of meetings.
        ScrapeError: as from Fetcher.get.
    """
    page = read_whole(visit, _operation(base, "GetAllMeetingsByDate", **_parameters(span)))
    elements = read_xml(page, "getmeetingsbydate").iter("{*}meeting")
    moved_to = urljoin(page.final_url, "../")
    return Calendar(page, moved_to, tuple(meeting for each in elements if (meeting := _meeting(moved_to, each))))


def read_service(visit: Visit, newest: Calendar) -> Reading:
    """Return the papers of the meetings of the newest span, and in a backfill of the spans before it.

    Raises:
        UnreadableListing: fewer meetings than are due.
        ScrapeError: no meeting could be read.
    """
    if not visit.is_backfill:
        visit.expect(len(newest.meetings), "meetings", newest.page.url)
    failures: list[ScrapeError] = []
    meetings = chain(_wanted(visit, newest), _earlier(visit, newest.base, failures))
    papers = read_papers(visit, meetings, lambda meeting: _papers(visit, newest.base, meeting), failures)
    return Reading(newest.page, newest.base, papers)


def _earlier(visit: Visit, base: str, failures: list[ScrapeError]) -> Iterator[Meeting]:
    for span in spans(visit)[1:]:
        try:
            yield from _wanted(visit, read_calendar(visit, base, span))
        except TerminalError as error:
            failures.append(error)


def _wanted(visit: Visit, calendar: Calendar) -> list[Meeting]:
    return newest_first(each for each in calendar.meetings if is_wanted(each.committee, visit.source.committees))


def _operation(base: str, name: str, **parameters: str) -> str:
    return urljoin(base, f"{SERVICE}{name}?{urlencode(parameters)}")


def _parameters(span: Window) -> dict[str, str]:
    return {
        "lCommitteeId": "0",
        "sFromDate": f"{span.first:%d/%m/%Y}",
        "sToDate": f"{span.last:%d/%m/%Y}",
        "bIsAscendingDateOrder": "true",
    }


def _meeting(base: str, element: Any) -> Meeting | None:
    number = child_text(element, "meetingid")
    if not number.isdecimal():
        return None
    return Meeting(
        address=_operation(base, "GetMeeting", lMeetingId=number),
        committee=plain_text(child_text(element, "committeetitle")),
        when=child_text(element, "meetingdate"),
    )


def _papers(visit: Visit, base: str, meeting: Meeting) -> list[Entry]:
    documents = read_xml(read_whole(visit, meeting.address), "meeting").iter("{*}linkeddoc")
    return [entry for document in documents if (entry := _entry(document, meeting, base))]


def _entry(document: Any, meeting: Meeting, base: str) -> Entry | None:
    url = document_address(base, child_text(document, "url"))
    title, item = (plain_text(child_text(document, name)) for name in ("title", "ownertitle"))
    if url is None or _is_restricted(document) or repeats_documents(url, title):
        return None
    published, illegible = first_date(child_text(document, "publicationdate"), meeting.when)
    return Entry(
        url=url,
        title=f"{title or item}, {meeting.committee}",
        published=published,
        summary=item or None,
        media="pdf",
        illegible_date=illegible,
        section=meeting.committee,
    )


def _is_restricted(document: Any) -> bool:
    item = next(document.iterancestors("{*}agendaitem"), document)
    return "True" in (child_text(document, "isrestricted"), child_text(item, "isrestricted"))
