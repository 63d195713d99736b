"""The facts that one article states, named and valued as the annotation guide has them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

SourceKind = Literal[
    "council", "sector_press", "local_press", "national_press", "government", "inspectorate", "committee", "other"
]
Service = Literal["childrens_services", "adult_social_care", "send", "youth_justice"]
When = Literal["current", "previous", "proposed"]
Category = Literal[
    "improvement_plan", "funding", "recruitment", "governance", "review", "service_change", "general_pledge"
]
"""What kind of thing an undertaking is."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: `article.text[start:end]` is the sentence (or list line) that states it.

    `rule` names the rule that found the fact; `confidence` is between 0 and 1.
    """

    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Rating:
    """A grade stated for one judgement of one authority.

    `inspected` is an ISO month (`2021-10`), a range (`2017-07/2017-08`), a day, a year or None.
    `framework` is a key of the frameworks file, or None where the text does not settle it. `recalled` tells that a
    current grade is no news of the text: told as past where none newer is told, or to say which council it is.
    """

    authority: str
    judgement: str
    grade: str
    when: Literal["current", "previous"]
    inspected: str | None
    evidence: Evidence
    service: Service = "childrens_services"
    framework: str | None = None
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Intervention:
    """One step of government intervention; `type` as in the guide, `remit` childrens_services or whole_council."""

    authority: str
    type: str
    when: When
    person: str | None
    evidence: Evidence
    remit: Literal["childrens_services", "whole_council"] = "childrens_services"


@dataclass(frozen=True, slots=True)
class PeerReview:
    """A review by peers; `body` is LGA, regional or None, `held` an ISO month or day or None."""

    authority: str
    body: Literal["LGA", "regional"] | None
    lead: str | None
    held: str | None
    strengths: int | None
    recommendations: int | None
    scope: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LeadershipEvent:
    """Somebody coming to or going from a post."""

    authority: str
    role: Literal["director_of_childrens_services", "chief_executive", "lead_member", "council_leader"]
    person: str | None
    event: Literal["appointed", "interim_appointed", "leaving", "left"]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something that somebody undertakes to do; `deadline` is ISO, as precise as stated."""

    authority: str
    by: str | None
    speaker_role: str | None
    category: Category
    amount_gbp: int | None
    deadline: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Delivery:
    """A report that something undertaken was done; `amount_gbp` is the money spent or given for it."""

    authority: str
    category: Category
    amount_gbp: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Report:
    """What an inspection report of Ofsted's says of itself; `graded` is False for a visit's letter."""

    framework: str | None
    inspection_start: date | None
    inspection_end: date | None
    published: date | None
    lead_inspector: str | None
    graded: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one article states. `kinds` and `subjects` are sorted; rows stand in order of their evidence."""

    relevant: bool
    kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    ratings: tuple[Rating, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    peer_reviews: tuple[PeerReview, ...] = ()
    leadership: tuple[LeadershipEvent, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    report: Report | None = field(default=None)
