"""The table sources: the register with what the memory knows of each."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any

import polars as pl

from flows.health import expected_of
from flows.memory.source_states import SourceState, states_of_sources
from flows.workshop import Workshop
from scrapers.source import Source
from transforms.health import Verdict, in_time
from transforms.tables import SOURCES

REGISTERED = ("name", "source_kind", "authority", "reader", "address", "licence")
EXPECTED = ("least_items", "usual_gap_days")


def sources_now(workshop: Workshop) -> pl.DataFrame:
    """Return the table sources: the register with what the memory knows of each, judged for now."""
    known, now = states_of_sources(workshop.memory), workshop.clock()
    rows = [_row(source, known.get(source.id, SourceState()), now) for source in workshop.register]
    return SOURCES.frame(rows).sort(SOURCES.key)


def _row(source: Source, known: SourceState, now: datetime) -> dict[str, Any]:
    verdict = _verdict(source, known, now)
    return {
        "source_id": source.id,
        **{name: getattr(source, name) for name in REGISTERED},
        **_state(source, known),
        "verdict": verdict.code,
        "verdict_why": verdict.why,
        "verdict_since": verdict.since,
        "verdict_run": verdict.run,
        **{name: getattr(source, name) for name in EXPECTED},
        **asdict(known.visits),
    }


def _verdict(source: Source, known: SourceState, now: datetime) -> Verdict:
    if source.state == "blocked":
        since = datetime.combine(source.state_since, time(), UTC) if source.state_since else None
        return Verdict("blocked", str(source.state_why), since)
    return in_time(known.visits, known.verdict, expected_of(source), now)


def _state(source: Source, known: SourceState) -> dict[str, Any]:
    """A source that was tried is working or failing; until then, or where it is not to be read, as registered."""
    if not source.is_read or not known.visits.last_checked:
        return {"state": source.state, "state_since": source.state_since, "state_why": source.state_why}
    if known.visits.failures:
        return {"state": "failing", "state_since": None, "state_why": known.visits.last_error}
    return {"state": "working", "state_since": None, "state_why": None}
