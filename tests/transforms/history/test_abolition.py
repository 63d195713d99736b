from datetime import date
from typing import Any

import pytest

from tests.transforms.telling import EVIDENCE, Told, intervention, told_together
from transforms.facts import Commitment, LeadershipEvent

GONE, GONE_CODE = "Northamptonshire", "E10000021"
LAST_DAY = date(2021, 3, 31)
Row = dict[str, Any]


def told(day: str = "2020-06-01") -> Told:
    facts = (
        intervention("commissioner_appointed", "Jo Sample", authority=GONE),
        intervention("direction_issued", when="proposed", authority=GONE),
        LeadershipEvent(GONE, "director_of_childrens_services", "Al Sample", "appointed", EVIDENCE),
        Commitment(GONE, None, None, "funding", None, "2020-12-31", EVIDENCE),
        Commitment(GONE, None, None, "recruitment", None, "2026-11-30", EVIDENCE),
        Commitment(GONE, None, None, "review", None, None, EVIDENCE),
    )
    return Told("a", day, facts, kinds=("intervention", "leadership_change", "commitment"), subjects=(GONE,))


def rows(name: str, today: date, **more: Any) -> list[Row]:
    return told_together(told(**more), today=today, authority_code=GONE_CODE).rows[name]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (LAST_DAY, [("commissioner", "in_force", None), ("direction", "proposed", None)]),
        (date(2021, 4, 1), [("commissioner", "ended", date(2021, 4, 1)), ("direction", "ended", None)]),
    ],
)
def test_interventions_end_with_the_authority(today: date, expected: list[tuple[str, str, date | None]]) -> None:
    assert [(one["kind"], one["status"], one["ended_on"]) for one in rows("intervention_spells", today)] == expected


@pytest.mark.parametrize(
    ("today", "expected"), [(LAST_DAY, ("in_post", None)), (date(2021, 4, 1), ("left", date(2021, 4, 1)))]
)
def test_posts_end_with_the_authority(today: date, expected: tuple[str, date | None]) -> None:
    (post,) = rows("post_spells", today)

    assert (post["status"], post["left_on"]) == expected


def test_what_is_told_as_in_force_after_the_end_ends_no_earlier_than_it_was_told() -> None:
    ended = [one["ended_on"] for one in rows("intervention_spells", date(2022, 1, 1), day="2021-06-10")]

    assert ended == [date(2021, 6, 10), None]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (LAST_DAY, {"funding": "overdue", "recruitment": "open", "review": "undated"}),
        (date(2027, 1, 1), {"funding": "overdue", "recruitment": "lapsed", "review": "lapsed"}),
    ],
)
def test_what_had_not_fallen_due_by_the_end_lapses(today: date, expected: dict[str, str]) -> None:
    assert {one["category"]: one["status"] for one in rows("undertakings", today)} == expected


def test_nothing_falls_due_after_the_end() -> None:
    events = told_together(told(), today=date(2027, 1, 1), authority_code=GONE_CODE).events

    assert [one.effective for one in events if one.type == "commitment_due"] == [date(2020, 12, 31)]
    assert {one.type for one in events} >= {"commissioner_appointed", "leadership_change", "commitment_made"}
    assert not {"commissioner_ended"} & {one.type for one in events}
