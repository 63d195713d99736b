"""Which areas a grade is given for: lists, areas added, excepted, counted or told in an aside."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.ratings import find_ratings

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("rating_areas.yaml").read_text("utf-8"))
LEAD = "Ofsted has inspected children's services at Kirklees Council."


def graded(published: date, *paragraphs: str) -> list[str]:
    ratings = find_ratings(read_document(Article("Children's services", (LEAD, *paragraphs), published=published)))
    assert {(one.authority, one.when) for one in ratings} <= {("Kirklees", "current")}
    return sorted(f"{one.judgement}; {one.grade}" for one in ratings)


@pytest.mark.parametrize("case", CASES, ids=[str(number) for number in range(len(CASES))])
def test_grade_is_given_for_these_areas_and_no_others(case: dict[str, Any]) -> None:
    assert graded(case.get("published", date(2019, 9, 23)), *case["text"]) == case["rows"], case["text"]


@pytest.mark.parametrize(
    ("published", "judgement"),
    [(date(2010, 9, 1), "safeguarding"), (date(2013, 2, 1), "overall_effectiveness")],
)
def test_protection_inspected_by_itself_has_one_overall_grade(published: date, judgement: str) -> None:
    told = graded(published, "Arrangements for protecting children in Kirklees were judged inadequate.")
    assert told == [f"{judgement}; inadequate"]
