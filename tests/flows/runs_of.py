"""Runs in the memory as the flows of a service leave them, and what the status makes of them."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from flows.memory.layout import runs
from flows.needs import needs_of
from flows.rhythm import Step
from flows.status import read_status
from flows.workshop import Workshop

SERVICE = ("watch", "extract", "flag", "alert", "publish", "health")


def ran(
    workshop: Workshop,
    step: str | None,
    began: datetime,
    *,
    took: timedelta | None = timedelta(minutes=1),
    counts: Mapping[str, int] | None = None,
) -> None:
    """Write down a run of the step; one that took none never ended."""
    row = {
        "run_id": uuid4().hex,
        "step": step,
        "started_at": began,
        "finished_at": began + took if took else None,
        "counts": dict(counts or {}) if took else None,
    }
    with workshop.memory.begin() as connection:
        connection.execute(runs.insert(), [row])


def serviced(workshop: Workshop, began: datetime) -> None:
    """Write down a run of every step of a service."""
    for step in SERVICE:
        ran(workshop, step, began)


def step(workshop: Workshop, name: str) -> Step:
    return next(step for step in read_status(workshop).steps if step.name == name)


def overdue(workshop: Workshop) -> list[str]:
    return [step.name for step in read_status(workshop).steps if step.overdue_since]


def needs(workshop: Workshop) -> dict[str, str]:
    """What needs a person, by kind, whatever room the disk of this machine has."""
    found = needs_of(read_status(workshop), workshop.settings)
    return {need.kind: need.sentence for need in found if need.kind != "disk"}


def make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every disk of this machine seem half empty."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=10**12, free=5 * 10**11))
