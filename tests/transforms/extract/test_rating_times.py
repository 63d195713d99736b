"""Which of the grades that a story tells is today's, which an earlier one, and which nobody was given."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.ratings import find_ratings
from transforms.facts import Rating

CASES: list[dict[str, Any]] = [
    case
    for name in ("rating_times.yaml", "rating_together.yaml")
    for case in YAML(typ="safe").load(Path(__file__).with_name(name).read_text("utf-8"))
]


def row_of(rating: Rating) -> str:
    cells = (rating.authority, rating.judgement, rating.grade, rating.when, rating.inspected)
    return "; ".join(cell for cell in cells if cell)


def rows_of(published: date | None, *paragraphs: str) -> list[str]:
    return sorted(map(row_of, find_ratings(read_document(Article("News", paragraphs, published=published)))))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_story_tells_which_grades_stand_and_which_are_over(case: dict[str, Any]) -> None:
    assert rows_of(case["published"], *case["text"]) == sorted(case["rows"])
