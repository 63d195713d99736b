from datetime import date
from typing import Any, Literal

import pytest

from tests.transforms.telling import EVIDENCE, NEL, NEL_CODE, Told, told_together
from transforms.facts import PeerReview
from transforms.ids import stable_id

Row = dict[str, Any]


def review(
    name: str,
    published: str | None,
    held: str | None = None,
    *,
    strengths: int | None = None,
    scope: str | None = None,
    body: Literal["LGA", "regional"] | None = None,
    lead: str | None = None,
    source_kind: str = "local_press",
) -> Told:
    fact = PeerReview(NEL, body, lead, held, strengths, None, scope, EVIDENCE)
    return Told(name, published, (fact,), kinds=("peer_review",), source_kind=source_kind)


def visits(*told: Told) -> list[Row]:
    return told_together(*told).rows["peer_review_visits"]


def articles(*told: Told) -> list[list[str]]:
    return [row["article_ids"] for row in visits(*told)]


@pytest.mark.parametrize("held", ["2024-03", "2024-03-12", "2024-03/2024-04", "2024-06", "2024-01"])
def test_reviews_held_close_together_are_one(held: str) -> None:
    assert articles(review("a", "2024-07-01", "2024-03"), review("b", "2024-08-01", held)) == [["a", "b"]]


def test_reviews_held_long_apart_are_two() -> None:
    assert articles(review("a", "2024-05-01", "2024-03"), review("b", "2025-05-01", "2025-03")) == [["a"], ["b"]]


def test_a_row_of_loose_dates_does_not_run_reviews_together() -> None:
    told = [review(f"{month:02}", "2025-06-01", f"2024-{month:02}") for month in (1, 4, 7, 10)]

    assert articles(*told) == [["01", "04"], ["07", "10"]]


@pytest.mark.parametrize(
    ("published", "count"), [("2024-03-20", 1), ("2024-12-20", 1), ("2025-06-01", 2), ("2024-01-20", 2)]
)
def test_undated_news_is_of_the_review_that_was_not_long_before(published: str, count: int) -> None:
    assert len(visits(review("a", "2024-05-01", "2024-03"), review("b", published))) == count


def test_undated_news_is_of_the_last_review_before_it() -> None:
    told = [review("a", "2023-06-01", "2023-06"), review("b", "2024-02-01", "2024-02"), review("c", "2024-03-01")]

    assert articles(*told) == [["a"], ["b", "c"]]


def test_undated_news_of_one_year_is_of_one_review_dated_by_its_publication() -> None:
    (visit,) = visits(review("a", "2024-05-01"), review("b", "2024-09-01"))

    assert (visit["held_from"], visit["date_precision"], visit["reported_on"]) == (None, None, date(2024, 5, 1))
    assert visit["peer_review_visit_id"] == stable_id("peer review", NEL_CODE, "reported 2024-05")


def test_news_that_names_the_year_is_of_the_review_of_that_year() -> None:
    assert articles(review("a", "2024-05-01", "2024-03"), review("b", "2026-02-01", "2024")) == [["a", "b"]]
    assert articles(review("a", "2024-05-01", "2024-03"), review("b", "2026-02-01", "2025")) == [["a"], ["b"]]


def test_an_undated_article_confirms_the_newest_review() -> None:
    told = [review("a", "2023-05-01", "2023-03"), review("b", "2024-05-01", "2024-03"), review("c", None)]

    assert articles(*told) == [["a"], ["b", "c"]]
    assert visits(review("c", None)) == []


def test_a_year_alone_dates_a_review() -> None:
    (visit,) = visits(review("a", None, "2023"))

    assert (visit["held_to"], visit["reported_on"]) == (date(2023, 12, 31), None)
    assert visit["peer_review_visit_id"] == stable_id("peer review", NEL_CODE, "2023")


def test_the_date_is_the_most_exact_one_and_of_two_that_of_the_best_source() -> None:
    told = [
        review("a", "2024-05-01", "2024-03", source_kind="council"),
        review("b", "2024-05-01", "2024-03-12"),
        review("c", "2024-05-01", "2024-03-14", source_kind="sector_press"),
    ]
    (visit,) = visits(*told)

    assert (visit["held_from"], visit["date_precision"]) == (date(2024, 3, 14), "day")
    assert visit["peer_review_visit_id"] == stable_id("peer review", NEL_CODE, "2024-03")


def test_each_value_is_that_of_the_best_source_that_states_it() -> None:
    told = [
        review("a", "2024-05-01", "2024-03", strengths=12, scope="front door", lead="Jo Hill"),
        review("b", "2024-05-02", "2024-03", strengths=13, body="LGA", source_kind="council"),
    ]
    (visit,) = visits(*told)

    assert [visit[name] for name in ("strengths", "scope", "lead", "body")] == [13, "front door", "Jo Hill", "LGA"]
    assert visit["conflict"]
    assert visit["best_source_kind"] == "council"


def test_sources_that_leave_numbers_out_do_not_conflict() -> None:
    (visit,) = visits(review("a", "2024-05-01", "2024-03", strengths=12), review("b", "2024-05-02", "2024-03"))

    assert not visit["conflict"]


def test_a_review_told_as_background_is_in_the_history_and_no_event() -> None:
    told = Told("a", "2024-05-01", review("a", "2024-05-01", "2024-03").facts, kinds=("inspection_result",))
    together = told_together(told)

    assert len(together.rows["peer_review_visits"]) == 1
    assert together.events == []


def test_a_review_to_come_is_no_event_until_it_has_begun() -> None:
    announced, after = review("a", "2022-04-20", "2022-12"), review("b", "2023-02-01", "2022-12")

    assert told_together(announced).events == []
    (event,) = told_together(announced, after).events
    assert (event.effective, [one.article_id for one in event.witnesses]) == (date(2022, 12, 31), ["b"])


def test_a_review_is_held_no_later_than_the_news_of_it() -> None:
    (event,) = told_together(review("a", "2022-04-20", "2022-04")).events

    assert event.effective == date(2022, 4, 20)


def test_a_number_of_none_is_told() -> None:
    (event,) = told_together(review("a", "2024-05-01", "2024-03", strengths=0)).events

    assert event.new_value == "0 strengths"
    assert event.key == ("peer_review", stable_id("peer review", NEL_CODE, "2024-03"))
