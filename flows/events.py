"""Events: they start the next flow at once, and operators hang automations of their own on them.

Prefect keeps none through a crash, and without a server emitting one does nothing: what is to be done stands in the
memory, and the schedules find it. Names and payloads are described in docs/service.md.
"""

import time
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

# Prefect loads it with the first event; half loaded by one thread, it breaks the queries of the others.
import sqlalchemy.orm  # noqa: F401
from prefect.events import emit_event

from flows.memory.facts import sources_to_flag
from flows.memory.layout import histories
from flows.memory.reading import read_standing
from flows.workshop import Workshop
from transforms.authorities import authority_register
from transforms.history_tables import CHANGES

if TYPE_CHECKING:
    from flows.extract import Extracted
    from flows.flag import FlaggedCounts
    from flows.watch import Watched

PREFIX = "inspection-watch"
PAGES_KEPT = f"{PREFIX}.pages.kept"
FACTS_STORED = f"{PREFIX}.facts.stored"
CHANGE = f"{PREFIX}.change"
SOURCE = f"{PREFIX}.source"
# Each event starts a process, which takes some seconds of a processor.
SECONDS_BETWEEN = 10.0
TOLD_OF_A_CHANGE = (
    "change_id",
    "type",
    "severity",
    "authority",
    "authority_code",
    "judgement",
    "old_value",
    "new_value",
    "summary",
    "corroborated",
    "url",
)


class Herald:
    """Tells of kept pages while a watch goes on: at once, and then after some seconds for all that came meanwhile."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._lock = Lock()
        self._untold: list[Watched] = []
        self._told_at = -SECONDS_BETWEEN

    def hear(self, watched: "Watched") -> None:
        """Take note of a source that was watched; safe to call from many threads."""
        _tell_turns(self._workshop, watched)
        if not watched.kept:
            return
        with self._lock:
            self._untold.append(watched)
            if time.monotonic() - self._told_at >= SECONDS_BETWEEN:
                self._tell()

    def finish(self) -> None:
        """Tell of what came last."""
        with self._lock:
            if self._untold:
                self._tell()

    def _tell(self) -> None:
        ids = [watched.source_id for watched in self._untold]
        pages = sum(watched.kept for watched in self._untold)
        _emit_of_sources(PAGES_KEPT, ids, {"pages": pages, "run_id": self._workshop.run_id})
        self._untold, self._told_at = [], time.monotonic()


def tell_extracted(workshop: Workshop, extracted: "Extracted") -> None:
    """Tell that there are new articles, with or without facts, which flagging has to look at."""
    if extracted.articles and (ids := sources_to_flag(workshop.memory)):
        payload = {"articles": extracted.articles, "facts": extracted.facts, "run_id": workshop.run_id}
        _emit_of_sources(FACTS_STORED, ids, payload)


def tell_flagged(workshop: Workshop, flagged: "FlaggedCounts") -> None:
    """Tell of each change that is news, under the name of its type, at its authority."""
    regions = {authority.code: authority.region for authority in authority_register().authorities}
    is_news = histories[CHANGES.name].c.change_id.in_(flagged.change_ids)
    for row in read_standing(workshop.memory, CHANGES, is_news).iter_rows(named=True):
        region = regions.get(row["authority_code"])
        code = (region or "").lower().replace(" ", "-")
        related = [_resource("region", code, region) | _role("region")] if region else []
        emit_event(
            f"{CHANGE}.{row['type']}",
            _resource("authority", row["authority_code"], row["authority"]),
            related=related,
            payload={name: row[name] for name in TOLD_OF_A_CHANGE}
            | {"effective": row["effective"].isoformat(), "region": region, "run_id": workshop.run_id},
        )


def _tell_turns(workshop: Workshop, watched: "Watched") -> None:
    source = workshop.source(watched.source_id)
    for state in watched.became:
        emit_event(
            f"{SOURCE}.{state}",
            _resource("source", watched.source_id, source.name if source else watched.source_id),
            payload={"source_id": watched.source_id, "state": state, "run_id": workshop.run_id},
        )


def _emit_of_sources(event: str, source_ids: Sequence[str], payload: Mapping[str, Any]) -> None:
    first, *others = source_ids
    about = f"{first} and {len(others)} more" if others else first
    emit_event(
        event,
        _resource("source", first, first),
        related=[_resource("source", other, other) | _role("source") for other in others],
        payload=dict(payload) | {"sources": list(source_ids), "about": about},
    )


def _resource(kind: str, code: str, name: str) -> dict[str, str]:
    return {"prefect.resource.id": f"{PREFIX}.{kind}.{code}", "prefect.resource.name": name}


def _role(role: str) -> dict[str, str]:
    return {"prefect.resource.role": role}
