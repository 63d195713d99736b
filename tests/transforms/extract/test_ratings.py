from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.ratings import find_ratings
from transforms.facts import Rating

CASES: list[dict[str, Any]] = YAML(typ="safe").load(
    Path(__file__).with_name("rating_sentences.yaml").read_text("utf-8")
)


def ratings_of(text: str, published: date | None = None, title: str = "News") -> list[Rating]:
    return find_ratings(read_document(Article(title, tuple(text.strip().split("\n")), published=published)))


def row_of(rating: Rating) -> str:
    service = None if rating.service == "childrens_services" else rating.service
    cells = (rating.authority, service, rating.judgement, rating.grade, rating.when, rating.inspected)
    return "; ".join(cell for cell in cells if cell)


def rows_of(case: dict[str, Any], text: str) -> list[str]:
    return sorted(map(row_of, ratings_of(text, case["published"], case.get("title", "News"))))


@pytest.mark.parametrize("case", CASES, ids=[str(number) for number in range(len(CASES))])
def test_grades_stated_are_found_and_no_others(case: dict[str, Any]) -> None:
    assert rows_of(case, case["text"]) == sorted(case["rows"]), case["text"]


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("'", "\u2019"),
        lambda text: text.replace(" - ", " \u2013 ").replace(" \u2013 ", " \u2014 "),
        lambda text: text.replace(" ", "\u00a0", 3),
        lambda text: text.replace("Ofsted", "OFSTED"),
    ],
    ids=["curly quotes", "dashes", "hard spaces", "capitals"],
)
def test_typography_changes_no_fact(changed: Any) -> None:
    for case in CASES[::5]:
        assert rows_of(case, changed(case["text"])) == sorted(case["rows"]), case["text"]


def test_evidence_is_the_sentence_that_states_the_grade() -> None:
    article = Article("News", ("It rained.", "Inspectors came. Leeds City Council was rated good. They left."))
    (rating,) = find_ratings(read_document(article))
    span = slice(rating.evidence.start, rating.evidence.end)
    assert article.text[span] == "Leeds City Council was rated good."
    assert rating.evidence.rule == "grade_of_services"
    assert 0 < rating.evidence.confidence <= 1


def test_same_grade_told_again_is_one_row() -> None:
    text = "Leeds City Council was rated good.\nThe good rating pleased Leeds.\nOfsted judged Leeds to be good overall."
    assert [row_of(one) for one in ratings_of(text)] == ["Leeds; overall_effectiveness; good; current"]


def test_time_of_inspection_comes_from_elsewhere_in_the_text() -> None:
    text = "Leeds City Council was rated good.\nInspectors visited Leeds in October."
    (rating,) = ratings_of(text, date(2021, 11, 29))
    assert rating.inspected == "2021-10"


def test_month_without_a_year_stays_unknown_where_no_date_is_given() -> None:
    (rating,) = ratings_of("Leeds City Council was rated good.\nInspectors visited Leeds in October.")
    assert rating.inspected is None


@pytest.mark.parametrize(
    ("inspected", "framework"),
    [("May 2011", "slac"), ("May 2016", "sif"), ("May 2022", "ilacs"), ("May 2026", "ilacs_2026")],
)
def test_framework_is_that_of_the_inspection(inspected: str, framework: str) -> None:
    text = f"Services for looked-after children in Leeds were judged good after an inspection in {inspected}."
    assert [one.framework for one in ratings_of(text, date(2026, 9, 1))] == [framework]


def test_joint_grade_stands_for_both_areas_since_2023() -> None:
    text = "Leeds was rated good for children in care and care leavers after an inspection in May 2024."
    assert [one.judgement for one in ratings_of(text, date(2024, 7, 1))] == ["children_in_care", "care_leavers"]


def test_no_overall_grade_is_made_up_from_april_2026() -> None:
    text = (
        "Inspectors came in May 2026.\nLeeds children's services were rated good.\nLeadership at Leeds was outstanding."
    )
    assert [one.judgement for one in ratings_of(text, date(2026, 7, 1))] == ["leadership"]


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_without_error(text: str) -> None:
    article = Article(text[:40], (text, f"Leeds was rated good. {text}"))
    for rating in find_ratings(read_document(article)):
        assert 0 <= rating.evidence.start < rating.evidence.end <= len(article.text)


def test_time_grows_with_length_only() -> None:
    phrase = "Leeds City Council, good, inadequate, was rated (in 2019) to be "
    short, long = (seconds_to_read(phrase * times) for times in (150, 1200))
    assert long < 30 * short + 1


def seconds_to_read(text: str) -> float:
    begin = perf_counter()
    ratings_of(text)
    return perf_counter() - begin
