"""What is flagged when articles come in: the road from what they state to the change log."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.telling import (
    NEL,
    NEL_CODE,
    NOW,
    ChangeLog,
    Told,
    intervention,
    rating,
    ratings,
    types_of,
)
from transforms.history.changes import FLAGGED, WITNESSED
from transforms.history_tables import CHANGES
from transforms.rules_version import stamped

ALL_THREE = {"leadership": "inadequate", "help_and_protection": "inadequate", "children_in_care": "inadequate"}
PRESS = Told("press", "2021-11-30", ratings("2021-10", overall_effectiveness="inadequate", **ALL_THREE))
COUNCIL = replace(PRESS, article_id="council", published="2021-11-29", source_kind="council")
PAPER = Told("paper", "2021-12-02", ratings(None, overall_effectiveness="inadequate"), source_kind="local_press")
IN_2017 = Told("old", "2017-09-27", ratings("2017-07/2017-08", overall_effectiveness="good", leadership="good"))


def graded(name: str, published: str, grade: str, *, inspected: str | None = None) -> Told:
    return Told(name, published, ratings(inspected, overall_effectiveness=grade))


def test_three_reports_of_one_inspection_are_one_change_with_three_sources() -> None:
    (change,) = ChangeLog().read(PAPER, PRESS, COUNCIL)

    row = change.row
    assert (row["type"], row["severity"], row["action"]) == ("inadequate_new", "critical", FLAGGED)
    assert (row["authority_code"], row["authority"], row["judgement"]) == (NEL_CODE, NEL, "overall_effectiveness")
    assert (row["n_sources"], row["article_ids"]) == (3, ["council", "press", "paper"])
    assert (row["best_source_kind"], row["url"]) == ("council", "https://news.example/council")
    assert (row["effective"], row["detected_at"], row["corroborated"]) == (date(2021, 11, 29), NOW, True)
    assert (row["old_value"], row["new_value"], row["overtaken"]) == (None, "inadequate", False)
    assert (row["corrects"], row["because"]) == (None, None)
    assert row["summary"] == f"{NEL}: children's services judged inadequate overall and in all three areas"


def test_entries_fit_the_table_of_changes() -> None:
    entries = ChangeLog().read(PRESS, IN_2017)

    assert CHANGES.frame(stamped(one.row for one in entries)).height == 2


def test_every_inspection_in_the_record_is_a_change_and_the_old_ones_are_overtaken() -> None:
    entries = ChangeLog().read(IN_2017, PRESS)

    assert [(one.row["type"], one.row["old_value"], one.row["overtaken"]) for one in entries] == [
        ("rating_new", None, True),
        ("inadequate_new", "good", False),
    ]
    assert types_of(entries) == ["inadequate_new"]


def test_the_next_inspection_is_the_next_change_and_overtakes_the_last() -> None:
    log = ChangeLog()
    log.read(IN_2017)
    log.read(PRESS, COUNCIL)
    entries = log.read(graded("c", "2024-06-20", "requires_improvement", inspected="2024-05"))

    assert log.types == ["rating_new", "inadequate_new", "inadequate_left"]
    assert [(one.row["type"], one.row["action"]) for one in entries] == [
        ("inadequate_new", "overtaken"),
        ("inadequate_left", FLAGGED),
    ]


def test_a_further_source_is_a_witness_and_no_news() -> None:
    log = ChangeLog()
    log.read(COUNCIL)
    (again,) = log.read(PRESS)

    assert (again.row["action"], again.row["corrects"], again.row["because"]) == (WITNESSED, None, None)
    assert (again.row["n_sources"], again.row["article_ids"]) == (2, ["council", "press"])
    assert log.types == ["inadequate_new"]


def test_a_change_keeps_the_moment_at_which_it_was_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    log = ChangeLog()
    log.read(COUNCIL)
    monkeypatch.setattr("tests.transforms.telling.NOW", NOW.replace(hour=23))
    (again,) = log.read(PRESS)

    assert again.row["detected_at"] == NOW


def test_reading_the_same_articles_again_adds_no_entry() -> None:
    log = ChangeLog()
    log.read(PRESS, COUNCIL, PAPER)

    assert log.read(PRESS, COUNCIL, PAPER) == []
    assert log.read() == []


@settings(max_examples=12, deadline=None)
@given(st.permutations([IN_2017, PRESS, COUNCIL, PAPER]), st.integers(0, 4))
def test_in_whatever_order_and_batches_the_log_comes_to_say_the_same(told: list[Told], first: int) -> None:
    log = ChangeLog()
    log.read(*told[:first])
    log.read(*told[first:])

    assert [(row["type"], row["n_sources"], row["old_value"], row["overtaken"]) for row in log.rows.values()] == [
        ("rating_new", 1, None, True),
        ("inadequate_new", 3, "good", False),
    ]


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
    log.read(COUNCIL)
    (conflict,) = log.read(graded("wrong", "2021-12-01", "requires_improvement", inspected="2021-10"))

    assert (conflict.row["type"], conflict.row["judgement"]) == ("source_conflict", "overall_effectiveness")
    assert (conflict.row["old_value"], conflict.row["new_value"]) == ("inadequate", "requires_improvement")
    assert set(conflict.row["article_ids"]) == {"council", "wrong"}
    assert types_of(log.read(PRESS)) == []
    assert log.types == ["inadequate_new", "source_conflict"]


def test_each_authority_has_changes_of_its_own() -> None:
    leeds = replace(PRESS, article_id="leeds", subjects=("Leeds",), facts=(rating("good", authority="Leeds"),))

    assert sorted(types_of(ChangeLog().read(PRESS, leeds))) == ["inadequate_new", "rating_new"]
