"""Whom a story of several councils is about, and one that names its council only as somebody's employer."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract import extract_facts
from transforms.extract.document import read_document

LONG = "It said that the work of the past year had been thorough and that families could see the difference."
STORIES = (
    f"Ministers set out on Tuesday who is to help whom, and with how much money. {LONG}",
    "Bolton, where the service was found to be good in 2019, will lend its managers to others. " + LONG,
    "In Reading a new team starts in May, and the borough hopes that it will stay for years. " + LONG,
    "- Dudley is to be visited by officers from Essex, whose own service has long been well thought of.",
)


def subjects(title: str, *paragraphs: str, published: date | None = date(2021, 5, 1)) -> tuple[str, ...]:
    return read_document(Article(title, paragraphs, published=published)).subjects


@pytest.mark.parametrize(
    "title",
    [
        "Town halls told how they will be helped",
        "Struggling authorities to learn from the best",
        "Which councils are being helped?",
        "Help for children's services in the North West and beyond",
        "Boroughs that ask for help will get it",
    ],
)
def test_those_that_paragraphs_open_with_are_subjects_where_the_headline_tells_of_councils(title: str) -> None:
    assert {"Bolton", "Reading", "Dudley"} <= set(subjects(title, *STORIES))


@pytest.mark.parametrize(
    "title",
    [
        "Bolton shows other councils how it is done",
        "Two councils get a new start",
        "A council gets a new start",
    ],
)
def test_headline_that_names_one_or_counts_them_makes_no_subjects(title: str) -> None:
    body = "Bolton Council has a new chair of its board. Bolton Council says that Bolton has waited for her for long."
    assert "Reading" not in subjects(title, body, *STORIES)


def test_name_far_into_its_paragraph_is_no_subject() -> None:
    late = "Among those who have asked for the minister's patience in the matter of money is also Luton, for one."
    assert "Luton" not in subjects("Councils told how they will be helped", *STORIES, late)


def test_links_to_other_pages_head_no_parts() -> None:
    story = f"Doncaster Council runs its own services again. Doncaster was once served by a trust. {LONG}"
    assert subjects("Doncaster: a history", story, "See also", "Slough", "Kirklees", "Birmingham") == ("Doncaster",)


def test_parts_with_a_story_each_are_subjects() -> None:
    found = subjects("What was said", "Slough", f"Inspectors came in May. {LONG}", "Kirklees", f"They left. {LONG}")
    assert found == ("Kirklees", "Slough")


def test_partner_named_by_the_way_does_not_share_in_a_trusts_story() -> None:
    lead = "Achieving for Children, which the borough owns together with Kingston, will be left in the spring."
    more = f"Achieving for Children has 800 staff. Windsor and Maidenhead Council voted for it on Monday. {LONG}"
    assert subjects("Windsor and Maidenhead to leave company", lead, more) == ("Windsor and Maidenhead",)


def test_employer_that_a_story_opens_with_is_its_subject_if_nobody_else_is() -> None:
    lead = "The chief executive of Luton Borough Council is to go after a bad report on its work with children."
    more = f"He once was a director of children's services in Kent. The city never knew him well. {LONG}"
    assert subjects("Council boss to go", lead, more) == ("Luton",)


@pytest.mark.parametrize("verb", ["judged", "rated", "graded", "found", "deemed"])
def test_grade_that_had_been_given_is_no_new_verdict(verb: str) -> None:
    text = (
        "The panel was told how the service for children in Dudley has changed since the inspection by Ofsted.",
        f"At that inspection overall effectiveness of Dudley's children's services had been {verb} inadequate.",
        f"Dudley Council has since hired forty social workers. {LONG}",
    )
    facts = extract_facts(Article("Dudley: panel hears of change", text), published=date(2019, 7, 20))
    assert "inspection_result" not in facts.kinds


def test_leader_who_goes_this_week_is_news_far_down_a_text() -> None:
    text = (
        "Social workers of Dudley Council's children's services have moved into an office by the canal.",
        *([LONG] * 7),
        "Today Ann Pell, Dudley's director of children's services, told colleagues that she will retire in autumn.",
    )
    kinds = extract_facts(Article("An office by the canal", text), published=date(2019, 7, 20)).kinds
    assert "leadership_change" in kinds
