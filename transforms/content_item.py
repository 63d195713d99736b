"""A page of GOV.UK as its Content API gives it, in JSON, to an article.

What it holds: docs.publishing.service.gov.uk, "Content schemas". `public_updated_at` is the last change that readers
are told of; a withdrawn page is still served.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from transforms.article import Article
from transforms.clean import GENERAL_RULES, CleaningRules, clean_html
from transforms.errors import UnreadableDocument
from transforms.page_blocks import tidy
from transforms.page_tree import parse_page

SITE = "https://www.gov.uk"
COLLECTION = "document_collection"
# It stands in the history of every page, on the day of its publication.
FIRST_NOTE = "first published."
LONDON = ZoneInfo("Europe/London")
_PAGE = "<html><head><title>{title}</title></head><body><main><h1>{title}</h1>{body}</main></body></html>"

Item = dict[str, Any]


def is_content_item(body: bytes, content_type: str | None) -> bool:
    """Tell whether a body is an answer of the Content API, by its type or by the two names that every answer has."""
    is_json = "application/json" in (content_type or "")
    return is_json or (body.lstrip()[:1] == b"{" and b'"base_path"' in body and b'"document_type"' in body)


def read_content_item(body: bytes, rules: CleaningRules = GENERAL_RULES) -> Article:
    """Read the article out of an answer of the Content API: notice of withdrawal, description, text, changes.

    The notes on changes come newest first, each with its day: that a direction was revoked, or a notice moved to those
    that are closed, is often told there alone. The documents of a collection are left out, as nothing says since when
    each stands where it does; a collection is dated by its last change.

    Raises:
        UnreadableDocument: no JSON, no answer of the Content API, or nothing to read in it.
    """
    item = _content_item(body)
    title = tidy(_text(item, "title"))
    paragraphs = tuple(_paragraphs(item, title, rules))
    if not title or not paragraphs:
        kind = _text(item, "document_type") or "no document type"
        raise UnreadableDocument(f"The answer of the Content API ({kind}) has no title or no text: look at its page.")
    first, last = _first_published(item), _day(item.get("public_updated_at"))
    return Article(
        title=title,
        paragraphs=paragraphs,
        published=last if _text(item, "document_type") == COLLECTION else first,
        modified=last if last != first else None,
        address=SITE + _text(item, "base_path"),
    )


def _content_item(body: bytes) -> Item:
    try:
        item = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"The page is no JSON although it is said to be ({error}): fetch it again.") from error
    if not isinstance(item, dict) or not _text(item, "base_path"):
        raise UnreadableDocument("The page is JSON but no answer of GOV.UK's Content API: give another address.")
    return item


def _paragraphs(item: Item, title: str, rules: CleaningRules) -> Iterator[str]:
    details = _object(item, "details")
    yield from _withdrawal(_object(item, "withdrawn_notice"))
    description = tidy(_text(item, "description"))
    text = _story(title, _text(details, "body"), rules)
    yield from [description] if description and description not in text else []
    yield from text
    yield from _changes(details)


def _withdrawal(notice: Item) -> Iterator[str]:
    day = _day(notice.get("withdrawn_at"))
    if day:
        yield f"Withdrawn on {_written(day)}. {_plain(_text(notice, 'explanation'))}".strip()


def _story(title: str, html: str, rules: CleaningRules) -> tuple[str, ...]:
    """The paragraphs of a fragment of HTML, as they would be read from the page that shows it under the title.

    The register's selectors of title, byline, date and body are for such pages, not for this form of them.
    """
    if not _plain(html):
        return ()
    general = replace(rules, title=None, byline=None, published=None, body=None)
    try:
        return clean_html(_PAGE.format(title=escape(title), body=html), general).paragraphs
    except UnreadableDocument:
        # It has but a date or other furniture, while the description and the changes may tell something.
        return ()


def _plain(html: str) -> str:
    """The text of a fragment of HTML, as one line."""
    text: str = parse_page(f"<div>{html}</div>").text_content()
    return tidy(text)


def _changes(details: Item) -> Iterator[str]:
    for change in _objects(details, "change_history"):
        note, day = tidy(_text(change, "note")), _day(change.get("public_timestamp"))
        if note and day and note.lower() != FIRST_NOTE:
            yield f"Updated {_written(day)}: {note}"


def _first_published(item: Item) -> date | None:
    """The earliest day given: pages moved to GOV.UK have that of the move in the usual place."""
    details = _object(item, "details")
    moments = [item.get("first_published_at"), details.get("first_public_at")]
    moments += [change.get("public_timestamp") for change in _objects(details, "change_history")]
    return min(filter(None, map(_day, moments)), default=None)


def _day(value: object) -> date | None:
    """The day of a moment of ISO 8601 on London's clocks, which it is on where it has no offset of its own."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return (moment.astimezone(LONDON) if moment.tzinfo else moment).date() if moment else None
    except (ValueError, OverflowError):
        return None


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _text(item: Item, name: str) -> str:
    """The text under a name, without the half characters and NULs that JSON can write but nothing can store."""
    value = item.get(name)
    return value.encode("utf-8", "replace").decode().replace("\x00", "") if isinstance(value, str) else ""


def _object(item: Item, name: str) -> Item:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _objects(item: Item, name: str) -> list[Item]:
    value = item.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
