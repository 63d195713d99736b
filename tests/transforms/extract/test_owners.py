"""Whose a grade is where its sentence names others by the way."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.ratings import find_ratings

STORY = "Dorset Council wants to do better by its young people, and its members have agreed a plan for the next year."


def owners(title: str, *paragraphs: str) -> set[tuple[str, str]]:
    document = read_document(Article(title, (*paragraphs, STORY), published=date(2023, 3, 1)))
    return {(one.authority, one.grade) for one in find_ratings(document)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In neighbouring Devon, children's services were rated inadequate last year.", ("Devon", "inadequate")),
        ("Over in Wiltshire the service is rated good by Ofsted.", ("Wiltshire", "good")),
        (
            "Inspectors had judged children's services inadequate overall, and it was told to make a pact with Devon.",
            ("Dorset", "inadequate"),
        ),
        (
            "Ofsted rated children's services good overall, which it owes in part to the link with Devon.",
            ("Dorset", "good"),
        ),
    ],
)
def test_grade_is_the_topics(sentence: str, expected: tuple[str, str]) -> None:
    assert expected in owners("Plan for Dorset", STORY, sentence)


def test_grade_is_not_that_of_a_partner_named_behind() -> None:
    sentence = "Ofsted's report had found services inadequate overall, and there would be a partnership with Devon."
    assert "Devon" not in {authority for authority, _ in owners("Plan for Dorset", STORY, sentence)}


def test_grade_for_the_partner_itself_is_the_partners() -> None:
    sentence = "Ofsted gave a good rating to Devon in June."
    assert ("Devon", "good") in owners("Plan for Dorset", STORY, sentence)


def test_city_beside_a_county_has_its_own_grade() -> None:
    sentence = "The county's children's services are rated good; the city was told it requires improvement."
    found = owners("Two reports", "Derby City Council and Derbyshire County Council were inspected.", sentence)
    assert {("Derbyshire", "good"), ("Derby", "requires_improvement")} <= found


def test_county_that_only_says_where_a_council_lies_has_no_grade() -> None:
    sentence = "The report gives the Wiltshire borough an inadequate rating for children's services."
    document = read_document(Article("Swindon slides", (f"Swindon was inspected in May. {sentence}",)))
    assert {one.authority for one in find_ratings(document)} == {"Swindon"}
