"""The deadlines of undertakings as a calendar (RFC 5545): an all-day event for each, however often it was repeated."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from flows.page_words import LONGEST_EVIDENCE, LONGEST_NAME, Link, page_text
from flows.scopes import Scope
from flows.uris import uri_of
from transforms.wording import words

# Names events on every machine alike; another one would show each calendar all of them twice.
NAMESPACE = UUID("4f1f6c5e-91a7-4f63-8c56-0d2b7f3a9b41")
LONGEST_TITLE = 140
LOOK_AGAIN_EVERY = timedelta(hours=6)
DONE, OVERDUE, LAPSED, WITHDRAWN = "done", "overdue", "lapsed", "withdrawn"
END = b"END:VCALENDAR\r\n"
STATED = {"month": "in {:%B %Y}", "year": "in {:%Y}"}

Row = Mapping[str, Any]


def calendar_document(scope: Scope, events: Iterable[bytes]) -> bytes:
    """Return the calendar of these events, at least one, in the order given, each as `event_of` writes it."""
    calendar = Calendar()
    title = f"Children's services deadlines: {scope.title}"
    calendar.add("prodid", "-//inspection-watch//deadlines of undertakings//EN")
    calendar.add("version", "2.0")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", LOOK_AGAIN_EVERY, parameters={"VALUE": "DURATION"})
    document: bytes = calendar.to_ical()
    return document.removesuffix(END) + b"".join(events) + END


def event_of(row: Row) -> bytes:
    """Write the event of an undertaking, a row of the history of that table.

    What is done, lapsed or no longer told stays as a cancelled event, for programs that would keep the event otherwise.
    """
    state = WITHDRAWN if row["known_to"] else row["status"]
    known = (row["known_to"] or row["known_from"]).astimezone(UTC).replace(microsecond=0)
    source = uri_of(row["url"])
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE, row["undertaking_id"])))
    event.add("dtstamp", known)
    event.add("last-modified", known)
    # A row that was taken away is one step beyond its last revision.
    event.add("sequence", row["revision"] - (state != WITHDRAWN))
    event.add("status", "CANCELLED" if state in (DONE, LAPSED, WITHDRAWN) else "CONFIRMED")
    event.add("dtstart", row["deadline"])
    event.add("summary", _summary(row, state))
    event.add("description", "\n".join(_description(row, state, source)))
    event.add("categories", [words("categories", row["category"])])
    event.add("transp", "TRANSPARENT")
    if source:
        event.add("url", source.url)
    written: bytes = event.to_ical()
    return written


def _summary(row: Row, state: str) -> str:
    money = f", £{row['amount_gbp']:,}" if row["amount_gbp"] else ""
    told = f" ({state})" if state in (DONE, OVERDUE, LAPSED, WITHDRAWN) else ""
    return page_text(f"{row['authority']}: {words('categories', row['category'])}{money}", LONGEST_TITLE) + told


def _description(row: Row, state: str, source: Link | None) -> Iterator[str]:
    stated = STATED.get(row["deadline_precision"] or "")
    if stated:
        yield f"To be done {stated.format(row['deadline'])}; shown on the last day of it."
    if state == WITHDRAWN:
        yield "No article states it so any longer."
    if state == LAPSED:
        yield "The authority is no more."
    if state == DONE:
        yield f"Reported done: “{page_text(row['done_evidence'] or '', LONGEST_EVIDENCE)}”"
    if row["speaker"]:
        yield f"Undertaken by {page_text(row['speaker'], LONGEST_NAME)}."
    if row["made_on"]:
        yield f"First told on {row['made_on']:%-d %B %Y}."
    yield f"Evidence: “{page_text(row['evidence'], LONGEST_EVIDENCE)}”"
    if source:
        yield f"Source: {source.host}, {source.url}"
