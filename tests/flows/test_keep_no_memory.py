"""A backup of nothing: a disk that is not mounted, a path mistyped, cron in another folder."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.keep.backups import BackupUnusable, read_backup
from flows.memory.layout import articles, pages
from tests.flows.command import Command
from tests.flows.keeping import Kept, an_empty_one
from tests.flows.postgres import postgres_url


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("there", ["nothing", "an empty folder", "an empty file"])
def test_where_there_is_no_memory_the_backup_stays_and_nothing_is_made(
    there: str, place: Path, command: Command, tmp_path: Path
) -> None:
    data, before = tmp_path / "unmounted", files_in(place)
    if there != "nothing":
        data.mkdir()
    if there == "an empty file":
        (data / "memory.db").touch()
    said = command("backup", str(place), "--data", str(data))

    assert said.status == 2
    assert said.complaint == (
        f"there is no memory at sqlite:///{data / 'memory.db'}; check the path, or put a backup back with restore"
    )
    assert files_in(place) == before
    assert data.exists() == (there != "nothing")
    assert not any(data.rglob("*.lock"))


def test_an_empty_postgresql_database_is_no_memory(
    place: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, before = postgres_url(), files_in(place)
    monkeypatch.setenv("INSPECTION_WATCH_MEMORY", url)
    backup, status, check = command("backup", str(place)), command("status"), command("check")

    assert backup.status == status.status == 2
    assert backup.complaint == f"there is no memory at {url}; check the path, or put a backup back with restore"
    assert status.complaint == f"there is no memory at {url}; check the path, or run the first pass"
    assert (check.status, check.out) == (1, f"there is no memory at {url}; check the path, or put a backup back\n")
    assert files_in(place) == before
    engine = sa.create_engine(url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize("begun", [False, True])
def test_an_empty_memory_does_not_push_out_a_backup_of_rows(begun: bool, place: Path, tmp_path: Path) -> None:
    empty, before = an_empty_one(tmp_path / "empty", "sqlite"), read_backup(place)
    if begun:
        # A pass ran there, and read nothing.
        empty.execute(sa.text("INSERT INTO runs (run_id, started_at) VALUES ('a', '2026-11-23 09:00:00.000000')"))

    with pytest.raises(
        BackupUnusable,
        match=rf"^the memory is empty, and the backup at {place} holds 44 rows: that stays; check the path of the "
        "memory, put the backup back with restore, or give another folder$",
    ):
        empty.back_up(place)
    assert read_backup(place) == before
    assert len(list(place.glob("memory-*"))) == 1


def test_an_empty_memory_is_backed_up_where_no_rows_are_lost(kept: Kept, tmp_path: Path) -> None:
    for table in (pages, articles):
        kept.execute(sa.delete(table))
    for _ in range(2):
        kept.back_up(tmp_path / "backup")

    assert read_backup(tmp_path / "backup").pages == 0
