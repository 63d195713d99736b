"""A change as the templates of mails show it: in plain words, and harmless whatever a page said."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flows.background import Background
from flows.mail_events import CONFLICT, Event
from flows.overturned import is_of_ratings
from flows.page_words import (
    LONGEST_EVIDENCE,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    Link,
    link_to,
    page_text,
)
from flows.told import Reported, Told
from transforms.history.witnesses import OFFICIAL_SOURCE_KINDS
from transforms.wording import change_types, words

Row = Mapping[str, Any]
PAST_LINES = UNDERTAKINGS_LISTED = 5
OTHER_SOURCES_LISTED = 20
NOT_KNOWN = "not known"
_OF_SOURCES = ("source", "others", "more_others", "certainty")
# How sure a change is, where there is room for few words only.
CERTAIN = "stated by an official source or in more than one story"
UNCERTAIN = "one source only, not confirmed by another yet"


def event_view(event: Event, *, first: bool, last: bool) -> dict[str, Any]:
    """Return what the templates show of an event.

    What stands behind it is shown once an authority: interventions with its `first` event, the rest with its `last`.
    """
    behind = event[0].background
    changes = [change_view(change) for change in event]
    return {
        "severity": event[0].row["severity"],
        "changes": changes,
        "proofs": _proofs(changes),
        "grades": next((change.grades for change in event if change.grades), ()),
        "interventions": (_interventions(behind),) if first else (),
        "past": _past(behind, event) if last else [],
        "undertakings": _undertakings(behind) if last else [],
        "more_undertakings": max(0, len(behind.undertakings) - UNDERTAKINGS_LISTED) if last else 0,
    }


def _proofs(changes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sentences that prove the changes, those of the same sources together."""
    proofs: list[dict[str, Any]] = []
    for change in changes:
        known = next((one for one in proofs if all(one[name] == change[name] for name in _OF_SOURCES)), None)
        if known is None:
            proofs.append({**change, "quotes": list(change["quotes"])})
        else:
            known["quotes"] += [quote for quote in change["quotes"] if quote not in known["quotes"]]
    return proofs


def change_view(change: Told) -> dict[str, Any]:
    """Return what the templates show of one change."""
    row = change.row
    others = [one for one in change.reports if one.url != row["url"]]
    return {
        "authority": page_text(row["authority"], LONGEST_NAME),
        "summary": page_text(row["summary"], LONGEST_SUMMARY),
        "lines": values_of(row),
        "date": day(row["effective"]),
        "quotes": (page_text(row["evidence"], LONGEST_EVIDENCE),),
        "source": source_view(best_source(change)),
        "others": [source_view(one) for one in others[:OTHER_SOURCES_LISTED]],
        "more_others": max(0, len(others) - OTHER_SOURCES_LISTED),
        "certainty": certainty(change),
        "in_short": CERTAIN if row["corroborated"] else UNCERTAIN,
        "corroborated": row["corroborated"],
    }


def best_source(change: Told) -> Reported:
    """Return the report that the evidence is from."""
    url = change.row["url"]
    return next((one for one in change.reports if one.url == url), Reported(url, url))


def source_view(source: Reported) -> dict[str, Any]:
    """Return a source's name and the link to it, None where there is none to follow."""
    link: Link | None = link_to(source.url)
    named_by_url = source.name == source.url
    name = link.host if named_by_url and link else page_text(source.name, LONGEST_NAME)
    return {"name": name, "link": link}


def day(moment: date) -> str:
    """Return a day as mails have it."""
    return f"{moment:%-d %B %Y}"


def values_of(row: Row) -> list[tuple[str, str]]:
    """Return what was, what is and since when, each with its label."""
    listed = [(label, page_text(value, LONGEST_SUMMARY)) for label, value in _values(row)]
    return [*listed, ("Since" if listed else "On", day(row["effective"]))]


def _values(row: Row) -> Iterator[tuple[str, str]]:
    kind, old, new = row["type"], row["old_value"], row["new_value"]
    if is_of_ratings(kind):
        yield "Was", words("grades", old) if old else NOT_KNOWN
        yield "Is", words("grades", new)
    elif kind == CONFLICT:
        yield "One source", words("grades", old)
        yield "Others", ", ".join(words("grades", grade) for grade in str(new).split(", "))
    elif kind == "leadership_change":
        yield "Is", new
    elif kind in _ends():
        yield from (("Was", "in force"), ("Is", f"ended{_person(new)}"))
    elif change_types()[kind].begins:
        yield "Is", f"in force{_person(new)}"
    elif new and new != row["evidence"]:
        yield "Told", new


def _ends() -> set[str | None]:
    return {one.ended_by for one in change_types().values()} - {None}


def _person(name: str | None) -> str:
    return f" ({name})" if name else ""


def certainty(change: Told) -> str:
    """Say how sure the change is, and why."""
    row = change.row
    stories = len({one.story_id or one.url for one in change.reports})
    told = f"told in {stories} independent stories" if stories > 1 else ""
    if row["best_source_kind"] in OFFICIAL_SOURCE_KINDS:
        said = ", ".join(part for part in ("high, as stated by an official source", told) if part)
    elif row["corroborated"]:
        said = f"fair, as {told or 'told in more than one story'}, but by no official source yet"
    else:
        said = "low, as told by one unofficial source only and not confirmed by another yet"
    return f"{said}. Sources contradict each other" if change.conflict else said


def _interventions(behind: Background) -> str:
    return "; ".join(page_text(one, LONGEST_SUMMARY) for one in behind.interventions) or "none known"


def _past(behind: Background, event: Event) -> list[str]:
    earliest = min(change.row["effective"] for change in event)
    earlier = [one for one in behind.past if one.day < earliest]
    return [f"{one.month}: {page_text(one.what, LONGEST_SUMMARY)}" for one in earlier[:PAST_LINES]]


def _undertakings(behind: Background) -> list[str]:
    return [_undertaking(row) for row in behind.undertakings[:UNDERTAKINGS_LISTED]]


def _undertaking(row: Row) -> str:
    money = f"£{row['amount_gbp']:,}" if row["amount_gbp"] else ""
    what = f"{words('categories', row['category'])}, {money}" if money else page_text(row["evidence"], LONGEST_SUMMARY)
    overdue = ", which has passed" if row["status"] == "overdue" else ""
    return f"{what} (by {_deadline(row)}{overdue})"


def _deadline(row: Row) -> str:
    """The deadline as exactly as it was stated."""
    precision: str = row["deadline_precision"] or "day"
    form = {"month": "the end of %B %Y", "year": "the end of %Y"}.get(precision, "%-d %B %Y")
    return f"{row['deadline']:{form}}"


def views_by_authority(events_by_authority: Sequence[Sequence[Event]]) -> list[dict[str, Any]]:
    """Return the sections of a mail: the events of one authority after those of another."""
    return [
        event_view(event, first=place == 0, last=place == len(events) - 1)
        for events in events_by_authority
        for place, event in enumerate(events)
    ]
