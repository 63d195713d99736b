"""Whose a grade is: another council's, a provider's, another service's, or that of a story's own council."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract import extract_facts
from transforms.facts import Facts

DAY = date(2024, 6, 20)
COUNCIL = "Rotherham Council has had its children's services inspected again.\n"


def read(text: str, title: str = "News") -> Facts:
    return extract_facts(Article(title, tuple(text.strip().split("\n")), published=DAY))


def grades_of(text: str, title: str = "News") -> set[tuple[str, str, str, str]]:
    return {(one.authority, one.service, one.judgement, one.grade) for one in read(text, title).ratings}


def overall(authority: str, grade: str, service: str = "childrens_services") -> tuple[str, str, str, str]:
    return authority, service, "overall_effectiveness", grade


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("Neighbouring Barnsley was told last spring that its services were good.", overall("Barnsley", "good")),
        ("The neighbouring city of Sheffield was also rated good.", overall("Sheffield", "good")),
        ("Children in Rotherham are getting a 'good' service, Ofsted has found.", overall("Rotherham", "good")),
        ("Requires improvement, June 2023.", overall("Rotherham", "requires_improvement")),
        ("Still inadequate, said Ofsted.", overall("Rotherham", "inadequate")),
    ],
)
def test_a_grade_is_given_to_the_council_told_of(sentence: str, row: tuple[str, str, str, str]) -> None:
    assert grades_of(COUNCIL + sentence) == {row}


def test_it_goes_back_over_a_sentence_that_names_nobody() -> None:
    text = COUNCIL + (
        "Then there is Barnsley. It had a visit from inspectors in March. It was rated inadequate by Ofsted in May."
    )
    assert grades_of(text) == {overall("Barnsley", "inadequate")}


@pytest.mark.parametrize(
    "sentence",
    [
        "Ofsted hails Wickersley High as outstanding.",
        "Outstanding? Inadequate, some will say.",
    ],
)
def test_a_school_and_a_guess_give_no_grade(sentence: str) -> None:
    assert grades_of(COUNCIL + sentence) == set()


def test_a_council_without_a_name_gives_no_grade() -> None:
    text = COUNCIL + (
        "The director starts in May.\nShe is known to many.\nShe likes hill walking.\n"
        "She spent six years at a southern city whose department was rated inadequate."
    )
    assert grades_of(text) == set()


def test_another_service_is_left_when_another_council_is_named() -> None:
    text = (
        "Rotherham Council's children's services were rated good by Ofsted in May.\n"
        "Its adult social care was rated outstanding by the Care Quality Commission.\n"
        "Barnsley, next door, has kept its good rating."
    )
    assert grades_of(text) == {
        overall("Rotherham", "good"),
        overall("Rotherham", "outstanding", "adult_social_care"),
        overall("Barnsley", "good"),
    }


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Fostering agency told to stop after inadequate grade",
            "An agency that finds foster homes across Devon has been rated inadequate by Ofsted.\nIt was told to stop.",
        ),
        (
            "Academy trust boss resigns after inadequate reports",
            "The head of an academy trust with four schools in Kent has resigned after two were rated inadequate.",
        ),
        (
            "Police force inadequate at keeping children safe",
            "The police in Durham have been found inadequate by inspectors of the constabulary this week.",
        ),
    ],
)
def test_a_providers_story_is_about_no_council(title: str, text: str) -> None:
    facts = read(text, title)
    assert (facts.relevant, facts.subjects, facts.ratings, facts.leadership) == (False, (), (), ())


def test_a_council_in_the_headline_keeps_its_story() -> None:
    text = (
        "Schools in Kent were praised, but the council's children's services were rated inadequate by Ofsted.\n"
        "Kent County Council apologised."
    )
    assert read(text, "Council rated inadequate weeks after schools are praised").subjects == ("Kent",)


def test_the_nameplate_of_a_paper_is_no_subject() -> None:
    text = (
        "BBC News\nCambridgeshire\nThe chief executive of Peterborough City Council is to leave after an inspection.\n"
        "Ofsted rated the services inadequate."
    )
    assert read(text).subjects == ("Peterborough",)


def test_a_council_of_a_wider_area_is_not_the_city_of_its_name() -> None:
    text = "Tameside is to get a commissioner.\nThe Greater Manchester council was rated inadequate by Ofsted in May."
    assert grades_of(text) == {overall("Tameside", "inadequate")}


def test_a_short_name_of_a_trust_means_its_councils() -> None:
    text = "Northamptonshire trust's services were rated good by Ofsted last week."
    assert grades_of(text) == {overall("North Northamptonshire", "good"), overall("West Northamptonshire", "good")}
