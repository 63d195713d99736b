from dataclasses import replace

import pytest

import flows.deadlines
from flows.workshop import Workshop
from tests.flows.conftest import Clock
from tests.flows.heard import events, hear, pledge
from tests.transforms.telling import EVIDENCE, NEL, Told
from transforms.facts import Delivery


def test_an_undated_pledge_is_in_no_calendar(workshop: Workshop) -> None:
    assert not [name for name in hear(workshop, pledge(None)) if name.startswith("calendar")]


def test_a_deadline_passes_is_met_and_is_taken_back_as_one_event(workshop: Workshop, clock: Clock) -> None:
    done = Told("done", "2022-04-20", (Delivery(NEL, "funding", None, EVIDENCE),))
    states = [events(hear(workshop, pledge("2022-03")))]
    for days, told in ((150, ()), (1, (done,)), (1, (replace(done, facts=()), replace(pledge(), facts=())))):
        clock.forward(days=days)
        states.append(events(hear(workshop, *told)))
    shown = [(one["SUMMARY"], str(one["STATUS"]), int(one["SEQUENCE"])) for (one,) in states]

    assert len({one["UID"] for (one,) in states}) == 1
    assert [status for _, status, _ in shown] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CANCELLED"]
    assert [summary.partition("(")[2] for summary, _, _ in shown] == ["", "overdue)", "done)", "withdrawn)"]
    assert [sequence for _, _, sequence in shown] == [0, 1, 2, 3]
    assert [one["DTSTAMP"].dt for (one,) in states] == sorted({one["DTSTAMP"].dt for (one,) in states})


def test_an_undertaking_that_is_known_better_is_one_event(workshop: Workshop) -> None:
    hear(workshop, pledge())
    (event,) = events(hear(workshop, pledge(amount=500_000)))

    assert event["SUMMARY"] == f"{NEL}: funding, £500,000"
    assert event["STATUS"] == "CONFIRMED"


def test_another_deadline_cancels_the_first(workshop: Workshop) -> None:
    hear(workshop, pledge())
    first, second = events(hear(workshop, pledge("2022-06-30")))

    assert [str(one["STATUS"]) for one in (first, second)] == ["CANCELLED", "CONFIRMED"]


def test_a_calendar_has_the_latest_deadlines(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.deadlines, "MOST_EVENTS", 2)
    told = [pledge(f"202{year}-03-31", 1_000 * year, f"pledge-{year}") for year in (2, 3, 4)]

    assert [one["DTSTART"].dt.year for one in events(hear(workshop, *told))] == [2023, 2024]
