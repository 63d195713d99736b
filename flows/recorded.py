"""Runs as the memory has them: begun, and ended with what they came to."""

from collections.abc import Mapping

from flows.memory.runs import failures_of, remember_run, remember_run_end
from flows.workshop import Workshop


def begin_run(workshop: Workshop, step: str) -> None:
    """Write down that a run of that step has begun."""
    remember_run(workshop.memory, workshop.run_id, step, workshop.clock())


def finish_run(workshop: Workshop, counts: Mapping[str, int]) -> tuple[str, ...]:
    """Write down what the run came to; return its failures, a sentence each."""
    failures = tuple(str(row.message) for row in failures_of(workshop.memory, workshop.run_id))
    remember_run_end(workshop.memory, workshop.run_id, {**counts, "failures": len(failures)}, workshop.clock())
    return failures
