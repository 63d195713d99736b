"""Reading feeds and calendars as programs do, and holding them to their standards."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import feedparser
from icalendar import Calendar, Event
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
IN_A_URI = re.compile(r"(?:[\w\-.~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+", re.ASCII)
ONCE_IN_AN_EVENT = ("DTSTART", "DESCRIPTION", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "URL")
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def read_feed(content: bytes) -> Any:
    """The feed as a reader sees it, once it keeps every rule of RFC 4287 that such a feed can break."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    assert root.tag == f"{ATOM}feed"
    assert not HIDDEN.search(content.decode())
    assert len(root.findall(f"{ATOM}author/{ATOM}name")) == 1
    _holds(root, "generator")
    ids = [_holds_entry(entry) for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) > 0
    assert max(one.findtext(f"{ATOM}updated") for one in root.findall(f"{ATOM}entry")) == root.findtext(
        f"{ATOM}updated"
    )
    parsed = feedparser.parse(content)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    return parsed


def _holds_entry(entry: Any) -> str:
    _holds(entry, "published", "content", "summary")
    assert entry.find(f"{ATOM}content") is not None
    assert entry.findtext(f"{ATOM}published") <= entry.findtext(f"{ATOM}updated")
    return str(entry.findtext(f"{ATOM}id"))


def _holds(element: Any, *at_most_once: str) -> None:
    for name in ("id", "title", "updated"):
        assert len(element.findall(ATOM + name)) == 1
    assert all(len(element.findall(ATOM + name)) <= 1 for name in at_most_once)
    assert UUID(element.findtext(f"{ATOM}id"))
    for name in ("updated", "published"):
        assert all(
            MOMENT.fullmatch(one.text) and datetime.fromisoformat(one.text) for one in element.findall(ATOM + name)
        )
    for name in ("title", "content"):
        assert all(one.get("type", "text") == "text" and not len(one) for one in element.findall(ATOM + name))
    assert all(one.get("term") for one in element.findall(f"{ATOM}category"))
    links = element.findall(f"{ATOM}link")
    assert len({one.get("rel") for one in links}) == len(links)
    assert all(is_web_address(one.get("href")) for one in links)


def is_web_address(address: str) -> bool:
    """Whether it is a URI of the web as RFC 3986 would have it."""
    parts = urlsplit(address)
    return bool(IN_A_URI.fullmatch(address) and parts.scheme in ("http", "https") and parts.hostname)


def read_calendar(content: bytes) -> list[Any]:
    """The events of a calendar, once it keeps every rule of RFC 5545 that such a calendar can break."""
    lines = content.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 and (line.isprintable() or not line) for line in lines)
    unfolded = content.decode().replace("\r\n ", "").split("\r\n")
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT") > 0
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    events = [one for one in calendar.subcomponents if isinstance(one, Event)]
    assert len({str(one["UID"]) for one in events}) == len(calendar.subcomponents)
    for event in events:
        _holds_event(event)
    return events


def _holds_event(event: Any) -> None:
    assert not event.errors
    assert UUID(event["UID"])
    assert event["DTSTAMP"].to_ical().endswith(b"Z")
    assert event["STATUS"] in ("CONFIRMED", "CANCELLED")
    assert not any(isinstance(event.get(name), list) for name in ONCE_IN_AN_EVENT)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["SEQUENCE"] >= 0
    assert not HIDDEN.search(event["SUMMARY"] + event["DESCRIPTION"])
    assert "URL" not in event or is_web_address(event["URL"])
