"""Grades told without a verb of judging or a subject beside them, and words of grades that tell none."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.ratings import find_ratings

LEAD = "Ofsted has published its report on children's services at Dudley Council."


def graded(sentence: str) -> set[str]:
    article = Article("Children's services", (LEAD, sentence), published=date(2023, 3, 6))
    ratings = find_ratings(read_document(article))
    assert {one.authority for one in ratings} <= {"Dudley"}
    return {f"{one.judgement}; {one.grade}" for one in ratings}


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        ("Dudley came out of it after a long spell as requires improvement.", {"overall_effectiveness"}),
        ("For the council it is a long climb from the requires improvement of 2018.", {"overall_effectiveness"}),
        (
            "Three years on the council is still living with the requires improvement of 2019.",
            {"overall_effectiveness"},
        ),
        ("The position of the council in brief: requires improvement.", {"overall_effectiveness"}),
    ],
)
def test_words_that_only_name_a_grade_need_no_subject_beside_them(sentence: str, rows: set[str]) -> None:
    assert graded(sentence) == {f"{one}; requires_improvement" for one in rows}


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        ("Dudley has had good services since 2016.", {"overall_effectiveness; good"}),
        (
            "Dudley. Outstanding (May 2022): leaders and care leavers.",
            {"leadership; outstanding", "care_leavers; outstanding"},
        ),
        ("Leadership, in the eyes of the team, good.", {"leadership; good"}),
        ("Outstanding is what Dudley has become.", {"overall_effectiveness; outstanding"}),
    ],
)
def test_good_and_outstanding_need_no_verb_of_judging(sentence: str, rows: set[str]) -> None:
    assert graded(sentence) >= rows


@pytest.mark.parametrize(
    "sentence",
    [
        "Parking at County Hall in Dudley is inadequate.",
        "In Dudley, staff say the lift in the civic centre requires improvement.",
        "Of 140 councils, nine are inadequate, and Dudley is not among them.",
        "The council spent £2m on offices with inadequate services for visitors.",
        "Staff at Dudley Council do a lot of good.",
        "The canteen at the council is good.",
        "The council's website requires improvement.",
        "There is much at the council that is good.",
    ],
)
def test_things_of_a_council_are_not_graded(sentence: str) -> None:
    assert graded(sentence) == set()
