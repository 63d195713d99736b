"""Steps that are overdue, and runs that never ended."""

from datetime import timedelta

import pytest

from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.runs_of import SERVICE, needs, overdue, ran, serviced, step

HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(minutes=50), []),
        (timedelta(minutes=70), ["watch", "extract", "flag", "alert"]),
        (timedelta(hours=25), ["watch", "extract", "flag", "alert"]),
        (timedelta(hours=27), list(SERVICE)),
    ],
)
def test_a_service_whose_scheduler_died_is_overdue(
    workshop: Workshop, clock: Clock, ago: timedelta, expected: list[str]
) -> None:
    serviced(workshop, clock.now - ago)
    assert overdue(workshop) == expected


def test_what_is_overdue_says_since_when_and_what_to_do(workshop: Workshop, clock: Clock) -> None:
    serviced(workshop, clock.now)
    clock.forward(hours=3)
    told = needs(workshop)["overdue"]
    assert told.startswith("Overdue since 2021-12-03 10:01 UTC: watch (last began 2021-12-03 09:00 UTC), extract (")
    assert told.endswith("See that the Prefect server and a worker are up and the deployments not paused.")


def test_a_step_that_a_service_never_began_is_overdue_from_the_services_first_run(
    workshop: Workshop, clock: Clock
) -> None:
    for hours in (27, 1 / 60):
        ran(workshop, "watch", clock.now - hours * HOURS)
    assert overdue(workshop) == ["extract", "flag", "alert", "publish", "health"]
    assert "publish (never began)" in needs(workshop)["overdue"]


@pytest.mark.parametrize("name", ["pass", None])
@pytest.mark.parametrize(("hours", "expected"), [(25, []), (27, ["pass"])])
def test_where_only_passes_ran_a_pass_a_day_is_waited_for(
    workshop: Workshop, clock: Clock, name: str | None, hours: int, expected: list[str]
) -> None:
    ran(workshop, name, clock.now - hours * HOURS)
    assert overdue(workshop) == expected


def test_beside_a_service_no_pass_is_waited_for(workshop: Workshop, clock: Clock) -> None:
    ran(workshop, "pass", clock.now - 100 * HOURS)
    serviced(workshop, clock.now)
    assert overdue(workshop) == []


def test_a_backfill_is_waited_for_by_nobody(workshop: Workshop, clock: Clock) -> None:
    ran(workshop, "backfill", clock.now - 1_000 * HOURS)
    assert needs(workshop) == {}


@pytest.mark.parametrize(("name", "hours"), [("watch", 2), ("extract", 7), ("backfill", 25), ("digest", 2)])
def test_a_run_that_never_ended_needs_a_person_when_it_should_have_and_until_another_ends(
    workshop: Workshop, clock: Clock, name: str, hours: int
) -> None:
    serviced(workshop, clock.now)
    ran(workshop, name, clock.now + timedelta(seconds=2), took=None)
    clock.forward(hours=hours, minutes=-5)
    assert step(workshop, name).stuck_since is None
    assert step(workshop, name).overdue_since is None
    clock.forward(minutes=10)
    assert needs(workshop)["stuck"].startswith(f"A run of {name} that began 2021-12-03 09:00 UTC never ended")
    ran(workshop, name, clock.now)
    assert "stuck" not in needs(workshop)


def test_a_run_of_a_clock_a_month_ahead_hides_no_dead_scheduler(workshop: Workshop, clock: Clock) -> None:
    serviced(workshop, clock.now)
    serviced(workshop, clock.now + timedelta(days=30))
    clock.forward(days=2)
    assert overdue(workshop) == list(SERVICE)
