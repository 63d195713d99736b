"""Who states a thing, how good a source that is, and how sure it makes us (design, "ranking of sources")."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
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


@dataclass(frozen=True)
class Witness:
    """One article's statement of a thing."""

    article_id: str
    source_id: str
    source_kind: str
    story_id: str
    url: str
    published: date | None
    evidence: str
    confidence: float

    @cached_property
    def rank(self) -> tuple[int, float, date, str]:
        """Sorts the best witness first: kind of source, confidence, then the earliest."""
        kind = RANKED_SOURCE_KINDS.index(self.source_kind)
        return kind, -self.confidence, self.published or date.max, self.article_id


def summarise(witnesses: Iterable[Witness]) -> dict[str, Any]:
    """Return the columns n_sources, article_ids, best_source_kind, corroborated, evidence and url of the witnesses."""
    best_first = sorted(witnesses, key=lambda witness: witness.rank)
    by_date = sorted(best_first, key=lambda witness: (witness.published or date.max, witness.article_id))
    best = best_first[0]
    official = best.source_kind in OFFICIAL_SOURCE_KINDS
    return {
        "n_sources": len({witness.source_id for witness in best_first}),
        "article_ids": list(dict.fromkeys(witness.article_id for witness in by_date)),
        "best_source_kind": best.source_kind,
        "corroborated": official or len({witness.story_id for witness in best_first}) > 1,
        "evidence": best.evidence,
        "url": best.url,
    }
