"""Turns by which a step of intervention is told: what still holds, what is to go, who is meant by what goes on."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.document import read_document
from transforms.extract.interventions import find_interventions

TITLE = "Sandwell children's services: Ofsted report"
OPENING = (
    "Sandwell council's children's services were inspected by Ofsted. The Department for Education has read the report."
)


def told(*paragraphs: str, title: str = TITLE) -> list[str]:
    document = read_document(Article(title, paragraphs), published=date(2024, 6, 10))
    rows = find_interventions(document)
    return sorted(f"{row.type} {row.when}" + (f": {row.person}" if row.person else "") for row in rows)


def places(*paragraphs: str, title: str = TITLE) -> set[tuple[str, str, str]]:
    document = read_document(Article(title, paragraphs), published=date(2024, 6, 10))
    return {(row.authority, row.type, row.when) for row in find_interventions(document)}


@pytest.mark.parametrize(
    ("sentence", "steps"),
    [
        (
            "The improvement notice went in 2017.",
            ["improvement_notice_issued previous", "improvement_notice_lifted previous"],
        ),
        (
            "The minister has decided that the improvement notice should be lifted.",
            ["improvement_notice_issued previous", "improvement_notice_lifted current"],
        ),
        (
            "The improvement notice placed on the council in 2021 has now been removed.",
            ["improvement_notice_issued previous", "improvement_notice_lifted current"],
        ),
        (
            "The Department for Education has called time on the improvement notice.",
            ["improvement_notice_issued previous", "improvement_notice_lifted current"],
        ),
        (
            "The improvement notice could go as early as the autumn.",
            ["improvement_notice_issued current", "improvement_notice_lifted proposed"],
        ),
        (
            "The improvement notice remains. The leader has asked the minister to lift it.",
            ["improvement_notice_issued current", "improvement_notice_lifted proposed"],
        ),
        ("An improvement notice was issued in 2021 and has not been lifted.", ["improvement_notice_issued current"]),
        ("An improvement notice was issued in 2021 and is still in force.", ["improvement_notice_issued current"]),
        ("The improvement notice of 2021 has yet to be lifted.", ["improvement_notice_issued current"]),
        ("The Department for Education is drafting an improvement notice.", ["improvement_notice_issued proposed"]),
        (
            "If matters do not improve the minister may issue an improvement notice.",
            ["improvement_notice_issued proposed"],
        ),
        ("An improvement notice was ruled out.", []),
        (
            "The statutory direction is expected to be revoked in July.",
            ["direction_issued current", "direction_revoked proposed"],
        ),
        (
            "Today's report paves the way for the statutory direction to go.",
            ["direction_issued current", "direction_revoked proposed"],
        ),
        (
            "Marta Quill continues as commissioner until March, the Department for Education said.",
            ["commissioner_appointed current: Marta Quill"],
        ),
        (
            "Marta Quill, who was appointed commissioner by ministers in April, has begun work.",
            ["commissioner_appointed current: Marta Quill"],
        ),
        (
            "The government's commissioner is leaving the borough after two years.",
            ["commissioner_appointed previous", "commissioner_ended current"],
        ),
        ("One of the options open to ministers is a commissioner.", ["commissioner_appointed proposed"]),
        (
            "A Department for Education adviser, Marta Quill, attends the board.",
            ["adviser_appointed current: Marta Quill"],
        ),
        (
            "An improvement adviser, Marta Quill, has been working with the council since April.",
            ["adviser_appointed current: Marta Quill"],
        ),
        (
            "The Department for Education has chosen Marta Quill to advise the council.",
            ["adviser_appointed current: Marta Quill"],
        ),
        ("A trust has run services since 2019.", ["trust_established current"]),
        (
            "Services returned to the council from the children's trust this month.",
            ["trust_ended current", "trust_established previous"],
        ),
        ("Marta Quill will chair a new improvement board.", ["improvement_board_established proposed"]),
        (
            "Government commissioner Marta Quill left the borough in May after 18 months.",
            ["commissioner_appointed previous: Marta Quill", "commissioner_ended current: Marta Quill"],
        ),
        (
            "In 2016 ministers sent in a commissioner. She recommended a trust, which was set up in 2018.",
            ["commissioner_appointed previous", "trust_established current"],
        ),
        (
            "Government commissioner Marta Quill, appointed in 2016, stayed for three years.",
            ["commissioner_appointed previous: Marta Quill", "commissioner_ended previous: Marta Quill"],
        ),
        ("The council is braced for an improvement notice.", ["improvement_notice_issued proposed"]),
        ("The borough escaped with an improvement notice.", ["improvement_notice_issued current"]),
        (
            "The Department for Education withdrew its adviser, Marta Quill, in May.",
            ["adviser_appointed previous: Marta Quill"],
        ),
        ("The council lost control of its children's services to a trust in 2019.", ["trust_established current"]),
        (
            "The company set up to run children's services will close next year.",
            ["trust_ended proposed", "trust_established current"],
        ),
        (
            "The improvement notice expires next March.",
            ["improvement_notice_issued current", "improvement_notice_lifted proposed"],
        ),
        (
            "It took three years to shake off an improvement notice served in 2014.",
            ["improvement_notice_issued previous", "improvement_notice_lifted previous"],
        ),
        ("The government's answer was to issue an improvement notice.", ["improvement_notice_issued current"]),
        (
            "Unless Ofsted is satisfied, a commissioner is the likely outcome, the minister warned.",
            ["commissioner_appointed proposed"],
        ),
        ("Work has begun on setting up a children's trust.", ["trust_established proposed"]),
        (
            "A new improvement board, led by Marta Quill, will oversee the plan.",
            ["improvement_board_established proposed"],
        ),
        ("The Department for Education will appoint an adviser.", ["adviser_appointed proposed"]),
    ],
)
def test_step_with_its_standing(sentence: str, steps: list[str]) -> None:
    assert told(OPENING, sentence) == steps


@pytest.mark.parametrize(
    "sentence",
    [
        "Inspectors went on to praise the direction that managers give. The direction is clear to staff.",
        "The minister said that there was no longer any case for a trust.",
        "Asked whether she feared a commissioner, the leader said the government had never threatened one.",
        "The council decided against an improvement board.",
        "Ministers have held off from sending a commissioner.",
        "Applications to sit on the trust's board closed on Friday. The hospital trust has twelve governors.",
        "In the summer she steered another authority out of its improvement notice.",
        "Our school improvement advisers, sent in by the governors, visited forty schools.",
    ],
)
def test_what_only_sounds_like_a_step(sentence: str) -> None:
    assert told(OPENING, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "steps"),
    [
        (
            "Ministers sent in commissioner Marta Quill. Mrs Quill was blunt. She finished her work in January 2022.",
            ["commissioner_appointed previous: Marta Quill", "commissioner_ended previous: Marta Quill"],
        ),
        (
            "In 2017 ministers sent in a commissioner and issued a statutory direction. Both were withdrawn in 2019.",
            [
                "commissioner_appointed previous",
                "commissioner_ended previous",
                "direction_issued previous",
                "direction_revoked previous",
            ],
        ),
        (
            "The government's commissioner, Marta Quill, who came in 2022, was stood down this month.",
            ["commissioner_appointed previous: Marta Quill", "commissioner_ended current: Marta Quill"],
        ),
        (
            "It issued a statutory direction and sent in a commissioner, Marta Quill, whose term ended in 2020.",
            [
                "commissioner_appointed previous: Marta Quill",
                "commissioner_ended previous: Marta Quill",
                "direction_issued previous",
            ],
        ),
    ],
)
def test_what_goes_on_about_them(sentence: str, steps: list[str]) -> None:
    assert told(OPENING, sentence) == steps


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister has issued statutory directions to both councils.",
        "Statutory directions, to which both authorities are now subject, were issued by the minister.",
        "She had written to Norfolk and Dudley councils to say that statutory directions had been issued.",
    ],
)
def test_both_councils_are_meant(sentence: str) -> None:
    opening = "Norfolk council and Dudley council were rated inadequate by Ofsted. Norfolk was worse; so was Dudley."
    found = places(opening, sentence, title="Norfolk and Dudley: what ministers say")
    assert found == {(name, "direction_issued", "current") for name in ("Norfolk", "Dudley")}


@pytest.mark.parametrize(
    ("sentence", "authority"),
    [
        ("It would be the third to lose control: Dudley's children's trust dates from 2018.", "Dudley"),
        ("A commissioner was this week sent by ministers to Dudley, next door.", "Dudley"),
        ("The improvement notice obliges it to work with Dudley council.", "Sandwell"),
        ("An improvement adviser, Marta Quill of Dudley council, visits every month.", "Sandwell"),
    ],
)
def test_whose_step_it_is(sentence: str, authority: str) -> None:
    assert {place[0] for place in places(OPENING, sentence)} == {authority}


def test_the_only_other_commissioner_far_off_does_not_hide_this_one() -> None:
    far = "The police and crime commissioner for the region opened a new station."
    between = ("Libraries will stay open until eight.", "Two parks are to be dug up.", "Bins go out on Tuesdays.")
    story = "Marta Quill, the commissioner, gave members her view of the service."
    assert told(OPENING, story, *between, far) == ["commissioner_appointed current: Marta Quill"]


def test_lines_of_a_list_that_give_a_paper_and_its_month() -> None:
    lines = ("Dudley council: improvement notice, March 2024.", "Norfolk: statutory direction of May 2024.")
    assert {
        place[1:]
        for place in places(
            "Notices on children's services by the Department for Education.", *lines, title="Open cases"
        )
    } == {
        ("improvement_notice_issued", "current"),
        ("direction_issued", "current"),
    }
