"""The many ways in which an undertaking is worded, and what only looks like one."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.commitment_categories import category_of
from transforms.extract.commitments import find_commitments
from transforms.extract.document import read_document
from transforms.facts import Commitment

OPENING = "Medway Council's services for children were rated inadequate by Ofsted."
SPEAKER = "Cllr Ada Quill, Medway Council's cabinet member for children, said: "


def commitments(*paragraphs: str, byline: str | None = None) -> list[Commitment]:
    title = "Medway Council's children's services"
    article = Article(title, (OPENING, *paragraphs), byline, date(2024, 3, 22))
    return find_commitments(read_document(article))


@pytest.mark.parametrize(
    "said",
    [
        "By Easter every plan will have been seen by a senior manager.",
        "Nobody in this service will be carrying more than 20 cases by September.",
        "I've asked the chief executive to come back to cabinet in May with options.",
        "Our aim is to be out of intervention within a year.",
        "A new front door opens in June.",
        "Caseloads are to come down to 16.",
        "We're in the process of appointing a new head of safeguarding.",
        "From 1 September all care leavers will pay no council tax.",
        "What families will get is a named worker from the first day.",
        "Not one post in early help will be lost.",
        "There's another £2m for foster carers.",
        "I want every file checked by June.",
        "My first job will be to appoint a permanent director.",
        "When cabinet meets in May we will ask it to pay for ten more places.",
    ],
)
def test_reads_what_somebody_in_office_says(said: str) -> None:
    (row,) = commitments(f"{SPEAKER}“{said}”")
    assert row.by == "Ada Quill"


@pytest.mark.parametrize(
    "told",
    [
        "A further £800,000 is earmarked for early help.",
        "The authority says caseloads will fall to 15 by spring.",
        "Councillors voted unanimously to open a second home.",
        "The council must send Ofsted its action plan by 5 June.",
        "ACTION: Director of Children's Services to circulate the figures by 3 May.",
        "Staff are to be offered permanent contracts.",
        "By the end of June: a permanent manager for every team.",
        "Plans include a new team for adolescents.",
        "Recruitment gets under way next month.",
    ],
)
def test_reads_what_is_told_of_an_authority(told: str) -> None:
    assert len(commitments(told)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "Una Fife, at present a deputy in Kent, will start in June.",
        "Una Fife was the choice of the panel and will begin in May.",
        "The director of children's services will retire in July.",
        "A stand-in, Una Fife from Kent, starts on Monday.",
        "She told staff that she would be standing down in May.",
        "Campaigners protest at plans to close two children's centres.",
        "The council will need to find £4m next year.",
        "The hub is to be closed, if councillors agree.",
        "The direction will be revoked in May.",
        "The results of the inspection are to be published in May.",
        "An academy trust will open a school in September.",
        "Members were told that the union would ballot its members in May.",
        SPEAKER + "“Nothing will change on 1 May except the name.”",
    ],
)
def test_looks_like_an_undertaking_and_is_none(sentence: str) -> None:
    assert commitments(sentence) == []


@pytest.mark.parametrize(
    ("words", "deadlines"),
    [
        ("We will hire six managers by May. Every case will be checked by June.", ["2024-05", "2024-06"]),
        ("We'll clear the backlog by July and recruit six officers by May.", ["2024-07", "2024-05"]),
        ("We will spend £3m in 2024/25.", [None]),
        ("We will tell staff the outcome within a day of hearing it.", [None]),
        ("We will cut agency staff by half in this financial year.", ["2024-03"]),
    ],
)
def test_each_undertaking_has_its_own_deadline(words: str, deadlines: list[str | None]) -> None:
    assert [row.deadline for row in commitments(f"{SPEAKER}“{words}”")] == deadlines


def test_a_sum_for_it_belongs_to_what_was_undertaken() -> None:
    (row,) = commitments(f"{SPEAKER}“We will recruit ten social workers, and £2m will be found for it.”")
    assert row.category == "recruitment"


def test_the_sum_of_the_next_clause_is_none_of_the_first() -> None:
    rows = commitments(f"{SPEAKER}“We will appoint a director in May and nothing is going to delay our £6m hubs.”")
    assert rows[0].amount_gbp is None


@pytest.mark.parametrize("byline", ["Cllr Ada Quill", "Councillor Ada Quill, Leader of Medway Council"])
def test_a_column_is_what_its_author_says(byline: str) -> None:
    (row,) = commitments("I will report here on our progress each month.", byline=byline)
    assert row.by == "Ada Quill"


def test_a_journalist_undertakes_nothing() -> None:
    (row,) = commitments("Medway Council will open two homes.", byline="Ned Shaw, Chief reporter")
    assert row.by is None


def test_a_letter_is_what_its_signer_says() -> None:
    (row,) = commitments(
        "Officials will review your progress in July.", "Yours sincerely,", "Una Fife MP, Minister for Children"
    )
    assert row.by == "Una Fife"


@pytest.mark.parametrize(
    "sentence",
    [
        "A plan would be drawn up by June, Cllr Ada Quill, cabinet member for children, said.",
        "Cllr Ada Quill, cabinet member for children, welcomed the report and said a plan would be drawn up by June.",
        "Cllr Ada Quill, cabinet member for children, promises to draw up a plan by June.",
    ],
)
def test_reported_speech_has_its_speaker(sentence: str) -> None:
    (row,) = commitments(sentence)
    assert (row.by, row.deadline) == ("Ada Quill", "2024-06")


@pytest.mark.parametrize(
    ("clause", "passive", "category"),
    [
        ("an action plan will be sent to the board", True, "improvement_plan"),
        ("the post will be advertised", True, "recruitment"),
        ("every open case will be looked at again", True, "review"),
        ("we will open a home at a cost of £2m", False, "service_change"),
        ("we will spend £2m on a home", False, "funding"),
        ("we will protect every front-line post", False, "general_pledge"),
        ("we will work harder", False, "general_pledge"),
        ("we will tear up the form", False, "service_change"),
        ("the leader will chair the board", False, "governance"),
    ],
)
def test_category_of_a_clause(clause: str, passive: bool, category: str) -> None:
    cue = clause.index("will")
    assert category_of(clause, (cue, cue + (7 if passive else 4)), passive=passive) == category
