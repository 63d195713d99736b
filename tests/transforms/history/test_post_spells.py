from datetime import date
from typing import Any

import pytest

from tests.transforms.telling import EVIDENCE, NEL, NEL_CODE, Told, told_together
from transforms.facts import LeadershipEvent
from transforms.ids import stable_id

Row = dict[str, Any]
DIRECTOR = "director_of_childrens_services"


def move(name: str, day: str | None, event: str, person: str | None = None, role: str = DIRECTOR, **more: Any) -> Told:
    fact = LeadershipEvent(NEL, role, person, event, EVIDENCE)  # type: ignore[arg-type]
    return Told(name, day, (fact,), kinds=("leadership_change",), **more)


def posts(*told: Told) -> list[Row]:
    return told_together(*told).rows["post_spells"]


def course(row: Row) -> tuple[str, ...]:
    """Status, then appointed_on, leaving_told_on and left_on as far as they are known."""
    days = ((name, row[name]) for name in ("appointed_on", "leaving_told_on", "left_on"))
    return row["status"], *(f"{name} {day}" for name, day in days if day)


def test_a_spell_runs_from_the_coming_over_the_notice_to_the_going() -> None:
    told = [
        move("a", "2019-05-01", "appointed", "Ann Lee"),
        move("b", "2022-01-10", "leaving", "Ann Lee"),
        move("c", "2022-04-01", "left"),
    ]
    (spell,) = posts(*told)

    assert course(spell) == ("left", "appointed_on 2019-05-01", "leaving_told_on 2022-01-10", "left_on 2022-04-01")
    assert (spell["person"], spell["interim"], spell["article_ids"]) == ("Ann Lee", False, ["a", "b", "c"])


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("appointed", ("in_post", "appointed_on 2022-01-10")),
        ("interim_appointed", ("in_post", "appointed_on 2022-01-10")),
        ("leaving", ("leaving", "leaving_told_on 2022-01-10")),
        ("left", ("left", "left_on 2022-01-10")),
    ],
)
def test_a_single_statement_tells_what_is_known(event: str, expected: tuple[str, ...]) -> None:
    (spell,) = posts(move("a", "2022-01-10", event, "Ann Lee"))

    assert course(spell) == expected
    assert spell["interim"] == (event == "interim_appointed")


def test_another_surname_or_another_post_is_another_spell() -> None:
    told = [
        move("a", "2022-01-10", "appointed", "Ann Lee"),
        move("b", "2022-01-11", "appointed", "Joan Marsh"),
        move("c", "2022-01-12", "appointed", "Ann Lee", "chief_executive"),
    ]

    assert [(one["role"], one["person"]) for one in posts(*told)] == [
        ("chief_executive", "Ann Lee"),
        (DIRECTOR, "Ann Lee"),
        (DIRECTOR, "Joan Marsh"),
    ]


def test_a_coming_told_again_years_later_is_the_same() -> None:
    (spell,) = posts(move("a", "2019-05-01", "appointed", "Ann Lee"), move("b", "2023-05-01", "appointed", "Ann Lee"))

    assert spell["appointed_on"] == date(2019, 5, 1)


@pytest.mark.parametrize(("day", "count"), [("2022-03-01", 1), ("2023-03-01", 2)])
def test_a_nameless_coming_joins_the_named_one_only_if_it_is_near(day: str, count: int) -> None:
    assert len(posts(move("a", "2022-01-10", "appointed", "Ann Lee"), move("b", day, "appointed"))) == count


def test_a_nameless_coming_after_a_notice_is_the_successors() -> None:
    told = [
        move("a", "2021-12-01", "appointed", "Ann Lee"),
        move("b", "2022-01-10", "leaving", "Ann Lee"),
        move("c", "2022-02-10", "appointed"),
        move("d", "2022-02-20", "appointed", "Joan Marsh"),
    ]
    lee, marsh = posts(*told)

    assert (lee["succeeded_by"], marsh["person"]) == (marsh["post_spell_id"], "Joan Marsh")
    assert marsh["article_ids"] == ["c", "d"]


def test_one_who_has_gone_without_a_name_is_the_last_whose_going_was_told() -> None:
    told = [
        move("a", "2022-01-10", "leaving", "Ann Lee"),
        move("b", "2022-03-10", "appointed", "Joan Marsh"),
        move("c", "2022-04-10", "left"),
    ]
    lee, marsh = posts(*told)

    assert (lee["left_on"], marsh["status"]) == (date(2022, 4, 10), "in_post")


def test_one_who_is_to_go_without_a_name_is_the_last_who_came() -> None:
    told = [
        move("a", "2022-01-10", "leaving", "Ann Lee"),
        move("b", "2022-03-10", "appointed", "Joan Marsh"),
        move("c", "2022-09-10", "leaving"),
    ]

    assert [one["leaving_told_on"] for one in posts(*told)] == [date(2022, 1, 10), date(2022, 9, 10)]


def test_a_nameless_going_years_after_another_is_another() -> None:
    assert len(posts(move("a", "2018-01-10", "left"), move("b", "2022-01-10", "left"))) == 2


@pytest.mark.parametrize(("day", "is_successor"), [("2022-01-10", True), ("2022-12-20", True), ("2023-02-01", False)])
def test_whoever_comes_within_a_year_of_a_going_is_the_successor(day: str, is_successor: bool) -> None:
    lee, marsh = posts(move("a", "2022-01-10", "leaving", "Ann Lee"), move("b", day, "appointed", "Joan Marsh"))

    assert lee["succeeded_by"] == (marsh["post_spell_id"] if is_successor else None)


def test_whoever_comes_next_succeeds_one_whose_going_was_never_told() -> None:
    lee, marsh = posts(
        move("a", "2016-01-10", "appointed", "Ann Lee"), move("b", "2021-01-10", "appointed", "Joan Marsh")
    )

    assert (lee["status"], lee["succeeded_by"]) == ("in_post", marsh["post_spell_id"])


@pytest.mark.parametrize("for_good_on", ["2022-09-10", "2022-04-20"])
def test_one_who_held_the_post_for_a_time_and_is_appointed_for_good_begins_a_new_spell(for_good_on: str) -> None:
    told = [
        move("a", "2022-01-10", "interim_appointed", "Ann Lee"),
        move("b", for_good_on, "appointed", "Ann Lee"),
        move("c", "2022-10-10", "interim_appointed", "Ann Lee"),
    ]
    interim, for_good = posts(*told)

    assert course(interim) == ("left", "appointed_on 2022-01-10", f"left_on {for_good_on}")
    assert (interim["succeeded_by"], interim["article_ids"]) == (for_good["post_spell_id"], ["a", "c"])
    assert (for_good["interim"], course(for_good)) == (False, ("in_post", f"appointed_on {for_good_on}"))


def test_outlets_that_differ_on_whether_a_coming_is_interim_tell_of_one_and_the_best_decides() -> None:
    told = [
        move("a", "2022-01-10", "appointed", "Ann Lee", source_kind="local_press"),
        move("b", "2022-01-12", "interim_appointed", "Ann Lee", source_kind="council"),
    ]
    (spell,) = posts(*told)

    assert spell["interim"]


def test_a_going_told_twice_long_after_it_was_to_come_is_one() -> None:
    told = [move("a", "2022-01-03", "leaving"), move("b", "2023-02-01", "left"), move("c", "2023-02-01", "left")]
    (spell,) = posts(*told)

    assert course(spell) == ("left", "leaving_told_on 2022-01-03", "left_on 2023-02-01")


def test_an_article_without_a_date_is_a_witness_of_a_spell_and_tells_of_none() -> None:
    assert posts(move("a", None, "left", "Ann Lee")) == []
    (spell,) = posts(move("a", None, "left", "Ann Lee"), move("b", "2021-11-29", "appointed"))

    assert (spell["status"], spell["person"], spell["n_sources"]) == ("in_post", "Ann Lee", 2)


def test_ids_and_keys_are_made_of_post_and_month() -> None:
    together = told_together(
        move("a", "2022-01-10", "appointed", "Ann Lee"), move("b", "2022-01-20", "appointed", "Joan Marsh")
    )

    assert [one["post_spell_id"] for one in together.rows["post_spells"]] == [
        stable_id("post spell", NEL_CODE, DIRECTOR, "2022-01"),
        stable_id("post spell", NEL_CODE, DIRECTOR, "2022-01", "2"),
    ]
    assert [event.key for event in together.events] == [
        ("leadership_change", DIRECTOR, "coming", "2022-01"),
        ("leadership_change", DIRECTOR, "coming", "2022-01", "2"),
    ]


def test_a_coming_learned_after_the_going_leaves_the_going_its_name() -> None:
    gone = move("b", "2022-01-20", "leaving", "Ann Lee")
    (alone,) = told_together(gone).events
    _, going = told_together(gone, move("a", "2019-01-10", "appointed", "Ann Lee")).events

    assert going.key == alone.key
