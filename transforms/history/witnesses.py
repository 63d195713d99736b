"""Who states a thing, how good a source that is, and how sure it makes us (design, "ranking of sources")."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

RANKED_SOURCE_KINDS = (
    "inspectorate",
    "government",
    "council",
    "committee",
    "sector_press",
    "national_press",
    "local_press",
    "other",
)
OFFICIAL_SOURCE_KINDS = frozenset(RANKED_SOURCE_KINDS[:4])

by_rank = attrgetter("rank")
"""Sorts what has a rank the best first."""


# Not frozen, as that makes them four times as slow to make: a history is made of thousands.
@dataclass(slots=True)
class Witness:
    """One article's statement of a thing.

    `rank` sorts the best witness first: kind of source, confidence, then the earliest.
    """

    article_id: str
    source_id: str
    source_kind: str
    story_id: str
    url: str
    published: date | None
    evidence: str
    confidence: float
    rank: tuple[int, float, date, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        kind = RANKED_SOURCE_KINDS.index(self.source_kind)
        # Once, as it is sorted by many times.
        self.rank = kind, -self.confidence, self.published or date.max, self.article_id


def summarise(witnesses: Iterable[Witness]) -> dict[str, Any]:
    """Return the columns n_sources, article_ids, best_source_kind, corroborated, evidence and url of the witnesses."""
    by_date = sorted(witnesses, key=lambda witness: (witness.published or date.max, witness.article_id))
    best = min(by_date, key=by_rank)
    official = best.source_kind in OFFICIAL_SOURCE_KINDS
    return {
        "n_sources": len({witness.source_id for witness in by_date}),
        "article_ids": list(dict.fromkeys(witness.article_id for witness in by_date)),
        "best_source_kind": best.source_kind,
        "corroborated": official or len({witness.story_id for witness in by_date}) > 1,
        "evidence": best.evidence,
        "url": best.url,
    }
