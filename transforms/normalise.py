"""Facts of an article as rows of the tables, and those that no table takes as rejects."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast

import polars as pl

from transforms.authorities import authority_register
from transforms.extract.periods import parse_period
from transforms.facts import Commitment, Delivery, Evidence, Facts, Intervention, LeadershipEvent, PeerReview, Rating
from transforms.frameworks import grade_rank
from transforms.ids import stable_id
from transforms.schema import SchemaError, Table
from transforms.sense import broken_rule
from transforms.tables import COMMITMENTS, DELIVERIES, INTERVENTIONS, LEADERSHIP, PEER_REVIEWS, RATINGS, REJECTS

SCHEMA_RULE = "schema"
"""The rule that a row breaks which does not fit its table."""
_REMEDY = "see the page with `extract --explain` and correct the rule or the data that misled it"
Row = dict[str, Any]


class Fact(Protocol):
    """What every row of facts has."""

    @property
    def authority(self) -> str: ...  # noqa: D102
    @property
    def evidence(self) -> Evidence: ...  # noqa: D102


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when facts were read: one version of one article, by one version of the rules, in one run."""

    article_id: str
    version: int
    source_id: str
    source_kind: str
    url: str
    published: date | None
    text: str
    recorded_at: datetime
    rules: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """A typed frame for each fact table, keyed by the table's name, and a frame of what was rejected."""

    frames: dict[str, pl.DataFrame]
    rejects: pl.DataFrame


def normalise(facts: Facts, origin: Origin) -> Normalised:
    """Return the facts as rows of the fact tables; the same facts give the same rows.

    A row that breaks a rule of sense or does not fit its table is a reject, and loses none of the others.
    """
    parts = (
        _sorted_out(RATINGS, facts.ratings, origin, _rating),
        _sorted_out(INTERVENTIONS, facts.interventions, origin, _intervention),
        _sorted_out(PEER_REVIEWS, facts.peer_reviews, origin, _peer_review),
        _sorted_out(LEADERSHIP, facts.leadership, origin, _leadership),
        _sorted_out(COMMITMENTS, facts.commitments, origin, _commitment),
        _sorted_out(DELIVERIES, facts.deliveries, origin, _delivery),
    )
    rejects = {row["reject_id"]: row for part in parts for row in part.rejects}
    return Normalised({part.table.name: part.frame for part in parts}, REJECTS.frame(rejects.values()))


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows that one table takes, and the rejects among those meant for it."""

    table: Table
    frame: pl.DataFrame
    rejects: Sequence[Row]


def _sorted_out(table: Table, facts: Iterable[F], origin: Origin, columns: Callable[[F, Origin], Row]) -> _Part:
    rows: dict[str, Row] = {}
    rejects: list[Row] = []
    for fact in facts:
        try:
            row = _row(table, fact, columns(fact, origin), origin)
        except (ValueError, OverflowError) as error:
            rejects.append(_reject(table, asdict(cast(Any, fact)), SCHEMA_RULE, str(error), origin))
            continue
        fault = broken_rule(table.name, row, origin.text)
        if fault:
            rejects.append(_reject(table, row, fault.rule, fault.says, origin))
        else:
            rows.setdefault(row[table.key[0]], row)
    return _fitting(table, list(rows.values()), rejects, origin)


def _fitting(table: Table, rows: list[Row], rejects: list[Row], origin: Origin) -> _Part:
    """The rows that fit the table; they are tried one by one only where not all of them do."""
    try:
        return _Part(table, table.frame(rows), rejects)
    except SchemaError:
        faults = [_misfit(table, row) for row in rows]
    fitting = [row for row, fault in zip(rows, faults, strict=True) if not fault]
    misfits = [
        _reject(table, row, SCHEMA_RULE, fault, origin) for row, fault in zip(rows, faults, strict=True) if fault
    ]
    return _Part(table, table.frame(fitting), [*rejects, *misfits])


def _misfit(table: Table, row: Row) -> str | None:
    try:
        table.frame([row])
    except SchemaError as error:
        return str(error)
    return None


def _reject(table: Table, row: Row, rule: str, says: str, origin: Origin) -> Row:
    """The row of the table of rejects; a fact that could not be made a row is kept as extraction gave it."""
    content = json.dumps(row, default=str, ensure_ascii=False, sort_keys=True)
    row_id = row.get(table.key[0], content)
    return {
        "reject_id": stable_id("reject", table.name, origin.article_id, origin.version, row_id),
        "table": table.name,
        "rule": rule,
        "message": f"{origin.url}, {table.name}: {says}; {_REMEDY}",
        "row": content,
        "article_id": origin.article_id,
        "version": origin.version,
        "source_id": origin.source_id,
        "url": origin.url,
        "rules": origin.rules,
        "run_id": origin.run_id,
        "rejected_at": origin.recorded_at,
    }


def _row(table: Table, fact: Fact, own: Row, origin: Origin) -> Row:
    row_id = stable_id(table.name, origin.article_id, fact.authority, *own.pop("identity"))
    authority = _authority(fact.authority, _day_of(own, origin.published))
    return {table.key[0]: row_id, **authority, **_provenance(fact.evidence, origin), **own}


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
        "published": origin.published,
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
