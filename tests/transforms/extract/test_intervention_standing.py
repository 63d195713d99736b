"""Whether a step of intervention still stands, is over or was never one, and at which authority it was taken."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.interventions import find_interventions

OPENING = (
    "Dudley council's children's services were inspected by Ofsted. The Department for Education has read the report."
)
NOTICE, DIRECTION = "improvement_notice_issued", "direction_issued"
ADVISER, BOARD = "adviser_appointed", "improvement_board_established"
SENT, GONE = "commissioner_appointed", "commissioner_ended"


def rows(*paragraphs: str, title: str = "Dudley children's services: Ofsted report") -> set[tuple[str, str, str]]:
    document = read_document(Article(title, paragraphs), published=date(2024, 6, 10))
    return {(row.authority, row.type, row.when) for row in find_interventions(document)}


def steps(*paragraphs: str) -> set[str]:
    return {f"{kind} {when}" for place, kind, when in rows(OPENING, *paragraphs) if place == "Dudley"}


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("The DfE issued Dudley with an improvement notice in 2019. It will remain in place.", f"{NOTICE} current"),
        ("An improvement notice was issued in March 2021. All three remain in force.", f"{NOTICE} current"),
        ("The DfE appointed an improvement adviser, Ann Thorold, in May 2021.", f"{ADVISER} current"),
        ("Dudley had been subject to an improvement notice since July 2022.", f"{NOTICE} current"),
        ("The DfE's commissioner, Sir Piers Oakham, stays in Dudley until the autumn.", f"{SENT} current"),
        ("The DfE's commissioner, Sir Piers Oakham, worked in Dudley until March this year.", f"{SENT} previous"),
    ],
)
def test_what_is_said_to_last_stands_however_long_ago_it_came(text: str, step: str) -> None:
    assert step in steps(text)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("The minister has lifted the improvement notice.", f"{ADVISER} previous"),
        ("The minister will decide in July whether to lift the improvement notice.", f"{ADVISER} current"),
        ("The minister has lifted the improvement notice. A statutory direction is in force.", f"{ADVISER} current"),
    ],
)
def test_an_adviser_goes_with_the_paper_that_brought_him(text: str, step: str) -> None:
    assert step in steps("An improvement notice was issued in 2022 and Ann Thorold is its DfE adviser.", text)


def test_a_board_goes_with_the_notice_unless_it_is_to_meet_on() -> None:
    lifted = "The improvement notice has been lifted by the minister."
    assert f"{BOARD} previous" in steps("An improvement board was set up in 2021.", lifted)
    assert f"{BOARD} current" in steps("The improvement board set up in 2021 will carry on.", lifted)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("The improvement notice lapses on the day of this direction. A statutory direction was issued.", "previous"),
        ("A statutory direction is in force. An improvement notice was issued in 2023.", "previous"),
        ("A statutory direction is in force. The improvement notice of 2023 is still in force.", "current"),
        (
            "A capitalisation direction was granted by the government. The DfE served an improvement notice in May.",
            "current",
        ),
    ],
)
def test_a_notice_makes_way_for_a_direction(text: str, notice: str) -> None:
    found = steps(text)
    assert f"{NOTICE} {notice}" in found
    assert "improvement_notice_lifted current" not in found


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("The direction of 2019 fell away in 2021. With it went the commissioner, Ann Thorold.", f"{GONE} previous"),
        ("The borough has not been under a statutory direction since 2020, when the DfE revoked it.", "revoked"),
        ("Its DfE commissioner, Ann Thorold, left in 2021 and her appointment had come to an end.", f"{GONE} previous"),
        ("A board met until the improvement notice was lifted in early 2022.", "improvement_notice_lifted previous"),
        ("Ann Thorold's term as the DfE's commissioner finishes on 14 June 2024.", f"{GONE} current"),
        (
            "March 2021: Direction revoked by the minister. Improvement notice lifted.",
            "improvement_notice_lifted previous",
        ),
    ],
)
def test_an_end_is_as_old_as_the_words_around_it_tell(text: str, step: str) -> None:
    expected = "direction_revoked previous" if step == "revoked" else step
    assert expected in steps(text)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("The minister could now put a statutory direction in its place.", f"{DIRECTION} proposed"),
        ("The minister could make the council answer for it with a statutory direction.", f"{DIRECTION} proposed"),
        ("Under a statutory direction to be signed this month, staff will move.", f"{DIRECTION} proposed"),
        ("The borough is bracing itself for an improvement notice.", f"{NOTICE} proposed"),
        ("The government is poised to put in a commissioner.", f"{SENT} proposed"),
        ("Officials are weighing up another model, such as a children's trust.", "trust_established proposed"),
    ],
)
def test_what_is_to_come_is_proposed(text: str, step: str) -> None:
    assert step in steps(text)


def test_an_item_of_a_list_of_demands_is_still_to_be_done() -> None:
    assert f"{BOARD} proposed" in steps(
        "The improvement notice was issued in May. The council must:", "(a) set up an improvement board;"
    )
    assert f"{BOARD} current" in steps("The council set up an improvement board in May.")


@pytest.mark.parametrize(
    "text",
    [
        "Some members wanted a children's trust. The government decided against it.",
        "The review considered a children's trust and ruled it out.",
        "An improvement notice is a letter in which the department says what has to get better.",
        "A commissioner is an expert whom the government appoints to advise it on a failing service.",
    ],
)
def test_what_was_turned_down_or_is_only_explained_is_no_step(text: str) -> None:
    assert not steps(text)


def test_a_company_not_for_profit_is_not_denied() -> None:
    assert "trust_established current" in steps(
        "The council set up a not-for-profit company, Dudley Children's Trust, which took over children's services."
    )


def test_a_council_that_is_sent_is_not_the_place() -> None:
    found = rows(
        "Thurrock council's children's services are good, Ofsted said of Thurrock.",
        "The secretary of state appointed Essex County Council as commissioner at Thurrock under best value powers.",
        title="Thurrock council: Ofsted report",
    )
    assert {place for place, kind, _ in found if kind == SENT} == {"Thurrock"}


def test_it_is_the_paper_of_the_council_named_with_it() -> None:
    found = rows(
        OPENING,
        "A statutory direction was served on Dudley in May. It was issued after a visit by Hampshire's director.",
    )
    assert {place for place, kind, _ in found if kind == DIRECTION} == {"Dudley"}


def test_a_trust_of_several_councils_counts_for_those_the_story_is_about() -> None:
    found = rows(
        "Children's services in Windsor and Maidenhead are good, Ofsted says of Windsor and Maidenhead.",
        "Achieving for Children took over the services of Windsor and Maidenhead in 2017.",
        title="Windsor and Maidenhead children's services rated good",
    )
    assert {place for place, kind, _ in found if kind == "trust_established"} == {"Windsor and Maidenhead"}
