"""The table sources: the register with what the memory knows of each."""

import polars as pl
import sqlalchemy as sa

from flows.memory.layout import source_states
from flows.workshop import Workshop
from transforms.tables import SOURCES


def sources_now(workshop: Workshop) -> pl.DataFrame:
    """Return the table sources: the register with what the memory knows of each."""
    with workshop.memory.connect() as connection:
        known = {row.source_id: row._asdict() for row in connection.execute(sa.select(source_states))}
    rows = []
    for source in workshop.register:
        state = known.get(source.id, {"failures": 0})
        rows.append(
            {
                "source_id": source.id,
                "name": source.name,
                "source_kind": source.source_kind,
                "authority": source.authority,
                "reader": source.reader,
                "address": source.address,
                "licence": source.licence,
                "state": _state(source.state, state),
                **{name: state.get(name) for name in ("last_checked", "last_success", "last_new_item", "last_error")},
                "failures": state["failures"],
            }
        )
    return SOURCES.frame(rows).sort(SOURCES.key)


def _state(registered: str, known: dict[str, object]) -> str:
    """A source that was tried is working or failing; until then, or where it is not to be read, as registered."""
    if registered == "paused" or not known.get("last_checked"):
        return registered
    return "failing" if known["failures"] else "working"
