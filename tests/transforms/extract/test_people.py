"""Persons and their posts."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.people import PersonMention
from transforms.extract.speech import read_speech

TITLE = "Medway Council's children's services"


def people(*paragraphs: str) -> tuple[PersonMention, ...]:
    return read_speech(read_document(Article(TITLE, paragraphs, None, date(2024, 3, 22)))).people


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
    first = people(sentence)[0]
    assert (first.name, first.role) == (name, role)


def test_knows_a_person_again_by_surname_and_first_name() -> None:
    found = people("Chief executive Nora Platt said so.", "Ms Platt was firm.", "Platt added more.", "Nora told staff.")
    assert [one.name for one in found] == ["Nora Platt"] * 4
    assert {one.role for one in found} == {"chief_executive"}


@pytest.mark.parametrize(
    "sentence",
    ["Medway Town Hall is open.", "The Department for Education said no.", "Children First Medway runs on Monday."],
)
def test_takes_no_place_or_body_for_a_person(sentence: str) -> None:
    assert people(sentence) == ()


def test_a_former_post_is_no_role() -> None:
    first = people("Cllr Olga Reid, a former director of children's services in Kent, spoke.")[0]
    assert first.role is None
