"""The data dictionary, made from the schemas."""

from collections.abc import Iterator

import polars as pl

from transforms.schema import Column, Table
from transforms.tables import TABLES
from transforms.wording import change_types

INTRODUCTION = """# Data dictionary

Made from the schemas by `make docs`; do not edit. Every table is a file `tables/<name>.parquet` in the data folder,
replaced whole. Days are dates, instants are UTC. A column may be empty only where it says so.
"""


def data_dictionary() -> str:
    """Return the page docs/data-dictionary.md."""
    return "\n".join([INTRODUCTION, *(line for table in TABLES for line in _section(table)), *_types()]) + "\n"


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"One row per {table.one_row_per}. Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | meaning |\n| --- | --- | --- |"
    yield from (f"| `{column.name}` | {_type(column)} | {column.meaning} |" for column in table.columns)
    yield ""


def _type(column: Column) -> str:
    plain = {pl.Datetime: "Datetime (UTC)", pl.List: "List(String)"}
    name = plain.get(type(column.dtype), str(column.dtype))
    return f"{name}, may be empty" if column.optional else name


def _types() -> Iterator[str]:
    yield "## Types of change\n"
    yield "| type | severity | mailed unasked |\n| --- | --- | --- |"
    for change in change_types().values():
        yield f"| `{change.name}` | {change.severity} | {'yes' if change.mail else 'no'} |"
