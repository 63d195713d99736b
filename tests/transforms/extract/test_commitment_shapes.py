"""Shapes in which undertakings are told: lists of decisions, guarantees, sums, aims, reports of others' words."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract.commitments import find_commitments
from transforms.extract.document import read_document
from transforms.extract.undertaking_lists import is_list_line, list_item, opens_list
from transforms.facts import Commitment

OPENING = "Stockport Council's services for children were rated inadequate by Ofsted in March 2019."
SPEAKER = "Cllr Una Marsh, Stockport Council's cabinet member for children, said: "


def commitments(*paragraphs: str) -> list[Commitment]:
    article = Article("Stockport Council's children's services", (OPENING, *paragraphs), None, date(2019, 5, 10))
    return find_commitments(read_document(article))


@pytest.mark.parametrize(
    "said",
    [
        "By the autumn there'll be a helpline for young carers.",
        "There will be a 12-week limit on assessments.",
        "By Christmas there won't be a child in this town waiting for an advocate.",
        "No family in the borough is going to be waiting for a visit by July.",
        "We've guaranteed that each carer will be paid on time.",
        "We are merging two duty teams.",
        "A second refuge is being formed out of the old school.",
        "Our eyes are set on good.",
        "I want us out of special measures by 2021.",
        "We want the backlog cleared by September.",
        "The strategy includes £700,000 for mentors.",
        "It'll open by July.",
        "During my first month I will shadow each locality team.",
        "I've told officers to write to every foster carer.",
        "We have a plan to halve delays by October.",
        "We won't be satisfied until every visit is on time.",
        "The goal is to be good at the next inspection.",
        "We are planning a fourth hub in Reddish.",
    ],
)
def test_reads_what_somebody_in_office_says(said: str) -> None:
    rows = commitments(f"{SPEAKER}“{said}”")

    assert [row.by for row in rows] == ["Una Marsh"]


@pytest.mark.parametrize(
    "told",
    [
        "A training centre for new recruits will open in January.",
        "The search for a permanent director is to begin in June.",
        "The council promised parents a bulletin every month.",
        "The council pledged £1.2m for youth workers.",
        "The council has set a ceiling of 14 cases from March 2020.",
        "A staffing paper will come to our board in June.",
        "Cabinet gave the go-ahead to a second nursery.",
        "It was agreed to publish the figures every quarter.",
        "Money has been set aside for ten advocates.",
        "The council will not place babies in hotels.",
        "Cabinet will be asked to approve £3m for placements.",
        "The budget will see £2m invested in early help.",
        "The council announced £2.5m of extra spending.",
        "A team of mentors, costing £210,000, starts in September.",
        "Its leaders were aiming to open the hub by March.",
    ],
)
def test_reads_what_is_told_of_an_authority(told: str) -> None:
    assert len(commitments(told)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "Una Fife has resigned and will be away by June.",
        "The improvement notice will be served in June.",
        "Ministers will send in two commissioners in June.",
        "Officials said that the notice would be revoked in July.",
        "Members would recall that the last visit was in 2017.",
        "It is planned that Una Fife act as director from June.",
        "The chief officer told staff he will give up his post in June.",
        "The letter will be published on the Ofsted website.",
        "We are writing about the letter of 4 June.",
        "His secondment will finish on 30 June.",
        "The findings of the peer visit to the town are to be announced in June.",
        SPEAKER + "“There will be no doubt about that.”",
        "Families there benefit from courses that are intended to have lasting results.",
    ],
)
def test_takes_no_news_of_posts_or_steps_of_government_for_undertakings(sentence: str) -> None:
    assert commitments(sentence) == []


def test_every_decision_of_a_list_is_a_row() -> None:
    rows = commitments(
        "Having read the report of the peers and their recommendations, Cabinet RESOLVED to:",
        "1. note the report",
        "2. Adopt the recovery plan by 20 June 2019",
        "3. Allocate £1.1m to edge of care work",
        "4. thank the officers",
        "5. Close the depot in Brinnington",
        "The meeting ended at noon.",
    )

    assert [row.amount_gbp for row in rows] == [None, 1100000, None]
    assert rows[0].deadline == "2019-06-20"


def test_what_is_approved_by_name_is_undertaken() -> None:
    rows = commitments(
        "Cabinet approved:",
        "1. the transfer of 40 staff to the council in October 2019;",
        "2. a budget of £300,000; and",
        "3. the extension of the contract of Mr Vale.",
    )

    assert [row.evidence.start > 0 for row in rows] == [True, True]


@pytest.mark.parametrize(
    "line",
    [
        "That a visit to the contact centre be arranged.",
        "(b) that the Director of Children's Services report back in June",
        "- Recruiting nine advocates",
        "ii. open a second hub",
        "3. the appointment of a board",
    ],
)
def test_a_line_of_a_list_has_a_deed(line: str) -> None:
    assert list_item(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "That the report be noted.",
        "That a letter of thanks be sent to the staff.",
        "4. the extension of the contract of Mr Vale.",
        "The meeting ended at noon.",
    ],
)
def test_a_line_that_takes_note_has_none(line: str) -> None:
    assert list_item(line) is None


def test_a_list_runs_on_over_lines_without_a_deed() -> None:
    assert opens_list("AGREED:-")
    assert is_list_line("THAT the report be noted; and")
    assert not is_list_line("The meeting ended at noon.")
    assert not opens_list("Inspectors recommended that the council should agree:")


def test_what_is_asked_in_minutes_is_reported() -> None:
    rows = commitments(
        "A Member queried the number of foster carers. A campaign would be run from September.",
    )

    assert len(rows) == 1


def test_an_undertaking_is_the_storys_authoritys_whoever_helps() -> None:
    (row,) = commitments(f"{SPEAKER}“With help from Leeds City Council we will open a hub in June.”")

    assert row.authority == "Stockport"


def test_what_another_authority_will_do_is_no_news_of_this_one() -> None:
    assert commitments("Over the boundary, Derbyshire County Council will open three hubs.") == []


def test_what_the_peers_advised_is_still_the_councils_undertaking() -> None:
    assert len(commitments("The forms will be rewritten in June, as reviewers advised.")) == 1


def test_a_target_is_a_general_pledge() -> None:
    (row,) = commitments(f"{SPEAKER}“I want us out of inadequate by 2021, whatever the team needs.”")

    assert row.category == "general_pledge"


LABOUR_LEADER = "Labour leader Una Marsh said: “We will open two refuges by December.”"


def test_the_leader_of_a_party_leads_the_council_where_nobody_else_is_said_to() -> None:
    assert [row.by for row in commitments(LABOUR_LEADER)] == ["Una Marsh"]
    assert commitments("Council leader Ivo Penn welcomed the report.", LABOUR_LEADER) == []


def test_a_committee_that_is_only_asked_to_consider_a_report_undertakes_nothing() -> None:
    assert commitments("RESOLVED:", "That the Committee be asked to consider and comment on the letter.") == []
