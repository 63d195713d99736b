"""ModernGov's document search: papers that mention Ofsted, in committees that nobody thought to name.

Hits come by how well they match, not by day, so known ground does not end the reading; the search is bounded to the
days of the visit instead, and where a system does not keep to them, by the first page that has no hit within. Only hits
in documents are taken; a hit in an agenda's own text leads to no document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from bs4 import BeautifulSoup, Tag

from scrapers.dates import first_date
from scrapers.entries import Entry, Visit
from scrapers.errors import ScrapeError, UnreadableListing
from scrapers.fetch import Page
from scrapers.html_tree import html_tree
from scrapers.paging import MOST_PAGES
from scrapers.readers.meetings import (
    Meeting,
    Papers,
    days_of_meetings,
    is_wanted,
    is_within,
    read_whole,
)
from scrapers.readers.moderngov_links import document_address, document_title, repeats_documents
from scrapers.text import one_line
from scrapers.window import Window

TERM = "Ofsted"
SAID = f"Found by the site's search for {TERM}."
# Ten hits each.
MOST_PAGES_OF_A_VISIT = 5
HIT_OR_NONE = "p.mgAiTitleTxt, p.mgErrorTxt"
TO_MEETING = "a[href*='ListDocuments.aspx' i]"
NEXT = "a[title='Next page of search results']"
COUNT = re.compile(r"\s{0,3}\(\d{1,5}(?:\.\d{1,5})?\)$")


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matches, the meeting it belongs to, and the passage shown."""

    link: Tag
    meeting: Meeting
    passage: str


def search_papers(visit: Visit, base: str) -> Papers:
    """Return documents that mention Ofsted, of meetings in the window and of committees that the source does not name.

    Whatever goes wrong is a warning.
    """
    entries: list[Entry] = []
    most = MOST_PAGES if visit.is_backfill else MOST_PAGES_OF_A_VISIT
    days = days_of_meetings(visit)
    try:
        for number in range(1, most + 1):
            page, tree = _page(visit, base, days, number)
            hits = [hit for hit in _hits(tree) if is_within(days, hit.meeting)]
            entries += [entry for hit in hits if (entry := _entry(visit, page, hit))]
            if not hits or not tree.select_one(NEXT):
                return Papers(tuple(entries))
    except ScrapeError as error:
        return Papers(tuple(entries), (f"The search for {TERM} was left out: {error}",))
    return Papers(tuple(entries), (f"The search for {TERM} on {base} has more than {most} pages; the rest was left.",))


def search_address(base: str, days: Window, number: int) -> str:
    """Return the address of a page of hits in documents of meetings between two days."""
    query = {
        "SS": TERM, "SD": f"{days.first:%d/%m/%Y}", "ED": f"{days.last:%d/%m/%Y}",
        "DT": 3, "ADV": 1, "CA": "false", "SB": "true", "PG": number,
    }  # fmt: skip
    return urljoin(base, f"ieSearchResults2.aspx?{urlencode(query)}")


def _page(visit: Visit, base: str, days: Window, number: int) -> tuple[Page, BeautifulSoup]:
    page = read_whole(visit, search_address(base, days, number))
    tree = html_tree(page)
    if not tree.select_one(HIT_OR_NONE):
        raise UnreadableListing(f"{page.url} shows neither hits nor that there are none ({HIT_OR_NONE}).")
    return page, tree


def _hits(tree: BeautifulSoup) -> Iterator[Hit]:
    """Yield the documents of the hits, which a rule divides: a heading with the meeting, a passage, documents."""
    meeting, passage = None, ""
    for element in tree.select("hr, p.mgAiTitleTxt, div.mgWordPara, ul.mgBulletList a[href]"):
        if element.name == "hr":
            meeting, passage = None, ""
        elif element.name == "p":
            meeting = meeting or _meeting(element)
        elif element.name == "div":
            passage = one_line(element.get_text(" "))
        elif meeting:
            yield Hit(element, meeting, passage)


def _meeting(heading: Tag) -> Meeting | None:
    """Read `17/09/2015 - Scrutiny Board (1)` or `08/02/2011, 10:00 - Scrutiny Board (4)`."""
    link = heading.select_one(TO_MEETING)
    when, _, committee = one_line(link.get_text(" ")).partition(" - ") if link else ("", "", "")
    meeting = Meeting(str(link["href"]), COUNT.sub("", committee), when) if link else None
    return meeting if meeting and meeting.committee and meeting.day else None


def _entry(visit: Visit, page: Page, hit: Hit) -> Entry | None:
    url, title = document_address(page.final_url, str(hit.link["href"])), COUNT.sub("", document_title(hit.link))
    is_read_anyway = is_wanted(hit.meeting.committee, visit.source.committees)
    if url is None or is_read_anyway or repeats_documents(url, title):
        return None
    published, illegible = first_date(hit.meeting.when)
    return Entry(
        url=url,
        title=f"{title}, {hit.meeting.committee}",
        published=published,
        summary=one_line(f"{SAID} {hit.passage}"),
        media="pdf",
        illegible_date=illegible,
        section=hit.meeting.committee,
    )
