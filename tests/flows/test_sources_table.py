from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from flows.health import judge_visit
from flows.sources_table import sources_now
from flows.workshop import Workshop
from scrapers.entries import Entry, Found
from scrapers.errors import Refused
from tests.flows.conftest import Clock

NEWEST = datetime(2021, 12, 3, 8, tzinfo=UTC)
LISTED = Found((Entry("https://gazette.example/1", "First", NEWEST),))


def registered(workshop: Workshop, **changes: Any) -> Workshop:
    """The same workshop with the gazette registered otherwise."""
    (gazette,) = (source for source in workshop.register if source.id == "gazette")
    return replace(workshop, register=(gazette.model_copy(update=changes),))


def row(workshop: Workshop) -> dict[str, Any]:
    return next(row for row in sources_now(workshop).to_dicts() if row["source_id"] == "gazette")


def visit(workshop: Workshop, error: Refused | None = None) -> None:
    judge_visit(workshop, workshop.register[0], None if error else LISTED, 1, error)


def test_every_registered_source_is_there(workshop: Workshop) -> None:
    assert sources_now(workshop)["source_id"].to_list() == sorted(source.id for source in workshop.register)


def test_a_source_that_was_not_visited_is_as_registered(workshop: Workshop) -> None:
    seen = row(registered(workshop))
    assert (seen["state"], seen["verdict"], seen["verdict_since"]) == ("unverified", "untried", None)
    assert seen["verdict_why"] == "It has not been visited yet."


def test_a_source_that_is_read_tells_what_it_brings(workshop: Workshop, clock: Clock) -> None:
    weekly = registered(workshop, usual_gap_days=7)
    visit(weekly)
    visited = clock.now
    seen = row(weekly)
    assert (seen["state"], seen["verdict"], seen["verdict_run"]) == ("working", "alive", "run-1")
    assert (seen["verdict_since"], seen["last_new_item"], seen["newest_published"]) == (visited, visited, NEWEST)
    assert (seen["last_found"], seen["least_items"], seen["usual_gap_days"]) == (1, 1, 7)


def test_a_source_that_fails_tells_why(workshop: Workshop) -> None:
    gazette = registered(workshop)
    visit(gazette, Refused("It is behind Radware."))
    seen = row(gazette)
    assert (seen["state"], seen["state_why"]) == ("failing", "It is behind Radware.")
    assert (seen["verdict"], seen["failures"]) == ("blocked", 1)


def test_a_source_that_no_pass_visits_any_more_is_shown_as_stale(workshop: Workshop, clock: Clock) -> None:
    yearly = registered(workshop, usual_gap_days=365)
    visit(yearly)
    clock.forward(days=8)
    seen = row(yearly)
    assert (seen["verdict"], seen["verdict_run"]) == ("stale", None)
    assert seen["verdict_why"] == "It was last visited on 3 December 2021; see why it is not."


def test_a_table_made_twice_says_the_same(workshop: Workshop, clock: Clock) -> None:
    gazette = registered(workshop, usual_gap_days=7)
    visit(gazette)
    clock.forward(days=30)
    assert row(gazette) == row(gazette)


def test_a_source_that_the_register_blocks_says_since_when_and_why(workshop: Workshop) -> None:
    visit(registered(workshop))
    blocked = registered(workshop, state="blocked", state_since=date(2021, 11, 1), state_why="It asks for a browser.")
    seen = row(blocked)
    assert (seen["state"], seen["state_since"], seen["state_why"]) == (
        "blocked",
        date(2021, 11, 1),
        "It asks for a browser.",
    )
    assert (seen["verdict"], seen["verdict_since"]) == ("blocked", datetime(2021, 11, 1, tzinfo=UTC))
    assert seen["verdict_why"] == "It asks for a browser."


def test_a_paused_source_keeps_its_reason_whatever_came_of_it(workshop: Workshop) -> None:
    visit(registered(workshop), Refused("It is behind Radware."))
    paused = registered(workshop, state="paused", state_since=date(2021, 12, 4), state_why="The title has closed.")
    assert (row(paused)["state"], row(paused)["state_why"]) == ("paused", "The title has closed.")
