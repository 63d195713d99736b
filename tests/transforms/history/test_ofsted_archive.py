"""The archive of real inspection reports, read in any order, against lists made from its gold table alone.

The gold table knows what each report grades and nothing of inspections that are not in the archive. Of those a report
may tell the grade before. So the first report of an authority is held to what it grades, and to a grade before that
some report tells; every later one to the grades of the reports before it.
"""

import csv
import os
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from tests.transforms.telling import reconcile
from transforms.errors import UnreadableDocument
from transforms.extract import extract_facts
from transforms.fact_rows import Origin
from transforms.history.event import Event
from transforms.history.outcomes import outcome_events
from transforms.history.reconcile import visits_by_authority
from transforms.normalise import normalise
from transforms.pdf import read_pdf

SHARED = "INSPECTION_WATCH_SHARED"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SHARED not in os.environ, reason=f"{SHARED} names no folder with the collected reports"),
    pytest.mark.xdist_group("ofsted archive"),
]
TODAY = date(2025, 6, 1)
ABOLISHED = {"Somerset"}  # The county council, inspected in 2015, gave way to the unitary one in April 2023.
LADDER = {"outstanding": 4, "good": 3, "requires_improvement": 2, "adequate": 2, "inadequate": 1}
OVERALL, JOINT = "overall_effectiveness", "children_in_care_and_care_leavers"
HALVES = {"children_in_care": JOINT, "care_leavers": JOINT}
TOLD_FIRST = [OVERALL, "leadership", "help_and_protection"]

Grades = dict[str, str]
Line = tuple[date, str, str, str | None, str]
"""A change: effective, type, judgement, grade before, grade."""


@dataclass(frozen=True)
class GoldReport:
    document: str
    authority: str
    published: date
    inspected: tuple[date, date]
    grades: Grades


@cache
def gold() -> dict[str, list[GoldReport]]:
    """The reports that grade anything, by authority, oldest first."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (Path(os.environ[SHARED]) / "gold" / "ofsted.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["judgement"]:
                rows[row["document"]].append(row)
    reports: dict[str, list[GoldReport]] = defaultdict(list)
    for document, told in rows.items():
        head = told[0]
        # A report that does not show the day of its publication has it in the name of its file.
        published = date.fromisoformat(head["published"] or document[-10:])
        inspected = (date.fromisoformat(head["inspection_start"]), date.fromisoformat(head["inspection_end"]))
        grades = {row["judgement"]: row["grade"] for row in told}
        name = head["authority"].replace(" & ", " and ")
        reports[name].append(GoldReport(document, name, published, inspected, grades))
    return {name: sorted(listed, key=lambda one: one.published) for name, listed in reports.items()}


@cache
def read_reports() -> list[tuple[pl.DataFrame, dict[str, object]]]:
    """The rows of ratings of each report, with the row of its article."""
    published = {one.document: one.published for listed in gold().values() for one in listed}
    read = []
    for path in sorted((Path(os.environ[SHARED]) / "ofsted").glob("*.pdf")):
        try:
            article = read_pdf(path.read_bytes())
        except UnreadableDocument:
            continue
        article = replace(article, published=published[path.stem])
        facts = extract_facts(article, source_kind="inspectorate")
        origin = Origin(
            path.stem,
            1,
            "ofsted",
            "inspectorate",
            f"https://reports.example/{path.stem}",
            article.published,
            article.text,
            datetime(2025, 6, 1, tzinfo=UTC),
            datetime(2025, 6, 1, tzinfo=UTC),
            "1",
            "run",
        )
        told_by = ("article_id", "version", "source_id", "source_kind", "url", "published")
        row = {name: getattr(origin, name) for name in told_by} | {"relevant": facts.relevant, "story_id": path.stem}
        row |= {"kinds": list(facts.kinds), "subjects": list(facts.subjects)}
        read.append((normalise(facts, origin).frames["ratings"], row))
    return read


@dataclass(frozen=True)
class Archive:
    inspections: pl.DataFrame
    current: pl.DataFrame
    events: Mapping[str, list[Event]]
    told_before: set[tuple[str, str, int]]


@pytest.fixture(scope="module", params=range(4))
def archive(request: pytest.FixtureRequest) -> Archive:
    """All that the reports tell, read in a random order."""
    reports = list(read_reports())
    random.Random(request.param).shuffle(reports)
    ratings = pl.concat(frame for frame, _ in reports).sample(fraction=1, shuffle=True, seed=request.param)
    visits = visits_by_authority(ratings.to_dicts(), [row for _, row in reports])
    before = ratings.filter(standing="previous").select("authority", "judgement", "grade_rank")
    return Archive(
        *reconcile(visits, TODAY)[::2],
        {authority[1]: outcome_events(authority, known) for authority, known in visits.items()},
        set(before.iter_rows()),
    )


def test_each_report_is_one_inspection_with_its_days_and_grades(archive: Archive) -> None:
    reported = archive.inspections.filter(pl.col("published").is_not_null())
    columns = ("authority", "published", "inspected_from", "inspected_to", "judgement", "grade")
    expected = {
        (one.authority, one.published, *one.inspected, judgement, grade)
        for listed in gold().values()
        for one in listed
        for judgement, grade in one.grades.items()
    }

    # A grade of the time that only a later report tells stands beside those of the report itself.
    assert expected <= set(reported.select(columns).iter_rows())
    assert reported["inspection_id"].n_unique() == sum(len(listed) for listed in gold().values())
    assert not reported["conflict"].any()


def standing_by_gold(reports: list[GoldReport]) -> dict[str, tuple[str, date, bool]]:
    """Grade, since when, and whether the newest inspection of the council's services leaves it as history."""
    newest = next(one for one in reversed(reports) if set(one.grades) != {"lscb"})
    return {
        judgement: (grade, one.published, judgement not in newest.grades)
        for one in reports
        for judgement, grade in one.grades.items()
    }


def test_the_standing_grades_are_those_of_the_newest_reports(archive: Archive) -> None:
    expected = {
        (name, judgement): row
        for name, reports in gold().items()
        if name not in ABOLISHED
        for judgement, row in standing_by_gold(reports).items()
        if judgement != "lscb"
    }
    columns = ("authority", "judgement", "grade", "since", "historic")
    rows = archive.current.filter(pl.col("judgement") != "lscb").select(columns).iter_rows()
    found = {(name, judgement): tuple(rest) for name, judgement, *rest in rows}

    assert {key: found.get(key) for key in expected} == expected
    # What no report grades is known from a report that tells of an earlier inspection: no newer than it.
    for name, judgement in found.keys() - expected.keys():
        assert name not in ABOLISHED
        assert judgement not in {one for report in gold()[name] for one in report.grades}


def test_the_grade_before_is_that_of_the_report_before(archive: Archive) -> None:
    found = {row["authority"] + row["judgement"]: row["previous_grade"] for row in archive.current.to_dicts()}
    for name, reports in gold().items():
        for judgement in standing_by_gold(reports) if name not in ABOLISHED else ():
            last = max(number for number, one in enumerate(reports) if judgement in one.grades)
            given = [grade for one in reports[:last] if (grade := grade_in(one.grades, judgement))]
            if given:
                assert found[name + judgement] == given[-1], (name, judgement)


def grade_in(grades: Grades, judgement: str) -> str | None:
    return grades.get(judgement) or grades.get(HALVES.get(judgement, judgement))


def change_by_gold(report: GoldReport, earlier: list[GoldReport]) -> Line:
    """What an analyst would note of a report who has those before it at hand."""
    now = report.grades
    old = {
        judgement: next(grade for one in reversed(earlier) if (grade := grade_in(one.grades, judgement)))
        for judgement in now
        if any(grade_in(one.grades, judgement) for one in earlier)
    }
    steps = {judgement: LADDER[now[judgement]] - LADDER[grade] for judgement, grade in old.items()}
    fallen = [one for one in now if now[one] == "inadequate" and old.get(one, old.get(OVERALL)) != "inadequate"]
    risen = [one for one in old if old[one] == "inadequate"]
    overall = steps.get(min(steps, key=place), 0) if steps else 0
    # Where as much rose as fell, what fell is noted.
    step = overall or sum(steps.values()) or min(steps.values(), default=0)
    if fallen:
        kind, about = "inadequate_new", fallen
    elif risen and "inadequate" not in now.values():
        kind, about = "inadequate_left", risen
    elif step:
        kind = "rating_upgraded" if step > 0 else "rating_downgraded"
        about = [one for one in steps if steps[one] * step > 0]
    else:
        kind, about = "rating_new", list(now)
    judgement = min(about, key=place)
    return report.published, kind, judgement, old.get(judgement), now[judgement]


def place(judgement: str) -> tuple[int, str]:
    return (TOLD_FIRST.index(judgement) if judgement in TOLD_FIRST else len(TOLD_FIRST)), judgement


def kind_of_step(old: str, new: str) -> str:
    if "inadequate" in (old, new) and old != new:
        return "inadequate_new" if new == "inadequate" else "inadequate_left"
    step = LADDER[new] - LADDER[old]
    return "rating_upgraded" if step > 0 else "rating_downgraded" if step < 0 else "rating_new"


def test_the_changes_are_those_between_the_reports(archive: Archive) -> None:
    assert archive.events.keys() == gold().keys()
    for name, reports in gold().items():
        found = [
            (event.effective, event.type, event.judgement, event.old_value, event.new_value)
            for event in archive.events[name]
        ]
        expected = [change_by_gold(report, reports[:number]) for number, report in enumerate(reports)]

        assert [line[0] for line in found] == [line[0] for line in expected], name
        assert found[1:] == expected[1:], name
        if found[0] != expected[0]:
            _, kind, judgement, old, new = found[0]
            assert judgement, name
            assert old, name
            assert new == reports[0].grades[judgement], name
            assert kind == kind_of_step(old, new), name
            told = {judgement, HALVES.get(judgement, judgement)}
            assert any((name, one, LADDER[old]) in archive.told_before for one in told), name


def test_only_the_newest_report_of_an_authority_is_news(archive: Archive) -> None:
    for name, reports in gold().items():
        last = [number for number, one in enumerate(reports) if set(one.grades) != {"lscb"}][-1]

        assert [event.overtaken for event in archive.events[name]] == [number < last for number in range(len(reports))]
