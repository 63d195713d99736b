"""Ofsted's own reports and letters: dates, inspector, framework and grades of every layout."""

import csv
import os
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from transforms.article import Article
from transforms.errors import UnreadableDocument
from transforms.extract.ofsted_report import read_report
from transforms.facts import Report
from transforms.pdf import read_pdf

AREAS = (
    "The impact of leaders on social work practice with children and families Good",
    "The experiences and progress of children who need help and protection\n\nRequires improvement to be good",
)
ILACS = Article(
    "Inspection of Sandwell local authority children's services",
    (
        "Inspection dates: 28 February to 4 March 2022 Lead inspector: Petra Holm, Her Majesty's Inspector",
        "Judgement Grade",
        *AREAS,
        "The experiences and progress of children in care and care leavers Inadequate",
        "Overall effectiveness Requires improvement to be good",
        "Leaders have a good plan and outstanding ambition.",
    ),
)
SIF = Article(
    "Sandwell Metropolitan Borough Council",
    (
        "Inspection of services for children in need of help and protection, children looked after and care leavers",
        "Review of the effectiveness of the Local Safeguarding Children Board1",
        "Inspection dates: 19 November–11 December 2013 and 28 – 30 January 2014",
        "Report published: 21 February 2014",
        "The overall judgement is that children’s services require improvement",
        "1. Children who need help and protection Good",
        "2. Children looked after and achieving permanence",
        "Requires Improvement",
        "2.1 Adoption performance Outstanding",
        "2.2 Experiences and progress of care leavers Inadequate",
        "3. Leadership, management and governance Good",
        "At the last inspection the judgements were:",
        "Overall effectiveness: Inadequate",
        "Adoption performance: Inadequate",
        "Deputy lead inspector: Olaf Stern HMI",
        "Lead inspector: Petra O’Holm-Grey HMI",
        "The Local Safeguarding Children Board (LSCB)",
        "The Local Safeguarding Children Board is outstanding",
        "An LSCB requires improvement if it does not yet do well.",
    ),
    published=date(2014, 2, 21),
)
SLAC = Article(
    "Inspection of safeguarding and looked after children services",
    (
        "Sandwell Inspection dates: 7 – 18 June 2010 Reporting inspector Petra Holm HMI",
        "Outstanding (Grade 1) A service that does more than it must",
        "Record of main findings",
        "Safeguarding services",
        "Overall effectiveness Adequate",
        "Capacity for improvement Good",
        "Services for looked after children",
        "Overall effectiveness Good Grade 2",
    ),
    published=date(2010, 7, 16),
)


def grades(article: Article) -> dict[str, str]:
    found = read_report(article)
    assert found
    return {rating.judgement: rating.grade for rating in found[1]}


def test_table_of_the_first_page() -> None:
    found = read_report(ILACS)
    assert found
    report, ratings = found
    assert report == Report("ilacs", date(2022, 2, 28), date(2022, 3, 4), None, "Petra Holm", graded=True)
    assert grades(ILACS) == {
        "leadership": "good",
        "help_and_protection": "requires_improvement",
        "children_in_care_and_care_leavers": "inadequate",
        "overall_effectiveness": "requires_improvement",
    }
    assert {(one.authority, one.when, one.inspected) for one in ratings} == {
        ("Sandwell", "current", "2022-02-28/2022-03-04")
    }


def test_evidence_is_the_row_of_the_table() -> None:
    found = read_report(ILACS)
    assert found
    row = next(one for one in found[1] if one.judgement == "help_and_protection")
    assert ILACS.text[row.evidence.start : row.evidence.end] == AREAS[1]


def test_columns_printed_one_after_the_other() -> None:
    article = Article(
        ILACS.title,
        (
            "Inspection dates: 3 to 7 June 2024 Lead inspector: Petra Holm",
            "The experiences and progress of children in care",
            "The experiences and progress of care leavers",
            "Outstanding",
            "Good",
            "The rest is prose that says inadequate.",
        ),
    )
    assert grades(article) == {"children_in_care": "outstanding", "care_leavers": "good"}


def test_headings_stand_in_for_a_table_that_is_a_picture() -> None:
    article = Article(
        ILACS.title,
        (
            "Inspection dates: 3 to 7 June 2024 Lead inspector: Petra Holm",
            "The experiences and progress of children in care: requires improvement to be good",
            "1. Children wait.",
        ),
    )
    assert grades(article) == {"children_in_care": "requires_improvement"}


def test_no_overall_grade_is_made_up_from_april_2026() -> None:
    article = Article(ILACS.title, ("Inspection dates: 8 to 12 June 2026 Lead inspector: Petra Holm", *AREAS))
    found = read_report(article)
    assert found
    assert found[0].framework == "ilacs_2026"
    assert set(grades(article)) == {"leadership", "help_and_protection"}


def test_single_inspection_framework_with_the_board_far_behind() -> None:
    found = read_report(SIF)
    assert found
    assert found[0] == Report(
        "sif", date(2013, 11, 19), date(2014, 1, 30), date(2014, 2, 21), "Petra O'Holm-Grey", graded=True
    )
    assert grades(SIF) == {
        "overall_effectiveness": "requires_improvement",
        "help_and_protection": "good",
        "children_in_care": "requires_improvement",
        "adoption": "outstanding",
        "care_leavers": "inadequate",
        "leadership": "good",
        "lscb": "outstanding",
    }


def test_two_services_of_the_oldest_framework() -> None:
    assert grades(SLAC) == {"safeguarding": "adequate", "looked_after_children": "good"}


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("Inspection dates: 15 to 26 November", "2021-11-15", "2021-11-26"),
        ("Inspection dates: 1 9 June to 3 0 June 2023", "2023-06-19", "2023-06-30"),
        ("Inspection date: 9\u00a0May\u00a02022 – 20\u00a0May\u00a02022", "2022-05-09", "2022-05-20"),
    ],
)
def test_untidy_dates(line: str, start: str, end: str) -> None:
    article = Article(ILACS.title, (line, "Lead inspector: Petra Holm", *AREAS), published=date(2021, 12, 20))
    found = read_report(article)
    assert found
    assert (str(found[0].inspection_start), str(found[0].inspection_end)) == (start, end)


@pytest.mark.parametrize("visit", ["focused visit", "second monitoring visit"])
def test_letter_after_a_visit_has_no_grades(visit: str) -> None:
    article = Article(
        "Ofsted",
        (
            "13 February 2019",
            "Dear Ms Holm",
            f"This letter summarises the findings of the {visit} to Sandwell on 15 and 16 January 2019. Children’s",
            "services were judged inadequate in May 2016.",
            "Overall effectiveness: inadequate",
            "Yours sincerely",
            "Olaf Stern",
            "Her Majesty’s Inspector",
        ),
    )
    assert read_report(article) == (
        Report("ilacs", date(2019, 1, 15), date(2019, 1, 16), None, "Olaf Stern", graded=False),
        (),
    )


def test_report_on_something_else_gives_the_authority_no_grade() -> None:
    article = Article(
        "Inspection of fostering services",
        ("Sandwell", "Inspection dates: 3 to 7 June 2014", "Overall effectiveness Good"),
    )
    found = read_report(article)
    assert found
    assert found[1] == ()
    assert not found[0].graded


def test_article_about_a_report_is_none() -> None:
    paragraphs = ("The inspection of Sandwell's children's services in May 2023 found overall effectiveness good.",)
    assert read_report(Article("Inspection of Sandwell children's services: good", paragraphs)) is None


@pytest.mark.slow
@pytest.mark.skipif("INSPECTION_WATCH_SHARED" not in os.environ, reason="needs the collected reports")
def test_every_collected_report_is_read_without_fault() -> None:
    shared = Path(os.environ["INSPECTION_WATCH_SHARED"])
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    heads: dict[str, tuple[str, str]] = {}
    with (shared / "gold" / "ofsted.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            heads[row["document"]] = (row["inspection_start"], row["inspection_end"])
            wanted[row["document"]] |= {row["judgement"]: row["grade"]} if row["judgement"] else {}
    for name, days in heads.items():
        try:
            article = read_pdf((shared / "ofsted" / f"{name}.pdf").read_bytes())
        except UnreadableDocument:
            assert not wanted[name]
            continue
        found = read_report(article)
        assert found, name
        assert grades(article) == wanted[name], name
        assert (str(found[0].inspection_start), str(found[0].inspection_end)) == days, name
