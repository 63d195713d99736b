"""ModernGov committee systems: documents of meetings, through the web service or, where that is closed, the pages.

The service sends no validators, and only the answer for a meeting says what papers it has. The rule of
`meetings` keeps a visit cheap: meetings to come and of the last two weeks are always asked for, older ones
until known ground, all of them in a backfill. The service dates each paper, so that a backfill looks at meetings up to
two weeks behind its window, in slices of a quarter, for papers published within it; the pages do not.

Taken are the documents of agenda items, not the printed packs that repeat them, and printed minutes where the pages
link them; nothing restricted. The search for "Ofsted" adds papers of committees that the source does not name.
"""

from scrapers.entries import Found, Visit, misdated, moved, unique
from scrapers.errors import Gone, Refused, RobotsDisallowed, TerminalError, UnreadableListing
from scrapers.readers.meetings import Papers, Reading
from scrapers.readers.moderngov_pages import read_pages
from scrapers.readers.moderngov_search import search_papers
from scrapers.readers.moderngov_service import read_calendar, read_service, spans

CLOSED = (Gone, Refused, RobotsDisallowed, UnreadableListing)


def find(visit: Visit) -> Found:
    """Return the PDF documents of meetings in the window, of the committees that the source names.

    A meeting or a search that cannot be read is a warning; where it cost all documents, it is the visit's error.
    """
    try:
        calendar = read_calendar(visit, f"{visit.source.address.rstrip('/')}/", spans(visit)[0])
    except CLOSED as closed:
        return _found(visit, _pages_instead(visit, closed), f"The pages were read instead: {closed}")
    return _found(visit, read_service(visit, calendar))


def _pages_instead(visit: Visit, closed: TerminalError) -> Reading:
    try:
        return read_pages(visit)
    except CLOSED as error:
        raise type(error)(f"{error} The web service is closed as well: {closed}") from closed


def _found(visit: Visit, reading: Reading, *said: str) -> Found:
    papers = reading.papers
    hits = Papers() if papers.is_cut_short else search_papers(visit, reading.base)
    entries = unique([*papers.entries, *hits.entries])
    told = (*moved(reading.page), *misdated(entries, reading.page))
    return Found(entries, warnings=(*said, *told, *papers.warnings, *hits.warnings))
