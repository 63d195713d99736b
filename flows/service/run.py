"""What all flows of the service share: their run is written down, and leaves its numbers and failures behind."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any

from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run

from flows.open_workshop import open_for
from flows.operator_mail import mail_failure
from flows.recorded import begin_run, finish_run
from flows.right_clock import check_clock
from flows.run_report import run_report
from flows.workshop import Workshop

BY_HAND = "by hand"
MINUTE, HOUR = 60, 3_600
HOOKS: dict[str, Any] = {"on_failure": [mail_failure], "on_crashed": [mail_failure]}


@dataclass(slots=True)
class Run:
    """A run of one flow: what it works with, what it came to, and its report where that is more than numbers."""

    workshop: Workshop
    counts: Mapping[str, int] = field(default_factory=dict)
    report: str = ""


@contextmanager
def run_of(step: str) -> Iterator[Run]:
    """Write the run down, before and after, and leave an artifact; raises WrongClock."""
    with open_for(whoever_subscribes=True) as workshop:
        check_clock(workshop.clock)
        begin_run(workshop, step)
        run = Run(workshop)
        yield run
        failures = finish_run(workshop, run.counts)
        create_markdown_artifact(
            run.report or run_report(run.counts, failures),
            key=f"{step.replace(' ', '-')}-run",
            description=f"{flow_run.get_name()}, run {workshop.run_id}",
        )


def numbers(outcome: Any) -> dict[str, int]:
    """Return what of a data class is a number, by name."""
    values = {one.name: getattr(outcome, one.name) for one in fields(outcome)}
    return {name: value for name, value in values.items() if isinstance(value, int)}
