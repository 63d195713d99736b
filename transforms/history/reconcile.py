"""Stated grades reconciled: the inspections that gave them, and what stands today for each authority."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from operator import itemgetter
from typing import Any

from transforms.frameworks import Framework, framework_named, framework_on, judgements_beside, predecessors
from transforms.history.abolition import abolished_from
from transforms.history.gathering import gather_visits
from transforms.history.visits import LONGEST_WAIT_FOR_REPORT, Observation, Visit, inspection_id, voices
from transforms.history.witnesses import Witness, summarise
from transforms.history_tables import CURRENT_RATINGS, INSPECTIONS, RATING_SPELLS, WITNESSES

REPORTS_OF = "inspectorate"
NEWS_OF_AN_INSPECTION = "inspection_result"
UNGRADED_VISITS = frozenset({"monitoring_visit", "focused_visit"})
# From the first day of a visit to the publication of its report.
USUAL_WAIT_FOR_REPORT = timedelta(days=56)

_of_article = itemgetter("article_id", "source_id", "source_kind", "story_id", "url", "published")
_of_fact = itemgetter("evidence", "confidence")
_graded = itemgetter("rating_id", "framework", "judgement", "grade", "grade_rank")
_dated = itemgetter("inspected_from", "inspected_to", "date_precision")
_of_inspection = ("framework", "inspection_id", "grade", "grade_rank", "conflict", *(one.name for one in WITNESSES))

Rows = Sequence[Mapping[str, Any]]
Visits = Mapping[tuple[str, str], Sequence[Visit]]


def witness_of(fact: Mapping[str, Any], article: Mapping[str, Any]) -> Witness:
    """Return the witness of a fact: a row of a fact table, and one of its article or of both joined."""
    return Witness(*_of_article(article), *_of_fact(fact))


def with_article(facts: Rows, articles: Rows) -> Rows:
    """Return fact rows with all that they lack of their article; those of which there is no article are left out."""
    if not facts:
        return facts
    known = _by_version(articles)
    return [{**known[key], **row} for row in facts if (key := (row["article_id"], row["version"])) in known]


def _by_version(articles: Rows) -> dict[tuple[str, int], Mapping[str, Any]]:
    return {(one["article_id"], one["version"]): one for one in articles}


def visits_by_authority(ratings: Rows, articles: Rows) -> dict[tuple[str, str], list[Visit]]:
    """Return the visits, oldest first, of every (authority_code, authority) that the ratings name.

    `ratings` and `articles` have the columns of their tables; only services for children count.
    """
    known = _by_version(articles)
    observed: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for row in ratings:
        article = known.get((row["article_id"], row["version"]))
        if article is not None and row["service"] == "childrens_services":
            observed[row["authority_code"], row["authority"]].append(_observation(row, article))
    return {authority: gather_visits(observations) for authority, observations in sorted(observed.items())}


def _observation(row: Mapping[str, Any], article: Mapping[str, Any]) -> Observation:
    is_current, reports = row["standing"] == "current", _is_news_of_an_inspection(row, article)
    # By place, as a history is made of thousands.
    told = (*_graded(row), is_current, reports, *_dated(row), witness_of(row, article), row["recorded_at"])
    return Observation(*told)


def _is_news_of_an_inspection(row: Mapping[str, Any], article: Mapping[str, Any]) -> bool:
    """Whether the article is about this authority, and its news is the inspection or one that is just over."""
    if row["authority"] not in article["subjects"]:
        return False
    if NEWS_OF_AN_INSPECTION in article["kinds"]:
        return True
    ended, published = row["inspected_to"], article["published"]
    return (
        not UNGRADED_VISITS.intersection(article["kinds"])
        and ended is not None
        and published is not None
        and row["date_precision"] != "year"
        and published - ended <= LONGEST_WAIT_FOR_REPORT
    )


def framework_of(visit: Visit) -> Framework | None:
    """Return the framework that the best article names, else the one in force on the day of the visit, where known."""
    named = next((one.framework for one in visit.observations if one.framework), None)
    if named:
        return framework_named(named)
    begun, ended = _days_of(visit)
    return framework_on(begun) if begun and ended and framework_on(begun) == framework_on(ended) else None


def _days_of(visit: Visit) -> tuple[date | None, date | None]:
    if visit.inspected_from:
        return visit.inspected_from, visit.inspected_from if visit.date_precision != "year" else visit.inspected_to
    begun = visit.published - USUAL_WAIT_FOR_REPORT if visit.published else None
    return begun, begun


def reconciled_rows(visits: Visits, today: date) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of these tables by name.

    An authority that was abolished keeps its inspections and the time for which its grades stood; none stands today.
    """
    inspections: list[dict[str, Any]] = []
    spells: list[dict[str, Any]] = []
    for authority, known in visits.items():
        own = [row for visit in known for row in _inspection_rows(authority, visit)]
        inspections.extend(own)
        spells.extend(_spell_rows(authority, known, own))
    return {
        INSPECTIONS.name: inspections,
        RATING_SPELLS.name: spells,
        CURRENT_RATINGS.name: [
            {**row, "historic": row["historic_from"] is not None}
            for row in spells
            if row["stood_until"] is None or row["stood_until"] > today
        ],
    }


def _inspection_rows(authority: tuple[str, str], visit: Visit) -> Iterator[dict[str, Any]]:
    framework, named = framework_of(visit), inspection_id(authority[0], visit)
    for judgement, observations in visit.grades.items():
        yield {
            "inspection_id": named,
            "authority_code": authority[0],
            "authority": authority[1],
            "framework": framework.key if framework else None,
            "judgement": judgement,
            "inspected_from": visit.inspected_from,
            "inspected_to": visit.inspected_to,
            "date_precision": visit.date_precision,
            "published": visit.published,
            "recorded_at": min(one.recorded_at for one in observations),
            **_grade_columns(observations),
        }


def _grade_columns(observations: Sequence[Observation]) -> dict[str, Any]:
    best = observations[0]
    return {
        "grade": best.grade,
        "grade_rank": best.grade_rank,
        "conflict": len({one.grade_rank for one in voices(observations)}) > 1,
        **summarise(one.witness for one in observations if one.grade_rank == best.grade_rank),
    }


def _spell_rows(
    authority: tuple[str, str], visits: Sequence[Visit], inspections: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """For each judgement the times for which a grade of it stood, one after the other."""
    abolished = abolished_from(authority[0])
    inspected = {(row["inspection_id"], row["judgement"]): row for row in inspections}
    for judgement in sorted({judgement for visit in visits for judgement in visit.grades}):
        places = [place for place, one in enumerate(visits) if judgement in one.grades and _may_stand(one)]
        for place, following in zip_longest(places, places[1:]):
            visit = visits[place]
            until = _stood_until(visit, None if following is None else visits[following].effective, abolished)
            before = grade_before(visits[:place], judgement)
            given = inspected[inspection_id(authority[0], visit), judgement]
            yield {
                "authority_code": authority[0],
                "authority": authority[1],
                "judgement": judgement,
                "since": visit.effective,
                "stood_until": until,
                "historic_from": _historic_from(visits[:following], place, judgement),
                "previous_grade": before[1].grade if before else None,
                "previous_since": before[0].effective if before else None,
                **{name: given[name] for name in _of_inspection},
            }


def _stood_until(visit: Visit, next_stood: date | None, abolished: date | None) -> date | None:
    """The day from which another grade stood or the authority was no more; one told of only after that never stood."""
    ends = [day for day in (next_stood, abolished) if day]
    return max(min(ends), visit.effective or date.min) if ends else None


def _may_stand(visit: Visit) -> bool:
    """Whether the grades of a visit may still stand: an undated one that is told of only as past is history."""
    return visit.effective is not None or any(one.current for one in visit.observations)


def _historic_from(visits: Sequence[Visit], place: int, judgement: str) -> date | None:
    """The day from which the newest inspection of the council's services does not grade the judgement any more.

    A grade named long after in passing may be history from its first day.
    """
    newest = next((place for place in range(place, -1, -1) if _graded_by(visits[place])), place)
    days = (
        max(one.effective, visits[place].effective or one.effective)
        for one in visits[newest:]
        if one.effective and (graded := _graded_by(one)) and judgement not in graded
    )
    return next(days, None)


def _graded_by(visit: Visit) -> frozenset[str] | None:
    """The judgements that an inspection of the council's services makes; None where they are not known.

    They are those of its framework, and what the inspectorate's own report grades besides.
    """
    framework, (begun, ended) = framework_of(visit), _days_of(visit)
    if not (framework and begun and ended and is_of_council(visit)):
        return None
    own = (name for name, told in visit.grades.items() if told[0].witness.source_kind == REPORTS_OF)
    return frozenset({*framework.judgements_on(begun), *framework.judgements_on(ended), *own})


def is_of_council(visit: Visit) -> bool:
    """Whether the inspection graded more than a body beside the council, such as its safeguarding board."""
    return not judgements_beside().issuperset(visit.grades)


def grade_before(earlier: Sequence[Visit], judgement: str) -> tuple[Visit, Observation] | None:
    """Return the newest earlier visit that graded the judgement, or the one that it succeeds, with that grade.

    None also where that grade is in doubt: the best article that mentions it contradicts itself, or several undated
    mentions differ, so that nobody knows which was the last.
    """
    graded = [(visit, told) for visit in reversed(earlier) if (told := _grades_of(visit, judgement))]
    if not graded:
        return None
    newest, told = graded[0]
    if newest.published:
        return newest, told[0]
    mentions = [one for one in told if one.witness.article_id == told[0].witness.article_id]
    if newest.effective is None:
        mentions = [one for _, undated in graded for one in undated]
    return None if len({one.grade_rank for one in mentions}) > 1 else (newest, told[0])


def _grades_of(visit: Visit, judgement: str) -> tuple[Observation, ...]:
    joint = predecessors().get(judgement, judgement)
    return visit.grades.get(judgement) or visit.grades.get(joint) or ()
