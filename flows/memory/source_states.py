"""How sources fare: what their visits came to and the verdict on each."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime

import sqlalchemy as sa

from flows.memory.engine import upsert
from flows.memory.layout import source_states
from transforms.health import Verdict, Visits


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of one source."""

    visits: Visits = field(default_factory=Visits)
    verdict: Verdict = field(default_factory=Verdict)


def last_checks(memory: sa.Engine) -> dict[str, datetime]:
    """Return when each source was last looked at, well or not."""
    with memory.connect() as connection:
        rows = connection.execute(sa.select(source_states.c.source_id, source_states.c.last_checked))
        return {row.source_id: row.last_checked for row in rows}


def last_check(memory: sa.Engine, source_id: str) -> datetime | None:
    """Return when the source was last looked at, well or not; None where it never was."""
    query = sa.select(source_states.c.last_checked).where(source_states.c.source_id == source_id)
    with memory.connect() as connection:
        return connection.execute(query).scalar()


def states_of_sources(memory: sa.Engine) -> dict[str, SourceState]:
    """Return what is remembered of each source that was visited."""
    with memory.connect() as connection:
        return {row.source_id: _state(row) for row in connection.execute(sa.select(source_states))}


def change_state(memory: sa.Engine, source_id: str, change: Callable[[SourceState], SourceState]) -> SourceState:
    """Write down what becomes of the state of the source, and return it."""
    with memory.begin() as connection:
        row = connection.execute(sa.select(source_states).where(source_states.c.source_id == source_id)).first()
        state = change(_state(row) if row else SourceState())
        upsert(connection, source_states, [{"source_id": source_id} | _columns(state)])
    return state


def _state(row: sa.Row[tuple[object, ...]]) -> SourceState:
    known = row._mapping
    visits = Visits(**{name: known[name] for name in Visits.__dataclass_fields__})
    # A memory from before there were verdicts has none.
    verdict = Verdict(known["verdict"], known["verdict_why"], known["verdict_since"], known["verdict_run"])
    return SourceState(visits, verdict if verdict.code else Verdict())


def _columns(state: SourceState) -> dict[str, object]:
    verdict = state.verdict
    named = {
        "verdict": verdict.code,
        "verdict_why": verdict.why,
        "verdict_since": verdict.since,
        "verdict_run": verdict.run,
    }
    return asdict(state.visits) | named
