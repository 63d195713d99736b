from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.telling import NEL, NEL_CODE, NOW, ChangeLog, Told, intervention, rating, ratings, types_of
from transforms.changes import change_rows
from transforms.tables import CHANGES

ALL_THREE = {"leadership": "inadequate", "help_and_protection": "inadequate", "children_in_care": "inadequate"}
PRESS = Told("press", "2021-11-30", ratings("2021-10", overall_effectiveness="inadequate", **ALL_THREE))
COUNCIL = replace(PRESS, article_id="council", published="2021-11-29", source_kind="council")
PAPER = Told("paper", "2021-12-02", ratings(None, overall_effectiveness="inadequate"), source_kind="local_press")
IN_2017 = Told("old", "2017-09-27", ratings("2017-07/2017-08", overall_effectiveness="good", leadership="good"))


def graded(name: str, published: str, grade: str, *, inspected: str | None = None) -> Told:
    return Told(name, published, ratings(inspected, overall_effectiveness=grade))


def test_three_reports_of_one_inspection_are_one_change_with_three_sources() -> None:
    log = ChangeLog()
    (change,) = log.read(PAPER, PRESS, COUNCIL)

    row = change.row
    assert (row["type"], row["severity"], change.is_new) == ("inadequate_new", "critical", True)
    assert (row["authority_code"], row["authority"], row["judgement"]) == (NEL_CODE, NEL, "overall_effectiveness")
    assert (row["n_sources"], row["article_ids"]) == (3, ["council", "press", "paper"])
    assert (row["best_source_kind"], row["url"]) == ("council", "https://news.example/council")
    assert (row["effective"], row["detected_at"], row["corroborated"]) == (date(2021, 11, 29), NOW, True)
    assert (row["old_value"], row["new_value"]) == (None, "inadequate")
    assert row["summary"] == f"{NEL}: children's services judged inadequate overall and in all three areas"


def test_flagged_rows_fit_the_table_of_changes() -> None:
    assert change_rows(ChangeLog().read(PRESS, IN_2017)).schema == CHANGES.schema
    assert change_rows([]).schema == CHANGES.schema


def test_the_article_of_2017_read_last_flags_nothing() -> None:
    log = ChangeLog()
    log.read(PRESS, COUNCIL)

    assert log.read(IN_2017) == []


def test_the_article_of_2017_read_first_or_with_the_others_is_what_was_known_before() -> None:
    one_by_one, together = ChangeLog(), ChangeLog()
    one_by_one.read(IN_2017)
    changes = [one_by_one.read(PRESS)[0].row, *(one.row for one in together.read(IN_2017, PRESS))]

    assert {(row["type"], row["old_value"]) for row in changes} == {("inadequate_new", "good")}


def test_a_second_batch_adds_a_source_and_no_change() -> None:
    log = ChangeLog()
    log.read(PRESS)
    (again,) = log.read(COUNCIL)

    assert not again.is_new
    assert again.row["change_id"] in log.rows
    assert (again.row["n_sources"], again.row["article_ids"]) == (2, ["council", "press"])
    assert log.types == ["inadequate_new"]


def test_an_inadequate_area_that_only_a_second_report_tells_of_is_flagged_once() -> None:
    log = ChangeLog()
    log.read(graded("first", "2021-11-29", "requires_improvement", inspected="2021-10"))
    fuller = Told(
        "second",
        "2021-11-30",
        ratings("2021-10", overall_effectiveness="requires_improvement", help_and_protection="inadequate"),
    )
    (graver,) = log.read(fuller)

    assert (graver.row["type"], graver.row["judgement"], graver.is_new) == (
        "inadequate_new",
        "help_and_protection",
        True,
    )
    assert [one.is_new for one in log.read(replace(fuller, article_id="third", source="third"))] == [False]


def test_reading_the_same_articles_again_flags_nothing() -> None:
    log = ChangeLog()
    log.read(PRESS, COUNCIL, PAPER)
    log.told.clear()

    assert log.read(PRESS, COUNCIL, PAPER) == []


@settings(max_examples=12, deadline=None)
@given(st.permutations([IN_2017, PRESS, COUNCIL, PAPER]), st.integers(1, 3))
def test_in_whatever_order_and_batches_the_inspection_is_one_change_with_three_sources(
    told: list[Told], first: int
) -> None:
    log = ChangeLog()
    log.read(*told[:first])
    log.read(*told[first:])

    inspection_of_2021 = [row for row in log.rows.values() if row["effective"].year == 2021]
    assert [(row["type"], row["n_sources"]) for row in inspection_of_2021] == [("inadequate_new", 3)]
    assert len(log.rows) == (2 if told[:first] == [IN_2017] else 1)


@pytest.mark.parametrize(
    ("before", "now", "flagged"),
    [
        ("good", "good", "rating_new"),
        ("inadequate", "inadequate", "rating_new"),
        ("good", "outstanding", "rating_upgraded"),
        ("requires_improvement", "good", "rating_upgraded"),
        ("outstanding", "good", "rating_downgraded"),
        ("good", "requires_improvement", "rating_downgraded"),
        ("good", "inadequate", "inadequate_new"),
        ("inadequate", "requires_improvement", "inadequate_left"),
        ("inadequate", "outstanding", "inadequate_left"),
    ],
)
def test_the_step_from_the_grade_before_gives_the_type(before: str, now: str, flagged: str) -> None:
    log = ChangeLog()
    log.read(graded("a", "2018-03-01", before, inspected="2018-01"))
    (change,) = log.read(graded("b", "2022-03-01", now, inspected="2022-01"))

    assert (change.row["type"], change.row["old_value"], change.row["new_value"]) == (flagged, before, now)


def test_a_first_grade_is_new() -> None:
    assert types_of(ChangeLog().read(graded("a", "2022-03-01", "good", inspected="2022-01"))) == ["rating_new"]


def test_an_area_newly_inadequate_is_flagged_though_the_overall_grade_stays() -> None:
    log = ChangeLog()
    log.read(Told("a", "2018-03-01", ratings("2018-01", overall_effectiveness="good", leadership="good")))
    (change,) = log.read(
        Told("b", "2022-03-01", ratings("2022-01", overall_effectiveness="good", leadership="inadequate"))
    )

    assert (change.row["type"], change.row["judgement"]) == ("inadequate_new", "leadership")
    assert change.row["summary"].endswith("judged inadequate in leadership")


def test_areas_that_moved_give_the_direction_where_the_overall_grade_stays() -> None:
    log = ChangeLog()
    log.read(Told("a", "2018-03-01", ratings("2018-01", overall_effectiveness="good", leadership="good")))
    later = ratings("2022-01", overall_effectiveness="good", leadership="outstanding")

    assert types_of(log.read(Told("b", "2022-03-01", later))) == ["rating_upgraded"]


def test_halves_of_the_joint_care_judgement_compare_with_it() -> None:
    log = ChangeLog()
    log.read(Told("a", "2021-11-29", ratings("2021-10", children_in_care_and_care_leavers="inadequate")))
    halves = ratings("2025-11", children_in_care="inadequate", care_leavers="requires_improvement")
    (change,) = log.read(Told("b", "2026-01-14", halves))

    assert (change.row["type"], change.row["old_value"]) == ("rating_upgraded", "inadequate")


def test_from_april_2026_areas_are_flagged_without_an_overall_grade() -> None:
    log = ChangeLog()
    log.read(PRESS)
    (change,) = log.read(
        Told(
            "b",
            "2026-07-01",
            ratings("2026-05", leadership="good", help_and_protection="good", children_in_care="good"),
        )
    )
    assert (change.row["type"], change.row["judgement"]) == ("inadequate_left", "leadership")
    assert change.row["summary"] == f"{NEL}: children's services no longer inadequate, now good in all three areas"


def test_an_authority_named_for_comparison_flags_nothing() -> None:
    compared = Told("a", "2021-11-30", (rating("inadequate", inspected="2021-10", authority="Leeds"),))

    assert ChangeLog().read(compared) == []


def test_a_grade_told_in_passing_flags_nothing() -> None:
    log = ChangeLog()
    log.read(PRESS)

    assert log.read(Told("a", "2023-05-01", ratings(overall_effectiveness="inadequate"), kinds=("other",))) == []


def test_an_inspection_just_over_is_news_in_an_article_of_another_kind_too() -> None:
    leaver = replace(PRESS, article_id="leaver", kinds=("leadership_change",))

    assert types_of(ChangeLog().read(leaver)) == ["inadequate_new"]


@pytest.mark.parametrize(
    ("kind", "inspected"), [("monitoring_visit", "2021-10"), ("leadership_change", "2020-10"), ("commitment", "2021")]
)
def test_an_inspection_told_as_background_flags_no_grade(kind: str, inspected: str) -> None:
    background = Told("a", "2021-11-30", ratings(inspected, overall_effectiveness="inadequate"), kinds=(kind,))

    assert not {"inadequate_new", "rating_new"} & set(types_of(ChangeLog().read(background)))


def test_an_undated_article_flags_nothing() -> None:
    undated = replace(PRESS, published=None, kinds=("inspection_result", "intervention"))
    step = intervention("commissioner_appointed", "Ann Lee")

    assert ChangeLog().read(replace(undated, facts=(*undated.facts, step))) == []


def test_articles_without_facts_flag_nothing() -> None:
    about_a_school = Told("a", "2024-05-01", (), kinds=("not_childrens_services",), subjects=())

    assert ChangeLog().read(about_a_school) == []


def test_sources_that_contradict_each_other_are_flagged_once() -> None:
    log = ChangeLog()
    log.read(PRESS)
    wrong = graded("wrong", "2021-12-01", "requires_improvement", inspected="2021-10")
    (conflict,) = log.read(wrong)

    assert (conflict.row["type"], conflict.row["judgement"]) == ("source_conflict", "overall_effectiveness")
    assert (conflict.row["old_value"], conflict.row["new_value"]) == ("inadequate", "requires_improvement")
    assert set(conflict.row["article_ids"]) == {"press", "wrong"}
    assert types_of(log.read(COUNCIL)) == []
    assert log.types == ["inadequate_new", "source_conflict"]


def test_words_of_one_rank_do_not_contradict_each_other() -> None:
    told = [
        Told(one, "2012-09-01", ratings("2012-07", safeguarding=one)) for one in ("adequate", "requires_improvement")
    ]

    assert types_of(ChangeLog().read(*told)) == ["rating_new"]


def test_the_next_inspection_is_the_next_change() -> None:
    log = ChangeLog()
    log.read(IN_2017)
    log.read(PRESS, COUNCIL)
    log.read(graded("c", "2024-06-20", "requires_improvement", inspected="2024-05"))

    assert log.types == ["rating_new", "inadequate_new", "inadequate_left"]


def test_each_authority_has_changes_of_its_own() -> None:
    leeds = replace(PRESS, article_id="leeds", subjects=("Leeds",), facts=(rating("good", authority="Leeds"),))

    assert sorted(types_of(ChangeLog().read(PRESS, leeds))) == ["inadequate_new", "rating_new"]
