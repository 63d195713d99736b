"""Looking through every row of a memory: whether its values are of their columns, and its texts those once read."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from flows.keep.backups import TABLES
from flows.memory.layout import articles
from flows.memory.refusals import cause_of, is_damage
from flows.memory.rows import in_parts
from flows.memory.values import Day, Instant, UnreadableValue, read_day, read_json, read_moment
from transforms.ids import text_hash

BACK = "put a backup back"


def damage_in_layout(connection: sa.Connection) -> Iterator[str]:
    """Yield a sentence for each table or column that is missing."""
    looked_up = sa.inspect(connection)
    there = set(looked_up.get_table_names())
    for table in TABLES:
        if table.name not in there:
            yield f"the memory lacks the table {table.name}; {BACK}"
        elif lacking := set(table.columns.keys()) - {column["name"] for column in looked_up.get_columns(table.name)}:
            yield f"the table {table.name} of the memory lacks the column {min(lacking)}; {BACK}"


def damage_in_rows(connection: sa.Connection) -> Iterator[str]:
    """Yield a sentence for each column with values that are none of it, of tables that have all their columns.

    In SQLite anything can stand anywhere; PostgreSQL's rows are read, and their types are its own affair.
    """
    for table in TABLES:
        yield from _damage_in_table(connection, table)


@dataclass(slots=True)
class _Wrong:
    """How many rows of a table are wrong in a column, and the key of the first."""

    rows: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, column: str, keys: Sequence[str]) -> None:
        if keys:
            self.rows[column] += len(keys)
            self.first.setdefault(column, keys[0])


def _damage_in_table(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    wrong = _Wrong()
    try:
        _look_through(connection, table, wrong)
    except sa.exc.DBAPIError as error:
        if not is_damage(error):
            raise
        yield f"the table {table.name} of the memory cannot be read ({cause_of(error)}); {BACK}"
    for column, count in wrong.rows.items():
        first = wrong.first[column]
        yield f"{count} rows of {table.name} hold in {column} what does not belong there, first {first}; {BACK}"


def _look_through(connection: sa.Connection, table: sa.Table, wrong: _Wrong) -> None:
    columns = list(table.columns)
    # As they are kept: which of them cannot be read is what is asked.
    raw = sa.select(*(sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in columns))
    fits = [_fitting(column) for column in columns] if connection.dialect.name == "sqlite" else []
    for rows in in_parts(connection, raw):
        for at, is_one in enumerate(fits):
            misfits = {value for value in {row[at] for row in rows} if not is_one(value)}
            if misfits:
                wrong.add(columns[at].name, [_key(table, row) for row in rows if row[at] in misfits])
        if table is articles:
            altered = [row for row in rows if not _is_as_read(row)]
            wrong.add(articles.c.text.name, [_key(table, row) for row in altered])


def _key(table: sa.Table, row: sa.Row[Any]) -> str:
    return " ".join(str(row._mapping[column.name]) for column in table.primary_key.columns)


def _is_as_read(row: sa.Row[Any]) -> bool:
    text = row._mapping[articles.c.text.name]
    return not isinstance(text, str) or text_hash(text) == row._mapping[articles.c.content_hash.name]


def _fitting(column: sa.Column[Any]) -> Callable[[Any], bool]:
    """Return what tells whether a value as SQLite keeps it is one of the column."""
    is_one = next(is_one for kind, is_one in KINDS if isinstance(column.type, kind))
    return lambda value: bool(column.nullable) if value is None else is_one(value)


def _reads(reader: Callable[[str], Any]) -> Callable[[Any], bool]:
    def is_one(value: Any) -> bool:
        with suppress(UnreadableValue):
            return isinstance(value, str) and reader(value) is not None
        return False

    return is_one


def _is_a(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


def _is_json(value: Any) -> bool:
    with suppress(UnreadableValue):
        content = read_json(value) if isinstance(value, str) else value
        of_texts = isinstance(content, list) and all(isinstance(one, str) for one in content)
        return of_texts or content is None or isinstance(content, dict)
    return False


# Booleans are integers and days are no moments: in this order.
KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], Callable[[Any], bool]], ...] = (
    (Instant, _reads(read_moment)),
    (Day, _reads(read_day)),
    (sa.JSON, _is_json),
    (sa.Boolean, lambda value: value in (0, 1)),
    (sa.Integer, _is_a(int)),
    (sa.Double, _is_a(int, float)),
    (sa.Text, _is_a(str)),
)
