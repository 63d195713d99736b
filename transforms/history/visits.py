"""Inspections that gave grades: what one article states of one, and what all of them together tell of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from transforms.history.witnesses import Witness, by_rank
from transforms.ids import stable_id

# From the last day of a visit: elections and the pandemic held reports back for seven months.
LONGEST_WAIT_FOR_REPORT = timedelta(days=240)
USUAL_WAIT_FOR_REPORT = timedelta(days=120)
EXACTNESS = ("day", "month", "year", None)


# Not frozen, for the reason that a Witness is not.
@dataclass(slots=True)
class Observation:
    """A grade for one judgement as one article states it.

    `reports` is True where the article is news of the inspection itself and of this authority; `recorded_at` is the
    moment that the pipeline first learned the statement. `published` is the article's day of publication; `reported_on`
    is the same where it reported an inspection that was new by its dates then, else None. `rank` sorts the best first:
    kind of source, news of the time, then as their witnesses.
    """

    rating_id: str
    framework: str | None
    judgement: str
    grade: str
    grade_rank: int
    current: bool
    reports: bool
    inspected_from: date | None
    inspected_to: date | None
    date_precision: str | None
    witness: Witness
    recorded_at: datetime
    published: date | None = field(init=False, repr=False, compare=False)
    reported_on: date | None = field(init=False, repr=False, compare=False)
    rank: tuple[Any, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Once, as an observation is weighed against many others.
        self.published = self.witness.published
        self.reported_on, of_witness = self._day_reported(), self.witness.rank
        self.rank = of_witness[0], self.reported_on is None, of_witness, not self.current, self.rating_id

    def _day_reported(self) -> date | None:
        if not (self.reports and self.current and self.published):
            return None
        if self.inspected_from is None or self.inspected_to is None:
            return self.published
        # Of a visit of "last year" nothing is news that is told later than reports usually are.
        wait = USUAL_WAIT_FOR_REPORT if self.date_precision == "year" else LONGEST_WAIT_FOR_REPORT
        is_new = self.inspected_from <= self.published <= self.inspected_to + wait
        return self.published if is_new else None


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection: its date as near as known, and all that was observed of it.

    `anchor` names it among its authority's. `published` is the first report of the outcome, None where articles only
    mention it; `stood_on` the first day on which an undated one is said to stand. `observations` are sorted best
    first, `grades` are the same by judgement.
    """

    anchor: str
    inspected_from: date | None
    inspected_to: date | None
    date_precision: str | None
    published: date | None
    stood_on: date | None
    observations: tuple[Observation, ...]
    grades: Mapping[str, tuple[Observation, ...]]

    @property
    def effective(self) -> date | None:
        """Day from which the grades stand, as near as known: publication, else the visit, else a day they stood."""
        if self.published or not (self.inspected_from and self.inspected_to):
            return self.published or self.stood_on
        return stood_by(self.inspected_from, self.inspected_to, self.stood_on)

    @property
    def ranks(self) -> dict[str, set[int]]:
        """Ranks of the grades that articles say each judgement was given."""
        return {judgement: {one.grade_rank for one in told} for judgement, told in self.grades.items()}


def stood_by(first: date, last: date, stood_on: date | None) -> date:
    """Return the last day of a visit, or a day between its first and its last on which its grades stood already."""
    return stood_on if stood_on and first <= stood_on < last else last


def inspection_id(authority_code: str, visit: Visit) -> str:
    """Return the id of a visit, made from the authority and the month that anchors it.

    The framework is no part of it: most articles do not name it, some name a wrong one, and none is needed to tell an
    authority's visits apart.
    """
    return stable_id("inspection", authority_code, visit.anchor)


def voices(told: Sequence[Observation]) -> list[Observation]:
    """Return those of the statements on one judgement, best first, that are weighed against each other.

    They are the best of each article that reported it at the time, and the best of all. Where nothing did, they are
    all: a later mention puts no report in doubt, and mentions put each other in doubt.
    """
    if not any(one.reported_on for one in told):
        return list(told)
    of_articles: dict[str, Observation] = {}
    for one in told:
        if one.reported_on or one is told[0]:
            of_articles.setdefault(one.witness.article_id, one)
    return list(of_articles.values())


def visit_of(observations: Iterable[Observation]) -> Visit:
    """Return the visit that the observations, at least one, tell of, with the dates of the best of them."""
    ranked = tuple(sorted(observations, key=by_rank))
    grades = _by_judgement(ranked)
    days = [one.reported_on for one in ranked if one.reported_on]
    dates = _each_date_once(ranked)
    dated = _best_dated(dates, min(days, default=date.max))
    published = min((day for day in days if _is_after(day, dated)), default=None)
    if dated:
        dated = _finest(dates, dated, published)
    return Visit(
        anchor=_anchor(dated, published, grades),
        inspected_from=dated.inspected_from if dated else None,
        inspected_to=dated.inspected_to if dated else None,
        date_precision=dated.date_precision if dated else None,
        published=published,
        stood_on=min((one.published for one in ranked if one.current and one.published), default=None),
        observations=ranked,
        grades=grades,
    )


def _by_judgement(ranked: Sequence[Observation]) -> dict[str, tuple[Observation, ...]]:
    by_judgement: dict[str, list[Observation]] = defaultdict(list)
    for one in ranked:
        by_judgement[one.judgement].append(one)
    return {judgement: tuple(by_judgement[judgement]) for judgement in sorted(by_judgement)}


def _is_after(day: date, dated: Observation | None) -> bool:
    return dated is None or dated.inspected_from is None or dated.inspected_from <= day


def _each_date_once(ranked: Sequence[Observation]) -> list[Observation]:
    """The best observation with each date that reports it at the time, and the best that does not."""
    best: dict[tuple[Any, ...], Observation] = {}
    for one in ranked:
        best.setdefault((one.inspected_from, one.inspected_to, one.date_precision, one.reported_on is None), one)
    return list(best.values())


def _best_dated(dates: Sequence[Observation], first_report: date) -> Observation | None:
    """What dates the visit best: a report of the time, else a mention that does not date it after its first report."""
    dated = [one for one in dates if one.inspected_from]
    told = [one for one in dated if one.reported_on] or [one for one in dated if _is_after(first_report, one)]
    return min(told, key=lambda one: (one.date_precision == "year", _is_of_report(one, first_report)), default=None)


def _is_of_report(one: Observation, first_report: date) -> bool:
    """Whether the date is rather that of the report: no visit lasts until its report is out."""
    return one.inspected_to is not None and one.inspected_to > first_report


def _finest(dates: Sequence[Observation], best: Observation, published: date | None) -> Observation:
    """The most exact date that lies within the best one."""
    within = [one for one in dates if _is_within(one, best) and _is_after(published or date.max, one)]
    return min(within, key=lambda one: EXACTNESS.index(one.date_precision), default=best)


def _is_within(one: Observation, best: Observation) -> bool:
    if not (one.inspected_from and one.inspected_to and best.inspected_from and best.inspected_to):
        return False
    return best.inspected_from <= one.inspected_from and one.inspected_to <= best.inspected_to


def _anchor(dated: Observation | None, published: date | None, grades: Mapping[str, Sequence[Observation]]) -> str:
    if published:
        return f"published {published:%Y-%m}"
    if dated and dated.inspected_from:
        return f"inspected {dated.inspected_from:{'%Y' if dated.date_precision == 'year' else '%Y-%m'}}"
    judgement, observations = next(iter(grades.items()))
    return f"undated {judgement} {observations[0].grade}"
