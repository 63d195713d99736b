"""What `alerts check` says of the subscriptions."""

from pathlib import Path

import pytest

from flows.show_subscriber import lines_of
from flows.subscriptions import Subscriber
from tests.flows.command import Command


def lines(**fields: object) -> list[str]:
    read = Subscriber.model_validate({"address": "ann@council.example", "types": ["inadequate_new"], **fields})
    return [line.strip() for line in lines_of(read)]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "ann@council.example"),
        ({"name": "Ann Lee"}, "ann@council.example (Ann Lee)"),
        ({}, "authorities: all"),
        ({"authorities": ["Leeds", "Bradford"]}, "authorities: 2: Bradford, Leeds"),
        (
            {"authorities": ["North East"]},
            "authorities: 12: Darlington, Durham, Gateshead, Hartlepool, Middlesbrough and 7 more",
        ),
        ({"authorities": ["Cumbria"]}, "authorities: none that still has its duties (Cumbria)"),
        ({}, "changes: inadequate_new"),
        (
            {"types": ["ratings"], "least_severity": "high"},
            "changes: inadequate_new, inadequate_left, rating_downgraded",
        ),
        ({"types": ["commitments"]}, "changes: commitment_made, commitment_due"),
        ({"uncorroborated": False}, "changes: inadequate_new; once an official source or a second story tells it"),
        ({}, "when: at once"),
        ({"frequency": "daily"}, "when: daily at 07:30"),
        (
            {"frequency": "weekly", "pause_until": "2026-12-24"},
            "when: on Mondays at 07:30; nothing before 24 December 2026",
        ),
        ({"quiet_hours": {"from": "22:00", "to": "07:00"}}, "when: at once, but not from 22:00 to 07:00"),
        (
            {"quiet_hours": {"from": "22:00", "to": "07:00"}, "critical_any_time": True},
            "when: at once, but not from 22:00 to 07:00, critical changes at any time",
        ),
    ],
)
def test_an_entry_is_told_in_words(fields: dict[str, object], line: str) -> None:
    assert line in lines(**fields)


def test_the_command_says_what_each_entry_comes_to(command: Command) -> None:
    Path("subscriptions.toml").write_text(
        '[[subscribers]]\naddress = "ann@council.example"\nauthorities = ["E08000035"]\n'
        '[[subscribers]]\naddress = "joan@paper.example"\n'
    )
    said = command("alerts", "check")

    assert said.status == 0
    assert said.out.splitlines()[:2] == ["ann@council.example", "  authorities: 1: Leeds"]
    assert "joan@paper.example" in said.out.splitlines()


def test_the_command_says_each_fault_in_a_line_and_ends_with_1(command: Command) -> None:
    Path("subscriptions.toml").write_text(
        '[[subscribers]]\naddress = "ann@council.example"\nauthorities = ["Leds"]\n'
        '[[subscribers]]\naddress = "ANN@council.example"\nfrequency = "dayly"\n'
    )
    said = command("alerts", "check")

    assert (said.status, said.out) == (1, "")
    assert [line.partition(" (")[0] for line in said.err.splitlines()] == [
        "inspection-watch: subscriptions.toml: subscriber 1",
        "inspection-watch: subscriptions.toml: subscriber 2",
        "inspection-watch: subscriptions.toml: subscriber 2",
    ]
    assert 'did you mean "Leeds"?' in said.err


def test_that_nobody_subscribes_is_told(command: Command) -> None:
    said = command("alerts", "check")

    assert (
        said.complaint == "there are no subscribers; add [[subscribers]] to subscriptions.toml beside the settings file"
    )
    assert said.status == 2
