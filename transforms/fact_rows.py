"""Facts of an article as the rows that they make, before anything is checked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from transforms.authorities import authority_register
from transforms.extract.periods import parse_period
from transforms.facts import Commitment, Delivery, Evidence, Intervention, LeadershipEvent, PeerReview, Rating
from transforms.frameworks import grade_rank
from transforms.ids import stable_id
from transforms.schema import Table

Row = dict[str, Any]

PARAGRAPH_BREAK = "\n\n"
_NOTE = re.compile(r"Updated (\d{1,2} [A-Z][a-z]{2,8} \d{4}): ")


class Fact(Protocol):
    """What every row of facts has."""

    @property
    def authority(self) -> str: ...  # noqa: D102
    @property
    def evidence(self) -> Evidence: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when facts were read: one version of one article, by one version of the rules, in one run.

    A page may be read again long after it was fetched.
    """

    article_id: str
    version: int
    source_id: str
    source_kind: str
    url: str
    published: date | None
    text: str
    fetched_at: datetime
    recorded_at: datetime
    rules: str
    run_id: str


def fact_row(table: Table, fact: Fact, origin: Origin) -> Row:
    """Return the row of a fact table: an id of what it says, the authority, where it stands, and its own columns.

    Raises ValueError or OverflowError where a date or an amount is none.
    """
    own = _COLUMNS[type(fact)](fact, origin)
    row_id = stable_id(table.name, origin.article_id, fact.authority, *own.pop("identity"))
    published = _stated_on(fact.evidence, origin)
    authority = _authority(fact.authority, _day_of(own, published))
    return {table.key[0]: row_id, **authority, **_provenance(fact.evidence, origin), "published": published, **own}


def _stated_on(evidence: Evidence, origin: Origin) -> date | None:
    """The day of the note on a change of the page in which the fact stands, else that of the article.

    GOV.UK notes on the page of a direction, years after it was issued, that it is revoked.
    """
    begin = origin.text.rfind(PARAGRAPH_BREAK, 0, evidence.start)
    note = _NOTE.match(origin.text, 0 if begin < 0 else begin + len(PARAGRAPH_BREAK))
    try:
        return datetime.strptime(note[1], "%d %B %Y").date() if note else origin.published
    except ValueError:
        return origin.published


def _day_of(own: Row, published: date | None) -> date | None:
    """The middle of the inspection or review that is told of, if that is not ahead, else the day of publication.

    The middle: "in 2023" most likely means the council that took over on 1 April 2023.
    """
    first, last = own.get("inspected_from") or own.get("held_from"), own.get("inspected_to") or own.get("held_to")
    if not (first and last):
        return published
    middle: date = first + (last - first) / 2
    return min(middle, published or middle)


def _authority(name: str, day: date | None) -> Row:
    """The authority that had the name on a day; without a code where the register has none of that name."""
    try:
        authority = authority_register().by_name(name, on=day)
    except KeyError:
        return {"authority_code": None, "authority": name}
    return {"authority_code": authority.code, "authority": authority.name}


def _provenance(evidence: Evidence, origin: Origin) -> Row:
    return {
        "article_id": origin.article_id,
        "version": origin.version,
        "source_id": origin.source_id,
        "source_kind": origin.source_kind,
        "url": origin.url,
        "evidence": origin.text[evidence.start : evidence.end],
        "evidence_start": evidence.start,
        "evidence_end": evidence.end,
        "rule": evidence.rule,
        "confidence": evidence.confidence,
        "rules": origin.rules,
        "recorded_at": origin.recorded_at,
    }


def _dates(prefix: str, text: str | None) -> Row:
    period = parse_period(text)
    return {
        f"{prefix}_from": period.first if period else None,
        f"{prefix}_to": period.last if period else None,
        "date_precision": period.precision if period else None,
    }


def _rank(grade: str) -> int | None:
    try:
        return grade_rank(grade)
    except KeyError:
        return None


def _rating(fact: Rating, _: Origin) -> Row:
    return {
        "identity": (fact.service, fact.judgement, fact.grade, fact.when, fact.inspected),
        "service": fact.service,
        "framework": fact.framework,
        "judgement": fact.judgement,
        "grade": fact.grade,
        "grade_rank": _rank(fact.grade),
        "standing": fact.when,
        **_dates("inspected", fact.inspected),
    }


def _intervention(fact: Intervention, _: Origin) -> Row:
    return {
        "identity": (fact.type, fact.when, fact.person),
        "type": fact.type,
        "person": fact.person,
        "standing": fact.when,
        "remit": fact.remit,
    }


def _peer_review(fact: PeerReview, _: Origin) -> Row:
    return {
        "identity": (fact.body, fact.held, fact.scope),
        "body": fact.body,
        "lead": fact.lead,
        **_dates("held", fact.held),
        "strengths": fact.strengths,
        "recommendations": fact.recommendations,
        "scope": fact.scope,
    }


def _leadership(fact: LeadershipEvent, _: Origin) -> Row:
    return {
        "identity": (fact.role, fact.person, fact.event),
        "role": fact.role,
        "person": fact.person,
        "event": fact.event,
    }


def _commitment(fact: Commitment, origin: Origin) -> Row:
    deadline = parse_period(fact.deadline)
    return {
        "identity": (fact.evidence.start, fact.category, fact.amount_gbp, fact.deadline),
        "speaker": fact.by,
        "speaker_role": fact.speaker_role,
        "category": fact.category,
        "text": origin.text[fact.evidence.start : fact.evidence.end],
        "amount_gbp": fact.amount_gbp,
        "deadline": deadline.last if deadline else None,
        "deadline_precision": deadline.precision if deadline else None,
        "status": "open" if deadline else "undated",
    }


def _delivery(fact: Delivery, origin: Origin) -> Row:
    return {
        "identity": (fact.evidence.start, fact.category, fact.amount_gbp),
        "category": fact.category,
        "text": origin.text[fact.evidence.start : fact.evidence.end],
        "amount_gbp": fact.amount_gbp,
    }


_COLUMNS: dict[type, Callable[[Any, Origin], Row]] = {
    Rating: _rating,
    Intervention: _intervention,
    PeerReview: _peer_review,
    LeadershipEvent: _leadership,
    Commitment: _commitment,
    Delivery: _delivery,
}
