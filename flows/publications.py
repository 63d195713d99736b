"""Which rows of the memory published tables have, and which of their months something has changed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from flows.full_text import FullText
from flows.memory.layout import metadata
from flows.memory.reading import read_unordered
from flows.months import Month
from transforms.catalogue import TABLES, history_name, with_history
from transforms.history.changes import WITHDRAWN
from transforms.history_tables import CHANGES, HISTORY_TABLES
from transforms.schema import Table
from transforms.tables import ARTICLES, FACT_TABLES, FAILURES, REJECTS

# A row may be written some moments after the clock was read for it, and clocks of machines differ.
CLOCKS_AGREE_WITHIN = timedelta(hours=1)
# Columns that say when a row was changed after it was written.
STAMPS = ("known_to", "joined_at")


def as_remembered(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows as they are: most tables are published so."""
    return rows


@dataclass(frozen=True, slots=True)
class Publication:
    """A table made of rows of the memory, and with a history the table of those of its rows that stand.

    `name` is that of the one with all rows, `dated_by` the column whose month a row is filed under in both. `shown`
    leaves out of a row what may not be published.
    """

    name: str
    table: Table
    dated_by: str
    standing: Table | None = None
    shown: Callable[[pl.DataFrame], pl.DataFrame] = as_remembered

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables."""
        return (self.standing.name, self.name) if self.standing else (self.name,)

    def tables(self, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield each table by its name, of these rows."""
        if self.standing:
            stands = pl.col("known_to").is_null()
            if self.standing is CHANGES:
                stands &= pl.col("action") != WITHDRAWN
            yield self.standing.name, self.standing.checked(rows.filter(stands).rechunk())
        yield self.name, rows

    @property
    def _remembered(self) -> sa.Table:
        return metadata.tables[self.table.name]

    def frame(self, connection: sa.Connection, month: Month | None = None) -> pl.DataFrame:
        """Return the rows, or those of a month, in the order in which they are published."""
        return self._in_order(self._rows(connection, *self._within(month)))

    def renewed(
        self, published: pl.DataFrame, connection: sa.Connection, month: Month | None, since: datetime
    ) -> pl.DataFrame:
        """Return the same as `frame`, made of the rows as published and of those that changed since that moment.

        `month` None means that all of these are filed where the published ones are.
        """
        changed = [(stamp >= since - CLOCKS_AGREE_WITHIN, *self._within(month)) for stamp in self._stamps]
        rows = pl.concat([self._rows(connection, *some) for some in changed]).unique(self.table.key)
        return self._in_order(pl.concat([published.join(rows, on=self.table.key, how="anti"), rows]))

    def _rows(self, connection: sa.Connection, *where: sa.ColumnElement[bool]) -> pl.DataFrame:
        return self.shown(read_unordered(connection, self.table, *where))

    def _within(self, month: Month | None) -> tuple[sa.ColumnElement[bool], ...]:
        dated = self._remembered.c[self.dated_by]
        return (dated >= month.begins, dated < month.ends) if month else ()

    def _in_order(self, rows: pl.DataFrame) -> pl.DataFrame:
        by_authority = ("authority_code",) if "authority_code" in self.table.schema else ()
        # In one piece, as how a file is cut must not depend on how its rows came together.
        return rows.sort(*dict.fromkeys((*by_authority, *self.table.key)), nulls_last=True).rechunk()

    @property
    def _stamps(self) -> list[sa.ColumnElement[Any]]:
        """The columns that say when a row was written, and when it was changed after that."""
        names = (self.dated_by, *STAMPS)
        return [stamp for name in names if (stamp := self._remembered.c.get(name)) is not None]

    def count(self, connection: sa.Connection) -> int:
        """Return how many rows there are."""
        query = sa.select(sa.func.count()).select_from(self._remembered)
        return connection.execute(query).scalar_one()

    def touched(self, connection: sa.Connection, since: datetime | None) -> set[Month]:
        """Return the months that rows came into, changed in or left since that moment, or ever."""
        dated = self._remembered.c[self.dated_by]
        if since is None:
            queries = [sa.select(dated).distinct()]
        else:
            # One plain query for each stamp: to make rows distinct, SQLite would walk along all of them.
            query = sa.select(dated)
            queries = [query.where(stamp >= since - CLOCKS_AGREE_WITHIN) for stamp in self._stamps]
        return {Month.of(moment) for query in queries for (moment,) in connection.execute(query)}


def publications(full_text: FullText) -> Iterator[Publication]:
    """All tables that are made of rows of the memory, articles with the texts that may be published."""
    for table in TABLES:
        if table in (*FACT_TABLES, *HISTORY_TABLES):
            yield Publication(history_name(table), with_history(table), "known_from", table)
    yield Publication(ARTICLES.name, ARTICLES, "known_from", shown=full_text.shown)
    yield Publication(REJECTS.name, REJECTS, "rejected_at")
    yield Publication(FAILURES.name, FAILURES, "failed_at")
