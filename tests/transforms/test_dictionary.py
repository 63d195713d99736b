import pytest

from transforms.dictionary import data_dictionary
from transforms.schema import Table
from transforms.tables import TABLES
from transforms.wording import change_types


def section(name: str) -> str:
    return data_dictionary().split(f"## {name}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_described_column_by_column_in_order(table: Table) -> None:
    described = [line.split("`")[1] for line in section(table.name).splitlines() if line.startswith("| `")]

    assert described == table.schema.names()
    assert f"One row per {table.one_row_per}." in section(table.name)


def test_a_column_says_its_type_whether_it_may_be_empty_and_what_it_means() -> None:
    assert "| `published` | Date, may be empty | day of publication" in section("articles")
    assert "| `fetched_at` | Datetime (UTC) | moment that this version was fetched |" in section("articles")
    assert "| `kinds` | List(String) | " in section("articles")
    assert "| `grade_rank` | Int64 | 4 outstanding to 1 inadequate |" in section("ratings")


def test_every_type_of_change_is_listed_with_its_severity() -> None:
    types = section("Types of change")

    assert all(f"| `{kind.name}` | {kind.severity} |" in types for kind in change_types().values())


def test_no_meaning_breaks_the_table_it_stands_in() -> None:
    rows = [line for line in data_dictionary().splitlines() if line.startswith("| `")]

    assert {line.count("|") for line in rows} == {4}
