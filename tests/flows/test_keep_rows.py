"""A byte that was altered in the memory is found, keeps the good backup, and is told in a sentence by every command."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.keep.backups import BackupUnusable, read_backup
from flows.keep.restore import restore
from flows.memory.values import UnreadableValue
from tests.flows.command import Command
from tests.flows.keeping import Kept, an_empty_one

ALTERED = {
    "a list": ("articles", "kinds", "UPDATE articles SET kinds = '#' || substr(kinds, 2) WHERE version = 2"),
    "a list in a list": ("articles", "kinds", "UPDATE articles SET kinds = '[[1]]' WHERE version = 2"),
    "a day": ("articles", "published", "UPDATE articles SET published = '2021-1x-26' WHERE version = 2"),
    "a moment": ("articles", "known_from", "UPDATE articles SET known_from = '2021-11-26 09;00' WHERE version = 2"),
    "an empty moment": ("articles", "known_from", "UPDATE articles SET known_from = '' WHERE version = 2"),
    "a number": ("ratings", "grade_rank", "UPDATE ratings SET grade_rank = 'two'"),
    "a flag": ("articles", "relevant", "UPDATE articles SET relevant = 7 WHERE version = 2"),
    "bytes for a text": ("articles", "title", "UPDATE articles SET title = x'00ff' WHERE version = 2"),
    "a text": ("articles", "text", "UPDATE articles SET text = replace(text, 'e', 'E') WHERE version = 2"),
}


def alter(kept: Kept, statement: str) -> None:
    with closing(sqlite3.connect(kept.database)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_value_is_found_by_table_column_and_row(what: str, kept: Kept, place: Path) -> None:
    table, column, statement = ALTERED[what]
    whole, rows = read_backup(place), "1 rows"
    alter(kept, statement)
    with closing(sqlite3.connect(kept.database)) as connection:
        if table == "ratings":
            rows = f"{connection.execute('SELECT count(*) FROM ratings').fetchone()[0]} rows"

    # Where a text is not what it was, evidence is not at its place either.
    found, *_ = kept.damage()
    assert found.startswith(f"{rows} of {table} hold in {column} what does not belong there, first ")
    assert found.endswith("; put a backup back")
    with pytest.raises(BackupUnusable, match=rf"^the memory is damaged \({rows} of {table} .*\): an older"):
        kept.back_up(place)
    assert read_backup(place) == whole


def test_text_that_is_no_text_is_found(kept: Kept) -> None:
    alter(kept, "UPDATE articles SET title = CAST(x'41ff' AS TEXT) WHERE version = 2")

    (found,) = kept.damage()
    assert found.startswith("the table articles of the memory cannot be read (Could not decode to UTF-8")


@pytest.mark.parametrize("what", ["a list", "a day", "a moment"])
def test_a_command_that_meets_it_says_so_in_a_sentence(what: str, kept: Kept, command: Command, register: Path) -> None:
    alter(kept, ALTERED[what][2])
    said = command("publish", "--data", str(kept.folder))

    assert said.status == 2
    assert said.complaint.startswith(("the memory is damaged: it holds ", "the memory is damaged: its table articles "))
    assert said.complaint.endswith("; run check, which says where, and put a backup back")


@pytest.mark.parametrize("what", ["a list", "a day", "a moment"])
def test_whoever_reads_it_row_by_row_is_told_the_value(what: str, kept: Kept) -> None:
    alter(kept, ALTERED[what][2])

    with pytest.raises(UnreadableValue, match=r"^the memory is damaged: it holds '.+' where (a day|a moment|JSON) bel"):
        kept.rows()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    ("statement", "lacking"),
    [
        ("DROP TABLE rejects", "the memory lacks the table rejects; put a backup back"),
        ("DROP TABLE sketches", "the memory lacks the table sketches; put a backup back"),
        (
            "ALTER TABLE pages DROP COLUMN content_type",
            "the table pages of the memory lacks the column content_type; put a backup back",
        ),
    ],
)
def test_a_table_or_column_that_is_missing_is_found(
    kind: str, statement: str, lacking: str, kept: Kept, place: Path, tmp_path: Path
) -> None:
    other, whole = an_empty_one(tmp_path / "other", kind), read_backup(place)
    restore(place, other.url, other.pages)
    other.execute(sa.text(statement))

    assert other.damage() == [lacking]
    with pytest.raises(
        BackupUnusable, match=rf"^the memory is damaged \({lacking}\): an older backup stays; run check"
    ):
        other.back_up(place)
    assert read_backup(place) == whole
