"""Whom a story is about: its page's own council, those that head its parts, and nobody named by the way."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import Document, read_document

LONG = "It said that the work of the past year had been thorough and that families could see the difference."


def read(title: str, *paragraphs: str, published: date | None = date(2024, 5, 1)) -> Document:
    return read_document(Article(title, paragraphs, published=published))


def test_council_whose_name_heads_the_page_is_the_subject() -> None:
    story = "Peers from Havering and Barking visited in May. Barking had asked for the same, and so had Havering."
    assert read("Minutes of the parenting panel", "London Borough of Redbridge", "Item 4", story).subjects == (
        "Redbridge",
    )


@pytest.mark.parametrize("plate", ["BBC News, Derby", "Home | Derby | Nottingham", "Derby Telegraph newsroom"])
def test_place_in_a_papers_nameplate_is_no_subject(plate: str) -> None:
    story = f"Derbyshire County Council has had its report on fostering. {LONG}"
    assert read("Families feel let down", plate, story).subjects == ("Derbyshire",)


@pytest.mark.parametrize(
    "by_the_way",
    [
        "The review was led by Helen Marsh, of Kent, and by Robert Teal of Medway.",
        "The tie with Kent ends in June, and the separation from Kent will cost little.",
        "He runs children's services at Kent and ran a department in Kent before that.",
        "Her counterpart in Kent, a friend of hers, was at the meeting as well.",
        "The team came from Kent and Medway, and support from Kent and Medway goes on.",
    ],
)
def test_authority_named_by_the_way_is_no_subject(by_the_way: str) -> None:
    story = f"Bexley Council has a new plan for young people in care. {LONG} Bexley wants it ready soon."
    assert read("Plan for children in care", story, by_the_way, LONG).subjects == ("Bexley",)


def test_company_of_several_councils_weighs_no_more_than_one() -> None:
    body = "Achieving for Children, which serves Richmond and Kingston, has offered a team to help with hiring."
    story = f"Merton LBC was marked down this week. {LONG}"
    assert read("A borough's fall", story, LONG, LONG, LONG, body, "Merton is to reply in June.").subjects == (
        "Merton",
    )


def test_every_council_that_heads_a_part_of_a_round_up_is_a_subject() -> None:
    parts = (
        *("Hull", f"Hull City Council has a new director. Hull is pleased. {LONG}"),
        *("Lancashire", "Its director leaves in June."),
        *("Bristol", "No news here."),
    )
    assert read("Who goes where", *parts).subjects == ("Bristol", "Hull", "Lancashire")


@pytest.mark.parametrize("words", ["the Wiltshire borough", "the Wiltshire town", "the Wiltshire council"])
def test_county_in_which_a_council_lies_is_not_named(words: str) -> None:
    document = read("Swindon slips", f"Swindon Borough Council has had a poor report, and {words} accepts it. {LONG}")
    assert {one.authority for one in document.mentions} == {"Swindon"}


def test_county_named_for_itself_keeps_its_later_namings() -> None:
    document = read("Two reports", "Wiltshire Council and Swindon were inspected. The Wiltshire council did better.")
    assert [one.authority for one in document.mentions] == ["Wiltshire", "Swindon", "Wiltshire"]


def test_authority_that_is_no_county_is_named_by_its_press_form() -> None:
    document = read("Two cities", "Leeds and York were inspected. The Sheffield council was not.")
    assert "Sheffield" in {one.authority for one in document.mentions}


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("An adviser was assigned to the city by ministers.", "Plymouth"),
        ("The county's own services are good.", "Devon"),
        ("Life in the city is hard.", None),
        ("The city centre was quiet.", None),
    ],
)
def test_only_city_or_county_of_a_text_is_meant_by_that_word(sentence: str, named: str | None) -> None:
    document = read("Neighbours", "Plymouth City Council has asked Devon County Council for help.", sentence)
    told = document.mentions_in(document.sentences[-1])
    assert [one.authority for one in told] == ([named] if named else [])


@pytest.mark.parametrize(
    ("form", "named"),
    [
        ("North and West Northamptonshire", ["North Northamptonshire", "West Northamptonshire"]),
        ("East and West Sussex", ["East Sussex", "West Sussex"]),
        ("Cheshire East and West Sussex", ["Cheshire East", "West Sussex"]),
    ],
)
def test_form_of_two_authorities_names_both(form: str, named: list[str]) -> None:
    document = read("Two reports", f"Inspectors came to {form} in June.")
    assert [one.authority for one in document.mentions] == named


def test_island_is_its_council_in_small_letters_too() -> None:
    document = read("Ties cut", "The Isle of Wight was helped by Hampshire. Inspectors came to the island in May.")
    assert [one.authority for one in document.mentions] == ["Isle of Wight", "Hampshire", "Isle of Wight"]
