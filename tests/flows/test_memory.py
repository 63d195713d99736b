import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.memory.engine import MemoryUnavailable, insert_absent, open_memory, upsert
from flows.memory.layout import failures, listings, metadata, pages
from flows.memory.runs import failures_of, remember_failure, remember_run, remember_run_end
from flows.workshop import Workshop

URL = "https://gazette.example/1"
NOW = datetime(2021, 11, 29, 9, tzinfo=UTC)


def test_opening_makes_the_folder_and_all_tables(tmp_path: Path) -> None:
    engine = open_memory(f"sqlite:///{tmp_path / 'new' / 'deep' / 'memory.db'}")

    assert set(sa.inspect(engine).get_table_names()) == set(metadata.tables)
    engine.dispose()


def test_a_file_that_is_no_database_is_refused_by_name_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    file.write_text("these are notes, not a database\n" * 100)

    with pytest.raises(MemoryUnavailable, match=r"^the memory at sqlite:.*memory\.db cannot be opened: file is not a"):
        open_memory(f"sqlite:///{file}")
    assert file.read_text().startswith("these are notes")


def test_a_place_that_is_no_folder_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with pytest.raises(MemoryUnavailable, match=r"^the memory at sqlite:.*data/memory\.db cannot be opened"):
        open_memory(f"sqlite:///{tmp_path / 'data' / 'memory.db'}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused_by_name(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(MemoryUnavailable, match=r"cannot be opened: .*; check the path"):
        open_memory(f"sqlite:///{tmp_path / 'memory.db'}")


def test_a_system_file_system_that_takes_no_files_is_refused_by_name() -> None:
    with pytest.raises(MemoryUnavailable, match=r"^the memory at sqlite:////proc/memory\.db cannot be opened"):
        open_memory("sqlite:////proc/memory.db")


@pytest.mark.parametrize(
    "url", ["memory.db", "nonsense://u:geheim@host/db", "://geheim", "oracle+none://u:geheim@h/db"]
)
def test_a_url_that_means_no_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(
        MemoryUnavailable, match=r"^the memory cannot be opened: .*; check INSPECTION_WATCH_MEMORY$"
    ) as error:
        open_memory(url)
    assert "geheim" not in str(error.value)


IN_ANOTHER_PROCESS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
with connection:
    connection.execute("INSERT INTO runs (run_id, step, started_at) VALUES (?, 'watch', '2021-11-29')", [sys.argv[2]])
print(*(row[0] for row in connection.execute("SELECT run_id FROM runs ORDER BY run_id")))
connection.close()
"""


def test_a_memory_opened_twice_by_one_process_loses_nothing_beside_another(tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    engine = open_memory(f"sqlite:///{file}")
    remember_run(engine, "a", "watch", NOW)

    def write_elsewhere(run_id: str) -> str:
        command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(file), run_id]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    open_memory(f"sqlite:///{file}").dispose()
    assert write_elsewhere("b") == "a b"
    remember_run(engine, "c", "watch", NOW)
    assert write_elsewhere("d") == "a b c d"
    engine.dispose()


def test_a_row_is_inserted_once(memory: sa.Engine) -> None:
    rows = [{"url": url, "page_hash": "h", "source_id": "gazette", "fetched_at": NOW} for url in ("a", "b", "a")]
    with memory.begin() as connection:
        first = insert_absent(connection, pages, rows[:1])
        rest = insert_absent(connection, pages, rows)
        none = insert_absent(connection, pages, [])

    assert (first, rest, none) == (1, 1, 0)


def test_a_row_that_is_there_keeps_its_values_unless_it_is_overwritten(memory: sa.Engine) -> None:
    def row(etag: str | None) -> dict[str, str | None]:
        return {"source_id": "gazette", "url": URL, "etag": etag}

    with memory.begin() as connection:
        upsert(connection, listings, [row("1") | {"last_modified": "Monday"}])
        insert_absent(connection, listings, [row("2")])
        kept = connection.execute(sa.select(listings.c.etag)).scalar_one()
        upsert(connection, listings, [row("3")])
        final = connection.execute(sa.select(listings.c.etag, listings.c.last_modified)).one()

    assert (kept, tuple(final)) == ("1", ("3", "Monday"))


def test_what_fails_all_day_is_one_row_of_the_latest_run(workshop: Workshop) -> None:
    told = partial(remember_failure, workshop.memory, step="watch", reason="gone", message="gone.", url=URL)
    for run_id, moment in (("run-1", NOW), ("run-2", NOW + timedelta(minutes=15)), ("run-3", NOW + timedelta(days=1))):
        told(run_id=run_id, now=moment)

    with workshop.memory.connect() as connection:
        rows = connection.execute(sa.select(failures.c.run_id, failures.c.failed_at).order_by("failed_at")).all()
    assert [tuple(row) for row in rows] == [
        ("run-2", NOW + timedelta(minutes=15)),
        ("run-3", NOW + timedelta(days=1)),
    ]
    assert [row.message for row in failures_of(workshop.memory, "run-3")] == ["gone."]


def test_a_run_has_its_numbers_at_its_end(workshop: Workshop) -> None:
    remember_run(workshop.memory, "run-1", "watch", NOW)
    remember_run(workshop.memory, "run-1", "watch", NOW + timedelta(hours=1))
    remember_run_end(workshop.memory, "run-1", {"articles": 3}, NOW)

    with workshop.memory.connect() as connection:
        row = connection.execute(sa.select(metadata.tables["runs"])).one()
    assert (row.started_at, row.finished_at, row.counts) == (NOW, NOW, {"articles": 3})
