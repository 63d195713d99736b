"""Reading the memory as it was at one moment, and rows of it as typed frames."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
import sqlalchemy as sa

from flows.memory.layout import metadata
from flows.memory.values import read_as_frame
from transforms.schema import INSTANT, TEXTS, Column, Table


@contextmanager
def snapshot(memory: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection that sees the memory as it is now, whatever others write meanwhile."""
    with memory.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Python's driver begins a transaction only before it writes.
            connection.exec_driver_sql("BEGIN")
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        try:
            yield connection
        finally:
            connection.rollback()


def rows_of_authority(connection: sa.Connection, query: sa.Select[Any], authority_code: str) -> list[dict[str, Any]]:
    """Return what the query finds of the authority, which it calls `authority`."""
    return plain_rows(connection, query, authority=authority_code)


def plain_rows(connection: sa.Connection, query: sa.Select[Any], **parameters: str) -> list[dict[str, Any]]:
    """Return what the query finds: rows by column, of Python's values.

    For what would be turned back into such values, one by one, from a frame.
    """
    found = connection.execute(query, parameters)
    names = list(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def read_rows(connection: sa.Connection, table: Table, *where: sa.ColumnElement[bool]) -> pl.DataFrame:
    """Return the remembered rows of a table as a typed frame, in order of the memory's key."""
    ordered = _rows_of(table, *where).order_by(*metadata.tables[table.name].primary_key.columns)
    return _as_frame(connection, table, ordered)


def read_unordered(connection: sa.Connection, table: Table, *where: sa.ColumnElement[bool]) -> pl.DataFrame:
    """Return the remembered rows of a table as a typed frame.

    For few rows of many: to have them in order, SQLite walks along the whole table rather than use their index.
    """
    return _as_frame(connection, table, _rows_of(table, *where))


def _rows_of(table: Table, *where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    remembered = metadata.tables[table.name]
    return sa.select(*(_as_stored(remembered.c[column.name], column) for column in table.columns)).where(*where)


def _as_frame(connection: sa.Connection, table: Table, query: sa.Select[Any]) -> pl.DataFrame:
    with read_as_frame(table.name):
        rows = connection.execute(query).all()
        values = zip(*rows, strict=True)
        series = [_series(*one) for one in zip(table.columns, values, strict=True)] if rows else []
    return table.checked(pl.DataFrame(series)) if rows else table.frame([])


def _as_stored(stored: sa.Column[Any], column: Column) -> sa.ColumnElement[Any]:
    """Leave the unpacking of lists and of time zones to Polars, which does it many times faster."""
    if column.dtype == TEXTS:
        return sa.cast(stored, sa.Text())
    return sa.type_coerce(stored, sa.DateTime()) if column.dtype == INSTANT else stored


def _series(column: Column, values: Sequence[Any]) -> pl.Series:
    if column.dtype == TEXTS:
        return pl.Series(column.name, values, dtype=pl.String()).str.json_decode(TEXTS)
    if column.dtype == INSTANT:
        return pl.Series(column.name, values, dtype=pl.Datetime("us")).dt.replace_time_zone("UTC")
    return pl.Series(column.name, values, dtype=column.dtype)


def read_standing(memory: sa.Engine, table: Table, *where: sa.ColumnElement[bool]) -> pl.DataFrame:
    """Return the rows of a table that stand now, as a typed frame."""
    stands = metadata.tables[table.name].c.known_to.is_(None)
    with memory.connect() as connection:
        return read_rows(connection, table, stands, *where)


def in_chunks(values: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    """Yield the values, sorted, in lists short enough for one question to a database."""
    listed = sorted(values)
    return (listed[start : start + size] for start in range(0, len(listed), size))
