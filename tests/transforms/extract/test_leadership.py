"""Comings and goings in the posts that lead children's services."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.leadership import find_leadership

DCS = "director_of_childrens_services"


def events(*paragraphs: str) -> list[tuple[str, str | None, str]]:
    article = Article("Medway Council's children's services", paragraphs, None, date(2024, 3, 22))
    return [(row.role, row.person, row.event) for row in find_leadership(read_document(article))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Medway Council has appointed Una Fife as its new director of children's services.",
            (DCS, "Una Fife", "appointed"),
        ),
        ("Una Fife has been named interim director of children's services.", (DCS, "Una Fife", "interim_appointed")),
        ("Una Fife, Medway's new permanent director of children's services, spoke.", (DCS, "Una Fife", "appointed")),
        ("The director of children's services, Una Fife, has announced she is leaving.", (DCS, "Una Fife", "leaving")),
        (
            "Medway's director of children's services Una Fife has quit with immediate effect.",
            (DCS, "Una Fife", "left"),
        ),
        ("Cllr Ned Shaw has stepped down as cabinet member for children.", ("lead_member", "Ned Shaw", "left")),
        ("Cllr Ned Shaw, leader of Medway Council, is not standing again.", ("council_leader", "Ned Shaw", "leaving")),
        ("Cllr Ned Shaw was elected leader of Medway Council.", ("council_leader", "Ned Shaw", "appointed")),
        ("Medway's chief executive is to retire in the summer.", ("chief_executive", None, "leaving")),
        ("The resignation of chief executive Ola Bram was accepted.", ("chief_executive", "Ola Bram", "left")),
        ("The outgoing chief executive, Ola Bram, spoke.", ("chief_executive", "Ola Bram", "leaving")),
        ("The job of director of children's services has gone to Una Fife.", (DCS, "Una Fife", "appointed")),
    ],
)
def test_reads_one_event(sentence: str, expected: tuple[str, str | None, str]) -> None:
    assert events(sentence) == [expected]


def test_reads_successor_and_predecessor() -> None:
    found = events(
        "Medway Council has confirmed Una Fife as permanent director of children's services.",
        "She replaces Sol Crane, who has held the post on an interim basis and leaves at the end of June.",
    )
    assert found == [(DCS, "Una Fife", "appointed"), (DCS, "Sol Crane", "leaving")]


def test_reads_both_sides_of_being_succeeded() -> None:
    found = events("Chief executive Ola Bram, who retires in May, will be succeeded by Rex Holt.")
    assert sorted(found, key=str) == [
        ("chief_executive", "Ola Bram", "leaving"),
        ("chief_executive", "Rex Holt", "appointed"),
    ]


def test_gives_a_nameless_event_the_name_that_follows() -> None:
    found = events("The council has appointed a new director of children's services.", "Una Fife will start in May.")
    assert found == [(DCS, "Una Fife", "appointed")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Medway's director of children's services, Una Fife, said inadequate had been left behind.",
        "Una Fife, director of children's services, who remains in charge, welcomed the report.",
        "Opposition councillors have called on council leader Ned Shaw to resign.",
        "Council leader Ned Shaw refused to step down.",
        "The government has appointed Ola Bram as commissioner for children's services.",
        "The council has appointed Ola Bram, director of children's services at Leeds, as its improvement adviser.",
        "Charity chief executive Ola Bram is to step down.",
        "The assistant director for safeguarding, Ola Bram, has left the council.",
        "The chief executive is going to chair the board from May.",
    ],
)
def test_reads_no_event(sentence: str) -> None:
    assert events(sentence) == []


def test_evidence_is_the_sentence() -> None:
    article = Article("Medway news", ("All is well. Medway's chief executive, Ola Bram, has resigned.",))
    document = read_document(article)
    (row,) = find_leadership(document)
    assert document.text[row.evidence.start : row.evidence.end] == "Medway's chief executive, Ola Bram, has resigned."
    assert row.evidence.rule.startswith("leadership.")
    assert 0 < row.evidence.confidence <= 1


@pytest.mark.parametrize(("mark", "space"), [("’", " "), ("'", "\u00a0"), ("‘", "  ")])
def test_quote_style_and_white_space_change_nothing(mark: str, space: str) -> None:
    sentence = "Medway's director of children's services, Una Fife, is to leave her post at the end of May."
    dressed = sentence.replace("'", mark).replace(" post", f"{space}post")
    assert events(dressed) == events(sentence)
