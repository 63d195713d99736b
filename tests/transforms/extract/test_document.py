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


def test_employer_is_the_subject_of_a_text_that_names_nobody_else() -> None:
    document = read("He goes", "The director of children's services at Rutland has resigned after three years there.")
    assert document.subjects == ("Rutland",)


@pytest.mark.parametrize(
    "aside",
    [
        "Before that she was director of people services in Derby.",
        "He is off to Derby in May.",
        "Nine councils were asked, Derby and Leeds among them.",
        "It is no worse than Derby.",
    ],
)
def test_authority_named_in_passing_is_no_subject(aside: str) -> None:
    story = "Rutland County Council has been told that its services for children have become much better this year."
    assert read("Praise", story, aside).subjects == ("Rutland",)


def test_authorities_that_open_lines_of_a_list_are_subjects() -> None:
    opening = "The department has commissioners in three authorities, the minister told the House of Lords on Monday."
    document = read("Written answer", opening, "Sandwell: Ann Field.", "Kirklees: Bob Moor.", "Leeds: Cat Dale.")
    assert document.subjects == ("Kirklees", "Leeds", "Sandwell")


def test_party_of_a_council_names_the_council() -> None:
    document = read("Thurrock Tories pick leader", "The council's finances were taken over by Essex on Friday.")
    assert "Thurrock" in document.subjects


def test_nickname_follows_the_authority_that_the_text_names() -> None:
    document = read("Vote", "The Isle of Wight has voted. The Island is glad, says Hampshire.")
    assert [one.authority for one in document.mentions] == ["Isle of Wight", "Isle of Wight", "Hampshire"]
    assert read("Vote", "The Island is glad.").mentions == ()


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
        ("READ MORE:", "Leeds school closes", "Leeds is inadequate, says Ofsted"),
        ("Want the news? Sign up to our newsletter", "Leeds services still inadequate: full story"),
        ("My sister works for Leeds and it is worse there. Posted by Bob, Oakham",),
        ("More politics", "Leeds councillors quit"),
        ("Don't miss: Leeds school inadequate", "Don't miss: Leeds shops close"),
        ("Council news | Leeds academy rated inadequate | Weather",),
        ("Jobs: Director, Leeds City Council; Solicitor, Leeds City Council",),
        ("Headlines: Leeds rated inadequate",),
        ("Promoted stories: Leeds is best",),
    ],
)
def test_furniture_behind_the_story_is_left_out(furniture: tuple[str, ...]) -> None:
    story = "Rutland County Council has been told that its services for children have become much better this year."
    document = read("Rutland praised", story, story.replace("told", "informed"), *furniture)
    assert document.subjects == ("Rutland",)
    assert "Leeds" not in " ".join(one.text for one in document.sentences)


def test_story_goes_on_behind_a_link_to_another_one() -> None:
    story = "Rutland County Council has been told that its services for children have become much better this year."
    document = read(
        "Praise", story, story.replace("told", "informed"), "READ MORE:", "Leeds school closes", "It is so."
    )
    assert [one.text for one in document.sentences][-1] == "It is so."
    assert "Leeds" not in " ".join(one.text for one in document.sentences)


def test_rows_of_a_table_are_no_links() -> None:
    document = read("Grades", "This is how it went.", "Area | Grade", "Care leavers | Good", "Leaders | Good")
    assert [one.text for one in document.sentences][-2:] == ["Care leavers | Good", "Leaders | Good"]


def test_line_under_a_menu_is_part_of_the_story() -> None:
    document = read(
        "Praise", "Home | News | Jobs", "Rutland is better than it was, inspectors say", "It has grown." * 9
    )
    assert any("Rutland" in one.text for one in document.sentences)


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
