"""What the command status prints for people and for machines, and how it ends."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from flows.show_status import counts_in_words
from flows.workshop import Workshop
from scrapers.errors import Gone
from tests.flows.command import Command
from tests.flows.runs_of import SERVICE, make_room, ran, serviced
from tests.flows.visits import visited

HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "nothing"),
        ({"pages": 0}, "nothing"),
        ({"looked_at": 3, "mails_owed": 1_200}, "3 looked at, 1,200 mails owed"),
        ({"a": 1, "b": 2, "c": 3, "pages_kept": 9, "failures": 4, "d": 5}, "9 pages kept, 4 failures, 1 a"),
    ],
)
def test_counts_are_told_in_a_few_words(counts: dict[str, int], words: str) -> None:
    assert counts_in_words(counts) == words


@pytest.fixture
def at_home(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The workshop as the command line opens it, with the machine's clock."""
    make_room(monkeypatch)
    Path("inspection-watch.toml").write_text('sources = "sources.yaml"\n')
    return replace(workshop, clock=lambda: datetime.now().astimezone())


def test_the_command_tells_a_person_and_ends_with_0_where_all_is_well(command: Command, at_home: Workshop) -> None:
    serviced(at_home, at_home.clock())
    visited(at_home, at_home.clock())
    said = command("status")
    assert said.status == 0, said.out
    assert said.out.startswith("Status as of ")
    assert "nothing needs a person." in said.out
    assert "Sources   1 untried, 1 alive, 1 not to be read" in said.out


def test_the_command_ends_with_1_and_says_what_to_do_where_the_scheduler_died(
    command: Command, at_home: Workshop
) -> None:
    serviced(at_home, at_home.clock() - 3 * HOURS)
    visited(at_home, Gone("There is no feed."))
    said = command("status")
    assert said.status == 1
    assert "1 thing needs a person." in said.out
    assert "Needs a person:\n-  Overdue since " in said.out
    assert "broken  gazette since " in said.out


def test_a_memory_that_is_not_there_is_not_made(command: Command) -> None:
    said = command("status", "--data", "nowhere")
    assert said.status == 2
    assert said.complaint.startswith("there is no memory at sqlite:///nowhere/memory.db; check the path")
    assert not Path("nowhere").exists()


def test_machines_get_the_same_as_json(command: Command, at_home: Workshop) -> None:
    serviced(at_home, at_home.clock() - 3 * HOURS)
    said = command("status", "--format", "json")
    told = json.loads(said.out)
    assert said.status == 1
    assert [need["kind"] for need in told["needs_a_person"]] == ["overdue"]
    assert datetime.fromisoformat(told["moment"]).tzinfo
    assert [step["name"] for step in told["steps"]] == list(SERVICE)
    assert told["sources"]["by_verdict"]["untried"] == 2


def test_metrics_are_read_by_prometheus(command: Command, at_home: Workshop) -> None:
    serviced(at_home, at_home.clock() - 3 * HOURS)
    at_home.fail("watch", "gone", "one")
    said = command("status", "--format", "prometheus")
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(said.out)
        for sample in family.samples
    }
    assert said.status == 1
    assert samples["inspection_watch_needs_person",] == 1
    assert 10_700 < samples["inspection_watch_step_last_end_age_seconds", "watch"] < 10_900
    assert samples["inspection_watch_failures_last_day", "watch"] == 1
    assert samples["inspection_watch_sources", "untried"] == 2
    assert samples["inspection_watch_pages_kept_total",] == 0
    assert samples["inspection_watch_free_bytes", "data"] > 0


def test_the_examples_as_they_ran_are_shown(command: Command, at_home: Workshop) -> None:
    ran(at_home, "pass", at_home.clock(), counts={"sources": 7})
    said = command("status", "--examples")
    assert "7 untried" in said.out
    assert "pass" in said.out
    assert "watch" not in said.out.split("Waiting")[0].split("step", 1)[1]
