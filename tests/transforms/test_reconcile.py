from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.telling import NEL, NEL_CODE, Told, rating, ratings, reconciled
from transforms.tables import CURRENT_RATINGS, INSPECTIONS

IN_2017 = Told(
    "old",
    "2017-09-27",
    ratings("2017-07/2017-08", overall_effectiveness="good", leadership="good", children_in_care="good"),
)
IN_2021 = Told(
    "new",
    "2021-11-29",
    (
        *ratings(
            "2021-10",
            overall_effectiveness="inadequate",
            leadership="inadequate",
            children_in_care_and_care_leavers="requires_improvement",
        ),
        rating("good", inspected="2017", when="previous"),
    ),
)
REPORT = replace(IN_2021, article_id="report", published="2021-11-26", source="ofsted", source_kind="inspectorate")
PASSING = Told("passing", "2023-05-01", (rating("inadequate"),), kinds=("other",))


def standing(*told: Told, judgement: str = "overall_effectiveness") -> dict[str, Any]:
    rows = reconciled(*told)[1].filter(judgement=judgement).to_dicts()
    assert len(rows) == 1
    return rows[0]


def test_the_newest_inspection_stands_and_the_one_before_is_shown() -> None:
    row = standing(IN_2021, IN_2017)

    assert (row["authority_code"], row["authority"]) == (NEL_CODE, NEL)
    assert (row["grade"], row["grade_rank"], row["since"]) == ("inadequate", 1, date(2021, 11, 29))
    assert (row["previous_grade"], row["previous_since"]) == ("good", date(2017, 9, 27))


def test_a_first_grade_has_none_before_it() -> None:
    row = standing(IN_2017)

    assert (row["previous_grade"], row["previous_since"]) == (None, None)


def test_a_previous_grade_that_only_the_new_article_states_is_the_one_before() -> None:
    assert standing(IN_2021)["previous_grade"] == "good"


def test_a_judgement_that_a_later_inspection_does_not_make_still_stands() -> None:
    row = standing(IN_2017, IN_2021, judgement="children_in_care")

    assert (row["grade"], row["since"]) == ("good", date(2017, 9, 27))


@pytest.mark.parametrize("half", ["children_in_care", "care_leavers"])
def test_both_halves_compare_with_the_joint_care_judgement_they_came_from(half: str) -> None:
    in_2025 = Told("newest", "2026-01-14", ratings("2025-11", children_in_care="good", care_leavers="good"))

    assert standing(IN_2021, in_2025, judgement=half)["previous_grade"] == "requires_improvement"


def test_a_half_compares_with_its_own_last_grade_once_it_has_one() -> None:
    in_2023 = Told("c", "2023-06-01", ratings("2023-04", children_in_care="inadequate"))
    in_2025 = Told("d", "2026-01-14", ratings("2025-11", children_in_care="good"))

    assert standing(IN_2021, in_2023, in_2025, judgement="children_in_care")["previous_grade"] == "inadequate"


def test_the_best_source_gives_grade_evidence_and_address() -> None:
    wrong = replace(IN_2021, article_id="wrong", facts=ratings("2021-10", overall_effectiveness="good"))
    row = standing(wrong, REPORT)

    assert (row["grade"], row["best_source_kind"], row["url"]) == (
        "inadequate",
        "inspectorate",
        "https://news.example/report",
    )
    assert (row["conflict"], row["n_sources"], row["article_ids"]) == (True, 1, ["report"])


def test_words_for_one_rank_are_no_conflict() -> None:
    told = [
        Told(name, "2012-09-01", ratings("2012-07", safeguarding=grade))
        for name, grade in (("a", "adequate"), ("b", "requires_improvement"))
    ]
    row = standing(*told, judgement="safeguarding")

    assert (row["conflict"], row["n_sources"]) == (False, 2)


def test_a_lone_press_report_is_uncorroborated() -> None:
    assert standing(IN_2021)["corroborated"] is False


def test_an_official_source_needs_no_other() -> None:
    for kind in ("inspectorate", "government", "council", "committee"):
        assert standing(replace(IN_2021, source_kind=kind))["corroborated"] is True


def test_two_stories_corroborate_and_copies_of_one_do_not() -> None:
    long = "The council's services for children were judged inadequate by Ofsted's inspectors in October."
    copies = [replace(IN_2021, article_id=name, text=f"Title {name}\n\n{long}") for name in ("a", "b")]

    assert standing(IN_2021, replace(IN_2021, article_id="b"))["corroborated"] is True
    assert standing(*copies)["corroborated"] is False
    assert standing(*copies)["n_sources"] == 2


def test_an_inspection_has_a_row_for_each_judgement_and_one_id() -> None:
    rows = reconciled(IN_2021, REPORT)[0].filter(pl.col("inspected_from") == date(2021, 10, 1))

    assert rows["judgement"].to_list() == [
        "children_in_care_and_care_leavers",
        "leadership",
        "overall_effectiveness",
    ]
    assert rows["inspection_id"].n_unique() == 1
    assert rows["published"].unique().to_list() == [date(2021, 11, 26)]


def test_an_inspection_is_known_since_its_first_statement_was_read() -> None:
    early, late = datetime(2021, 11, 27, tzinfo=UTC), datetime(2021, 12, 2, tzinfo=UTC)
    rows = reconciled(replace(IN_2021, recorded_at=late), replace(REPORT, recorded_at=early))[0]

    assert rows.filter(judgement="leadership")["recorded_at"].to_list() == [early]


@pytest.mark.parametrize(
    ("inspected", "published", "framework"),
    [
        ("2012-07", "2012-09-01", "slac"),
        ("2017-07", "2017-09-01", "sif"),
        ("2021-10", "2021-11-29", "ilacs"),
        ("2026-03", "2026-05-01", "ilacs"),
        ("2026-04", "2026-06-01", "ilacs_2026"),
        (None, "2024-06-01", "ilacs"),
    ],
)
def test_the_framework_is_that_of_the_day_of_the_visit(inspected: str | None, published: str, framework: str) -> None:
    row = standing(Told("a", published, ratings(inspected, leadership="good")), judgement="leadership")

    assert row["framework"] == framework


def test_a_framework_that_an_article_names_counts_first() -> None:
    named = replace(rating("good", inspected="2018-01"), framework="sif")

    assert standing(Told("a", "2018-03-01", (named,)))["framework"] == "sif"


def test_from_april_2026_areas_stand_without_an_overall_grade() -> None:
    areas = {"leadership": "good", "help_and_protection": "good", "children_in_care": "good", "care_leavers": "good"}
    current = reconciled(IN_2021, Told("later", "2026-07-01", ratings("2026-05", **areas)))[1]

    assert current.filter(since=date(2026, 7, 1))["judgement"].to_list() == sorted(areas)
    assert current.filter(judgement="overall_effectiveness")["grade"].to_list() == ["inadequate"]


def test_grades_of_other_services_are_no_grades_of_childrens_services() -> None:
    other = replace(rating("inadequate", inspected="2021-10"), service="adult_social_care")

    assert all(frame.is_empty() for frame in reconciled(Told("a", "2021-11-29", (other,))))


def test_authorities_are_kept_apart() -> None:
    leeds = Told("b", "2021-11-29", (rating("good", inspected="2021-10", authority="Leeds"),), subjects=("Leeds",))
    current = reconciled(IN_2021, leeds)[1].filter(judgement="overall_effectiveness")

    assert dict(current.select("authority", "grade").iter_rows()) == {NEL: "inadequate", "Leeds": "good"}


def test_nothing_told_is_two_typed_empty_tables() -> None:
    inspections, current = reconciled()

    assert (inspections.schema, current.schema) == (INSPECTIONS.schema, CURRENT_RATINGS.schema)


@settings(max_examples=12, deadline=None)
@given(st.permutations([IN_2017, IN_2021, REPORT, PASSING, replace(IN_2021, article_id="copy", published=None)]))
def test_the_order_of_reading_does_not_matter(told: list[Told]) -> None:
    inspections, current = reconciled(*told)
    expected = reconciled(*sorted(told, key=lambda one: one.article_id))

    assert inspections.equals(expected[0])
    assert current.equals(expected[1])
