"""The data dictionary, made from the schemas."""

from collections.abc import Iterator

import polars as pl

from transforms.catalogue import HISTORIES, TABLES
from transforms.schema import Column, Table
from transforms.tables import ARTICLES
from transforms.wording import change_types

INTRODUCTION = """# Data dictionary

Made from the schemas by `make docs`; do not edit. Every table is a file `tables/<name>.parquet` in the data folder,
replaced whole; one that has grown large is a folder `tables/<name>/` with a file for each month in which its rows were
recorded. Days are dates, instants are UTC. A column may be empty only where it says so. `tables/datapackage.json` says
the same for machines (Data Package, version 2), `tables/current-ratings.xlsx` shows what stands as a workbook.
"""

HISTORY = """## What was known when

`tables/history/<name>.parquet` holds every row that `tables/<name>.parquet` ever held, for the tables below: the same
columns and these.

| column | type | meaning |
| --- | --- | --- |
{columns}

Facts of articles count their revisions by the `version` of the article and have no `revision`; `commitments` have
both, as the status of one changes with its undertaking. A row that is corrected is not overwritten: it gets its
`known_to`, and its successor begins at that moment. So what was known at the end of a day are the rows that were known
before the next one began and had no successor by then:

```sql
SET TimeZone = 'UTC';
SELECT * FROM 'data/tables/history/current_ratings.parquet'
WHERE known_from < DATE '2026-02-01'  -- known by the end of 31 January
  AND (known_to IS NULL OR known_to >= DATE '2026-02-01')
```

`known_from` says when the pipeline learned a thing, not when it happened: that is `published`, `since`, `began_on` or
`effective`. {articles} holds all its versions itself, each with its `story_id` of today. `history/changes.parquet` is
the log of changes: an entry that overturns another names it in `corrects`.

| history | key |
| --- | --- |
{tables}
"""

PUBLISHED = """## _published.json

`tables/_published.json` says what is published: `moment`, to which all tables belong, and under `tables` for each table
its number of `rows` and its `files`, each with `name`, `rows`, `bytes` and `sha256`. It is written last. Who reads
several tables and wants them of one moment reads it before and after: if it is the same, so are they. All else in it
is for the next publishing.
"""


def data_dictionary() -> str:
    """Return the page docs/data-dictionary.md."""
    tables = (line for table in TABLES for line in _section(table))
    return "\n".join([INTRODUCTION, *tables, _history(), PUBLISHED, *_types()]) + "\n"


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"One row per {table.one_row_per}. Key: {_key(table)}.\n"
    yield "| column | type | meaning |\n| --- | --- | --- |"
    yield from map(_line, table.columns)
    yield ""


def _key(table: Table) -> str:
    return ", ".join(f"`{name}`" for name in table.key)


def _line(column: Column) -> str:
    return f"| `{column.name}` | {_type(column)} | {column.meaning} |"


def _type(column: Column) -> str:
    plain = {pl.Datetime: "Datetime (UTC)", pl.List: "List(String)"}
    name = plain.get(type(column.dtype), str(column.dtype))
    return f"{name}, may be empty" if column.may_be_empty else name


def _history() -> str:
    plain = {table.name: table.columns for table in TABLES}
    added = {column.name: column for table in reversed(HISTORIES) for column in table.columns[len(plain[table.name]) :]}
    return HISTORY.format(
        columns="\n".join(map(_line, added.values())),
        articles=f"`{ARTICLES.name}`",
        tables="\n".join(f"| `{table.name}` | {_key(table)} |" for table in HISTORIES),
    )


def _types() -> Iterator[str]:
    yield "## Types of change\n"
    yield "| type | severity | mailed unasked |\n| --- | --- | --- |"
    for change in change_types().values():
        yield f"| `{change.name}` | {change.severity} | {'yes' if change.mail else 'no'} |"
