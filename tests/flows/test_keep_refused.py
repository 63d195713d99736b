"""A full disk, missing rights and a lock are no damage: they are named, and the memory stays where it is."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows.keep.put_back import ASIDE
from flows.keep.restore import restore
from flows.memory import engine, sqlite_file
from flows.memory.engine import MemoryUnavailable, NoWholeMemory
from flows.memory.layout import runs
from flows.memory.refusals import is_damage, told
from flows.store import StoreError
from tests.flows.keeping import NOW, Kept, an_empty_one, no_room

FULL = r"the disk is full or fails \(disk I/O error\); free some space there, or look at the disk"
# The -shm file that SQLite puts beside a database is longer.
NOTHING_FITS = 1_000


def on_a_full_disk(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments],
        preexec_fn=no_room(NOTHING_FITS),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("check",), ("publish",), ("status",), ("backup", "BACKUP")])
def test_a_full_disk_is_named_and_is_no_damage(
    arguments: tuple[str, ...], kept: Kept, place: Path, tmp_path: Path
) -> None:
    given = [str(tmp_path / "backup") if one == "BACKUP" else one for one in arguments]
    before = kept.database.read_bytes()
    status, said = on_a_full_disk(*given, "--data", str(kept.folder))

    assert status == 2
    assert re.fullmatch(rf"inspection-watch: the memory at {kept.url} cannot be opened: {FULL}\n", said)
    assert kept.database.read_bytes() == before


FULL_WHEN_THE_MEMORY_COMES = """
import resource, signal, sys
from pathlib import Path
from flows.keep import restore
from flows.pagestore import PageStore
from flows.store import FolderStore
put_back = restore.put_memory_back
def fill_the_disk(*arguments):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    put_back(*arguments)
restore.put_memory_back = fill_the_disk
url, place, pages = sys.argv[1], Path(sys.argv[2]), PageStore(FolderStore(Path(sys.argv[3]) / "pages"))
restore.restore(place, url, pages, replace=True)
"""


@pytest.mark.parametrize("state", ["nothing", "torn", "whole"])
def test_a_restore_that_finds_no_room_leaves_all_as_it_was(state: str, kept: Kept, place: Path, tmp_path: Path) -> None:
    target = an_empty_one(tmp_path / "target", "sqlite")
    if state == "whole":
        target.execute(runs.insert().values(run_id="run-of-today", started_at=NOW))
    if state == "torn":
        target.database.write_bytes(kept.database.read_bytes()[:50_000])
    before = target.database.read_bytes() if state != "nothing" else None
    arguments = (sys.executable, "-c", FULL_WHEN_THE_MEMORY_COMES, target.url, str(place), str(target.folder))
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)

    assert re.search(rf"BackupUnusable: the memory at {target.url} cannot be replaced: {FULL}$", done.stderr.strip())
    assert (target.database.read_bytes() if target.database.exists() else None) == before
    assert not [path for path in target.folder.glob("memory.db*") if ASIDE in path.name or path.suffix == ".tmp"]
    if state == "whole":
        assert [row["run_id"] for row in target.rows()["runs"]] == ["run-of-today"]


KILLED_BEFORE_THE_LAST_STEP = """
import os, signal, sys
from pathlib import Path
from flows.keep import put_back
from flows.keep.restore import restore
from flows.pagestore import PageStore
from flows.store import FolderStore
setattr(put_back, sys.argv[4], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
url, place, pages = sys.argv[1], Path(sys.argv[2]), PageStore(FolderStore(Path(sys.argv[3]) / "pages"))
restore(place, url, pages, replace=True)
"""


@pytest.mark.parametrize("step", ["copy_database", "_set_aside"])
@pytest.mark.parametrize("state", ["nothing", "torn"])
def test_a_restore_that_is_killed_leaves_no_empty_memory(
    state: str, step: str, kept: Kept, place: Path, tmp_path: Path
) -> None:
    target = an_empty_one(tmp_path / "target", "sqlite")
    if state == "torn":
        target.database.write_bytes(kept.database.read_bytes()[:50_000])
    arguments = (sys.executable, "-c", KILLED_BEFORE_THE_LAST_STEP, target.url, str(place), str(target.folder), step)
    done = subprocess.run(arguments, check=False)

    assert done.returncode == -signal.SIGKILL
    assert target.database.exists() == (state == "torn")
    with pytest.raises(NoWholeMemory):
        engine.refuse_no_memory(target.url, "")
    restore(place, target.url, target.pages, replace=True)
    assert target.rows() == kept.rows()


def test_a_restore_into_postgresql_that_is_killed_leaves_no_empty_memory(
    kept: Kept, place: Path, tmp_path: Path
) -> None:
    target = an_empty_one(tmp_path / "target", "postgresql")
    arguments = (sys.executable, "-c", KILLED_BEFORE_THE_LAST_STEP, target.url, str(place), str(target.folder))
    done = subprocess.run([*arguments, "copy_rows"], check=False)

    assert done.returncode == -signal.SIGKILL
    with pytest.raises(NoWholeMemory, match="there is no memory at"):
        engine.refuse_no_memory(target.url, "")
    restore(place, target.url, target.pages)
    assert target.rows() == kept.rows()


def test_the_log_of_a_torn_memory_is_not_taken_for_that_of_the_new_one(kept: Kept, place: Path) -> None:
    before, wal = kept.rows(), kept.database.with_name("memory.db-wal")
    with closing(sqlite3.connect(kept.database)) as writer:
        writer.execute("DELETE FROM runs")
        writer.commit()
        left = {path: path.read_bytes() for path in (kept.database, wal)}
    for path, content in left.items():
        path.write_bytes(content[: len(content) // 2] if path == kept.database else content)
    restore(place, kept.url, kept.pages, replace=True)

    assert kept.rows() == before
    assert [path.read_bytes() for path in kept.folder.glob(f"memory.db{ASIDE}-*-wal")] == [left[wal]]


@pytest.fixture
def locked(kept: Kept, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """A memory that another program holds for itself."""
    for module in (engine, sqlite_file):
        monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 100)
    with closing(sqlite3.connect(kept.database, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        yield kept


def test_a_lock_is_named_and_nothing_is_moved_away_from_who_holds_it(locked: Kept, place: Path) -> None:
    before = {path.name for path in locked.folder.iterdir()}
    said = rf"^the memory at {locked.url} cannot be opened: another process holds it locked; let that process end, or"

    with pytest.raises(MemoryUnavailable, match=said):
        locked.damage()
    with pytest.raises(MemoryUnavailable, match=said):
        restore(place, locked.url, locked.pages, replace=True)
    assert {path.name for path in locked.folder.iterdir()} - before <= {"memory.db.upgrade.lock"}


def test_pages_that_cannot_be_listed_are_not_told_of_the_memory(kept: Kept) -> None:
    (kept.folder / "pages").rename(kept.folder / "elsewhere")
    (kept.folder / "pages").write_text("a file in its place")

    with pytest.raises(StoreError, match=rf"^{kept.folder}/pages/? cannot be listed: Not a directory; move away"):
        kept.damage()


def refused(script: str, file: Path, mode: str = "rwc") -> sqlite3.Error:
    with (
        closing(sqlite3.connect(f"file:{file}?mode={mode}", uri=True)) as connection,
        pytest.raises(sqlite3.Error) as error,
    ):
        connection.executescript(script)
    return error.value


def test_what_sqlite_refuses_is_told_by_its_cause(tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE t (x)")
    full = refused("PRAGMA max_page_count=3; INSERT INTO t VALUES (randomblob(90000))", file)
    read_only = refused("INSERT INTO t VALUES (1)", file, "ro")

    assert told(full, "") == "the disk is full; free some space there"
    assert told(read_only, "") == "it can only be read; give this account the right to it and to its folder"
    with pytest.raises(sqlite3.OperationalError) as nowhere:
        sqlite3.connect(tmp_path / "none" / "memory.db")
    assert told(nowhere.value, "").startswith("its file cannot be opened; check the path, and give this account the")
    assert not any(is_damage(error) for error in (full, read_only, nowhere.value))


def test_a_disk_is_looked_at_for_what_sqlite_calls_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(sqlite3.OperationalError) as error:
        sqlite3.connect(tmp_path / "none" / "memory.db")
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=9, f_frsize=4096, f_flag=os.ST_RDONLY))

    said = told(error.value, "", tmp_path / "none" / "memory.db")
    assert said == "its disk is read-only; make it writable, or set data to another place"
