"""Rows of all tables, carried from one database to another of the same layout, be it SQLite or PostgreSQL."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

ROWS_AT_A_TIME = 1_000


def copy_rows(source: sa.Connection, target: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Insert all rows of those tables into the tables of the same names, within both connections' transactions."""
    for table in tables:
        copy_found(source, target, table, sa.select(table))


def copy_found(source: sa.Connection, target: sa.Connection, table: sa.Table, query: sa.Select[Any]) -> None:
    """Insert what the query finds, rows by column, into the table."""
    for part in in_parts(source, query):
        target.execute(table.insert(), [row._asdict() for row in part])


def in_parts(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Sequence[sa.Row[Any]]]:
    """Yield what the query finds, some rows at a time."""
    # What is refused is refused here: of a cursor that the server never made SQLAlchemy logs that it cannot be closed.
    connection.execute(query.limit(0)).close()
    yield from connection.execute(query, execution_options={"yield_per": ROWS_AT_A_TIME}).partitions()


def counts_of(connection: sa.Connection, tables: Iterable[sa.Table]) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables
    }
