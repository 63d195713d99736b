"""Ofsted's page of one authority: the reports on it, of whatever kind of inspection or visit."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bs4 import Tag

from scrapers.addresses import absolute, is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.fetch import NotModified, Page
from scrapers.html_tree import html_tree
from scrapers.text import one_line

LINK = "a.publication-link[href]"
# What a screen reader says of a link: "Children's services inspection, pdf - 14 July 2017".
LABEL = re.compile(r"(?P<kind>.{1,300}?)\s?,?\s(?:as\s)?pdf(?:[\s–-]{1,3}(?P<day>.{1,40}))?", re.IGNORECASE)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
FILE = re.compile(r"/v1/file/\d{1,12}")
# The same files under an address of former years.
OLD_HOST, HOST = "://files.api.ofsted.gov.uk/", "://files.ofsted.gov.uk/"


def find(visit: Visit) -> Found:
    """Return the reports on the page at the source's address (`https://reports.ofsted.gov.uk/provider/44/<URN>`).

    Raises:
        UnreadableListing: fewer reports than are due.
    """
    answer = visit.open(visit.source.address)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    entries = reports(answer)
    visit.expect(len(entries), "reports", answer.url, answer.body)
    return Found(entries, {answer.url: answer.validators}, warnings=(*moved(answer), *misdated(entries, answer)))


def reports(page: Page) -> tuple[Entry, ...]:
    """Return the reports on a page of an authority, newest first; `section` is Ofsted's own label of their kind."""
    tree = html_tree(page)
    heading = tree.find("h1")
    name = one_line(heading.get_text(" ")) if heading else ""
    listed = [entry for link in tree.select(LINK) if (entry := _entry(link, name, page))]
    return unique(sorted(listed, key=lambda entry: entry.published or LONG_AGO, reverse=True))


def _entry(link: Tag, name: str, page: Page) -> Entry | None:
    href = link.get("href")
    url = absolute(page.final_url, href if isinstance(href, str) else None)
    if url is None:
        return None
    url = url.replace(OLD_HOST, HOST, 1)
    label = _label(link)
    parts = LABEL.fullmatch(label)
    kind = parts["kind"].rstrip(" ,") if parts else label
    published, illegible = first_date(parts["day"] if parts else None, _day_beside(link))
    return Entry(
        url=url,
        title=", ".join(filter(None, (kind[:1].upper() + kind[1:], name))),
        published=published,
        media="pdf" if parts or is_pdf(url) or FILE.fullmatch(urlsplit(url).path) else "html",
        illegible_date=illegible,
        section=kind or None,
    )


def _label(link: Tag) -> str:
    spoken = link.select_one("span.nonvisual")
    return one_line((spoken or link).get_text(" "))


def _day_beside(link: Tag) -> str:
    """The day of publication beside a link; that above the event is the day of the inspection."""
    event = link.find_parent(class_="event")
    times = event.select("time") if event else []
    shown = [time for time in times if time.find_parent(class_="timeline__date") is None]
    return shown[-1].get_text(" ") if shown else ""
