"""Whose step it is that a sentence tells without a name, and what else the text says that decides when it was."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.interventions import find_interventions

TITLE = "Rochdale children's services rated inadequate"
OPENING = "Ofsted inspectors have rated children's services at Rochdale council inadequate."


def rows(*paragraphs: str, title: str = TITLE) -> list[str]:
    document = read_document(Article(title, paragraphs), published=date(2024, 6, 20))
    found = find_interventions(document)
    return sorted(f"{one.authority}: {one.type} {one.when}" + (f" {one.person}" if one.person else "") for one in found)


def steps(*sentences: str) -> list[str]:
    return [one.removeprefix("Rochdale: ") for one in rows(OPENING, *sentences)]


def test_what_goes_on_from_another_council_is_told_of_that_council() -> None:
    aside = "Dorset has been there. Ministers gave it an improvement notice in 2012. The notice was lifted in 2014."
    assert rows(OPENING, aside) == [
        "Dorset: improvement_notice_issued previous",
        "Dorset: improvement_notice_lifted previous",
    ]


def test_the_next_paragraph_is_about_the_subject_again() -> None:
    told = rows(OPENING, "Dorset has been there before.", "The department has issued an improvement notice.")
    assert told == ["Rochdale: improvement_notice_issued current"]


def test_of_two_councils_named_together_the_failing_one_is_meant() -> None:
    told = rows(
        "Ofsted found children's services in Rochdale inadequate.",
        "Trafford is to run children's services in Rochdale, with one director for Rochdale and Trafford.",
        "The government has issued a statutory direction to put this into force.",
        title="Trafford to run children's services in Rochdale",
    )
    assert told == ["Rochdale: direction_issued current"]


def test_a_row_of_councils_has_the_step_each() -> None:
    told = rows(OPENING, "Dorset and Devon are among those under a statutory direction.")
    assert told == ["Devon: direction_issued current", "Dorset: direction_issued current"]


def test_a_partner_of_whom_more_is_told_has_the_step() -> None:
    told = rows(OPENING, "Rochdale will work with Dorset, where ministers issued an improvement notice in March.")
    assert told == ["Dorset: improvement_notice_issued current"]


def test_a_link_that_is_only_the_name_of_a_trust_tells_nothing() -> None:
    assert rows(OPENING, "See also", "Sandwell Children's Trust", "Doncaster Children's Services Trust") == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A statutory direction was made in 2021 and continues to apply.", ["direction_issued current"]),
        ("An improvement notice was issued in 2020.", ["improvement_notice_issued previous"]),
        (
            "The council was inspected in 2019, and received an improvement notice in January.",
            ["improvement_notice_issued current"],
        ),
        ("An independent improvement board was set up in 2016.", ["improvement_board_established previous"]),
        ("The MP called on the government to appoint a commissioner.", ["commissioner_appointed proposed"]),
        ("Commissioners have been running the finances of the council.", ["commissioner_appointed current"]),
        ("The adviser continues to chair the improvement board.", []),
        ("An adviser from the Local Government Association has been appointed.", []),
        ("The chief executive quits as commissioners arrive.", []),
        ("Ministers have sent in a commissioner, and the director of children's services said she would leave.", None),
    ],
)
def test_words_beside_decide_when_it_was_and_whether_it_is_one(sentence: str, expected: list[str] | None) -> None:
    found = steps(sentence)
    assert found == expected if expected is not None else not any("ended" in one for one in found)


def test_to_be_out_of_intervention_one_day_ends_nothing() -> None:
    notice = "The department has issued an improvement notice."
    assert steps(notice, "The leader said the council will be out of intervention by 2027.") == [
        "improvement_notice_issued current"
    ]


def test_a_commissioner_is_known_by_title_and_first_name() -> None:
    told = steps("The commissioner sent by ministers is Dame Joan Peel.", "Dame Joan finished her work on Friday.")
    assert told == ["commissioner_appointed previous Joan Peel", "commissioner_ended current Joan Peel"]


def test_an_end_behind_an_aside_is_the_commissioners() -> None:
    told = steps("Joan Peel, who has been the government's commissioner here since May, finishes her work today.")
    assert told == ["commissioner_appointed previous Joan Peel", "commissioner_ended current Joan Peel"]
