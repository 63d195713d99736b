"""A feed as an Atom document (RFC 4287): all in it is plain text, so that no markup from a page counts in a reader."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from lxml import etree

from flows.corrections import REASONS, UNKNOWN_REASON
from flows.mail_view import CERTAIN, UNCERTAIN
from flows.page_words import LONGEST_EVIDENCE, LONGEST_NAME, LONGEST_SUMMARY, Link, page_text
from flows.scopes import Scope, regions_by_code
from flows.uris import uri_of
from transforms.history.changes import CORRECTED, WITHDRAWN
from transforms.wording import words

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
# Names feeds and entries on every machine alike; another one would show each reader all of them once more.
NAMESPACE = UUID("7d0f5c0e-6a3b-4f0e-9a55-3c1f4c1e8a20")
LONGEST_TITLE = 140
TITLE_OF = {CORRECTED: "Corrected: ", WITHDRAWN: "Withdrawn: "}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A change as a feed tells it: one and the same for all feeds that have it.

    `lasting_id` stays when the change is corrected or its own id becomes another; `action` is what the log last did
    that readers should see, `because` why; `row` has those columns of the table changes that are told of.
    """

    lasting_id: str
    action: str
    because: str | None
    published: datetime
    updated: datetime
    row: Mapping[str, Any]


def urn(*name: str) -> str:
    """Return an id that is the same wherever and whenever it is made."""
    return uuid5(NAMESPACE, "/".join(name)).urn


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as XML, for all feeds that have it."""

    updated: datetime
    element: etree._Element


def written(entry: Entry) -> Written:
    """Write the entry."""
    return Written(entry.updated, _entry(entry))


def atom_document(scope: Scope, entries: Sequence[Written], address: str | None) -> bytes:
    """Return the feed, its entries in the order given; `address` is where it will be found, where that is known.

    There must be an entry, as the feed has the moment of its newest.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"}, nsmap={None: ATOM})
    _add(feed, "id", urn("feed", scope.path))
    _add(feed, "title", f"Children's services inspections: {scope.title}")
    _add(feed, "updated", _instant(max(entry.updated for entry in entries)))
    _add(_add(feed, "author"), "name", "inspection-watch")
    _add(feed, "generator", "inspection-watch")
    if address:
        _add(feed, "link", rel="self", type=MEDIA_TYPE, href=address)
    feed.extend(deepcopy(entry.element) for entry in entries)
    document: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return document


def _entry(entry: Entry) -> etree._Element:
    row = entry.row
    source = uri_of(row["url"])
    element = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    _add(element, "id", urn("change", entry.lasting_id))
    _add(element, "title", page_text(TITLE_OF.get(entry.action, "") + row["summary"], LONGEST_TITLE))
    _add(element, "updated", _instant(entry.updated))
    _add(element, "published", _instant(entry.published))
    for term, label in _categories(row):
        _add(element, "category", term=term, label=label)
    if source:
        _add(element, "link", rel="alternate", href=source.url)
    _add(element, "content", "\n".join(_sentences(entry, source)), type="text")
    return element


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text
    return child


def _categories(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield row["type"], row["type"].replace("_", " ")
    yield row["severity"], f"severity: {row['severity']}"
    yield row["authority_code"], page_text(row["authority"], LONGEST_NAME)
    region = regions_by_code().get(row["authority_code"])
    if region:
        yield region, region


def _sentences(entry: Entry, source: Link | None) -> Iterator[str]:
    row = entry.row
    why = REASONS.get(entry.because or "", UNKNOWN_REASON)
    if entry.action == CORRECTED:
        yield f"This corrects what was told before: {why}."
    if entry.action == WITHDRAWN:
        yield f"This was told before and no longer holds: {why}."
    yield f"Severity: {row['severity']}. Effective: {row['effective']:%-d %B %Y}."
    if row["old_value"]:
        yield f"Before: {_value(row['old_value'])}."
    if row["new_value"]:
        yield f"Now: {_value(row['new_value'])}."
    yield f"Evidence: “{page_text(row['evidence'], LONGEST_EVIDENCE)}”"
    if source:
        yield f"Source: {source.host}."
    yield f"Certainty: {CERTAIN if row['corroborated'] else UNCERTAIN}."


def _value(value: str) -> str:
    return page_text(words("grades", value), LONGEST_SUMMARY).rstrip(".")


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
