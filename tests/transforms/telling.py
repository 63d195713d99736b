"""News told in a line: articles with facts, through the real road of rows to inspections, events and a change log."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, cast

import polars as pl

from transforms.changes import Flagged, Known, flag
from transforms.events import Event, events_in
from transforms.facts import (
    Commitment,
    Evidence,
    Facts,
    Intervention,
    LeadershipEvent,
    PeerReview,
    Rating,
)
from transforms.ids import text_hash
from transforms.normalise import Origin, normalise
from transforms.reconcile import reconcile, visits_by_authority, with_article
from transforms.stories import assign_stories
from transforms.tables import ARTICLES, FACT_TABLES, RATINGS
from transforms.visits import Visit

NEL = "North East Lincolnshire"
NEL_CODE = "E06000012"
NOW = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
EVIDENCE = Evidence(0, 10, "test", 0.9)

AnyFact = Rating | Intervention | PeerReview | LeadershipEvent | Commitment
Authority = tuple[str, str]


def rating(
    grade: str,
    judgement: str = "overall_effectiveness",
    *,
    inspected: str | None = None,
    when: str = "current",
    authority: str = NEL,
) -> Rating:
    return Rating(authority, judgement, grade, cast(Any, when), inspected, EVIDENCE)


def ratings(inspected: str | None = None, **grades: str) -> tuple[Rating, ...]:
    return tuple(rating(grade, judgement, inspected=inspected) for judgement, grade in grades.items())


def intervention(kind: str, person: str | None = None, *, when: str = "current", authority: str = NEL) -> Intervention:
    return Intervention(authority, kind, cast(Any, when), person, EVIDENCE)


@dataclass(frozen=True)
class Told:
    """One article: `kinds` and `subjects` as extraction gives them."""

    article_id: str
    published: str | None
    facts: tuple[AnyFact, ...]
    source: str | None = None
    source_kind: str = "sector_press"
    kinds: tuple[str, ...] = ("inspection_result",)
    subjects: tuple[str, ...] = (NEL,)
    text: str | None = None
    recorded_at: datetime = NOW

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.published) if self.published else None

    @property
    def whole_text(self) -> str:
        return self.text or f"Article {self.article_id} tells it in its own words."

    def frames(self) -> dict[str, pl.DataFrame]:
        lists: dict[type[AnyFact], str] = {
            Rating: "ratings",
            Intervention: "interventions",
            PeerReview: "peer_reviews",
            LeadershipEvent: "leadership",
            Commitment: "commitments",
        }
        rows = {name: tuple(one for one in self.facts if type(one) is kind) for kind, name in lists.items()}
        origin = Origin(
            self.article_id,
            1,
            self.source or f"source-{self.article_id}",
            self.source_kind,
            f"https://news.example/{self.article_id}",
            self.day,
            self.whole_text,
            self.recorded_at,
        )
        return normalise(replace(Facts(relevant=True), **cast(Any, rows)), origin)

    def article(self) -> dict[str, Any]:
        return {
            "article_id": self.article_id,
            "version": 1,
            "source_id": self.source or f"source-{self.article_id}",
            "source_kind": self.source_kind,
            "url": f"https://news.example/{self.article_id}",
            "title": f"Article {self.article_id}",
            "published": self.day,
            "fetched_at": self.recorded_at,
            "kinds": list(self.kinds),
            "subjects": list(self.subjects),
            "relevant": True,
            "text": self.whole_text,
            "content_hash": text_hash(self.whole_text),
            "page_hash": text_hash(self.article_id),
            "story_id": self.article_id,
        }


def known_from(told: Sequence[Told]) -> tuple[dict[Authority, list[Visit]], list[Event], dict[str, pl.DataFrame]]:
    """Visits, events and fact frames of all that was told."""
    articles = assign_stories(ARTICLES.frame(one.article() for one in told))
    each = [one.frames() for one in told]
    frames = {
        table.name: pl.concat([table.frame([]), *(frames[table.name] for frames in each)]) for table in FACT_TABLES
    }
    events = events_in({name: with_article(frame, articles) for name, frame in frames.items()}, articles)
    return visits_by_authority(frames[RATINGS.name], articles), events, frames


def reconciled(*told: Told) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables inspections and current_ratings of all that was told."""
    visits, _, frames = known_from(told)
    return reconcile(visits, dict(frames[RATINGS.name].select("rating_id", "recorded_at").iter_rows()))


@dataclass
class ChangeLog:
    """What a pipeline remembers between batches: the articles read and the changes logged."""

    told: list[Told] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def read(self, *batch: Told) -> list[Flagged]:
        """Read a batch of articles; return what is flagged."""
        self.told.extend(batch)
        visits, events, _ = known_from(self.told)
        flagged = flag(visits, events, list(self.known.values()), frozenset(one.article_id for one in batch), NOW)
        for one in flagged:
            self._write(one)
        return flagged

    def _write(self, one: Flagged) -> None:
        row = one.row
        change_id, articles = row["change_id"], tuple(row["article_ids"])
        if one.is_new:
            self.known[change_id] = Known(
                change_id, row["type"], one.family, row["authority_code"], one.subject, row["effective"], articles
            )
            self.rows[change_id] = row
        else:
            self.known[change_id] = replace(self.known[change_id], article_ids=articles)
            self.rows[change_id] |= {name: row[name] for name in ("n_sources", "article_ids", "evidence", "url")}

    @property
    def types(self) -> list[str]:
        return [row["type"] for row in self.rows.values()]


def types_of(flagged: Sequence[Flagged]) -> list[str]:
    """Types of the changes that are new."""
    return [one.row["type"] for one in flagged if one.is_new]
