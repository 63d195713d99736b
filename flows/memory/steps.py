"""The runs of each step: when it last began and ended, and which began and never ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from flows.memory.layout import runs

# Runs from before steps were written down were whole passes.
PASS = "pass"
# A literal, as PostgreSQL takes no two parameters for one and the same.
_step = sa.func.coalesce(runs.c.step, sa.literal_column(f"'{PASS}'", sa.Text()))


@dataclass(frozen=True, slots=True)
class StepRuns:
    """The runs of one step.

    `counts` is what the last one that ended came to; `unended` how many began after it and did not end, the first of
    them at `unended_since`.
    """

    step: str
    first_start: datetime
    last_start: datetime
    last_end: datetime | None
    counts: Mapping[str, int]
    unended: int
    unended_since: datetime | None


def runs_by_step(connection: sa.Connection, until: datetime) -> dict[str, StepRuns]:
    """Return the runs of each step that ever began; one that began after `until`, by a clock that was off, is none."""
    known = runs.c.started_at <= until
    query = sa.select(_step, sa.func.min(runs.c.started_at), sa.func.max(runs.c.started_at)).where(known)
    began = connection.execute(query.group_by(_step)).all()
    return {step: _of_step(connection, step, first, last) for step, first, last in began}


def _of_step(connection: sa.Connection, step: str, first: datetime, last: datetime) -> StepRuns:
    of_step = (runs.c.step == step if step != PASS else _step == PASS, runs.c.started_at <= last)
    ended = sa.select(runs.c.started_at, runs.c.finished_at, runs.c.counts).where(
        *of_step, runs.c.finished_at.is_not(None)
    )
    newest = connection.execute(ended.order_by(runs.c.started_at.desc()).limit(1)).first()
    pending = sa.select(sa.func.count(), sa.func.min(runs.c.started_at)).where(*of_step, runs.c.finished_at.is_(None))
    if newest:
        pending = pending.where(runs.c.started_at > newest.started_at)
    unended, since = connection.execute(pending).one()
    counts = newest.counts if newest else None
    return StepRuns(step, first, last, newest.finished_at if newest else None, counts or {}, unended, since)
