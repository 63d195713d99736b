"""What a mail tells of changes, gathered from the memory: who reports them, what was graded, what is known besides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import sqlalchemy as sa

from flows.background import Background, backgrounds
from flows.memory.layout import articles as articles_table
from flows.memory.layout import histories
from flows.memory.reading import read_standing
from flows.overturned import is_of_ratings
from flows.workshop import Workshop
from transforms.catalogue import with_history
from transforms.history_tables import CHANGES, INSPECTIONS, PEER_REVIEW_VISITS, RATING_SPELLS
from transforms.schema import Table
from transforms.tables import ARTICLES
from transforms.wording import judgement_order, words

Row = Mapping[str, Any]
_LOG = with_history(CHANGES)


@dataclass(frozen=True, slots=True)
class Reported:
    """An article that reports a change, by name of its source; articles of one story are copies of each other."""

    name: str
    url: str
    story_id: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A line of the table of grades, in plain words."""

    judgement: str
    now: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a subscriber reads it; `row` has the columns of the table changes and its revision."""

    row: Row
    reports: tuple[Reported, ...]
    grades: tuple[Grade, ...] = ()
    conflict: bool = False
    background: Background = field(default_factory=Background)

    @property
    def change_id(self) -> str:
        """Id of the change."""
        return str(self.row["change_id"])

    @property
    def entry(self) -> str:
        """What names the entry of the log that is told."""
        return f"{self.change_id}/{self.row['revision']}"


def tell(workshop: Workshop, change_ids: Collection[str]) -> dict[str, Told]:
    """Return the changes by id as the log has them now, with all that a mail tells besides."""
    if not change_ids:
        return {}
    memory = workshop.memory
    changes = read_standing(memory, _LOG, _of(CHANGES, "change_id", change_ids))
    codes = changes["authority_code"].unique().sort().to_list()
    inspections, spells, reviews = (
        read_standing(memory, table, _of(table, "authority_code", codes))
        for table in (INSPECTIONS, RATING_SPELLS, PEER_REVIEW_VISITS)
    )
    behind = backgrounds(memory, codes)
    return {
        row["change_id"]: Told(
            row,
            _reports(workshop, row["article_ids"]),
            _grades(inspections, spells, row) if is_of_ratings(row["type"]) else (),
            _is_in_conflict(inspections, reviews, row),
            behind[row["authority_code"]],
        )
        for row in changes.iter_rows(named=True)
    }


def _of(table: Table, column: str, values: Collection[str]) -> sa.ColumnElement[bool]:
    return histories[table.name].c[column].in_(list(values))


def _reports(workshop: Workshop, article_ids: Sequence[str]) -> tuple[Reported, ...]:
    articles = read_standing(workshop.memory, ARTICLES, articles_table.c.article_id.in_(article_ids))
    names = {source.id: source.name for source in workshop.register}
    listed = articles.sort("published", "article_id").iter_rows(named=True)
    return tuple(Reported(names.get(row["source_id"], row["source_id"]), row["url"], row["story_id"]) for row in listed)


def _grades(inspections: pl.DataFrame, spells: pl.DataFrame, change: Row) -> tuple[Grade, ...]:
    """The grades of the inspection that the change is of, which was published on its day, and those before them."""
    rows = _inspected(inspections, change).select("inspection_id", "judgement", "grade")
    before = spells.select("inspection_id", "judgement", "previous_grade")
    rows = rows.join(before, on=["inspection_id", "judgement"], how="left")
    return tuple(
        Grade(
            words("judgements", row["judgement"]),
            words("grades", row["grade"]),
            words("grades", row["previous_grade"]) if row["previous_grade"] else None,
        )
        for row in sorted(rows.iter_rows(named=True), key=lambda row: judgement_order().index(row["judgement"]))
    )


def _inspected(inspections: pl.DataFrame, change: Row) -> pl.DataFrame:
    return inspections.filter(
        pl.col("authority_code") == change["authority_code"], pl.col("published") == change["effective"]
    )


def _is_in_conflict(inspections: pl.DataFrame, reviews: pl.DataFrame, change: Row) -> bool:
    """Whether sources contradict each other on what the change tells."""
    if change["type"] == "peer_review":
        told = pl.col("article_ids").list.set_intersection(list(change["article_ids"])).list.len() > 0
        return bool(reviews.filter(told)["conflict"].any())
    return change["judgement"] is not None and bool(_inspected(inspections, change)["conflict"].any())
