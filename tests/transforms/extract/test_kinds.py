from datetime import date

import pytest

from transforms.article import Article
from transforms.extract import extract_facts
from transforms.facts import Facts, SourceKind


def read(title: str, *paragraphs: str, source_kind: SourceKind = "other") -> Facts:
    return extract_facts(Article(title, paragraphs), source_kind=source_kind)


@pytest.mark.parametrize(
    ("kind", "title", "text"),
    [
        (
            "inspection_result",
            "Leeds rated good",
            "Leeds City Council's children's services were rated good by Ofsted.",
        ),
        (
            "monitoring_visit",
            "Leeds monitoring visit",
            "Ofsted has made a monitoring visit to children's services in Leeds.",
        ),
        (
            "focused_visit",
            "Ofsted at the front door",
            "Inspectors made a focused visit to children's services in Leeds.",
        ),
        (
            "peer_review",
            "Peers visit Leeds",
            "An LGA peer review of children's services at Leeds City Council is over.",
        ),
        ("intervention", "Commissioner sent to Leeds", "The DfE has sent a commissioner to Leeds children's services."),
        ("leadership_change", "Children's boss quits", "The director of children's services at Leeds has resigned."),
        (
            "improvement_progress",
            "Progress in Leeds",
            "The improvement plan for children's services in Leeds goes well.",
        ),
    ],
)
def test_head_of_a_text_tells_its_kind(kind: str, title: str, text: str) -> None:
    facts = read(title, text)
    assert facts.kinds == (kind,)
    assert facts.relevant


def test_committee_paper_is_a_committee_report_beside_its_news() -> None:
    facts = read("Peer review of Leeds", "An LGA peer review of children's services in Leeds.", source_kind="committee")
    assert facts.kinds == ("committee_report", "peer_review")


def test_two_councils_with_grades_make_a_round_up() -> None:
    facts = read("Leeds and York good", "Leeds and York were both rated good for children's services.")
    assert "round_up" in facts.kinds


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Police commissioner speaks", "The police and crime commissioner for Kent has opened a station."),
        ("Bins in Leeds", "Leeds City Council will collect bins on Mondays."),
        ("Leeds nursery inadequate", "A nursery in Leeds was rated inadequate by Ofsted."),
        ("Leeds care home inadequate", "A care home in Leeds was rated inadequate by the CQC."),
    ],
)
def test_near_misses_are_irrelevant(title: str, text: str) -> None:
    facts = read(title, text)
    assert facts.kinds == ("other",)
    assert not facts.relevant
    assert facts.ratings == ()


BODY = "The council has 400 social workers, and it says that it wants to keep every one of them for years to come."
THREE = (BODY, BODY.replace("400", "300"), BODY.replace("400", "500"))


def on(day: str, title: str, *paragraphs: str) -> tuple[str, ...]:
    return extract_facts(Article(title, paragraphs, published=date.fromisoformat(day))).kinds


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Leeds sets its budget", "Leeds City Council's children's services were rated inadequate in May 2019."),
        ("Parents march on Leeds town hall", "Ofsted judged children's services in Leeds inadequate in 2020."),
        (
            "Judge scolds Leeds City Council",
            "In 2019 the government served an improvement notice on Leeds City Council.",
        ),
        (
            "Leeds counts the cost of care",
            "The commissioner whom ministers sent to Leeds children's services in March 2018 is no longer there.",
        ),
    ],
)
def test_background_is_no_kind_of_news(title: str, told: str) -> None:
    assert on("2023-02-01", title, f"Leeds City Council met last night. {BODY}", *THREE, told) == ("other",)


def test_result_told_only_behind_the_opening_is_news_while_it_is_fresh() -> None:
    opening = "Ofsted inspectors have told Leeds City Council what they think of its work with children and families."
    grade = "They rated children's services in Leeds good after an inspection in {}."
    assert on("2023-02-01", "What Ofsted said", opening, *THREE, grade.format("December 2022")) == (
        "inspection_result",
    )
    assert "inspection_result" not in on("2023-02-01", "Looking ahead", opening, *THREE, grade.format("May 2021"))


@pytest.mark.parametrize(
    "sentence",
    [
        "The Department for Education has appointed Ann Field as commissioner for children's services in Leeds.",
        "The minister has since issued a statutory direction to Leeds City Council.",
        "An improvement notice will be served on Leeds City Council before the end of the month.",
        "Ministers have now revoked the direction that Leeds City Council was under.",
    ],
)
def test_step_of_intervention_taken_just_now_is_news_wherever_it_stands(sentence: str) -> None:
    opening = f"Leeds City Council met last night to talk of its services for children. {BODY}"
    assert "intervention" in on("2023-02-01", "Leeds answers its critics", opening, *THREE, sentence)


@pytest.mark.parametrize(
    "title",
    [
        "Commissioner opens youth club in Leeds",
        "Police and crime commissioner speaks in Leeds",
    ],
)
def test_other_commissioners_are_no_intervention(title: str) -> None:
    text = "The police and crime commissioner has opened a club for children in Leeds, he said to reporters yesterday."
    assert on("2023-02-01", title, text, *THREE) == ("other",)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Leeds has a new director of children's services", "Leeds City Council met last night, and it was cold."),
        ("Farewell", "The director of children's services at Leeds City Council will retire in May after ten years."),
        ("At County Hall", "Kent County Council has chosen a successor to its chief executive, who left in March."),
        (
            "Shuffle in Leeds",
            "Cllr Ann Field takes over as cabinet member for children's services in Leeds from today.",
        ),
    ],
)
def test_post_and_what_happens_to_it_make_a_change_of_leader(title: str, text: str) -> None:
    assert on("2023-02-01", title, text, *THREE) == ("leadership_change",)


@pytest.mark.parametrize(
    "text",
    [
        "The head of Leeds Academy Trust, its chief executive Ann Field, will retire, Leeds parents were told today.",
        "The deputy director of finance at Leeds City Council has resigned, it was told by its own staff newspaper.",
        "The Conservative leader on Leeds City Council said that families leave the city because of its schools.",
    ],
)
def test_other_posts_make_no_change_of_leader(text: str) -> None:
    assert on("2023-02-01", "In Leeds this week", text, *THREE) == ("other",)


def test_end_of_an_intervention_is_progress_too() -> None:
    text = "Ministers have lifted the improvement notice that Leeds City Council had been under, they said yesterday."
    assert on("2023-02-01", "Leeds freed from notice", text, *THREE) == ("improvement_progress", "intervention")


@pytest.mark.parametrize(
    "marks",
    [
        ("Agenda item", "Minutes:"),
        ("Report of: the Director", "1. Purpose of report"),
        ("Decision maker: Cabinet", "RESOLVED, that the report be noted."),
        ("It was noted that the work went on.", "Date of next meeting: 4 May"),
    ],
)
def test_two_marks_of_a_committees_paper_make_one(marks: tuple[str, str]) -> None:
    text = "Leeds City Council was told of an LGA peer review of its children's services, which is over and done with."
    assert on("2023-02-01", "Peer review", marks[0], text, *THREE, marks[1]) == ("committee_report", "peer_review")
    assert on("2023-02-01", "Peer review", marks[0], text, *THREE) == ("peer_review",)


def test_news_of_a_meeting_is_no_committee_report() -> None:
    text = "It took Leeds City Council 20 minutes to hear of the LGA peer review of children's services, he resolved."
    assert on("2023-02-01", "Peers in Leeds", text, *THREE) == ("peer_review",)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Leeds adult social care requires improvement",
            "Leeds City Council's children's services are good, but its care for adults requires improvement.",
        ),
        (
            "CQC praises support for older people in Leeds",
            "The director of children's services at Leeds City Council will leave, the watchdog was told.",
        ),
    ],
)
def test_title_about_care_for_adults_makes_a_text_irrelevant(title: str, text: str) -> None:
    facts = read(title, text)
    assert facts.kinds == ("other",)
    assert not facts.relevant


def test_list_of_many_authorities_is_a_round_up() -> None:
    rows = ("Council | Inspected | Overall", "Leeds | May 2022 | Good", "York | May 2021 | Good")
    more = ("Hull | May 2020 | Inadequate", "Kent | June 2022 | Outstanding")
    assert on("2023-02-01", "How they did", "Grades of four councils stand below.", *rows, *more) == ("round_up",)
