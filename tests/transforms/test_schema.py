from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from transforms.catalogue import TABLES
from transforms.schema import DAY, FLAG, INSTANT, SHARE, TEXT, TEXTS, WHOLE, Column, SchemaError, Table

VISITS = Table(
    "visits",
    "visit",
    ("visit_id",),
    (
        Column("visit_id", TEXT, "id"),
        Column("inspectors", WHOLE, "how many came"),
        Column("share", SHARE, "a share"),
        Column("graded", FLAG, "whether graded"),
        Column("began", DAY, "first day"),
        Column("told_at", INSTANT, "moment told"),
        Column("areas", TEXTS, "areas visited"),
        Column("lead", TEXT, "who led", optional=True),
    ),
)
VISIT: dict[str, Any] = {
    "visit_id": "a",
    "inspectors": 4,
    "share": 0.5,
    "graded": True,
    "began": date(2021, 10, 4),
    "told_at": datetime(2021, 11, 26, 9, tzinfo=UTC),
    "areas": ["leadership"],
    "lead": None,
}


def test_rows_become_a_frame_of_exactly_the_columns_in_their_order() -> None:
    frame = VISITS.frame([dict(reversed(VISIT.items())) | {"unheard_of": 1}])

    assert frame.schema == VISITS.schema
    assert frame.row(0, named=True) == VISIT


def test_no_rows_are_a_typed_empty_frame() -> None:
    assert VISITS.frame([]).schema == VISITS.schema


@pytest.mark.parametrize("name", [name for name in VISIT if name != "lead"])
def test_an_empty_obligatory_value_is_refused_by_table_and_column(name: str) -> None:
    with pytest.raises(SchemaError, match=rf"^table visits: column {name} is empty"):
        VISITS.frame([VISIT | {name: None}])


@pytest.mark.parametrize("name", [name for name in VISIT if name != "lead"])
def test_a_missing_obligatory_value_is_refused_by_table_and_column(name: str) -> None:
    with pytest.raises(SchemaError, match=rf"^table visits: column {name} is empty"):
        VISITS.frame([{key: value for key, value in VISIT.items() if key != name}])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("visit_id", 7),
        ("inspectors", "four"),
        ("inspectors", 4.5),
        ("share", "half"),
        ("graded", "yes"),
        ("began", "in October"),
        ("began", datetime(2021, 10, 4)),
        ("told_at", "now"),
        ("areas", [1]),
        ("lead", 3),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_table_and_column(name: str, value: object) -> None:
    with pytest.raises(SchemaError, match=rf"^table visits: column {name} "):
        VISITS.frame([VISIT, VISIT | {name: value}])


def test_a_frame_that_lacks_a_column_is_refused_by_its_name() -> None:
    with pytest.raises(SchemaError, match=r"^table visits: no column began, lead$"):
        VISITS.checked(VISITS.frame([VISIT]).drop("began", "lead"))


def test_a_frame_with_a_column_of_another_type_is_refused() -> None:
    with pytest.raises(SchemaError, match=r"^table visits: column inspectors is Int32, not Int64$"):
        VISITS.checked(VISITS.frame([VISIT]).cast({"inspectors": pl.Int32}))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_has_obligatory_keys_unique_columns_and_a_meaning_for_each(table: Table) -> None:
    columns = {column.name: column for column in table.columns}

    assert len(columns) == len(table.columns)
    assert all(name in columns and not columns[name].optional for name in table.key)
    assert all(column.meaning for column in table.columns)
    assert table.frame([]).schema == table.schema


def test_tables_have_names_of_their_own() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES)
