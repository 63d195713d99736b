"""Things that happened, gathered from what articles state: the candidates for the change log."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from transforms.authorities import authority_register
from transforms.reconcile import witness_of
from transforms.witnesses import Witness
from transforms.wording import change_types, headline, words

_COMING = ("appointed", "interim_appointed")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one authority.

    `subject` tells apart events of one type at one time (a person's surname, a role, a category); None is not known
    and agrees with any. `family` is what a later event of the same kind makes old news of.
    """

    type: str
    family: str
    authority_code: str
    authority: str
    subject: str | None
    effective: date
    summary: str
    witnesses: tuple[Witness, ...]
    judgement: str | None = None
    old_value: str | None = None
    new_value: str | None = None

    @property
    def same_event(self) -> timedelta:
        """How far two reports of this event may lie apart."""
        return timedelta(days=change_types()[self.type].same_event_days)

    def agrees(self, other_type: str, other_subject: str | None, other_effective: date) -> bool:
        """Whether a report of that type, subject and date is about this event."""
        return (
            other_type == self.type
            and (self.subject is None or other_subject is None or self.subject == other_subject)
            and abs(other_effective - self.effective) <= self.same_event
        )


def events_in(facts: Mapping[str, pl.DataFrame], articles: pl.DataFrame) -> list[Event]:
    """Return the events that the facts tell of, one for all reports of it, oldest first.

    `facts` are the frames of interventions, peer_reviews, leadership and commitments joined with their article
    (reconcile.with_article); `articles` has the columns of its table. Only news of its own subject counts, and only
    where it is dated.
    """
    single = [
        *_interventions(facts["interventions"]),
        *_peer_reviews(facts["peer_reviews"]),
        *_leadership(facts["leadership"]),
        *_commitments(facts["commitments"]),
        *_visits(articles),
    ]
    return _merged(sorted(single, key=_order))


def _order(event: Event) -> tuple[Any, ...]:
    # Events that name their subject come first, so that a nameless report joins them and not the other way round.
    return event.effective, event.authority_code, event.type, event.subject is None, event.witnesses[0].article_id


def _merged(events: Iterable[Event]) -> list[Event]:
    merged: list[Event] = []
    for event in events:
        for place, earlier in enumerate(merged):
            if earlier.authority_code == event.authority_code and earlier.agrees(
                event.type, event.subject, event.effective
            ):
                named = earlier if earlier.subject or not event.subject else event
                merged[place] = replace(
                    named, effective=earlier.effective, witnesses=(*earlier.witnesses, *event.witnesses)
                )
                break
        else:
            merged.append(event)
    return merged


def _news(rows: pl.DataFrame, kind: str | None = None) -> Iterator[dict[str, Any]]:
    """Rows of dated, relevant articles about the row's own authority, of that kind where one is given."""
    for row in rows.filter(pl.col("published").is_not_null(), "relevant").iter_rows(named=True):
        if row["authority"] in row["subjects"] and (kind is None or kind in row["kinds"]):
            yield row


def _event(row: Mapping[str, Any], change_type: str, family: str, subject: str | None, **fields: Any) -> Event:
    summary = headline(change_type, authority=row["authority"], **fields.pop("words", {}))
    return Event(
        type=change_type,
        family=family,
        authority_code=row["authority_code"],
        authority=row["authority"],
        subject=subject,
        effective=fields.pop("effective", row["published"]),
        summary=summary,
        witnesses=(witness_of(row),),
        **fields,
    )


def surname(person: str | None) -> str | None:
    """Return the last name, which is what reports of one person agree on."""
    return person.split()[-1].casefold() if person else None


def _interventions(rows: pl.DataFrame) -> Iterator[Event]:
    for row in _news(rows.filter(standing="current"), "intervention"):
        person = f", {row['person']}" if row["person"] else ""
        family = row["type"].rsplit("_", 1)[0]
        yield _event(
            row, row["type"], family, surname(row["person"]), words={"person": person}, new_value=row["person"]
        )


def _peer_reviews(rows: pl.DataFrame) -> Iterator[Event]:
    for row in _news(rows, "peer_review"):
        counts = [f"{row[name]} {name}" for name in ("strengths", "recommendations") if row[name] is not None]
        scope = row["scope"] or "children's services"
        yield _event(
            row,
            "peer_review",
            "peer_review",
            None,
            words={"scope": scope, "counts": f" ({', '.join(counts)})" if counts else ""},
            effective=row["held_to"] if row["date_precision"] in ("day", "month") else row["published"],
            new_value=", ".join(counts) or None,
        )


def _leadership(rows: pl.DataFrame) -> Iterator[Event]:
    """Comings that are the article's news, and goings: one still to come is always news, one that is past if alone."""
    listed = list(_news(rows))
    told = {(row["article_id"], row["authority"]) for row in listed if row["event"] != "left"}
    for row in listed:
        role, event = row["role"], row["event"]
        is_alone = (row["article_id"], row["authority"]) not in told
        if event != "leaving" and ("leadership_change" not in row["kinds"] or (event == "left" and not is_alone)):
            continue
        yield _event(
            row,
            "leadership_change",
            f"leadership {role}",
            f"{role} {event if event in _COMING else 'leaving'}",
            words={
                "role": words("roles", role),
                "person": f" {row['person']}" if row["person"] else "",
                "event": words("events", event),
            },
            new_value=f"{words('roles', role)} {words('events', event)}",
        )


def _commitments(rows: pl.DataFrame) -> Iterator[Event]:
    for row in _news(rows):
        money = f"£{row['amount_gbp']:,}" if row["amount_gbp"] else None
        due = f"by {row['deadline']:%d %B %Y}" if row["deadline"] else None
        parts = [words("categories", row["category"]), money, due]
        yield _event(
            row,
            "commitment_made",
            "commitment",
            "/".join(str(row[name] or "") for name in ("category", "amount_gbp", "deadline")),
            words={"commitment": ", ".join(part for part in parts if part)},
            new_value=row["text"],
        )


def _visits(articles: pl.DataFrame) -> Iterator[Event]:
    """Ungraded visits: the article's kind says it, its subject says whose."""
    for row in articles.filter(pl.col("published").is_not_null()).iter_rows(named=True):
        for kind in ("monitoring_visit", "focused_visit"):
            for name in row["subjects"] if kind in row["kinds"] else ():
                authority = authority_register().by_name(name, on=row["published"])
                shared = {
                    "authority": name,
                    "authority_code": authority.gss_code or f"name:{name}",
                    "evidence": row["title"],
                    "confidence": 0.8,
                }
                yield _event(row | shared, kind, kind, None)
