"""A document collection of GOV.UK, such as the improvement notices and directions to councils."""

from dataclasses import replace

from scrapers.addresses import is_pdf
from scrapers.dates import first_date
from scrapers.entries import Entry, Found, Visit, misdated, moved, unchanged, unique
from scrapers.errors import UnreadableListing
from scrapers.fetch import NotModified, Page
from scrapers.readers.govuk_pages import machine_address, page_address
from scrapers.readers.json_listing import JsonObject, json_object, object_at, objects_at, text_at
from scrapers.text import one_line

COLLECTION = "document_collection"


def find_in_collection(visit: Visit) -> Found:
    """Return the collection itself and its documents; `section` is the group that a document stands in.

    That a document moves from "Open directions" to "Closed directions" is told by the collection alone, by its groups
    and its change notes; the document's own page stays as it is. Hence the collection is an entry too, `updated`
    with every change of it.

    Raises:
        UnreadableListing: no document collection, or fewer documents than are due.
    """
    answer = visit.open(visit.source.address)
    if isinstance(answer, NotModified):
        return unchanged(answer)
    item = json_object(answer)
    if text_at(item, "document_type") != COLLECTION:
        what = text_at(item, "document_type") or "something else"
        raise UnreadableListing(f"{answer.url} is no document collection but {what}; correct the register.")
    documents = _documents(item, answer)
    visit.expect(len(documents), "documents", answer.url)
    itself = _collection(item, answer)
    entries = unique([*filter(None, [itself]), *documents])
    return Found(entries, {answer.url: answer.validators}, warnings=(*moved(answer), *misdated(entries, answer)))


def _collection(item: JsonObject, page: Page) -> Entry | None:
    entry = _entry(item, COLLECTION, page)
    # `public_updated_at` stays where an editor calls a change minor, and a move between groups may be one.
    technical = first_date(text_at(item, "updated_at"))[0]
    latest = max(filter(None, (entry.updated if entry else None, technical)), default=None)
    return entry and replace(entry, published=first_date(text_at(item, "first_published_at"))[0], updated=latest)


def _documents(item: JsonObject, page: Page) -> list[Entry]:
    groups = _groups(item)
    places = {content_id: place for place, content_id in enumerate(groups)}
    listed = objects_at(object_at(item, "links"), "documents")
    ordered = sorted(listed, key=lambda one: places.get(text_at(one, "content_id"), len(places)))
    return [entry for one in ordered if (entry := _entry(one, groups.get(text_at(one, "content_id")), page))]


def _groups(item: JsonObject) -> dict[str, str]:
    """Titles of groups by the content ids of their documents, in the order of the page."""
    groups: dict[str, str] = {}
    for group in objects_at(object_at(item, "details"), "collection_groups"):
        documents = group.get("documents")
        for content_id in documents if isinstance(documents, list) else ():
            groups.setdefault(str(content_id), one_line(text_at(group, "title")))
    return groups


def _entry(document: JsonObject, section: str | None, page: Page) -> Entry | None:
    url = page_address(page.final_url, text_at(document, "base_path"))
    if url is None:
        return None
    updated, illegible = first_date(text_at(document, "public_updated_at"))
    return Entry(
        url=url,
        title=one_line(text_at(document, "title")),
        summary=one_line(text_at(document, "description")) or None,
        media="pdf" if is_pdf(url) else "html",
        illegible_date=illegible,
        section=section,
        updated=updated,
        fetch_url=machine_address(page.final_url, url),
    )
