"""Persons, their posts, and who is speaking."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import Document, read_document
from transforms.extract.people import PersonMention, find_people
from transforms.extract.speech import read_speech


def document(*paragraphs: str, title: str = "Medway Council's children's services") -> Document:
    return read_document(Article(title, paragraphs, None, date(2024, 3, 22)))


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("Cllr Ada Quill, leader of the council, said it was fair.", "Ada Quill", "council_leader"),
        ("The director of Children's Services, Bea Marl, has written.", "Bea Marl", "director_of_childrens_services"),
        ('Portfolio holder for children\'s services, Cllr Cy Tarn said: "Fine."', "Cy Tarn", "lead_member"),
        (
            '"Fair," said Dov Elm, the Council\'s Corporate Director for Children and Families.',
            "Dov Elm",
            "director_of_childrens_services",
        ),
        ("Medway Council's chief executive Eve O'Rourke-Hay said so.", "Eve O'Rourke-Hay", "chief_executive"),
        ("Coun Fay McAdam, cabinet member for education and children's services, agreed.", "Fay McAdam", "lead_member"),
        ("The children's minister, Guy Lund, said so.", "Guy Lund", "minister"),
        ("Labour group leader Hal Pym said so.", "Hal Pym", "opposition"),
        ("Assistant director Ida Roe said so.", "Ida Roe", "assistant"),
        ("Charity chief executive Jo Vane said so.", "Jo Vane", "outside"),
        ("Cllr Kit Young, the leader, said so.", "Kit Young", "council_leader"),
        ("JANE Moss, interim director of children's services, said so.", "Jane Moss", "director_of_childrens_services"),
    ],
)
def test_reads_name_and_role(sentence: str, name: str, role: str) -> None:
    first = find_people(document(sentence))[0]
    assert (first.name, first.role) == (name, role)


def test_knows_a_person_again_by_surname_and_first_name() -> None:
    text = document(
        "Chief executive Nora Platt said so.", "Ms Platt was firm.", "Platt added more.", "Nora told staff."
    )
    assert [one.name for one in find_people(text)] == ["Nora Platt"] * 4
    assert {one.role for one in find_people(text)} == {"chief_executive"}


@pytest.mark.parametrize(
    "sentence",
    ["Medway Town Hall is open.", "The Department for Education said no.", "Children First Medway runs on Monday."],
)
def test_takes_no_place_or_body_for_a_person(sentence: str) -> None:
    assert find_people(document(sentence)) == []


def test_a_former_post_is_no_role() -> None:
    people = find_people(document("Cllr Olga Reid, a former director of children's services in Kent, spoke."))
    assert people[0].role is None


QUOTES = [('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'")]


def speaker_at(text: Document, pos: int) -> PersonMention | None:
    said = read_speech(text).at(pos)
    return said.speaker.person if said else None


@pytest.mark.parametrize(("left", "right"), QUOTES)
def test_a_quotation_runs_on_over_paragraphs(left: str, right: str) -> None:
    text = document(
        f"Cllr Ada Quill, cabinet member for children, said: {left}It is fair.",
        f"{left}We know what to do.{right}",
        f"{left}It is late,{right} said chief executive Bo Tarn.",
        f"{left}But not too late.{right}",
    )
    speakers = [speaker_at(text, text.text.index(words)) for words in ("is fair", "We know", "is late", "not too late")]
    assert [one.name if one else None for one in speakers] == ["Ada Quill", "Ada Quill", "Bo Tarn", "Bo Tarn"]


def test_what_follows_a_line_ending_in_a_colon_is_that_persons() -> None:
    text = document("Speaking today, Councillor Ada Quill, leader of Medway Council, said:", "“We will act.”")
    found = speaker_at(text, text.text.index("We will"))
    assert found is not None
    assert found.name == "Ada Quill"


def test_a_pronoun_means_the_last_speaker() -> None:
    text = document("Chief executive Bo Tarn said it was late.", '"We will act," he added.')
    found = speaker_at(text, text.text.index("We will"))
    assert found is not None
    assert found.name == "Bo Tarn"


def test_a_report_is_nobody() -> None:
    text = document("Chief executive Bo Tarn spoke.", '"Leaders will need to act," says the report.')
    assert speaker_at(text, text.text.index("Leaders")) is None


def test_plain_narration_has_no_speaker() -> None:
    text = document("Chief executive Bo Tarn said it was late.", "The council meets in May.")
    assert speaker_at(text, text.text.index("meets")) is None
