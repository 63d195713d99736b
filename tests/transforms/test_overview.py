from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from tests.made_up import day, frame_of
from transforms.catalogue import AUTHORITIES
from transforms.history_tables import CURRENT_RATINGS, INTERVENTION_SPELLS, POST_SPELLS
from transforms.overview import Standing, comparisons, judgements_shown, standings

TODAY = date(2026, 10, 15)
RANKS = {"inadequate": 1, "requires_improvement": 2, "good": 3, "outstanding": 4}
Row = dict[str, Any]


def authority(name: str, **more: Any) -> Row:
    return {"authority": name, "authority_code": name} | more


def grade(name: str, grade: str, judgement: str = "overall_effectiveness", **more: Any) -> Row:
    return authority(name, judgement=judgement, grade=grade, grade_rank=RANKS[grade]) | more


def standing(
    authorities: Iterable[Row], grades: Iterable[Row] = (), spells: Iterable[Row] = (), posts: Iterable[Row] = ()
) -> tuple[Standing, ...]:
    tables = (
        (AUTHORITIES, authorities),
        (CURRENT_RATINGS, grades),
        (INTERVENTION_SPELLS, spells),
        (POST_SPELLS, posts),
    )
    return standings({table.name: frame_of(table, rows) for table, rows in tables}, TODAY)


def only(grades: Iterable[Row] = (), **more: Iterable[Row]) -> Standing:
    return standing([authority("Ashmere")], grades, **more)[0]


def test_authorities_are_those_that_have_their_duties_on_the_day() -> None:
    every = standing(
        [
            authority("Gone", valid_to=day("2026-10-14")),
            authority("Last day", valid_to=TODAY),
            authority("To come", valid_from=day("2026-10-16")),
            authority("First day", valid_from=TODAY),
        ]
    )

    assert [one.authority["authority"] for one in every] == ["First day", "Last day"]


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        ("good", "requires_improvement", "up"),
        ("inadequate", "good", "down"),
        ("requires_improvement", "adequate", "same"),
        ("good", None, "first"),
    ],
)
def test_the_direction_is_that_of_the_overall_grade(now: str, before: str | None, direction: str) -> None:
    assert only([grade("Ashmere", now, previous_grade=before)]).direction == direction


def test_where_the_newest_report_has_no_overall_grade_directions_are_counted_by_area() -> None:
    one = only(
        [
            grade("Ashmere", "good", historic=True, since=day("2023-05-01"), previous_grade="inadequate"),
            grade("Ashmere", "good", "leadership", since=day("2026-07-01"), previous_grade="requires_improvement"),
            grade("Ashmere", "good", "children_in_care", since=day("2026-07-01"), previous_grade="good"),
            grade("Ashmere", "good", "care_leavers", since=day("2026-07-01"), previous_grade="inadequate"),
        ]
    )

    assert one.direction == "2 up, 1 same"
    assert one.newest is not None
    assert one.newest["since"] == day("2026-07-01")
    assert one.overall is not None
    assert one.overall["historic"]


def test_an_authority_without_grades_stands_with_none() -> None:
    assert only().newest is None
    assert only().direction == ""


def test_only_interventions_in_force_are_shown() -> None:
    spells = [
        authority("Ashmere", intervention_spell_id=status, kind="commissioner", status=status)
        for status in ("proposed", "in_force", "ended")
    ]

    assert [row["status"] for row in only(spells=spells).interventions] == ["in_force"]


def test_the_director_is_the_last_named_who_has_not_left() -> None:
    def post(person: str | None, status: str, appointed: str, role: str = "director_of_childrens_services") -> Row:
        return authority(
            "Ashmere", post_spell_id=appointed, role=role, person=person, status=status, appointed_on=day(appointed)
        )

    one = only(
        posts=[
            post("Ann Early", "in_post", "2019-02-01"),
            post("Bea Late", "leaving", "2024-02-01"),
            post("Cal Gone", "left", "2025-02-01"),
            post("Dee Chief", "in_post", "2025-03-01", role="chief_executive"),
            post(None, "in_post", "2026-02-01"),
        ]
    )

    assert one.director is not None
    assert one.director["person"] == "Bea Late"


def test_an_authority_is_placed_among_its_neighbours_equal_grades_sharing_a_place() -> None:
    neighbours = ["Birch", "Cedar", "Alder", "Elm", "Abolished"]
    every = standing(
        [authority("Ashmere", statistical_neighbours=neighbours), *map(authority, ("Alder", "Birch", "Cedar", "Elm"))],
        [
            grade("Ashmere", "good"),
            grade("Alder", "good"),
            grade("Birch", "outstanding"),
            grade("Cedar", "inadequate"),
        ],
    )
    compared = next(one for one in comparisons(every) if one.standing.authority["authority"] == "Ashmere")

    assert [one.authority["authority"] for one in compared.neighbours] == ["Birch", "Cedar", "Alder", "Elm"]
    assert (compared.place, compared.of) == (2, 4)
    assert compared.mean_rank == pytest.approx(8 / 3)


def test_without_grades_there_is_no_place_and_no_mean() -> None:
    compared = comparisons(standing([authority("Ashmere", statistical_neighbours=["Birch"]), authority("Birch")]))[0]

    assert (compared.place, compared.of, compared.mean_rank) == (None, 0, None)


def test_judgements_shown_are_overall_those_in_force_and_those_that_newest_reports_grade() -> None:
    every = standing(
        [authority("Ashmere")],
        [
            grade("Ashmere", "good", "children_in_care_and_care_leavers"),
            grade("Ashmere", "good", "adoption", historic=True),
        ],
    )

    assert judgements_shown(every, TODAY) == [
        "overall_effectiveness",
        "leadership",
        "help_and_protection",
        "children_in_care",
        "care_leavers",
        "children_in_care_and_care_leavers",
    ]
