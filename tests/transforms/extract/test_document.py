from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import Document, read_document


def read(title: str, *paragraphs: str, home: str | None = None) -> Document:
    return read_document(Article(title, paragraphs), home_authority=home)


def test_story_is_about_the_council_it_is_full_of() -> None:
    document = read(
        "Kirklees praised",
        "Inspectors have praised Kirklees Council for its work with children and their families this year.",
        "Kirklees is doing better than it did. Its neighbours Leeds and Wakefield were inspected last year.",
    )
    assert document.subjects == ("Kirklees",)


def test_employer_of_a_person_is_no_subject() -> None:
    document = read(
        "Team visits Rutland",
        "A team led by the chief executive of Kent County Council has visited Rutland County Council for three days.",
    )
    assert document.subjects == ("Rutland",)


def test_home_authority_is_the_council_of_a_page_that_names_none() -> None:
    document = read("Peer review", "The council has had a review.", home="Haringey")
    assert document.subjects == ("Haringey",)
    assert document.authority_of(document.text.index("council")) == "Haringey"


@pytest.mark.parametrize(
    "furniture",
    [
        ("Related news", "Leeds wins a prize"),
        (
            "Social work jobs",
            "Social Worker",
            "Leeds City Council",
            "Grade 9 \u00a335,412 - \u00a339,152",
            "Recruiter: Leeds City Council",
        ),
        ("Most read", "Leeds school closes"),
        ("READ MORE: Leeds rated inadequate",),
        ("Comments (3)", "Leeds is worse!"),
        ("In other news: Leeds rated inadequate | Weather",),
    ],
)
def test_furniture_behind_the_story_is_left_out(furniture: tuple[str, ...]) -> None:
    story = "Rutland County Council has been told that its services for children have become much better this year."
    document = read("Rutland praised", story, story.replace("told", "informed"), *furniture)
    assert document.subjects == ("Rutland",)
    assert "Leeds" not in " ".join(one.text for one in document.sentences)


def test_statement_is_about_the_authority_named_before_it() -> None:
    document = read("Two councils", "Leeds is good. The council is proud.", "York is good too. The council is glad.")
    assert document.authority_of(document.text.index("proud")) == "Leeds"
    assert document.authority_of(document.text.index("glad")) == "York"


def test_sentence_at_a_place() -> None:
    document = read("Title", "One here. Two here.")
    assert document.sentence_at(document.text.index("Two")).text == "Two here."
    assert document.sentence_at(0).text == "Title"


def test_date_of_the_page_counts_before_the_one_given() -> None:
    article = Article("Title", ("Text.",), published=date(2020, 1, 1))
    assert read_document(article, published=date(2021, 1, 1)).published == date(2020, 1, 1)
    assert read_document(Article("Title", ("Text.",)), published=date(2021, 1, 1)).published == date(2021, 1, 1)
