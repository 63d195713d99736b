"""Ofsted's list of the authorities whose children's services it inspects, and the new reports that it leads to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import Tag

from scrapers.addresses import absolute
from scrapers.dates import read_date
from scrapers.entries import Entry, Found, Visit, moved, unchanged, unique
from scrapers.errors import BudgetSpent, ScrapeError
from scrapers.fetch import NotModified, Page
from scrapers.html_tree import html_tree
from scrapers.readers.ofsted_provider import reports

LINK = 'li h3 a[href*="/provider/"]'
LATEST = "latest report"
# The site gives no more rows at once.
ROWS = 100
MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Provider:
    """A row of the list: an authority's page, and the day of its latest report."""

    url: str
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """An answer of the list, with the rows on it; none where it is as it was."""

    answer: Page | NotModified
    providers: tuple[Provider, ...] = ()


def find(visit: Visit) -> Found:
    """Return the reports of the window, from the pages of those authorities that the list gives a report of late.

    So one source watches all authorities; older reports are found by a backfill or on each authority's own page.

    Raises:
        UnreadableListing: fewer authorities than are due.
    """
    parts = list(_parts(visit))
    pages = [part.answer for part in parts if isinstance(part.answer, Page)]
    validators = {part.answer.url: part.answer.validators for part in parts}
    if not pages:
        return Found(validators=validators, unchanged=True)
    providers = {provider.url: provider for part in parts for provider in part.providers}
    if len(pages) == len(parts):
        visit.expect(len(providers), "authorities", visit.source.address)
    news = [one.url for one in providers.values() if _may_have_news(one, visit)]
    visited = list(_visited(visit, news))
    flaws = tuple(warning for found in visited for warning in found.warnings)
    # After a failure the list must not be taken as seen: the next visit has to try that authority again.
    seen = {} if flaws else validators
    for found in visited:
        seen |= found.validators
    return Found(unique(_entries(visited)), seen, warnings=(*moved(pages[0]), *flaws))


def list_address(address: str, start: int) -> str:
    """Return the address of a part of the list, which begins with row `start`, counted from 0."""
    scheme, host, path, arguments, _ = urlsplit(address)
    asked = parse_qsl(arguments, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if name not in ("start", "rows")]
    return urlunsplit((scheme, host, path, urlencode([*kept, ("start", start), ("rows", ROWS)]), ""))


def _parts(visit: Visit) -> Iterator[Part]:
    """Read the list to its end: it is in no order of time, so that news may stand on any part."""
    for start in range(0, MOST_ROWS, ROWS):
        answer = visit.open(list_address(visit.source.address, start))
        if isinstance(answer, NotModified):
            yield Part(answer)
            if list_address(visit.source.address, start + ROWS) not in visit.validators:
                return
            continue
        part = Part(answer, tuple(_providers(answer)))
        yield part
        if len(part.providers) < ROWS:
            return


def _providers(page: Page) -> Iterator[Provider]:
    for link in html_tree(page).select(LINK):
        href = link.get("href")
        url = absolute(page.final_url, href if isinstance(href, str) else None)
        if url:
            yield Provider(url, read_date(_latest(link)))


def _latest(link: Tag) -> str:
    row = link.find_parent("li")
    told = (item.get_text(" ") for item in (row.select("li") if row else ()))
    return next((text.partition(":")[2] for text in told if LATEST in text.lower()), "")


def _may_have_news(provider: Provider, visit: Visit) -> bool:
    return provider.latest is None or provider.latest.date() >= visit.window.first


def _visited(visit: Visit, urls: list[str]) -> Iterator[Found]:
    """Yield what the page of each authority brings; a failure costs that page, a spent budget all that follow."""
    for url in urls:
        try:
            yield _reports(visit, url)
        except ScrapeError as error:
            yield Found(warnings=(str(error),))
            if isinstance(error, BudgetSpent):
                return


def _reports(visit: Visit, url: str) -> Found:
    answer = visit.open(url)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    entries = tuple(entry for entry in reports(answer) if visit.window.holds(entry.published))
    return Found(entries, {url: answer.validators})


def _entries(visited: list[Found]) -> Iterator[Entry]:
    return (entry for found in visited for entry in found.entries)
