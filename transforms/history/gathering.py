"""Grades stated in articles, gathered into the inspections that gave them.

An inspection is one visit to one authority. News dates it loosely: by day, month or year of the visit, by a
publication that follows one to seven months later, or not at all. The result depends on the set of observations
only, not on their order: statements are placed best first, and what is near a visit is measured from the date of the
statement that opened it, so that a chain of loose dates cannot creep from one visit into the next.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from transforms.history.gathered import (
    DATED_MENTION,
    DATED_NEWS,
    IN_PASSING,
    NEWS,
    YEAR_MENTION,
    Gathered,
    Statement,
    statements_of,
)
from transforms.history.visits import LONGEST_WAIT_FOR_REPORT, USUAL_WAIT_FOR_REPORT, Observation, Visit, visit_of

# A visit lasts up to four weeks and may have two spells; two graded visits are never as close as this.
SAME_VISIT = timedelta(days=62)
# Reports that contradict each other are of one inspection only where they come out together.
SAME_NEWS = timedelta(days=62)
MONTH = timedelta(days=31)
NO_TIME = timedelta(0)
# From the first day of a visit.
SHORTEST_WAIT_FOR_REPORT = timedelta(days=21)


def gather_visits(observations: Iterable[Observation]) -> list[Visit]:
    """Return the visits that one authority's observations tell of, oldest first; no two have the same anchor."""
    found: list[Gathered] = []
    for statement in statements_of(observations):
        if statement.turn == IN_PASSING:
            _place_mentions(found, statement)
        else:
            (_CHOICES[statement.turn](found, statement) or _opened(found)).add(statement.observations)
    return _numbered(sorted((visit_of(one.observations) for one in found), key=_age))


def _opened(found: list[Gathered]) -> Gathered:
    found.append(Gathered())
    return found[-1]


def _age(visit: Visit) -> tuple[date, str, str]:
    return visit.effective or date.min, visit.anchor, visit.observations[0].rating_id


def _numbered(visits: Iterable[Visit]) -> list[Visit]:
    """The visits; where one has the anchor of an earlier one, a number is added to it."""
    seen: Counter[str] = Counter()
    numbered = []
    for visit in visits:
        seen[visit.anchor] += 1
        count = seen[visit.anchor]
        numbered.append(replace(visit, anchor=f"{visit.anchor} ({count})") if count > 1 else visit)
    return numbered


def _by_date(found: Sequence[Gathered], statement: Statement) -> Gathered | None:
    """The visit of that date, or else the latest that other statements date otherwise and that must be the same."""
    near = [(gap, visit) for visit in found if (gap := _gap(visit, statement.first)) <= SAME_VISIT]
    if near:
        return min(near, key=lambda pair: pair[0])[1]
    same = (visit for visit in found if _is_told_with(visit, statement) or _is_reported_after(visit, statement))
    return max(same, key=lambda visit: visit.effective, default=None)


def _gap(visit: Gathered, one: Observation) -> timedelta:
    """Time between a visit and a date; longer than any where the visit is not dated."""
    if not (visit.ended and one.inspected_from and one.inspected_to):
        return timedelta.max
    if one.inspected_from > visit.ended:
        return one.inspected_from - visit.ended
    return max(visit.begun - one.inspected_to, NO_TIME)


def _is_told_with(visit: Gathered, statement: Statement) -> bool:
    """Whether the article reports the visit's grades in the weeks in which others did, however it dates them."""
    day = statement.first.reported_on
    if day is None or visit.published is None or day < visit.begun:
        return False
    return abs(day - visit.published) <= SAME_NEWS and visit.agreement(statement) > 0


def _is_reported_after(visit: Gathered, statement: Statement) -> bool:
    """Whether the visit's report came out when that of a visit of the statement's date would have.

    Where the visit is dated otherwise the grades must be the same, and the article no older than the visit. Where it is
    not dated they may differ, but then its report must have come out no later than is usual.
    """
    first, last = statement.first.inspected_from, statement.first.inspected_to
    agreement = visit.agreement(statement)
    if not (first and last and visit.published) or visit.is_apart_from(statement.first):
        return False
    if (statement.first.published or date.max) < visit.begun:
        return False
    if visit.ended and agreement < 1:
        return False
    # A month may be that in which the report was talked of.
    earliest = first - MONTH if statement.first.date_precision == "month" else first
    wait = USUAL_WAIT_FOR_REPORT if agreement < 0 else LONGEST_WAIT_FOR_REPORT
    return earliest <= visit.published <= last + wait


def _by_publication(found: Sequence[Gathered], statement: Statement) -> Gathered | None:
    """The visit that news may report: rather one of these grades, not begun just now, the latest."""
    day = statement.first.reported_on
    assert day
    reported = (visit for visit in found if _may_be_reported(visit, statement, day))
    return max(
        reported,
        key=lambda visit: (visit.agreement(statement), day - visit.begun >= SHORTEST_WAIT_FOR_REPORT, visit.effective),
        default=None,
    )


def _may_be_reported(visit: Gathered, statement: Statement, day: date) -> bool:
    if visit.published is None or day < visit.begun:
        return False
    agreement, year = visit.agreement(statement), statement.first.inspected_from
    if _is_told_with(visit, statement):
        return True
    if year and agreement > 0 and year.year in (visit.years or {visit.published.year}):
        return True
    if year and not _is_of_year(visit, year.year, agreement):
        return False
    if agreement < 0:
        return abs(day - visit.published) <= SAME_NEWS
    if visit.ended:
        return day <= visit.ended + LONGEST_WAIT_FOR_REPORT
    return abs(day - visit.published) <= LONGEST_WAIT_FOR_REPORT


def _by_year(found: Sequence[Gathered], statement: Statement) -> Gathered | None:
    """The visit of that year: rather one that gave these grades, one that is dated so, the latest."""
    assert statement.first.inspected_from
    year, published = statement.first.inspected_from.year, statement.first.published or date.max
    known = ((visit.agreement(statement), visit) for visit in found if visit.begun <= published)
    same = [
        ((agreement, year in visit.years, visit.effective), visit)
        for agreement, visit in known
        if _is_of_year(visit, year, agreement)
    ]
    return max(same, key=lambda one: one[0])[1] if same else None


def _is_of_year(visit: Gathered, year: int, agreement: int) -> bool:
    """Whether the visit was in that year, or its report, or where one of them is not dated may have been."""
    if year in visit.years:
        return True
    ended, out = visit.ended, visit.published
    if out and out.year == year:
        return agreement >= 0 or not visit.years
    if agreement < 1 or (out and visit.years):
        return False
    if out:
        return (out - LONGEST_WAIT_FOR_REPORT).year <= year <= out.year
    return ended is not None and ended.year <= year <= (ended + LONGEST_WAIT_FOR_REPORT).year


def _place_mentions(found: list[Gathered], statement: Statement) -> None:
    """Put each grade named in passing to the newest visit that gave it, and those left over together."""
    own: list[Gathered] = []
    for one in statement.observations:
        visit = _last_that_said(found, one) or next((new for new in own if one.judgement not in new.ranks), None)
        if visit is None:
            visit = _opened(found)
            own.append(visit)
        visit.add((one,))


def _last_that_said(found: Iterable[Gathered], one: Observation) -> Gathered | None:
    """The newest visit before the article that gave the grade."""
    before = [
        visit
        for visit in found
        if visit.says(one) and visit.effective <= (one.published or date.max) and not visit.is_apart_from(one)
    ]
    return max(before, key=lambda visit: visit.effective, default=None)


_CHOICES: dict[int, Callable[[Sequence[Gathered], Statement], Gathered | None]] = {
    DATED_NEWS: _by_date,
    NEWS: _by_publication,
    DATED_MENTION: _by_date,
    YEAR_MENTION: _by_year,
}
