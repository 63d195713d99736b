"""GOV.UK's Search API: what a query finds, last changed first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapers.addresses import is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import Rejected, UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.paging import MOST_PAGES, MOST_PAGES_OF_BACKFILL
from scrapers.readers.govuk_pages import machine_address, page_address
from scrapers.readers.json_listing import JsonObject, json_object, objects_at, text_at
from scrapers.text import one_line

COUNT = 100
FIELDS = (
    "title", "description", "link", "public_timestamp", "first_published_at", "content_store_document_type",
    "latest_change_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of the results: the entries it leads to, how many results it has, and how many there are in all."""

    entries: tuple[Entry, ...]
    size: int
    total: int


def find_by_search(visit: Visit) -> Found:
    """Return what the query at the source's address finds; `updated` is the last change that GOV.UK calls a major one.

    A backfill looks through all that changed since its first day: what was published within it may have changed since.

    Raises:
        Rejected: the API knows a parameter or a value of the query not.
        UnreadableListing: no results of a search, or fewer than are due.
    """
    answer = _open(visit, 0)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    newest = _stretch(answer)
    if not visit.is_backfill:
        visit.expect(newest.total, "results", answer.url)
    entries = unique([*newest.entries, *_behind(visit, newest)])
    return Found(entries, {answer.url: answer.validators}, warnings=(*moved(answer), *misdated(entries, answer)))


def search_address(query: str, start: int = 0, since: date | None = None) -> str:
    """Return the address of a stretch of the results of a query; what the query says of order and extent gives way.

    The API refuses `order`, `count`, `start` or a filter by date that is given twice.
    """
    own = {"order": "-public_timestamp", "count": str(COUNT), "start": str(start), "fields": ",".join(FIELDS)}
    if since:
        own["filter_public_timestamp"] = f"from:{since.isoformat()}"
    scheme, host, path, arguments, _ = urlsplit(query)
    asked = parse_qsl(arguments, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if name.removesuffix("[]") not in own]
    return urlunsplit((scheme, host, path, urlencode([*kept, *own.items()], safe=":,"), ""))


def _open(visit: Visit, start: int) -> Page | NotModified:
    since = visit.window.first if visit.is_backfill else None
    try:
        return visit.open(search_address(visit.source.address, start, since))
    except Rejected as error:
        raise Rejected(
            f"GOV.UK's Search API refuses the query of {visit.source.address}, as it does for any parameter or value "
            f"that it does not know; correct the register ({error})"
        ) from error


def _behind(visit: Visit, newest: Stretch) -> Iterator[Entry]:
    stretch, start = newest, newest.size
    for _ in range(MOST_PAGES_OF_BACKFILL if visit.is_backfill else MOST_PAGES):
        if not stretch.size or start >= stretch.total or _is_old_ground(visit, stretch.entries):
            return
        answer = _open(visit, start)
        if isinstance(answer, NotModified):
            return
        stretch = _stretch(answer)
        start += stretch.size
        yield from stretch.entries


def _is_old_ground(visit: Visit, entries: Sequence[Entry]) -> bool:
    """Tell whether results behind these are known, or older than what is looked through.

    A known page says nothing if it has changed since it was published: for that it stands among the new ones.
    """
    if any(entry.updated and entry.updated.date() < visit.window.first for entry in entries):
        return True
    return not visit.is_backfill and any(visit.known(entry.url) and not _has_changed(entry) for entry in entries)


def _has_changed(entry: Entry) -> bool:
    days = {moment.date() if moment else None for moment in (entry.published, entry.updated)}
    return len(days) > 1


def _stretch(page: Page) -> Stretch:
    answer = json_object(page)
    results, total = answer.get("results"), answer.get("total")
    if not isinstance(results, list) or not isinstance(total, int):
        raise UnreadableListing(f"{page.url} has no results and total; see whether the address is the Search API's.")
    entries = [entry for result in objects_at(answer, "results") if (entry := _entry(result, page))]
    return Stretch(tuple(entries), len(results), total)


def _entry(result: JsonObject, page: Page) -> Entry | None:
    url = page_address(page.final_url, text_at(result, "link"))
    if url is None:
        return None
    published, illegible = first_date(text_at(result, "first_published_at"))
    updated, also_illegible = first_date(text_at(result, "public_timestamp"))
    return Entry(
        url=url,
        title=one_line(text_at(result, "title")),
        published=published,
        summary=one_line(f"{text_at(result, 'description')} {text_at(result, 'latest_change_note')}") or None,
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible or also_illegible,
        section=text_at(result, "content_store_document_type") or None,
        updated=updated,
        fetch_url=machine_address(page.final_url, url),
    )
