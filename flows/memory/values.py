"""How moments, days and lists are kept in the memory and read back; what is none of them is told in a sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import orjson
import polars as pl
import sqlalchemy as sa

WHAT_TO_DO = "run check, which says where, and put a backup back"
LONGEST_SHOWN = 60


class UnreadableValue(Exception):
    """The memory holds a value that is none of its column; the message says which, and what to do."""

    def __init__(self, value: object, what: str) -> None:
        shown = repr(str(value)[:LONGEST_SHOWN])
        super().__init__(f"the memory is damaged: it holds {shown} where {what} belongs; {WHAT_TO_DO}")


class UnreadableTable(Exception):
    """The memory holds values that no table can be made of; the message says which table, and what to do."""


class Instant(sa.TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back on reading."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Store as UTC without its zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Read back as UTC."""
        return value.replace(tzinfo=UTC) if value else None

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Read what SQLite keeps, text, in one step: histories are made of thousands of moments."""
        return read_moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Day(sa.TypeDecorator[date]):
    """A day."""

    impl = sa.Date
    cache_ok = True

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], date | None] | None:
        """Read what SQLite keeps, text."""
        return read_day if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def read_moment(text: str | None) -> datetime | None:
    """Read a moment as SQLite keeps it; raises UnreadableValue."""
    try:
        return datetime.fromisoformat(f"{text}+00:00") if text else None
    except ValueError:
        raise UnreadableValue(text, "a moment") from None


def read_day(text: str | None) -> date | None:
    """Read a day as SQLite keeps it; raises UnreadableValue."""
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise UnreadableValue(text, "a day") from None


def read_json(text: str | bytes) -> Any:
    """Read a list or an object as SQLite keeps it; raises UnreadableValue."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise UnreadableValue(text, "JSON") from None


@contextmanager
def read_as_frame(name: str) -> Iterator[None]:
    """Raise UnreadableTable for what Polars and SQLAlchemy find that is no value of that table."""
    try:
        yield
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        reason = str(error).partition("\n")[0]
        raise UnreadableTable(
            f"the memory is damaged: its table {name} cannot be read ({reason}); {WHAT_TO_DO}"
        ) from error
