import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from transforms.catalogue import AUTHORITIES, HISTORIES, TABLES
from transforms.descriptor import datapackage
from transforms.schema import Table

MOMENT = datetime(2026, 10, 15, 6, 30, tzinfo=UTC)
FILES = {table.name: [f"{table.name}.parquet"] for table in TABLES} | {
    f"history/{table.name}": [f"history/{table.name}.parquet"] for table in HISTORIES
}
PUBLISHED = [*((table, table.name) for table in TABLES), *((table, f"history-{table.name}") for table in HISTORIES)]
# Types of the Table Schema, by what PyArrow calls them in a Parquet file.
IN_PARQUET = {
    "string": ("string", "large_string"),
    "integer": ("int64",),
    "number": ("double",),
    "boolean": ("bool",),
    "date": ("date32[day]",),
    "datetime": ("timestamp[us, tz=UTC]",),
    "array": ("list<element: string>", "large_list<element: large_string>", "list<element: large_string>"),
}


def package(**more: list[str]) -> dict[str, Any]:
    return datapackage(FILES | more, MOMENT)


def resources() -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in package()["resources"]}


def test_every_table_and_every_history_is_a_resource_under_a_name_of_its_own() -> None:
    assert [one["name"] for one in package()["resources"]] == [name for _, name in PUBLISHED]


def test_the_package_is_json_and_the_same_every_time() -> None:
    shuffled = dict(reversed(FILES.items()))

    assert json.dumps(package()) == json.dumps(datapackage(shuffled, MOMENT))
    assert package()["created"] == "2026-10-15T06:30:00+00:00"


@pytest.mark.parametrize(("table", "name"), PUBLISHED, ids=[name for _, name in PUBLISHED])
def test_the_types_are_those_that_the_parquet_file_has(table: Table, name: str, tmp_path: Path) -> None:
    table.frame([]).write_parquet(tmp_path / "table.parquet")
    written = pq.read_schema(tmp_path / "table.parquet")
    fields = resources()[name]["schema"]["fields"]

    assert [field["name"] for field in fields] == written.names
    for field in fields:
        assert str(written.field(field["name"]).type) in IN_PARQUET[field["type"]]


@pytest.mark.parametrize(("table", "name"), PUBLISHED, ids=[name for _, name in PUBLISHED])
def test_columns_that_are_never_empty_are_required_and_keys_are_keys(table: Table, name: str) -> None:
    schema = resources()[name]["schema"]
    required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}

    assert required == {column.name for column in table.columns if not column.may_be_empty}
    assert schema["primaryKey"] == list(table.key)
    assert set(schema.get("primaryKey", [])) <= required


def test_every_foreign_key_leads_to_columns_that_are_there() -> None:
    columns = {name: set(table.schema) for table, name in PUBLISHED}
    links = [(name, link) for name, one in resources().items() for link in one["schema"].get("foreignKeys", [])]

    assert links
    for name, link in links:
        assert set(link["fields"]) <= columns[name]
        assert set(link["reference"]["fields"]) <= columns[link["reference"]["resource"]]


def test_a_fact_leads_to_its_article_and_its_authority() -> None:
    links = {one["reference"]["resource"]: one["fields"] for one in resources()["ratings"]["schema"]["foreignKeys"]}

    assert links == {"articles": ["article_id", "version"], AUTHORITIES.name: ["authority_code"]}


def test_a_grade_of_the_past_need_not_lead_to_an_inspection_that_is_still_known_by_that_id() -> None:
    links = {
        name: [one["reference"]["resource"] for one in resources()[name]["schema"]["foreignKeys"]]
        for name in ("current_ratings", "history-current_ratings")
    }

    assert links == {"current_ratings": ["inspections", "authorities"], "history-current_ratings": ["authorities"]}


def test_a_table_in_months_has_all_its_paths_in_order() -> None:
    parts = package(articles=["articles/2026-02.parquet", "articles/2026-01.parquet"])["resources"][0]

    assert parts["path"] == ["articles/2026-01.parquet", "articles/2026-02.parquet"]
    assert package()["resources"][0]["path"] == "articles.parquet"


def test_a_table_without_a_file_is_left_out() -> None:
    assert [
        one["name"] for one in datapackage({"changes": ["changes.parquet"], "ratings": []}, MOMENT)["resources"]
    ] == ["changes"]


def test_a_name_that_is_no_tables_is_an_error() -> None:
    with pytest.raises(KeyError, match="no table weather"):
        datapackage({"weather": ["weather.parquet"]}, MOMENT)
