"""Who comes and goes, in which post and where: posts of other bodies, and whom "she" and "her" mean."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.leadership import find_leadership

DCS = "director_of_childrens_services"
OURS = "Medway Council's children's services"


def told(title: str, *paragraphs: str) -> set[tuple[str, str, str | None, str]]:
    article = Article(title, paragraphs, None, date(2024, 3, 22))
    return {(row.authority, row.role, row.person, row.event) for row in find_leadership(read_document(article))}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Medway academy trust in special measures", "Its chief executive, Ola Bram, has resigned."),
        ("Hospital in Medway failed by inspectors", "Chief executive Ola Bram left in January."),
        ("Medway fostering agency put on notice", "Ola Bram, who has run it since 2015, has stepped down."),
        ("Children's home in Medway to close", "The director, Ola Bram, has quit. He ran Medway's home for a year."),
    ],
)
def test_the_chief_of_another_body_leads_no_council(title: str, text: str) -> None:
    assert told(title, f"{text} Medway Council has no say in it.") == set()


def test_a_councils_director_is_told_even_in_a_schools_story() -> None:
    text = "Medway Council's director of children's services, Una Fife, has resigned."
    assert told("Medway school failed by Ofsted", text) == {("Medway", DCS, "Una Fife", "left")}


@pytest.mark.parametrize(
    "text",
    [
        "The department's adviser, Dame Una Fife, is stepping down. The director of children's services stays.",
        "Una Fife, who has chaired the board since 2021, stands down. Its director of children's services stays.",
        "The director of children's services spoke. The government's troubleshooter, Una Fife, left in May.",
        "Kestrel Care Group has made Una Fife its chief executive. It is no part of the council.",
    ],
)
def test_advisers_chairs_and_heads_of_companies_hold_no_post(text: str) -> None:
    assert told(OURS, text) == set()


def test_a_going_to_run_a_council_without_a_name_is_no_coming_here() -> None:
    text = "Director of children's services Sol Crane is leaving to become chief executive of a northern borough."
    assert told(OURS, text) == {("Medway", DCS, "Sol Crane", "leaving")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mr Sol Crane, chief executive, thanked Una Fife. She became director of children's services in May.",
            {("Medway", DCS, "Una Fife", "appointed")},
        ),
        (
            "Chief executive Mary Bram thanked the director of children's services, Peter Crane. He leaves in June.",
            {("Medway", DCS, "Peter Crane", "leaving")},
        ),
    ],
)
def test_he_and_she_mean_whom_they_can_mean(text: str, expected: set[tuple[str, str, str | None, str]]) -> None:
    assert told(OURS, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Una Fife, who has been in charge of children and young people's services since 2009, is retiring.",
            {("Medway", DCS, "Una Fife", "leaving")},
        ),
        (
            "The council is recruiting a director of children's services. Una Fife left the post in January.",
            {("Medway", DCS, "Una Fife", "left")},
        ),
        (
            "Tory leader Ned Shaw resigned on Monday. The director of children's services stays.",
            {("Medway", "council_leader", "Ned Shaw", "left")},
        ),
        (
            "Cabinet member Ned Shaw resigned on Monday after the report on children in care.",
            {("Medway", "lead_member", "Ned Shaw", "left")},
        ),
        (
            "Una Fife, hired as director of adult services, spoke. Her predecessor, Sol Crane, has retired.",
            set(),
        ),
    ],
)
def test_the_post_is_the_one_that_the_words_around_tell(
    text: str, expected: set[tuple[str, str, str | None, str]]
) -> None:
    assert told(OURS, text) == expected


def test_the_leader_who_dismisses_stays() -> None:
    text = "Lead member Ned Shaw was sacked from the cabinet by leader Una Fife."
    assert told(OURS, text) == {("Medway", "lead_member", "Ned Shaw", "left")}


def test_a_council_that_runs_anothers_services_keeps_its_own_director() -> None:
    text = (
        "Medway Council will lose control of its children's services. Kent's director, Una Fife, will become director "
        "of children's services there as well."
    )
    assert told("Kent to run Medway's children's services", text) == {("Medway", DCS, "Una Fife", "appointed")}


def test_a_line_that_links_to_another_story_tells_nothing_here() -> None:
    story = "Medway's children's services are good, said the director of children's services."
    assert told(OURS, story, "Council boss to leave Kent") == set()
