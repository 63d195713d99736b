"""ModernGov committee systems: documents of meetings, through the web service `mgWebService.asmx`.

Its operations want every parameter, dates are dd/mm/yyyy, booleans `True` and `False`, and texts are encoded twice.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import ScrapeError, TransientError
from scrapers.fetch import NotModified
from scrapers.text import plain_text, unescape_fully
from scrapers.xml_tree import child_text, read_xml

# Agendas and their reports come out five clear days before a meeting.
DAYS_AHEAD = 14
CONVERTED = "/mgconvert2pdf.aspx"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as the calendar has it."""

    id: str
    committee: str
    day: str


def find(visit: Visit) -> Found:
    """Return the PDF documents of meetings in the window, of the committees that the source names.

    A meeting that cannot be read is a warning; where it cost all documents, it is the visit's error.
    """
    url = _service(visit, "GetAllMeetingsByDate", **_window(visit))
    answer = visit.open(url)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    meetings = [_meeting(element) for element in read_xml(answer, "getmeetingsbydate").iter("{*}meeting")]
    visit.expect(len(meetings), "meetings", url)
    chosen = [meeting for meeting in meetings if is_wanted(meeting.committee, visit.source.committees)]
    entries, warnings = _documents(visit, chosen)
    return Found(
        unique(entries), {url: answer.validators}, warnings=(*moved(answer), *misdated(entries, answer), *warnings)
    )


def is_wanted(committee: str, words: tuple[str, ...]) -> bool:
    """Tell whether a committee's title has one of the words in it."""
    title = committee.casefold()
    return any(word.casefold() in title for word in words)


def _window(visit: Visit) -> dict[str, str]:
    first, last = visit.window.first, visit.window.last + timedelta(days=DAYS_AHEAD)
    return {"lCommitteeId": "0", "sFromDate": _day(first), "sToDate": _day(last), "bIsAscendingDateOrder": "true"}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _service(visit: Visit, operation: str, **parameters: str) -> str:
    return f"{visit.source.address.rstrip('/')}/mgWebService.asmx/{operation}?{urlencode(parameters)}"


def _meeting(element: Any) -> Meeting:
    return Meeting(
        id=child_text(element, "meetingid"),
        committee=plain_text(child_text(element, "committeetitle")),
        day=child_text(element, "meetingdate"),
    )


def _documents(visit: Visit, meetings: list[Meeting]) -> tuple[list[Entry], list[str]]:
    """Read meeting by meeting; a host in trouble is left alone until the next pass."""
    entries: list[Entry] = []
    failures: list[ScrapeError] = []
    for meeting in meetings:
        try:
            entries += _documents_of(visit, meeting)
        except ScrapeError as error:
            failures.append(error)
            if isinstance(error, TransientError):
                break
    if failures and not entries:
        raise failures[0]
    return entries, [f"A meeting was left out: {failure}" for failure in failures]


def _documents_of(visit: Visit, meeting: Meeting) -> list[Entry]:
    answer = visit.open(_service(visit, "GetMeeting", lMeetingId=meeting.id))
    if isinstance(answer, NotModified):
        return []
    documents = read_xml(answer, "meeting").iter("{*}linkeddoc")
    return [entry for document in documents if (entry := _entry(document, meeting, visit.source.address))]


def _entry(document: Any, meeting: Meeting, base: str) -> Entry | None:
    url = absolute(f"{base.rstrip('/')}/", unescape_fully(child_text(document, "url")))
    if url is None or not _is_document(url) or _is_restricted(document):
        return None
    published, illegible = first_date(child_text(document, "publicationdate"), meeting.day)
    return Entry(
        url=url,
        title=f"{plain_text(child_text(document, 'title'))}, {meeting.committee}",
        published=published,
        media="pdf",
        illegible_date=illegible,
    )


def _is_document(url: str) -> bool:
    return is_pdf(url) or urlsplit(url).path.lower().endswith(CONVERTED)


def _is_restricted(document: Any) -> bool:
    item = next(document.iterancestors("{*}agendaitem"), document)
    return "True" in (child_text(document, "isrestricted"), child_text(item, "isrestricted"))
