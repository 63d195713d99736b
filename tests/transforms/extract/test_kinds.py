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
