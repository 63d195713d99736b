"""Publish: the tables for analysts, as Parquet, made from the memory and replaced whole."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from flows.memory.facts import latest_articles, latest_facts, read_table
from flows.memory.layout import facts as fact_tables
from flows.memory.layout import source_states
from flows.pagestore import replace_file
from flows.workshop import Workshop
from transforms.reconcile import reconcile, visits_by_authority
from transforms.stories import assign_stories
from transforms.tables import (
    ARTICLES,
    CHANGES,
    COMMITMENTS,
    CURRENT_RATINGS,
    FACT_TABLES,
    FAILURES,
    INSPECTIONS,
    RATINGS,
    SOURCES,
    TABLES,
)


@dataclass(frozen=True, slots=True)
class Published:
    """Where the tables are, and how many rows each has."""

    folder: Path
    rows: dict[str, int]


def publish_tables(workshop: Workshop) -> Published:
    """Write every table as `tables/<name>.parquet`; a reader sees the old file or the new one, never a part."""
    folder = workshop.settings.data / "tables"
    frames = tables_now(workshop)
    for table in TABLES:
        buffer = BytesIO()
        table.checked(frames[table.name]).write_parquet(buffer)
        replace_file(folder / f"{table.name}.parquet", buffer.getvalue())
    return Published(folder, {name: len(frame) for name, frame in frames.items()})


def tables_now(workshop: Workshop) -> dict[str, pl.DataFrame]:
    """Return all tables as the memory has them now, each in order of its key."""
    latest = assign_stories(latest_articles(workshop.memory))
    frames = {table.name: latest_facts(workshop.memory, table, latest) for table in FACT_TABLES}
    frames[COMMITMENTS.name] = _with_status(frames[COMMITMENTS.name], workshop)
    frames[INSPECTIONS.name], frames[CURRENT_RATINGS.name] = _reconciled(latest, frames[RATINGS.name])
    stories = latest.select("article_id", "story_id")
    frames[ARTICLES.name] = read_table(workshop.memory, ARTICLES).drop("story_id").join(stories, on="article_id")
    frames[CHANGES.name] = read_table(workshop.memory, CHANGES)
    frames[FAILURES.name] = read_table(workshop.memory, FAILURES)
    frames[SOURCES.name] = sources_now(workshop)
    return {table.name: frames[table.name].select(table.schema.names()).sort(table.key) for table in TABLES}


def reconciled(workshop: Workshop, authority_codes: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables inspections and current_ratings of those authorities."""
    latest = assign_stories(latest_articles(workshop.memory))
    only = fact_tables[RATINGS.name].c.authority_code.in_(authority_codes)
    return _reconciled(latest, latest_facts(workshop.memory, RATINGS, latest, only))


def _reconciled(latest: pl.DataFrame, ratings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    recorded = dict(ratings.select("rating_id", "recorded_at").iter_rows())
    return reconcile(visits_by_authority(ratings, latest), recorded)


def _with_status(commitments: pl.DataFrame, workshop: Workshop) -> pl.DataFrame:
    deadline = pl.col("deadline")
    status = (
        pl.when(deadline.is_null())
        .then(pl.lit("undated"))
        .when(deadline < workshop.clock().date())
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("open"))
    )
    return commitments.with_columns(status.alias("status"))


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
    return SOURCES.frame(rows)


def _state(registered: str, known: dict[str, object]) -> str:
    """A source that was tried is working or failing; until then, or where it is not to be read, as registered."""
    if registered == "paused" or not known.get("last_checked"):
        return registered
    return "failing" if known["failures"] else "working"
