"""Further ways in which grades are worded, told of tables and letters too, and what only looks like one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from transforms.article import Article
from transforms.extract import extract_facts
from transforms.extract.document import read_document
from transforms.extract.ratings import find_ratings
from transforms.facts import Rating

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("rating_wordings.yaml").read_text("utf-8"))


def row_of(rating: Rating) -> str:
    service = None if rating.service == "childrens_services" else rating.service
    cells = (rating.authority, service, rating.judgement, rating.grade, rating.when, rating.inspected)
    return "; ".join(cell for cell in cells if cell)


def rows_of(published: date, *paragraphs: str) -> list[str]:
    return sorted(map(row_of, find_ratings(read_document(Article("News", paragraphs, published=published)))))


@pytest.mark.parametrize("case", CASES, ids=[str(number) for number in range(len(CASES))])
def test_wording_gives_these_grades_and_no_others(case: dict[str, Any]) -> None:
    assert rows_of(case["published"], case["text"]) == sorted(case["rows"]), case["text"]


def test_table_without_a_first_heading_is_read_by_its_dates() -> None:
    told = rows_of(
        date(2026, 9, 1),
        "Ofsted has inspected children's services in Dorset.",
        "March 2022 | June 2026",
        "Leadership | Good | Requires improvement",
        "Care leavers | not judged on its own | Outstanding",
    )
    assert told == [
        "Dorset; care_leavers; outstanding; current; 2026-06",
        "Dorset; leadership; good; previous; 2022-03",
        "Dorset; leadership; requires_improvement; current; 2026-06",
    ]


def test_table_may_have_a_column_for_each_authority() -> None:
    told = rows_of(
        date(2016, 9, 1),
        "Two councils are to keep their children's services.",
        "Somerset | Sandwell",
        "Overall grade | Inadequate (March 2015) | Inadequate (January 2015)",
    )
    assert told == [
        "Sandwell; overall_effectiveness; inadequate; current; 2015-01",
        "Somerset; overall_effectiveness; inadequate; current; 2015-03",
    ]


def test_letter_after_a_visit_tells_the_standing_grade() -> None:
    letter = Article(
        "Monitoring visit to Haringey children's services",
        (
            "Ofsted",
            "Dear Ms Grey",
            "This letter summarises the findings of the monitoring visit to Haringey's services in March 2024.",
            "It was the third visit since the local authority was judged inadequate in May 2023.",
        ),
        published=date(2024, 4, 9),
    )
    facts = extract_facts(letter)
    assert facts.report is not None
    assert list(map(row_of, facts.ratings)) == ["Haringey; overall_effectiveness; inadequate; current; 2023-05"]
