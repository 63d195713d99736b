from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.transforms.telling import EVIDENCE, NEL, NEL_CODE, Told, intervention, told_together
from transforms.facts import Commitment, Delivery, Evidence, PeerReview
from transforms.ids import stable_id

Row = dict[str, Any]


def pledge(
    name: str,
    published: str | None = "2021-11-29",
    amount: int | None = None,
    deadline: str | None = None,
    category: str = "funding",
    *,
    text: str = "The council will see to it.",
    by: str | None = None,
    kinds: tuple[str, ...] = ("inspection_result",),
    **more: Any,
) -> Told:
    evidence = Evidence(0, len(text), "test", 0.9)
    fact = Commitment(NEL, by, None, category, amount, deadline, evidence)  # type: ignore[arg-type]
    return Told(name, published, (fact,), text=text, kinds=kinds, **more)


def done(name: str, published: str, amount: int | None = None, category: Any = "funding") -> Told:
    return Told(name, published, (Delivery(NEL, category, amount, EVIDENCE),))


def undertakings(*told: Told, today: str = "2022-01-15") -> list[Row]:
    return told_together(*told, today=date.fromisoformat(today)).rows["undertakings"]


def articles(*told: Told) -> list[list[str]]:
    return [row["article_ids"] for row in undertakings(*told)]


M = 1_000_000


@pytest.mark.parametrize(
    ("amount", "deadline", "is_same"),
    [
        (2 * M, "2022-03", True),
        (2 * M, "2022-03-31", True),
        (2 * M, None, True),
        (None, "2022-03", True),
        (3 * M, "2022-03", False),
        (2 * M, "2023-03", False),
        (3 * M, None, False),
        (None, "2023-03", False),
        (None, None, False),
    ],
)
def test_undertakings_are_one_where_money_and_deadline_agree(
    amount: int | None, deadline: str | None, is_same: bool
) -> None:
    told = [pledge("a", "2021-12-10", amount, deadline), pledge("b", amount=2 * M, deadline="2022-03")]

    assert len(undertakings(*told)) == (1 if is_same else 2)


def test_the_one_that_says_most_gives_money_and_deadline() -> None:
    told = [
        pledge("a", "2021-11-20", 2 * M),
        pledge("b", "2021-11-29", 2 * M, "2022-03"),
        pledge("c", "2021-12-01", 2 * M),
    ]
    (row,) = undertakings(*told)

    assert (row["amount_gbp"], row["deadline"], row["deadline_precision"]) == (2 * M, date(2022, 3, 31), "month")
    assert (row["made_on"], row["repeated_on"]) == (date(2021, 11, 20), date(2021, 12, 1))
    assert (row["article_ids"], len(row["commitment_ids"])) == (["a", "b", "c"], 3)


def test_another_category_is_another_undertaking() -> None:
    assert len(undertakings(pledge("a"), pledge("b", category="recruitment"))) == 2


@pytest.mark.parametrize(("amount", "deadline", "count"), [(2 * M, None, 2), (None, None, 2), (None, "2025", 1)])
def test_only_a_deadline_holds_tellings_together_that_are_years_apart(
    amount: int | None, deadline: str | None, count: int
) -> None:
    told = [pledge("a", "2021-11-29", amount, deadline), pledge("b", "2023-11-29", amount, deadline)]

    assert len(undertakings(*told)) == count


def test_repetitions_do_not_run_undertakings_together() -> None:
    told = [pledge("a", "2020-01-01"), pledge("b", "2020-12-01"), pledge("c", "2021-11-01")]

    assert articles(*told) == [["a", "b"], ["c"]]


def test_money_alone_joins_the_nearest_that_has_a_deadline_too() -> None:
    told = [
        pledge("a", "2020-01-01", 2 * M, "2020-06"),
        pledge("b", "2020-12-01", 2 * M, "2021-06"),
        pledge("c", "2020-11-01", 2 * M),
    ]

    assert articles(*told) == [["a"], ["c", "b"]]


@pytest.mark.parametrize(
    ("deadline", "today", "status"),
    [
        (None, "2022-01-15", "undated"),
        ("2022-01", "2022-01-31", "open"),
        ("2022-01", "2022-02-01", "overdue"),
    ],
)
def test_what_is_not_reported_done_is_open_until_its_day_is_past(deadline: str | None, today: str, status: str) -> None:
    (row,) = undertakings(pledge("a", deadline=deadline), today=today)

    assert (row["status"], row["done_on"]) == (status, None)


@pytest.mark.parametrize("amount", [2 * M, None])
def test_a_report_of_the_same_money_or_of_none_makes_it_done(amount: int | None) -> None:
    (row,) = undertakings(pledge("a", amount=2 * M, deadline="2021-12"), done("b", "2022-01-10", amount))

    assert (row["status"], row["done_on"], row["done_url"]) == ("done", date(2022, 1, 10), "https://news.example/b")
    assert row["done_evidence"] == "Article b "
    assert row["article_ids"] == ["a"]


@pytest.mark.parametrize(
    "report",
    [
        done("b", "2021-11-28"),
        done("b", "2022-01-10", 3 * M),
        done("b", "2022-01-10", category="recruitment"),
        done("b", "2022-02-10"),
        done("b", "2026-02-10"),
    ],
    ids=["before it was made", "other money", "another category", "later than today", "years later"],
)
def test_another_report_does_not_make_it_done(report: Told) -> None:
    (row,) = undertakings(pledge("a", amount=2 * M), report)

    assert row["status"] == "undated"


def test_what_an_article_reports_done_is_not_what_it_undertakes() -> None:
    both = pledge("a")
    told = Told("a", both.published, (*both.facts, *done("a", "2021-11-29").facts), text=both.text)

    assert [row["status"] for row in undertakings(told)] == ["undated"]
    assert [row["status"] for row in undertakings(told, pledge("b", "2021-11-20"))] == ["done"]


def test_a_report_is_of_one_undertaking_of_the_same_money_or_else_the_last_made() -> None:
    told = [pledge("a", "2021-10-01", 2 * M), pledge("b", "2021-11-01", 3 * M), done("c", "2021-12-01", 2 * M)]
    assert [row["status"] for row in undertakings(*told)] == ["done", "undated"]

    told = [pledge("a", "2021-10-01", 2 * M), pledge("b", "2021-11-01", 3 * M), done("c", "2021-12-01")]
    assert [row["status"] for row in undertakings(*told)] == ["undated", "done"]


def test_the_first_report_counts() -> None:
    (row,) = undertakings(pledge("a"), done("c", "2022-01-10"), done("b", "2021-12-10"))

    assert row["done_on"] == date(2021, 12, 10)


@pytest.mark.parametrize(
    ("text", "kind", "day", "status"),
    [
        ("There will be an improvement board.", "improvement_board_established", "2022-01-10", "done"),
        ("There will be an improvement board.", "improvement_board_established", "2021-11-29", "undated"),
        ("There will be an improvement board.", "adviser_appointed", "2022-01-10", "undated"),
        ("An adviser is to come in.", "adviser_appointed", "2022-01-10", "done"),
        ("We will get better across the board.", "improvement_board_established", "2022-01-10", "undated"),
        ("Scrutiny will be stronger.", "improvement_board_established", "2022-01-10", "undated"),
    ],
)
def test_a_board_or_adviser_that_an_undertaking_spoke_of_makes_it_done(
    text: str, kind: str, day: str, status: str
) -> None:
    set_up = Told("b", day, (intervention(kind),), kinds=("intervention",))
    (row,) = undertakings(pledge("a", category="governance", text=text), set_up)

    assert row["status"] == status


@pytest.mark.parametrize(
    ("text", "held", "day"),
    [
        ("We will ask for a peer review.", "2021-12", date(2022, 1, 10)),
        ("We will ask for a peer review.", "2021-10", None),
        ("We will ask for a peer review.", "2022-06", None),
        ("We will look at every case.", "2021-12", None),
    ],
    ids=["held after", "held before", "still to come", "not spoken of"],
)
def test_a_peer_review_that_an_undertaking_spoke_of_makes_it_done(text: str, held: str, day: date | None) -> None:
    reviewed = Told("b", "2022-01-10", (PeerReview(NEL, "LGA", None, held, None, None, None, EVIDENCE),))
    (row,) = undertakings(pledge("a", category="review", text=text), reviewed)

    assert row["done_on"] == day


@pytest.mark.parametrize(("today", "status"), [("2022-05-01", "open"), ("2023-02-01", "overdue")])
def test_an_undertaking_to_ask_for_a_review_does_not_report_itself_done(today: str, status: str) -> None:
    text = "We will ask for a peer review by the end of December."
    promise = pledge("a", "2022-04-20", category="review", text=text, deadline="2022-12-31")
    review = PeerReview(NEL, "LGA", None, "2022-12", None, None, None, EVIDENCE)
    told = replace(promise, facts=(*promise.facts, review))
    (row,) = told_together(told, today=date.fromisoformat(today)).rows["undertakings"]

    assert (row["status"], row["done_on"]) == (status, None)


def test_an_undertaking_in_an_article_without_a_date_is_kept_without_a_day() -> None:
    together = told_together(pledge("a", None, deadline="2022-03"))
    (row,) = together.rows["undertakings"]

    assert (row["made_on"], row["status"]) == (None, "overdue")
    assert together.events == []


def test_the_speaker_is_that_of_the_best_source_that_names_one() -> None:
    told = [
        pledge("a", by="Joan Marsh", source_kind="local_press"),
        pledge("b", by="Ann Lee", source_kind="sector_press"),
        pledge("c", source_kind="council"),
    ]
    (row,) = undertakings(*told)

    assert (row["speaker"], row["best_source_kind"]) == ("Ann Lee", "council")


def test_the_id_is_made_of_category_money_deadline_and_month() -> None:
    (row,) = undertakings(pledge("a", amount=2 * M, deadline="2022-03"))

    made_of = (NEL_CODE, "funding", 2 * M, date(2022, 3, 31), "2021-11")
    assert row["undertaking_id"] == stable_id("undertaking", *made_of)


def due(*told: Told, today: str = "2022-04-01") -> list[tuple[str, date]]:
    events = told_together(*told, today=date.fromisoformat(today)).events
    return [(event.summary, event.effective) for event in events if event.type == "commitment_due"]


def test_an_undertaking_falls_due_on_its_deadline() -> None:
    told = pledge("a", amount=2 * M, deadline="2022-03")

    assert due(told, today="2022-03-30") == []
    assert due(told, today="2022-03-31") == [
        (f"{NEL}: undertaking falls due: funding, £2,000,000, by 31 March 2022", date(2022, 3, 31))
    ]


@pytest.mark.parametrize(("day", "count"), [("2022-03-31", 0), ("2022-04-01", 1)])
def test_what_is_done_by_its_deadline_does_not_fall_due(day: str, count: int) -> None:
    assert len(due(pledge("a", deadline="2022-03"), done("b", day))) == count


@pytest.mark.parametrize(
    "told",
    [pledge("a", "2022-05-01", deadline="2022-03"), pledge("a", deadline="2022-03", subjects=("Leeds",))],
    ids=["made after its deadline", "told for comparison"],
)
def test_what_is_no_news_or_was_due_when_made_does_not_fall_due(told: Told) -> None:
    assert due(told, today="2023-01-01") == []


def test_made_and_due_are_two_events_named_by_the_undertaking() -> None:
    together = told_together(pledge("a", deadline="2022-03"))
    name = together.rows["undertakings"][0]["undertaking_id"]

    assert [event.key for event in together.events] == [("commitment_made", name), ("commitment_due", name)]
