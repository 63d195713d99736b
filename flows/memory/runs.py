"""Runs and their failures in the memory."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from flows.memory.engine import insert_absent, upsert
from flows.memory.layout import failures, runs
from transforms.ids import stable_id


def remember_run(memory: sa.Engine, run_id: str, step: str, started_at: datetime) -> None:
    """Write down that a run of that step, or of the whole pass, has begun."""
    with memory.begin() as connection:
        insert_absent(connection, runs, [{"run_id": run_id, "step": step, "started_at": started_at}])


def remember_run_end(memory: sa.Engine, run_id: str, counts: Mapping[str, int], finished_at: datetime) -> None:
    """Write down what the run came to."""
    with memory.begin() as connection:
        connection.execute(
            runs.update().where(runs.c.run_id == run_id).values(counts=dict(counts), finished_at=finished_at)
        )


def remember_failure(
    memory: sa.Engine,
    *,
    run_id: str,
    step: str,
    reason: str,
    message: str,
    now: datetime,
    source_id: str | None = None,
    url: str | None = None,
) -> None:
    """Write down one failure of the run; the same one twice in a day is one row, of the latest run.

    A source that fails at every pass would fill the table in a year.
    """
    row = {
        "failure_id": stable_id(now.date(), step, source_id, url, reason, message),
        "run_id": run_id,
        "step": step,
        "source_id": source_id,
        "url": url,
        "reason": reason,
        "message": message,
        "failed_at": now,
    }
    with memory.begin() as connection:
        upsert(connection, failures, [row])


def was_told_since(memory: sa.Engine, source_id: str, message: str, moment: datetime) -> bool:
    """Whether a run since that moment wrote down that very failure of the source."""
    told = (failures.c.source_id == source_id, failures.c.message == message, failures.c.failed_at >= moment)
    with memory.connect() as connection:
        return connection.execute(sa.select(failures.c.failure_id).where(*told).limit(1)).first() is not None


def failures_of(memory: sa.Engine, run_id: str) -> list[sa.Row[tuple[object, ...]]]:
    """Return the rows of the table failures for that run, oldest first."""
    query = sa.select(failures).where(failures.c.run_id == run_id).order_by(failures.c.failed_at, failures.c.failure_id)
    with memory.connect() as connection:
        return list(connection.execute(query))
