"""Stated grades reconciled: the inspections that gave them, and what stands today for each authority."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from transforms.frameworks import framework_on
from transforms.schema import Table
from transforms.tables import CURRENT_RATINGS, INSPECTIONS
from transforms.visits import LONGEST_WAIT_FOR_REPORT, Observation, Visit, gather_visits, inspection_id
from transforms.witnesses import Witness, summarise

# The joint judgement of 2018-2022 was split in January 2023: both halves compare with it.
SUCCEEDS = {
    "children_in_care": "children_in_care_and_care_leavers",
    "care_leavers": "children_in_care_and_care_leavers",
}
NEWS_OF_AN_INSPECTION = "inspection_result"
UNGRADED_VISITS = frozenset({"monitoring_visit", "focused_visit"})


def witness_of(row: Mapping[str, Any]) -> Witness:
    """Return the witness in a row of a fact table that has been joined with its article's story_id."""
    return Witness(**{name: row[name] for name in Witness.__dataclass_fields__})


def with_article(facts: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Join fact rows with relevant, kinds, subjects and story_id of their article."""
    columns = ("article_id", "version", "relevant", "kinds", "subjects", "story_id")
    return facts.join(articles.select(columns), on=["article_id", "version"])


def visits_by_authority(ratings: pl.DataFrame, articles: pl.DataFrame) -> dict[tuple[str, str], list[Visit]]:
    """Return the visits, oldest first, of every (authority_code, authority) that the ratings name.

    `ratings` and `articles` have the columns of their tables; only services for children count.
    """
    rows = with_article(ratings.filter(pl.col("service") == "childrens_services"), articles)
    observed: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        observed[row["authority_code"], row["authority"]].append(_observation(row))
    return {authority: gather_visits(observations) for authority, observations in sorted(observed.items())}


def _observation(row: Mapping[str, Any]) -> Observation:
    return Observation(
        rating_id=row["rating_id"],
        framework=row["framework"],
        judgement=row["judgement"],
        grade=row["grade"],
        grade_rank=row["grade_rank"],
        current=row["standing"] == "current",
        reports=_is_news_of_an_inspection(row),
        inspected_from=row["inspected_from"],
        inspected_to=row["inspected_to"],
        date_precision=row["date_precision"],
        witness=witness_of(row),
    )


def _is_news_of_an_inspection(row: Mapping[str, Any]) -> bool:
    """Whether the article is about this authority, and its news is the inspection or one that is just over."""
    if row["authority"] not in row["subjects"]:
        return False
    if NEWS_OF_AN_INSPECTION in row["kinds"]:
        return True
    begun, published = row["inspected_from"], row["published"]
    return (
        not UNGRADED_VISITS.intersection(row["kinds"])
        and begun is not None
        and published is not None
        and row["date_precision"] != "year"
        and published - begun <= LONGEST_WAIT_FOR_REPORT
    )


def framework_of(visit: Visit) -> str | None:
    """Return the framework that the articles name, or else the one in force when the visit was made."""
    named = sorted({one.framework for one in visit.observations if one.framework})
    if named:
        return named[0]
    day = visit.inspected_from or visit.published
    return framework_on(day).key if day else None


def reconcile(
    visits: Mapping[tuple[str, str], Iterable[Visit]], recorded: Mapping[str, datetime]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables inspections and current_ratings; `recorded` tells when each rating_id was learned."""
    inspections = [
        row
        for authority, known in visits.items()
        for visit in known
        for row in _inspection_rows(authority, visit, recorded)
    ]
    current = [row for authority, known in visits.items() for row in _standing_rows(authority, list(known))]
    return _sorted(INSPECTIONS, inspections), _sorted(CURRENT_RATINGS, current)


def _sorted(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return table.frame(rows).sort("authority_code", *table.key)


def _inspection_rows(
    authority: tuple[str, str], visit: Visit, recorded: Mapping[str, datetime]
) -> Iterator[dict[str, Any]]:
    for judgement, observations in visit.grades().items():
        yield {
            "inspection_id": inspection_id(authority[0], visit),
            "authority_code": authority[0],
            "authority": authority[1],
            "framework": framework_of(visit),
            "judgement": judgement,
            "inspected_from": visit.inspected_from,
            "inspected_to": visit.inspected_to,
            "date_precision": visit.date_precision,
            "published": visit.published,
            "recorded_at": min(recorded[one.rating_id] for one in observations),
            **_grade_columns(observations),
        }


def _grade_columns(observations: list[Observation]) -> dict[str, Any]:
    best = observations[0]
    return {
        "grade": best.grade,
        "grade_rank": best.grade_rank,
        "conflict": len({one.grade_rank for one in observations}) > 1,
        **summarise(one.witness for one in observations if one.grade_rank == best.grade_rank),
    }


def _standing_rows(authority: tuple[str, str], visits: list[Visit]) -> Iterator[dict[str, Any]]:
    for judgement in sorted({judgement for visit in visits for judgement in visit.grades()}):
        standing = next(visit for visit in reversed(visits) if judgement in visit.grades())
        earlier = visits[: visits.index(standing)]
        before = grade_before(earlier, judgement)
        yield {
            "authority_code": authority[0],
            "authority": authority[1],
            "judgement": judgement,
            "framework": framework_of(standing),
            "since": standing.effective,
            "previous_grade": before[1].grade if before else None,
            "previous_since": before[0].effective if before else None,
            "inspection_id": inspection_id(authority[0], standing),
            **_grade_columns(standing.grades()[judgement]),
        }


def grade_before(earlier: list[Visit], judgement: str) -> tuple[Visit, Observation] | None:
    """Return the newest earlier visit that graded the judgement, or the one it came from, with that grade."""
    comparable = {judgement, SUCCEEDS.get(judgement, judgement)}
    for visit in reversed(earlier):
        for name, observations in visit.grades().items():
            if name in comparable:
                return visit, observations[0]
    return None
