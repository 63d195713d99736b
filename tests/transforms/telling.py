"""News told in a line: articles with facts, through the real road of rows to inspections, events and a change log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, cast

import polars as pl

from transforms.authorities import authority_register
from transforms.fact_rows import Origin
from transforms.facts import (
    Commitment,
    Delivery,
    Evidence,
    Facts,
    Intervention,
    LeadershipEvent,
    PeerReview,
    Rating,
)
from transforms.history.changes import FLAGGED, Cause, Change, Logged, new_entries
from transforms.history.events import Reconciled, reconcile_events
from transforms.history.of_authority import history_of
from transforms.history.reconcile import Rows, Visits, reconciled_rows, visits_by_authority, with_article
from transforms.history.stories import assign_stories
from transforms.history_tables import CURRENT_RATINGS, INSPECTIONS, RATING_SPELLS
from transforms.ids import text_hash
from transforms.normalise import normalise
from transforms.rules_version import stamped
from transforms.tables import ARTICLES, FACT_TABLES, RATINGS

NEL = "North East Lincolnshire"
NEL_CODE = "E06000012"
NOW = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
TODAY = NOW.date()
RULES = "test-rules"
EVIDENCE = Evidence(0, 10, "test", 0.9)

AnyFact = Rating | Intervention | PeerReview | LeadershipEvent | Commitment | Delivery
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
            Delivery: "deliveries",
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
            self.recorded_at,
            RULES,
            "test-run",
        )
        return normalise(replace(Facts(relevant=True), **cast(Any, rows)), origin).frames

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
            "rules": RULES,
            "edited": False,
            "known_from": self.recorded_at,
        }


def known_from(told: Sequence[Told]) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Fact frames by table, and articles, of all that was told."""
    articles = assign_stories(ARTICLES.frame(one.article() for one in told))
    each = [one.frames() for one in told]
    frames = {
        table.name: pl.concat([table.frame([]), *(frames[table.name] for frames in each)]) for table in FACT_TABLES
    }
    return frames, articles


def visits_of(*told: Told) -> Visits:
    """Visits of each authority in all that was told."""
    frames, articles = known_from(told)
    return visits_by_authority(frames[RATINGS.name].to_dicts(), articles.to_dicts())


def reconcile(visits: Visits, today: date) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The tables inspections, rating_spells and current_ratings as of `today`."""
    rows = reconciled_rows(visits, today)
    inspections, spells, current = (
        table.frame(stamped(rows[table.name])).sort("authority_code", *table.key)
        for table in (INSPECTIONS, RATING_SPELLS, CURRENT_RATINGS)
    )
    return inspections, spells, current


def reconciled(*told: Told, today: date = TODAY) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables inspections and current_ratings of all that was told."""
    inspections, _, current = reconcile(visits_of(*told), today)
    return inspections, current


def told_together(*told: Told, today: date = TODAY, authority_code: str | None = NEL_CODE) -> Reconciled:
    """Spells, reviews, posts and undertakings of all that was told, and the events."""
    frames, articles = known_from(told)
    return reconcile_events(joined(frames, articles), articles.to_dicts(), today, authority_code)


def joined(frames: Mapping[str, pl.DataFrame], articles: pl.DataFrame) -> dict[str, Rows]:
    """Fact rows by table, each with what it lacks of its article."""
    return {name: with_article(frame.to_dicts(), articles.to_dicts()) for name, frame in frames.items()}


@dataclass
class ChangeLog:
    """What a pipeline remembers between batches: the articles read, and the latest entry on each change."""

    told: list[Told] = field(default_factory=list)
    log: dict[str, Logged] = field(default_factory=dict)
    today: date = TODAY

    def read(self, *batch: Told, cause: Cause = Cause()) -> list[Change]:  # noqa: B008
        """Read a batch of articles, each in the place of the version of it that was read before; return the entries."""
        again = {one.article_id for one in batch}
        self.told = [one for one in self.told if one.article_id not in again] + list(batch)
        frames, articles = known_from(self.told)
        entries = [
            entry for code in self._codes(frames, articles) for entry in self._entries(code, frames, articles, cause)
        ]
        for entry in entries:
            before = self.log.get(entry.change_id)
            self.log[entry.change_id] = Logged(entry, before.revision + 1 if before else 1)
        return entries

    def _codes(self, frames: dict[str, pl.DataFrame], articles: pl.DataFrame) -> list[str]:
        stated = {code for frame in frames.values() for code in frame["authority_code"]}
        subjects = {
            authority_register().by_name(name, on=row["published"]).code
            for row in articles.iter_rows(named=True)
            for name in row["subjects"]
        }
        logged = {one.change.row["authority_code"] for one in self.log.values()}
        return sorted(stated | subjects | logged)

    def _entries(
        self, code: str, frames: dict[str, pl.DataFrame], articles: pl.DataFrame, cause: Cause
    ) -> list[Change]:
        own = {name: frame.filter(authority_code=code).to_dicts() for name, frame in frames.items()}
        log = [one for one in self.log.values() if one.change.row["authority_code"] == code]
        return new_entries(history_of(code, own, articles.to_dicts(), self.today).changes, log, cause, NOW)

    @property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The changes that stand, by id, oldest first."""
        standing = [one.change for one in self.log.values() if not one.is_withdrawn]
        return {
            change.change_id: dict(change.row)
            for change in sorted(standing, key=lambda change: (change.row["effective"], change.row["type"]))
        }

    @property
    def types(self) -> list[str]:
        """Types of the changes that stand, oldest first."""
        return [row["type"] for row in self.rows.values()]


def types_of(entries: Sequence[Change]) -> list[str]:
    """Types of the changes that the entries tell readers of for the first time."""
    return [one.row["type"] for one in entries if one.row["action"] == FLAGGED and not one.row["overtaken"]]
