"""Rows of all tables, carried from one database to another of the same layout, be it SQLite or PostgreSQL."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

ROWS_AT_A_TIME = 1_000


def copy_rows(source: sa.Connection, target: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Insert all rows of those tables into the tables of the same names, within both connections' transactions."""
    for table in tables:
        copy_found(source, target, table, sa.select(table))


def copy_found(source: sa.Connection, target: sa.Connection, table: sa.Table, query: sa.Select[Any]) -> None:
    """Insert what the query finds, rows by column, into the table."""
    rows = source.execution_options(yield_per=ROWS_AT_A_TIME).execute(query)
    for part in rows.partitions():
        target.execute(table.insert(), [row._asdict() for row in part])


def counts_of(connection: sa.Connection, tables: Iterable[sa.Table]) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables
    }
