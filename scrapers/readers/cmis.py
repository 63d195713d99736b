"""CMIS committee systems (DotNetNuke with Telerik controls): documents of meetings.

The calendar is a module whose number stands on the page of meetings. Its list view shows the current month, quickly;
any other month has a page of its own, which takes some hosts forty seconds, so that a usual visit comes to earlier
months only where known ground does not end it before. Papers bear no date: the day of their meeting stands in. The
search wants a session and is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urljoin

from bs4 import Tag

from scrapers.addresses import absolute
from scrapers.dates import first_date, read_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unique
from scrapers.errors import Gone, ScrapeError, TerminalError, UnreadableListing
from scrapers.fetch import Page
from scrapers.html_tree import html_tree
from scrapers.readers.meetings import (
    Meeting,
    days_of_meetings,
    is_wanted,
    is_within,
    newest_first,
    read_papers,
    read_whole,
)
from scrapers.text import one_line

ENTRY_PAGES = ("Meetings.aspx", "MeetingsCalendar.aspx", "CalendarofMeetings.aspx")
MODULE = re.compile(rb"dnn[$_]ctr(\d{1,9})[$_]MeetingCalendarPublic")
TO_MEETING = "a[href*='/ViewMeetingPublic/' i]"
ROW = f"tr.rgRow {TO_MEETING}, tr.rgAltRow {TO_MEETING}"
GRID = ".MeetingCalendarListView, .rgMasterTable, tr.rgRow, tr.rgAltRow, .ModCMISMeetingsC"
# The part of a meeting's address that every view of the module shares.
MODULE_PATH = re.compile(r"^(.{1,300}/tabid/\d{1,9})/ctl/ViewMeetingPublic/mid/\d{1,9}/", re.I)
# It has this number on every installation whose addresses were seen; needed where the current month lists no meeting.
USUAL_TAB = "tabid/70"
DAY_CELL = "td.SimpleCalendarDate"
TIME = re.compile(r"^\d{1,2}[:.]\d{2}\s|\s\d{1,2}[:.]\d{2}$")
DETAILS = "li.DocumentListItem, div.holder, #dnn_ContentPane"
TO_DOCUMENT = "a.TitleLink[href]"
ICON = "img.FileTypeImage[alt]"


@dataclass(frozen=True, slots=True)
class Module:
    """The calendar of an installation: its number, its page, and its list of the current month."""

    number: str
    page: Page
    current: Page

    def address_of(self, month: date) -> str:
        """Return the address of a month."""
        links = html_tree(self.current).select(TO_MEETING)
        found = (MODULE_PATH.match(absolute(self.current.final_url, str(link["href"])) or "") for link in links)
        usual = f"{_bare(self.page.final_url).removesuffix('.aspx')}/{USUAL_TAB}"
        tab = next((path[1] for path in found if path), usual)
        return f"{tab}/ctl/MeetingCalendarPublicNoJava/mid/{self.number}/Date/{month.isoformat()}/Default.aspx"


def find(visit: Visit) -> Found:
    """Return the PDF documents of meetings in the window, of the committees that the source names.

    The source's address is the installation's directory, or its page of meetings where that has a name of its own. A
    month or a meeting that cannot be read is a warning; where it cost all documents, it is the visit's error.

    Raises:
        UnreadableListing: there is no calendar of meetings.
        ScrapeError: as from Fetcher.get.
    """
    module = _module(visit)
    failures: list[ScrapeError] = []
    papers = read_papers(visit, _meetings(visit, module, failures), lambda meeting: _papers(visit, meeting), failures)
    told = (*moved(module.page), *misdated(papers.entries, module.page))
    return Found(unique(papers.entries), warnings=(*told, *papers.warnings))


def _module(visit: Visit) -> Module:
    page, number = _entry_page(visit)
    current = read_whole(visit, f"{_bare(page.final_url)}?ctl=MeetingCalendarListView&mid={number}")
    if not html_tree(current).select_one(GRID):
        raise UnreadableListing(f"{current.url} has no list of meetings ({GRID}); see whether the site was rebuilt.")
    return Module(number, page, current)


def _bare(url: str) -> str:
    return url.partition("?")[0]


def _entry_page(visit: Visit) -> tuple[Page, str]:
    """Return the page of meetings and the number of its calendar."""
    tried, gone = _candidates(visit.source.address), []
    for address in tried:
        try:
            page = read_whole(visit, address)
        except Gone as error:
            gone.append(error)
            continue
        if found := MODULE.search(page.body):
            return page, found[1].decode()
    if len(gone) == len(tried):
        raise gone[0]
    raise UnreadableListing(f"No calendar of meetings (MeetingCalendarPublic) stands on {', '.join(tried)}.")


def _candidates(address: str) -> list[str]:
    if address.lower().endswith(".aspx"):
        return [address]
    return [urljoin(f"{address.rstrip('/')}/", name) for name in ENTRY_PAGES]


def _meetings(visit: Visit, module: Module, failures: list[ScrapeError]) -> Iterator[Meeting]:
    """Yield the wanted meetings, newest month first; each month is asked for when it is come to."""
    days, listed, count = days_of_meetings(visit), _listed(module.current), 0
    for month in _months(days.first, days.last):
        try:
            meetings = listed if month == _month_of(listed) else _of_month(visit, module.address_of(month), month)
        except TerminalError as error:
            failures.append(error)
            continue
        count += len(meetings)
        wanted = (each for each in meetings if is_wanted(each.committee, visit.source.committees))
        yield from newest_first(each for each in wanted if is_within(days, each) and _belongs_to(month, each))
    if not (failures or visit.is_backfill):
        visit.expect(count, "meetings", module.current.url)


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the first days of the months from `first` to `last`, newest first."""
    month = last.replace(day=1)
    while month >= first.replace(day=1):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def _belongs_to(month: date, meeting: Meeting) -> bool:
    """Tell whether a month is a meeting's own: its page shows the last days of the month before and the next."""
    return meeting.day is None or meeting.day.replace(day=1) == month


def _month_of(meetings: list[Meeting]) -> date | None:
    return next((meeting.day.replace(day=1) for meeting in meetings if meeting.day), None)


def _listed(page: Page) -> list[Meeting]:
    """Read rows such as `9 Jul 2026 11:00 - Planning Committee`."""
    links = html_tree(page).select(ROW)
    told = ((link, *one_line(link.get_text(" ")).partition(" - ")) for link in links)
    meetings = (_meeting(page, link, committee, TIME.sub("", when)) for link, when, _, committee in told)
    return [meeting for meeting in meetings if meeting]


def _of_month(visit: Visit, address: str, month: date) -> list[Meeting]:
    """Read a month: cells such as `Monday, 8 June` without a year, each beside meetings such as `10:00 Cabinet`."""
    page = read_whole(visit, address)
    cells = html_tree(page).select(DAY_CELL)
    if not cells:
        raise UnreadableListing(f"{page.url} has no days ({DAY_CELL}); see whether the site was rebuilt.")
    return [meeting for cell in cells for meeting in _of_day(page, cell, month)]


def _of_day(page: Page, cell: Tag, month: date) -> Iterator[Meeting]:
    day = _with_year(one_line(cell.get_text(" ")), month)
    for link in cell.parent.select(TO_MEETING) if cell.parent else []:
        if meeting := _meeting(page, link, TIME.sub("", one_line(link.get_text(" ")), 1), day):
            yield meeting


def _with_year(day: str, month: date) -> str:
    """Add the year that brings a day nearest to its month: a page of January begins with days of December."""
    told = [f"{day} {year}" for year in (month.year, month.year - 1, month.year + 1)]
    read = {text: moment.date() for text in told if (moment := read_date(text))}
    return min(read, key=lambda text: abs(read[text] - month), default=told[0])


def _meeting(page: Page, link: Tag, committee: str, when: str) -> Meeting | None:
    address = absolute(page.final_url, str(link["href"]))
    return Meeting(address, committee.strip(), when) if address else None


def _papers(visit: Visit, meeting: Meeting) -> list[Entry]:
    page = read_whole(visit, meeting.address)
    tree = html_tree(page)
    if not tree.select_one(DETAILS):
        raise UnreadableListing(f"{page.url} has none of {DETAILS}; see whether the site was rebuilt.")
    items = tree.select("li.DocumentListItem")
    return list(unique(entry for item in items if (entry := _entry(page, item, meeting))))


def _entry(page: Page, item: Tag, meeting: Meeting) -> Entry | None:
    link, icon = item.select_one(TO_DOCUMENT), item.select_one(ICON)
    href = str(link["href"]).strip() if link else ""
    url = absolute(page.final_url, href)
    if link is None or url is None or (icon and str(icon["alt"]).lower() != "pdf"):
        return None
    published, illegible = first_date(meeting.when)
    return Entry(
        url=url,
        title=f"{one_line(link.get_text(' '))}, {meeting.committee}",
        published=published,
        media="pdf",
        illegible_date=illegible,
        section=meeting.committee,
        fetch_url=_as_linked(page, href, url),
    )


def _as_linked(page: Page, href: str, url: str) -> str | None:
    """Return a link as it stands, where it is spelled otherwise: the host alone can read its query."""
    try:
        linked = urljoin(page.final_url, href)
    except ValueError:
        return None
    return linked if linked != url else None
