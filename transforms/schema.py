"""How a table is described: once, for typing frames, for the memory and for the data dictionary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

TEXT = pl.String()
WHOLE = pl.Int64()
SHARE = pl.Float64()
FLAG = pl.Boolean()
DAY = pl.Date()
INSTANT = pl.Datetime("us", "UTC")
TEXTS = pl.List(pl.String())


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its type, what it means and whether it may be empty.

    What may be `withheld` is always known, but not always published.
    """

    name: str
    dtype: pl.DataType
    meaning: str
    optional: bool = False
    withheld: bool = False

    @property
    def may_be_empty(self) -> bool:
        """Whether published rows may have nothing in it."""
        return self.optional or self.withheld


class SchemaError(ValueError):
    """Rows do not fit their table; the message names the table, the column and what is wrong."""


@dataclass(frozen=True)
class Table:
    """A table for analysts: `key` are the columns that name a row."""

    name: str
    one_row_per: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def schema(self) -> pl.Schema:
        """The column names and Polars types."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def frame(self, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
        """Return the rows as a typed frame with exactly this table's columns.

        Raises SchemaError where a value has the wrong type or an obligatory one is missing.
        """
        values = list(rows)
        if not values:
            return self._empty
        return self.checked(
            pl.DataFrame([self._series(column, [row.get(column.name) for row in values]) for column in self.columns])
        )

    @cached_property
    def _empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)

    def _series(self, column: Column, values: list[Any]) -> pl.Series:
        # Column by column: a frame made of rows turns values of a wrong type into nulls, strict or not.
        try:
            return pl.Series(column.name, values, dtype=column.dtype, strict=True)
        except (TypeError, pl.exceptions.PolarsError) as error:
            reason = str(error).splitlines()[0]
            raise SchemaError(f"table {self.name}: column {column.name} does not fit the schema ({reason})") from error

    def checked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with this table's columns in their order; raise SchemaError where it does not fit."""
        names, there = self.schema.names(), frame.columns
        missing = [name for name in names if name not in there]
        if missing:
            raise SchemaError(f"table {self.name}: no column {', '.join(missing)}")
        if there != names:
            frame = frame.select(names)
        for column, dtype, empty in zip(self.columns, frame.dtypes, frame.null_count().row(0), strict=True):
            if dtype != column.dtype:
                raise SchemaError(f"table {self.name}: column {column.name} is {dtype}, not {column.dtype}")
            if empty and not column.optional:
                raise SchemaError(f"table {self.name}: column {column.name} is empty in a row")
        return frame
