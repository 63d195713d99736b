"""Grades stated in articles, gathered into the inspections that gave them.

An inspection is one visit to one authority. News dates it loosely: by day, month or year of the visit, by a
publication that follows one to seven months later, or not at all. The result depends on the set of observations
only, not on their order.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from transforms.ids import stable_id
from transforms.witnesses import Witness

# A visit lasts up to four weeks and may have two spells; two graded visits are never closer than a year.
SAME_VISIT = timedelta(days=62)
LONGEST_WAIT_FOR_REPORT = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class Observation:
    """A grade for one judgement as one article states it.

    `reports` is True where the article is news of the inspection itself and of this authority.
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

    @property
    def published(self) -> date | None:
        """Day of publication of the article."""
        return self.witness.published


@dataclass(slots=True)
class Visit:
    """One inspection: its date as near as known, and all that was observed of it."""

    inspected_from: date | None = None
    inspected_to: date | None = None
    date_precision: str | None = None
    published: date | None = None
    stood_on: date | None = None
    observations: list[Observation] = field(default_factory=list)

    @property
    def effective(self) -> date | None:
        """Day from which the grades stand, as near as known: publication, else the visit, else a day they stood."""
        return self.published or self.inspected_to or self.stood_on

    @property
    def anchor(self) -> str:
        """What names the visit among its authority's."""
        if self.inspected_from and self.date_precision != "year":
            return f"{self.inspected_from:%Y-%m}"
        if self.published:
            return f"published {self.published:%Y-%m}"
        if self.inspected_from:
            return f"{self.inspected_from:%Y}"
        return f"undated {min(f'{one.judgement} {one.grade}' for one in self.observations)}"

    def add(self, observation: Observation) -> None:
        """Take in one more statement of this visit's grades."""
        self.observations.append(observation)
        if observation.reports and observation.current and observation.published:
            self.published = min(self.published or date.max, observation.published)

    def grades(self) -> dict[str, list[Observation]]:
        """Observations by judgement, the best witness first."""
        by_judgement: dict[str, list[Observation]] = defaultdict(list)
        for one in sorted(self.observations, key=lambda one: (*one.witness.rank, not one.current, one.rating_id)):
            by_judgement[one.judgement].append(one)
        return dict(sorted(by_judgement.items()))

    def says(self, observation: Observation) -> bool:
        """Whether the visit gave that judgement that grade."""
        return any(
            one.judgement == observation.judgement and one.grade == observation.grade for one in self.observations
        )


def inspection_id(authority_code: str, visit: Visit) -> str:
    """Return the id of a visit, made from the authority and the visit's date."""
    return stable_id("inspection", authority_code, visit.anchor)


def gather_visits(observations: Iterable[Observation]) -> list[Visit]:
    """Return the visits that one authority's observations tell of, oldest first."""
    rest = sorted(
        observations, key=lambda one: (one.inspected_from or date.max, one.published or date.max, one.rating_id)
    )
    visits = _dated_visits([one for one in rest if one.date_precision in ("day", "month")])
    for place in (_place_news, _place_by_year, _place_mention):
        placed = {one.rating_id for visit in visits for one in visit.observations}
        for one in rest:
            if one.rating_id not in placed:
                place(visits, one)
    return sorted(visits, key=lambda visit: (visit.effective or date.min, visit.anchor))


def _dated_visits(dated: Sequence[Observation]) -> list[Visit]:
    visits: list[Visit] = []
    for one in dated:
        assert one.inspected_from
        assert one.inspected_to
        last = visits[-1] if visits else None
        if last is None or last.inspected_to is None or one.inspected_from > last.inspected_to + SAME_VISIT:
            last = Visit(one.inspected_from, one.inspected_to, one.date_precision)
            visits.append(last)
        last.inspected_to = max(last.inspected_to or one.inspected_to, one.inspected_to)
        last.add(one)
    return visits


def _place_news(visits: list[Visit], one: Observation) -> None:
    """News of an inspection that says nothing of its date: the visit was before the publication, and not long."""
    if one.date_precision or not (one.reports and one.current and one.published):
        return
    near = [visit for visit in visits if _may_report(visit, one.published)]
    if not near:
        near = [Visit()]
        visits.append(near[0])
    max(near, key=lambda visit: visit.effective or date.min).add(one)


def _may_report(visit: Visit, published: date) -> bool:
    begun = visit.inspected_from or visit.published
    return begun is not None and begun <= published + SAME_VISIT and published - begun <= LONGEST_WAIT_FOR_REPORT


def _place_by_year(visits: list[Visit], one: Observation) -> None:
    if one.date_precision != "year" or one.inspected_from is None:
        return
    year = one.inspected_from.year
    same = [visit for visit in visits if year in _years(visit)]
    if not same:
        same = [Visit(one.inspected_from, one.inspected_to, "year")]
        visits.append(same[0])
    max(same, key=lambda visit: (visit.says(one), visit.effective or date.min)).add(one)


def _years(visit: Visit) -> set[int]:
    return {day.year for day in (visit.inspected_from, visit.published) if day}


def _place_mention(visits: list[Visit], one: Observation) -> None:
    """A grade named in passing belongs to the newest visit before it that gave that grade."""
    before = [visit for visit in visits if visit.says(one) and _was_before(visit, one)]
    if not before:
        before = [Visit(stood_on=one.published if one.current else None)]
        visits.append(before[0])
    max(before, key=lambda visit: visit.effective or date.min).add(one)


def _was_before(visit: Visit, one: Observation) -> bool:
    return visit.effective is None or one.published is None or visit.effective <= one.published
