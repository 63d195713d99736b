"""Rows of the tables made up for tests: what a test does not care about is filled in by type."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from transforms.schema import Table

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FILLINGS: Mapping[type[pl.DataType], Any] = {
    pl.String: "",
    pl.Int64: 1,
    pl.Float64: 1.0,
    pl.Boolean: False,
    pl.Date: LONG_AGO.date(),
    pl.Datetime: LONG_AGO,
    pl.List: [],
}


def frame_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return the rows as a frame of the table, obligatory columns filled in, in order of the key."""
    needed = {column.name: FILLINGS[type(column.dtype)] for column in table.columns if not column.optional}
    return table.frame([{**needed, **row} for row in rows]).sort(table.key)


def day(text: str) -> date:
    """Read a day: 2026-10-15."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """Read a moment in UTC: 2026-10-15T06:30."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
