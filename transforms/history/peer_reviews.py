"""Peer reviews that articles tell of, one for all that is told of it.

News dates a review by its day, its month or its year, or not at all: then by the publication, which follows it within
some months. The result depends on the set of statements only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from transforms.history.event import Event
from transforms.history.reconcile import Rows
from transforms.history.statements import (
    Statement,
    best_first,
    first_day,
    first_known,
    numbered,
    reports,
    shared_fields,
    witnesses,
)
from transforms.history.witnesses import summarise
from transforms.ids import stable_id
from transforms.wording import headline

SAME_REVIEW = timedelta(days=120)
LONGEST_WAIT_FOR_NEWS = timedelta(days=300)
FINEST_FIRST = ("day", "month", "year")
COUNTS = ("strengths", "recommendations")
PLACED_BY_ITSELF = FINEST_FIRST[:2]


@dataclass(slots=True)
class StatedReview(Statement):
    """A peer review as one article states it."""

    body: str | None
    lead: str | None
    held_from: date | None
    held_to: date | None
    date_precision: str | None
    strengths: int | None
    recommendations: int | None
    scope: str | None

    @property
    def exactness(self) -> tuple[Any, ...]:
        """Sorts the most exact date first, then that of the best source."""
        return FINEST_FIRST.index(self.date_precision or "year"), self.witness.rank, self.fact_id


@dataclass(slots=True)
class PeerReviewVisit:
    """One review; `name` is its month and, should two have one, its number.

    `dated` is the statement that dates it best: most exactly, then by the best source.
    """

    told: list[StatedReview] = field(default_factory=list)
    dated: StatedReview | None = None
    reported_on: date | None = None
    name: tuple[str, ...] = ()

    def add(self, one: StatedReview) -> None:
        """Take in one more statement of the review."""
        self.told.append(one)
        self.reported_on = min((day for day in (self.reported_on, one.published) if day), default=None)
        if one.date_precision and (self.dated is None or one.exactness < self.dated.exactness):
            self.dated = one

    @property
    def visit_id(self) -> str:
        """Id made from authority and month."""
        return stable_id("peer review", self.told[0].authority_code, *self.name)

    @property
    def is_placed(self) -> bool:
        """Whether it is dated by day or month."""
        return self.dated is not None and self.dated.date_precision in PLACED_BY_ITSELF

    @property
    def held_on(self) -> date | None:
        """Last day of the review or of its month, or a day in it on which it was told of; else the first publication.

        Where all that is told is that it will be, a day to come.
        """
        if self.dated is None or not self.is_placed:
            return self.reported_on
        return first_known((first_day(one for one in self.told if self._is_in(one)), self.dated.held_to))

    def _is_in(self, one: StatedReview) -> bool:
        """Whether the statement was published in the course of the review."""
        first, last = self.begins, self.dated.held_to if self.dated else None
        return first is not None and last is not None and one.published is not None and first <= one.published <= last

    def since_it_began(self, told: Iterable[StatedReview]) -> list[StatedReview]:
        """Return those of the statements that do not tell of it as of something to come."""
        return [one for one in told if not (self.is_placed and one.published and self._is_to_come(one.published))]

    def _is_to_come(self, day: date) -> bool:
        return self.begins is not None and day < self.begins

    @property
    def begins(self) -> date | None:
        """First day on which it can have been news."""
        return self.dated.held_from if self.dated else self.reported_on

    @property
    def anchor(self) -> str:
        """Month of the review, or else of its first publication, or else its year."""
        if self.dated and self.is_placed:
            return f"{self.dated.held_from:%Y-%m}"
        return f"reported {self.reported_on:%Y-%m}" if self.reported_on else f"{self.begins:%Y}"

    def best(self, name: str) -> Any:
        """Return a value by the best source that states it."""
        return first_known(getattr(one, name) for one in best_first(self.told))

    def row(self) -> dict[str, Any]:
        """Return the row of the table peer_review_visits."""
        counts = [(one.strengths, one.recommendations) for one in self.told]
        dates = ("held_from", "held_to", "date_precision")
        return {
            "peer_review_visit_id": self.visit_id,
            "authority_code": self.told[0].authority_code,
            "authority": self.told[0].authority,
            **{name: getattr(self.dated, name) if self.dated else None for name in dates},
            **{name: self.best(name) for name in ("body", "lead", "strengths", "recommendations", "scope")},
            "reported_on": self.reported_on,
            "conflict": any(len(set(told) - {None}) > 1 for told in zip(*counts, strict=True)),
            **summarise(witnesses(self.told)),
        }


def reconcile_peer_reviews(rows: Rows) -> list[PeerReviewVisit]:
    """Return the reviews that one authority's rows of peer_reviews, joined with their article, tell of."""
    told = sorted(_stated(rows), key=lambda one: (one.published or date.max, one.witness.article_id, one.fact_id))
    placed = [one for one in told if one.date_precision in PLACED_BY_ITSELF]
    visits = _placed(sorted(placed, key=lambda one: (one.held_from or date.max, one.held_to or date.max)))
    for one in [one for one in told if one.date_precision == "year"]:
        _join([visit for visit in visits if _is_of_year(one, visit)], one, visits)
    for one in [one for one in told if one.date_precision is None]:
        _join([visit for visit in visits if _may_report(one, visit)], one, visits)
    visits.sort(key=lambda visit: (visit.held_on or date.max, visit.anchor))
    for visit, name in zip(visits, numbered([(visit.anchor,) for visit in visits]), strict=True):
        visit.name = name
    return visits


def _stated(rows: Rows) -> Iterator[StatedReview]:
    own = ("body", "lead", "held_from", "held_to", "date_precision", "strengths", "recommendations", "scope")
    for row in rows:
        shared = shared_fields(row, "peer_review_id", reports(row, "peer_review"))
        yield StatedReview(*shared, **{name: row[name] for name in own})


def _placed(by_held: Iterable[StatedReview]) -> list[PeerReviewVisit]:
    visits: list[PeerReviewVisit] = []
    for one in by_held:
        # Measured from the first that is told, so that a row of loose dates does not run two reviews together.
        first = visits[-1].told[0].held_to if visits else None
        if first is None or one.held_from is None or one.held_from > first + SAME_REVIEW:
            visits.append(PeerReviewVisit())
        visits[-1].add(one)
    return visits


def _join(near: list[PeerReviewVisit], one: StatedReview, visits: list[PeerReviewVisit]) -> None:
    if near:
        max(near, key=lambda visit: (visit.begins or date.min, visit.anchor)).add(one)
    elif one.published or one.date_precision:
        # What nothing dates may confirm a review and not tell of one.
        visits.append(PeerReviewVisit())
        visits[-1].add(one)


def _is_of_year(one: StatedReview, visit: PeerReviewVisit) -> bool:
    return visit.begins is not None and one.held_from is not None and visit.begins.year == one.held_from.year


def _may_report(one: StatedReview, visit: PeerReviewVisit) -> bool:
    """Whether the news was published in the course of the review or not long after it."""
    if one.published is None:
        return True
    if visit.begins is None or visit.held_on is None:
        return False
    return visit.begins <= one.published <= visit.held_on + LONGEST_WAIT_FOR_NEWS


def peer_review_events(visits: Iterable[PeerReviewVisit]) -> Iterator[Event]:
    """Yield the reviews that news reports."""
    for visit in visits:
        news = visit.since_it_began(one for one in visit.told if one.is_news)
        effective = visit.held_on if visit.is_placed else first_day(news)
        if not news or effective is None:
            continue
        counts = [f"{visit.best(name)} {name}" for name in COUNTS if visit.best(name) is not None]
        yield Event(
            type="peer_review",
            family="peer_review",
            authority_code=news[0].authority_code,
            authority=news[0].authority,
            subject=None,
            effective=effective,
            summary=headline(
                "peer_review",
                authority=news[0].authority,
                scope=visit.best("scope") or "children's services",
                counts=f" ({', '.join(counts)})" if counts else "",
            ),
            witnesses=witnesses(news),
            key=("peer_review", visit.visit_id),
            new_value=", ".join(counts) or None,
        )
