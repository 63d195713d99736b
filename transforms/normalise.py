"""Facts of an article as rows of the tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import polars as pl

from transforms.authorities import authority_register
from transforms.extract.periods import parse_period
from transforms.facts import Commitment, Evidence, Facts, Intervention, LeadershipEvent, PeerReview, Rating
from transforms.frameworks import grade_rank
from transforms.ids import stable_id
from transforms.schema import Table
from transforms.tables import COMMITMENTS, INTERVENTIONS, LEADERSHIP, PEER_REVIEWS, RATINGS

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
    """Where and when facts were read: one version of one article."""

    article_id: str
    version: int
    source_id: str
    source_kind: str
    url: str
    published: date | None
    text: str
    recorded_at: datetime


def normalise(facts: Facts, origin: Origin) -> dict[str, pl.DataFrame]:
    """Return a typed frame for each fact table, keyed by the table's name; the same facts give the same rows."""
    return {
        RATINGS.name: _frame(RATINGS, facts.ratings, origin, _rating),
        INTERVENTIONS.name: _frame(INTERVENTIONS, facts.interventions, origin, _intervention),
        PEER_REVIEWS.name: _frame(PEER_REVIEWS, facts.peer_reviews, origin, _peer_review),
        LEADERSHIP.name: _frame(LEADERSHIP, facts.leadership, origin, _leadership),
        COMMITMENTS.name: _frame(COMMITMENTS, facts.commitments, origin, _commitment),
    }


def _frame(table: Table, facts: Iterable[F], origin: Origin, columns: Callable[[F, Origin], Row]) -> pl.DataFrame:
    id_column = table.key[0]
    rows: dict[str, Row] = {}
    for fact in facts:
        own = columns(fact, origin)
        row_id = stable_id(table.name, origin.article_id, fact.authority, *own.pop("identity"))
        if row_id not in rows:
            rows[row_id] = {id_column: row_id, **_shared(fact, origin), **own}
    return table.frame(rows.values())


def _shared(fact: Fact, origin: Origin) -> Row:
    authority = authority_register().by_name(fact.authority, on=origin.published)
    return {
        "authority_code": authority.gss_code or f"name:{authority.name}",
        "authority": authority.name,
        "article_id": origin.article_id,
        "version": origin.version,
        "source_id": origin.source_id,
        "source_kind": origin.source_kind,
        "url": origin.url,
        "published": origin.published,
        "evidence": origin.text[fact.evidence.start : fact.evidence.end],
        "evidence_start": fact.evidence.start,
        "evidence_end": fact.evidence.end,
        "rule": fact.evidence.rule,
        "confidence": fact.evidence.confidence,
        "recorded_at": origin.recorded_at,
    }


def _dates(prefix: str, text: str | None) -> Row:
    period = parse_period(text)
    return {
        f"{prefix}_from": period.first if period else None,
        f"{prefix}_to": period.last if period else None,
        "date_precision": period.precision if period else None,
    }


def _rating(fact: Rating, _: Origin) -> Row:
    return {
        "identity": (fact.service, fact.judgement, fact.grade, fact.when, fact.inspected),
        "service": fact.service,
        "framework": fact.framework,
        "judgement": fact.judgement,
        "grade": fact.grade,
        "grade_rank": grade_rank(fact.grade),
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
