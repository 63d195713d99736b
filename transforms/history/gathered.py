"""What articles state of inspections, on its way into the visits that it tells of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from transforms.history.visits import EXACTNESS, Observation, stood_by

# When a statement is placed: news opens visits, the exactly dated first; what is told later joins what is there.
DATED_NEWS, NEWS, DATED_MENTION, YEAR_MENTION, IN_PASSING = range(5)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one article says with one date: the grades of one visit, or of several where it gives no date."""

    observations: tuple[Observation, ...]

    @property
    def first(self) -> Observation:
        """Its first observation: all are of one article and date."""
        return self.observations[0]

    @property
    def turn(self) -> int:
        """When it is placed."""
        one = self.observations[0]
        if one.date_precision in ("day", "month"):
            return DATED_NEWS if one.reported_on else DATED_MENTION
        return NEWS if one.reported_on else YEAR_MENTION if one.date_precision else IN_PASSING

    @property
    def order(self) -> tuple[Any, ...]:
        """Sorts by turn; what opens visits by the source and how exactly it is dated, other statements by date."""
        one, turn = self.observations[0], self.turn
        dates = (one.inspected_from or date.max, one.inspected_to or date.max, one.published or date.max)
        if turn in (YEAR_MENTION, IN_PASSING):
            return turn, dates, one.rating_id
        return turn, one.witness.rank[0], EXACTNESS.index(one.date_precision), dates, one.rating_id


def statements_of(observations: Iterable[Observation]) -> list[Statement]:
    """Return the observations, each once, put together by article and date, in the order of their turns."""
    groups: defaultdict[tuple[Any, ...], list[Observation]] = defaultdict(list)
    unique = {one.rating_id: one for one in observations}
    for one in (unique[rating_id] for rating_id in sorted(unique)):
        dates = (one.inspected_from, one.inspected_to, one.date_precision)
        groups[one.witness.article_id, one.current, one.reports, *dates].append(one)
    return sorted((Statement(tuple(group)) for group in groups.values()), key=lambda one: one.order)


@dataclass(slots=True)
class Gathered:
    """A visit in the making.

    `begun` is the first day on which it may have begun, `ended` its last day or that of its month, None where it is not
    so dated: both by its first exact statement, from which others are measured.
    """

    begun: date = date.min
    ended: date | None = None
    published: date | None = None
    stood_on: date | None = None
    years: set[int] = field(default_factory=set)
    observations: list[Observation] = field(default_factory=list)
    ranks: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    told_in: set[tuple[str, bool]] = field(default_factory=set)

    def add(self, observations: Sequence[Observation]) -> None:
        """Take in what one article says of the visit, with one date."""
        self.observations.extend(observations)
        for one in observations:
            self.ranks[one.judgement].add(one.grade_rank)
        first = observations[0]
        self.told_in.add((first.witness.article_id, first.current))
        self._date(first)

    def _date(self, one: Observation) -> None:
        if one.inspected_from and one.inspected_to:
            self.years.update((one.inspected_from.year, one.inspected_to.year))
            if one.date_precision != "year" and not self.ended:
                self.begun, self.ended = one.inspected_from, one.inspected_to
        if one.reported_on and one.reported_on >= self.begun:
            self.published = min(self.published or date.max, one.reported_on)
        if one.current and one.published:
            self.stood_on = min(self.stood_on or date.max, one.published)

    @property
    def effective(self) -> date:
        """Day from which its grades stand, as near as known by now."""
        if self.published:
            return self.published
        if self.ended:
            return stood_by(self.begun, self.ended, self.stood_on)
        if self.years:
            return stood_by(date(min(self.years), 1, 1), date(max(self.years), 12, 31), self.stood_on)
        return self.stood_on or date.min

    def says(self, one: Observation) -> bool:
        """Whether that grade was said of the visit before."""
        return one.grade_rank in self.ranks.get(one.judgement, ())

    def is_apart_from(self, one: Observation) -> bool:
        """Whether the article tells of this visit as past where the observation is of today, or the other way round."""
        return (one.witness.article_id, not one.current) in self.told_in

    def agreement(self, statement: Statement) -> int:
        """Return 1 where more of the statement's grades were said of the visit than not, -1 where fewer, else 0."""
        told = Counter(self.says(one) for one in statement.observations if one.judgement in self.ranks)
        return (told[True] > told[False]) - (told[True] < told[False])
