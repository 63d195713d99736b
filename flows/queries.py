"""What the commands show, asked of the published tables."""

from datetime import date
from pathlib import Path

import polars as pl

from flows.passes import Pass
from transforms.authorities import authority_register
from transforms.tables import CHANGES, COMMITMENTS, CURRENT_RATINGS, INSPECTIONS


class NothingPublished(Exception):
    """There are no tables to ask."""


class UnknownAuthority(Exception):
    """A name is not that of an authority with children's services."""


def read_published(data: Path, name: str) -> pl.DataFrame:
    """Return a published table.

    Raises NothingPublished where no pass has written it.
    """
    path = data / "tables" / f"{name}.parquet"
    if not path.is_file():
        raise NothingPublished(f"there is no table {path}; run `inspection-watch run` first, or give --data")
    return pl.read_parquet(path)


def of_authority(frame: pl.DataFrame, name: str | None) -> pl.DataFrame:
    """Return the rows of that authority, named in any form, or all.

    Raises UnknownAuthority.
    """
    if name is None:
        return frame
    found = authority_register().resolve(name)
    if found is None:
        raise UnknownAuthority(f"{name!r} is no authority with children's services; try its official or short name")
    return frame.filter(pl.col("authority") == found.name)


def ratings(data: Path, authority: str | None = None, as_of: date | None = None) -> pl.DataFrame:
    """Return the standing grades, or those that stood on a day: columns of current_ratings, without witnesses."""
    columns = ["authority_code", "authority", "judgement", "grade", "since", "previous_grade", "framework", "url"]
    if as_of is None:
        return of_authority(read_published(data, CURRENT_RATINGS.name), authority).select(columns)
    history = of_authority(read_published(data, INSPECTIONS.name), authority)
    grade = pl.col("grade")
    return (
        history.with_columns(pl.coalesce("published", "inspected_to").alias("since"))
        .filter(pl.col("since") <= as_of)
        .sort("since")
        .with_columns(grade.shift().over("authority_code", "judgement").alias("previous_grade"))
        .group_by("authority_code", "judgement", maintain_order=True)
        .last()
        .select(columns)
        .sort("authority", "judgement")
    )


def changes(data: Path, since: date | None = None, authority: str | None = None) -> pl.DataFrame:
    """Return the change log, newest first; `since` is the first day of detection."""
    log = of_authority(read_published(data, CHANGES.name), authority)
    if since is not None:
        log = log.filter(pl.col("detected_at").dt.date() >= since)
    return log.sort("effective", "change_id", descending=True)


def changes_of(done: Pass) -> pl.DataFrame:
    """Return the changes that a pass flagged."""
    log = read_published(done.published.folder.parent, CHANGES.name)
    return log.filter(pl.col("change_id").is_in(list(done.flagged.change_ids)))


def commitments(
    data: Path, authority: str | None = None, status: str | None = None, due_before: date | None = None
) -> pl.DataFrame:
    """Return undertakings, those with the nearest deadline first."""
    rows = of_authority(read_published(data, COMMITMENTS.name), authority)
    if status is not None:
        rows = rows.filter(pl.col("status") == status)
    if due_before is not None:
        rows = rows.filter(pl.col("deadline") < due_before)
    return rows.sort("deadline", "authority", "commitment_id", nulls_last=True)
