"""The history of one authority: a function of what its articles state and of the day alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.telling import EVIDENCE, NEL, NEL_CODE, Told, intervention, known_from, rating, ratings
from transforms.facts import Commitment, LeadershipEvent, PeerReview
from transforms.history.of_authority import History, history_of
from transforms.history_tables import CHANGES, HISTORY_TABLES, INSPECTIONS
from transforms.rules_version import stamped

TODAY = date(2024, 3, 1)
LEEDS_CODE = "E08000035"
TOLD = (
    Told("old", "2017-09-27", ratings("2017-07", overall_effectiveness="good", leadership="good")),
    Told(
        "new",
        "2021-11-30",
        (*ratings("2021-10", overall_effectiveness="inadequate"), rating("good", authority="Leeds")),
    ),
    Told("step", "2021-12-02", (intervention("commissioner_appointed", "Ann Lee"),), kinds=("intervention",)),
    Told(
        "review",
        "2023-06-02",
        (PeerReview(NEL, "LGA", None, "2023-05", 3, 5, "care leavers", EVIDENCE),),
        kinds=("peer_review",),
    ),
    Told(
        "leaver",
        "2023-07-03",
        (LeadershipEvent(NEL, "director_of_childrens_services", "Joe Bloggs", "leaving", EVIDENCE),),
        kinds=("leadership_change",),
    ),
    Told(
        "pledge",
        "2023-08-01",
        (Commitment(NEL, None, None, "funding", 2_000_000, "2024-02", EVIDENCE),),
        kinds=("commitment",),
    ),
)


def history(*told: Told, code: str = NEL_CODE, today: date = TODAY) -> History:
    frames, articles = known_from(told or TOLD)
    own = {name: frame.filter(authority_code=code).to_dicts() for name, frame in frames.items()}
    return history_of(code, own, articles.to_dicts(), today)


def as_told(found: History) -> tuple[Any, ...]:
    rows = {name: sorted(map(repr, rows)) for name, rows in found.rows.items()}
    return rows, [dict(change.row) for change in found.changes]


def test_it_has_rows_for_every_table_of_histories() -> None:
    found = history()

    assert {name for name, rows in found.rows.items() if rows} == {table.name for table in HISTORY_TABLES} - {"changes"}
    for table in HISTORY_TABLES:
        if table is not CHANGES:
            assert table.frame(stamped(found.rows[table.name])).height == len(found.rows[table.name])


def test_its_changes_are_told_oldest_first_each_with_an_id_of_its_own() -> None:
    changes = history().changes

    assert [change.row["type"] for change in changes] == [
        "rating_new",
        "inadequate_new",
        "commissioner_appointed",
        "peer_review",
        "leadership_change",
        "commitment_made",
        "commitment_due",
    ]
    assert len({change.change_id for change in changes}) == len(changes)


def test_rows_and_changes_are_of_that_authority_only() -> None:
    leeds = history(code=LEEDS_CODE)

    assert [row["authority"] for row in leeds.rows[INSPECTIONS.name]] == ["Leeds"]
    assert all(row["authority_code"] == NEL_CODE for rows in history().rows.values() for row in rows)


def test_an_authority_of_which_nothing_is_known_has_no_history() -> None:
    nothing = history(code="E09000001")

    assert nothing.changes == ()
    assert not any(nothing.rows.values())


@settings(max_examples=10, deadline=None)
@given(st.permutations(TOLD))
def test_the_order_of_the_articles_does_not_matter(told: list[Told]) -> None:
    assert as_told(history(*told)) == as_told(history())


@pytest.mark.parametrize(("after", "status"), [(-1, "open"), (0, "open"), (1, "overdue")])
def test_only_the_day_makes_an_undertaking_overdue(after: int, status: str) -> None:
    last_day = date(2024, 2, 29)
    found = history(today=last_day + timedelta(days=after))

    assert [row["status"] for row in found.rows["undertakings"]] == [status]
    assert any(change.row["type"] == "commitment_due" for change in found.changes) is (after >= 0)


def test_ids_are_made_of_what_happened_not_of_who_told_it_or_how() -> None:
    renamed = [
        replace(one, article_id=f"other-{one.article_id}", source="another", text="Told in quite other words.")
        for one in TOLD
    ]

    def ids(found: History) -> list[str]:
        return [change.change_id for change in found.changes]

    assert ids(history(*renamed)) == ids(history())
