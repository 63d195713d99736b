"""Steps of intervention by the rarer words for them, who the person is, and whoever only seems to be that person."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.interventions import find_interventions

OPENING = "Ofsted inspectors have rated children's services at Rochdale council inadequate."


def steps(*paragraphs: str) -> list[str]:
    article = Article("Rochdale children's services rated inadequate", (OPENING, *paragraphs))
    rows = find_interventions(read_document(article, published=date(2024, 6, 20)))
    return sorted(f"{row.type} {row.when}" + (f": {row.person}" if row.person else "") for row in rows)


ADVISER = "adviser_appointed current: Paul Venn"
COMMISSIONER = "commissioner_appointed current: Joan Peel"
GONE = ["commissioner_appointed previous: Joan Peel", "commissioner_ended current: Joan Peel"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Paul Venn has agreed to serve as the council's improvement adviser.", [ADVISER]),
        ("The department has kept on Paul Venn as its improvement adviser.", [ADVISER]),
        ("Whitehall has sent in Joan Peel as commissioner for children's services.", [COMMISSIONER]),
        ("Joan Peel, once director in Leeds, is to be the council's commissioner, the DfE said.", [COMMISSIONER]),
        ("A troubleshooter, Joan Peel, has been sent in by the government.", [COMMISSIONER]),
        ("Joan Peel has accepted the post of commissioner at the request of the education secretary.", [COMMISSIONER]),
        ("The DfE has called time on the work of its commissioner, Joan Peel.", GONE),
        ("An improvement board has been brought together under Ann Lowe.", ["improvement_board_established current"]),
        ("An improvement board chaired from outside oversees it.", ["improvement_board_established current"]),
        ("A wholly owned council company took over the services.", ["trust_established current"]),
        ("The government says that a children's trust remains firmly on the table.", ["trust_established proposed"]),
        ("The statutory direction has been extended by the department.", ["direction_issued current"]),
    ],
)
def test_rarer_words_tell_the_step_and_the_person(sentence: str, expected: list[str]) -> None:
    assert steps(sentence) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        "The DfE's commissioner, Sir Alan Holt, stays on. Director Mary Dunn has had enough; she departs in April.",
        "Commissioners under Sir Alan Holt run the finances. Mary Dunn thanked her staff. She is to leave in May.",
        "The Department for Education sent a commissioner in May. Coun Mary Dunn resigned as leader on Monday.",
    ],
)
def test_somebody_else_who_leaves_is_no_commissioner(paragraph: str) -> None:
    assert not [step for step in steps(paragraph) if step.startswith("commissioner_ended")]


def test_end_is_read_behind_what_is_told_by_the_way() -> None:
    sentence = (
        "The commissioner sent in by the Department for Education in 2021, after two reports that found children "
        "left in danger by the people paid to protect them, was withdrawn last week."
    )
    assert "commissioner_ended current" in steps(sentence)


def test_one_verb_of_coming_and_one_of_going_make_two_steps() -> None:
    text = "The DfE chose Joan Peel as commissioner. She was appointed in March 2022 and left in December 2023."
    assert any(step.startswith("commissioner_ended") for step in steps(text))


@pytest.mark.parametrize(
    "sentence",
    [
        "The play was staged under the direction of Mary Dunn.",
        "The council's improvement and assurance board oversees its budget.",
        "Trading standards sent formal notices to two shops.",
        "A cafe in the town was handed a statutory notice over its drains.",
    ],
)
def test_false_friends_of_the_rarer_words(sentence: str) -> None:
    assert steps(sentence) == []
