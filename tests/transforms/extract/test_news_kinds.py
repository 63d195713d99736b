"""What the news of a text is where other things are told beside it."""

from datetime import date

import pytest

from transforms.article import Article
from transforms.extract import extract_facts
from transforms.facts import Facts

PLACE = "Children's services at Walsall Council are the subject, and families there will want to read about them."


def read(title: str, *paragraphs: str) -> Facts:
    return extract_facts(Article(title, paragraphs))


@pytest.mark.parametrize(
    ("title", "story"),
    [
        (
            "Walsall children's chief out weeks after inadequate verdict",
            "Walsall Council has lost its director of children's services, whom inspectors had blamed. He resigned.",
        ),
        (
            "Government steps back from Walsall children's services",
            "Ministers have ended the statutory direction at Walsall Council, whose services Ofsted rated good.",
        ),
        (
            "Who's in, who's out: children's services moves",
            "Walsall Council, rated good, has appointed Ann Hale as director of children's services from June onwards.",
        ),
    ],
)
def test_grade_told_beside_other_news_is_no_inspection_result(title: str, story: str) -> None:
    assert "inspection_result" not in read(title, story).kinds


def test_report_made_public_in_the_opening_is_a_result_however_old_its_inspection() -> None:
    lead = "Ofsted's report on Walsall Council, published at noon today, has something in it for everybody concerned."
    body = "Services were rated good at the inspection of March 2023, and inspectors praised the staff for that."
    facts = extract_facts(Article("Walsall waits no longer", (lead, PLACE, PLACE, body), published=date(2024, 5, 1)))
    assert facts.kinds == ("inspection_result",)


def test_grade_told_beside_other_news_in_its_title_is_one() -> None:
    facts = read("Walsall rated good as director goes", "Ofsted rated Walsall Council's children's services good.")
    assert "inspection_result" in facts.kinds


@pytest.mark.parametrize("home", ["children's home", "fostering agency", "respite centre"])
def test_story_that_opens_with_a_home_is_of_its_inspection(home: str) -> None:
    lead = f"A {home} that belongs to Walsall Council has been judged outstanding by an inspector from Ofsted."
    facts = read("A place to call their own", lead)
    assert facts.kinds == ("other",)
    assert not facts.relevant


def test_home_named_beside_the_services_is_no_story_of_its_own() -> None:
    lead = "Children's services at Walsall Council, with every children's home they run, were rated good by Ofsted."
    assert read("Walsall rated good", lead).kinds == ("inspection_result",)


def test_minister_who_writes_tells_of_the_step_that_is_taken() -> None:
    letter = (
        "Your services were found inadequate in June. I have decided to issue an improvement notice to Walsall Council."
    )
    facts = read("Letter to Walsall", "From: Department for Education", "Dear Councillor Hale,", PLACE, letter)
    assert facts.kinds == ("intervention",)


@pytest.mark.parametrize(
    "lines",
    [
        ("Record of decisions", "Present: Councillor Hale in the Chair"),
        ("Briefing note 4", "1. Purpose: to tell Members what the team found."),
        ("The Chair welcomed the Director.", "The minutes were a correct record."),
        ("Venue: Room 2", "Members were reminded of the report."),
    ],
)
def test_clerks_words_make_a_committee_report(lines: tuple[str, ...]) -> None:
    assert "committee_report" in read("Peer challenge of children's services in Walsall", *lines, PLACE).kinds


def test_paper_on_care_for_adults_is_a_committee_report_and_nothing_else() -> None:
    facts = read("Agenda item - CQC assessment of adult social care", "Minutes:", "Walsall Council was rated good.")
    assert facts.kinds == ("committee_report", "other")


def test_care_for_adults_in_the_opening_alone_is_other_news() -> None:
    lead = "The Care Quality Commission has decided that adult social care at Walsall Council requires improvement."
    facts = read("'Requires improvement': county falls short", lead)
    assert facts.kinds == ("other",)
    assert not facts.relevant


def test_marks_of_one_council_at_a_glance_are_no_round_up() -> None:
    facts = read("Walsall's marks at a glance", "Walsall Council's children's services were rated good by Ofsted.")
    assert "round_up" not in facts.kinds


def test_three_councils_make_a_round_up() -> None:
    lead = "Walsall, Dudley and Solihull have each appointed a new director of children's services in the past month."
    facts = read("New directors for Walsall, Dudley and Solihull", lead)
    assert set(facts.kinds) == {"leadership_change", "round_up"}


@pytest.mark.parametrize(
    "title",
    [
        "Nurse takes the reins of children's services",
        "Departures at the top of Walsall council",
        "Council chief bows out",
    ],
)
def test_title_alone_tells_of_a_change_of_leader(title: str) -> None:
    assert "leadership_change" in read(title, PLACE).kinds


def test_leader_to_whom_a_minister_writes_of_a_step_does_not_change() -> None:
    lead = "I wrote to the leader of Walsall Council today that commissioners have been appointed for two years there."
    assert "leadership_change" not in read("Statement on Walsall", lead).kinds


@pytest.mark.parametrize(
    "lead",
    [
        "Two years since inspectors found children's services at Walsall Council inadequate, its team won an award.",
        "Walsall Council has opened a hub, three years after Ofsted rated its children's services inadequate.",
        "Walsall Council, rated inadequate at its last inspection, has opened a hub for families in the town centre.",
        "Walsall Council, whose children's services were judged inadequate when last inspected, has opened a hub.",
        "Walsall Council, whose children's services are still rated inadequate by Ofsted, will open a hub.",
        "Walsall Council, rated inadequate by Ofsted for its children's services, wants to open a hub for families.",
    ],
)
def test_standing_grade_that_a_story_only_recalls_is_no_inspection_result(lead: str) -> None:
    facts = extract_facts(Article("Hub for families", (lead, PLACE), published=date(2024, 7, 1)))

    assert [(one.grade, one.when, one.recalled) for one in facts.ratings] == [("inadequate", "current", True)]
    assert "inspection_result" not in facts.kinds


@pytest.mark.parametrize(
    "lead",
    [
        "Walsall Council, whose children's services have been rated inadequate by Ofsted, has apologised to families.",
        "Children's services in Walsall have been rated inadequate, eight years after Ofsted found them good.",
        "Eight years after Ofsted found them good, children's services in Walsall have been rated inadequate.",
        "Walsall Council, whose children's services were rated inadequate by Ofsted this week, has apologised to all.",
        "Walsall Council was rated inadequate by Ofsted, which has published its report on children's services.",
    ],
)
def test_grade_that_a_story_tells_is_an_inspection_result(lead: str) -> None:
    facts = extract_facts(Article("Inspectors visit", (lead, PLACE), published=date(2024, 7, 1)))

    assert [(one.grade, one.recalled) for one in facts.ratings if one.when == "current"] == [("inadequate", False)]
    assert "inspection_result" in facts.kinds
