"""Money set aside by whatever words, plans retold, openings that only announce; dates and kinds of undertakings."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract import explain_facts
from transforms.extract.commitments import find_commitments
from transforms.extract.document import read_document
from transforms.facts import Commitment

OPENING = "Medway Council's services for children were rated inadequate by Ofsted."
SPEAKER = "Cllr Ada Quill, Medway Council's cabinet member for children, said: "


def commitments(*paragraphs: str, opening: str = OPENING) -> list[Commitment]:
    article = Article("Medway Council's children's services", (opening, *paragraphs), None, date(2024, 3, 22))
    return find_commitments(read_document(article))


@pytest.mark.parametrize(
    ("told", "pounds"),
    [
        ("For the coming year's budget £3.1m has been found for family hubs.", 3_100_000),
        ("The medium-term financial plan has £420,000 in it for a fostering team.", 420_000),
        ("Cabinet has voted the £2m that the service needs.", 2_000_000),
        ("A growth bid of £1.5m was put to members.", 1_500_000),
        ("Costs of £90,000 are to come out of the contingency.", 90_000),
        ("The draft budget holds another £650,000 for legal staff.", 650_000),
    ],
)
def test_money_in_a_budget_is_promised_by_whatever_words(told: str, pounds: int) -> None:
    assert [row.amount_gbp for row in commitments(told)] == [pounds]


@pytest.mark.parametrize(
    "told",
    [
        "The service has spent £3m of its reserves.",
        "Its budget has a shortfall of £7m.",
        "The council lost £20m of its budget over the past decade.",
        "A salary of £150,000 was agreed.",
        "The council is already £4m over budget.",
    ],
)
def test_money_spent_or_wanting_is_not_promised(told: str) -> None:
    assert commitments(told) == []


def test_a_story_retells_what_will_be_done() -> None:
    assert len(commitments("From May there would be a weekend helpline for foster carers.")) == 1


def test_somebody_is_to_say_what_one_would_do() -> None:
    assert commitments("I would ask for patience.") == []


def test_the_first_paragraph_only_announces_what_the_story_tells() -> None:
    told = "Medway Council is to open a second family hub."
    assert commitments("It is in Gillingham.", "Work took a year.", "It cost little.", opening=told) == []


def test_what_that_opens_behind_and_is_an_undertaking_of_its_own() -> None:
    said = "Officers said that ten managers would be hired by May, and that caseloads would be cut to 15 by July."
    assert [row.deadline for row in commitments(said)] == ["2024-05", "2024-07"]


@pytest.mark.parametrize(
    ("said", "deadline"),
    [
        ("We will have a permanent team by the end of 2025.", "2025-12"),
        ("We will open two homes by this time next year.", "2025-03"),
        ("We will put £2m into this year's budget for hubs.", None),
    ],
)
def test_deadlines_are_as_exact_as_stated(said: str, deadline: str | None) -> None:
    assert [row.deadline for row in commitments(f"{SPEAKER}“{said}”")] == [deadline]


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("We will pay for 12 more social workers.", "recruitment"),
        ("The vacant posts will be filled by June.", "recruitment"),
        ("We will sign off the contract with the trust in May.", "governance"),
        ("We will comply with the direction in full.", "general_pledge"),
        ("We will send ministers our response to the report.", "improvement_plan"),
        ("We will have the peers back in the autumn.", "review"),
    ],
)
def test_what_is_undertaken_tells_its_category(said: str, category: str) -> None:
    assert [row.category for row in commitments(f"{SPEAKER}“{said}”")] == [category]


def test_an_opening_that_reports_a_pledge_tells_it() -> None:
    opening = "Medway Council has pledged to protect every child in its care after services were rated inadequate."
    story = ["Inspectors came in January and stayed for a fortnight."] * 5

    assert [row.category for row in commitments(*story, opening=opening)] == ["general_pledge"]


def test_to_rise_is_a_deed_only_with_a_sum() -> None:
    assert commitments(SPEAKER + "“We are sorry. This is hard and we will rise to it.”") == []


def test_a_sum_set_aside_is_explained_by_its_rule() -> None:
    told = ("Cabinet has voted the £2m that the service needs.",)
    found = explain_facts(Article("Medway Council's children's services", (OPENING, *told), None, date(2024, 3, 22)))

    assert [one.rule for one in found.considered if one.kind == "commitment"] == ["commitments.sum_set"]
