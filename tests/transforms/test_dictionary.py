import pytest

from transforms.catalogue import HISTORIES, TABLES
from transforms.dictionary import data_dictionary
from transforms.schema import Table
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

    assert {line.count("|") for line in rows} <= {3, 4}


def test_every_history_is_named_with_its_key_and_the_columns_that_it_has_more() -> None:
    described = section("What was known when")

    assert all(f"| `{table.name}` | `{table.key[0]}`, " in described for table in HISTORIES)
    assert "| `revision` | Int64 | counted from 1 for each key |" in described
    assert "| `known_to` | Datetime (UTC), may be empty |" in described
