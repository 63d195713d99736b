import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
import sqlalchemy as sa
import typer
from typer.testing import CliRunner

from flows.cli_keep import backup_command, check_command, restore_command
from flows.keep.backups import MANIFEST, BackupUnusable, digest_of, opened, read_backup, write_backup
from flows.keep.put_back import ASIDE
from flows.keep.restore import restore
from flows.memory.engine import MemoryUnavailable
from flows.memory.layout import facts, pages, runs
from flows.memory.locks import exclusive
from flows.publish import DESCRIPTOR, WORKBOOK
from flows.published import FOLDER, Manifest, PublishedFile, write_manifest
from flows.store import StoreError
from tests.flows.keeping import BODIES, NOW, Kept, an_empty_one, no_room
from tests.flows.test_upgrade import an_old_file

# Not from here: what else a test imports takes a process seconds.
PRELUDE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from flows.keep import backup
from flows.keep.backups import opened
from flows.keep.restore import restore
from flows.pagestore import PageStore
from flows.store import FolderStore
url, place, pages = sys.argv[1], Path(sys.argv[2]), PageStore(FolderStore(Path(sys.argv[3]) / "pages"))
"""
BACK_UP = """
with opened(url) as memory:
    backup.back_up(memory, pages, place, datetime.now(UTC))
"""


def run_on_a_full_disk(program: str, kept: Kept, place: Path, limit: int = 60_000) -> str:
    """Run the program where no file may grow beyond the limit; return the last line that it complains with."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + program, kept.url, str(place), str(kept.folder)],
        preexec_fn=no_room(limit),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.splitlines()[-1]


def test_a_backup_comes_back_row_for_row_and_page_for_page(kept: Kept, place: Path, tmp_path: Path) -> None:
    other = an_empty_one(tmp_path / "other", "sqlite")
    restore(place, other.url, other.pages)

    assert other.rows() == kept.rows()
    assert {other.pages.get(path.stem) for path in kept.page_files()} == set(BODIES)
    assert other.damage() == []


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_backup_goes_from_sqlite_to_postgresql_and_back(target: str, kept: Kept, place: Path, tmp_path: Path) -> None:
    served, other = an_empty_one(tmp_path / "served", "postgresql"), an_empty_one(tmp_path / "other", target)
    restore(place, served.url, served.pages)
    assert served.rows() == kept.rows()

    served.back_up(tmp_path / "again")
    restore(tmp_path / "again", other.url, other.pages)
    assert other.rows() == kept.rows()
    assert [*served.damage(), *other.damage()] == []


def test_a_backup_is_of_one_moment_while_others_write(kept: Kept, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            row = {"run_id": f"run-{number}", "started_at": NOW}
            with opened(kept.url) as memory, memory.begin() as connection:
                connection.execute(runs.insert().values(row))
                connection.execute(runs.insert().values(row | {"run_id": f"{row['run_id']}-twin"}))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            kept.back_up(tmp_path / "backup", NOW + timedelta(minutes=number))
            backup = read_backup(tmp_path / "backup")
            # The run of the old memory, and pairs: never one without its twin.
            assert backup.rows["runs"] % 2 == 1
    finally:
        stop.set()
        writer.join()


def test_a_second_backup_copies_only_pages_that_are_not_there(kept: Kept, place: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (place / "pages").rglob("*.gz")}
    kept.execute(
        pages.insert().values(
            url="https://gazette.example/new", page_hash=kept.pages.put(b"new"), source_id="gazette", fetched_at=NOW
        )
    )
    kept.back_up(place, NOW + timedelta(days=1))
    after = {path: path.stat().st_mtime_ns for path in (place / "pages").rglob("*.gz")}

    assert before.items() < after.items()
    assert len(after) == len(before) + 1
    assert read_backup(place).pages == len(after)
    assert len(list(place.glob("memory-*.db"))) == 1


def test_a_lost_page_does_not_keep_the_rest_from_being_backed_up(kept: Kept, tmp_path: Path) -> None:
    torn, lost, _ = kept.page_files()
    torn.write_bytes(torn.read_bytes()[:10])
    lost.unlink()
    kept.back_up(tmp_path / "backup")
    backup = read_backup(tmp_path / "backup")

    assert (set(backup.missing), backup.pages) == ({torn.stem, lost.stem}, 1)
    other = an_empty_one(tmp_path / "other", "sqlite")
    restore(tmp_path / "backup", other.url, other.pages)
    assert other.rows() == kept.rows()


def test_a_backup_that_was_broken_off_is_not_taken_for_whole(kept: Kept, place: Path, tmp_path: Path) -> None:
    (place / MANIFEST).unlink()

    with pytest.raises(
        BackupUnusable, match=r"is no whole backup: it has no backup\.json, which is written last; give"
    ):
        restore(place, kept.url, kept.pages, replace=True)
    assert kept.damage() == []
    kept.back_up(place)
    assert read_backup(place).pages == 3


def test_a_backup_that_is_killed_leaves_the_one_before(kept: Kept, place: Path) -> None:
    whole = read_backup(place)
    killed = "backup.write_backup = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
    program = PRELUDE + killed + BACK_UP
    done = subprocess.run([sys.executable, "-c", program, kept.url, str(place), str(kept.folder)], check=False)

    assert done.returncode == -signal.SIGKILL
    assert len(list(place.glob("memory-*.db"))) == 2
    assert read_backup(place) == whole
    kept.back_up(place)
    assert len(list(place.glob("memory-*.db"))) == 1


def spoil_manifest(place: Path) -> None:
    (place / MANIFEST).write_text("{torn")


def spoil_memory(place: Path) -> None:
    (file,) = place.glob("memory-*.db")
    file.write_bytes(file.read_bytes()[:-4096])


def lose_memory(place: Path) -> None:
    next(place.glob("memory-*.db")).unlink()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_manifest, r"backup\.json is damaged \(.*\); give another backup"),
        (spoil_memory, r"memory-.*\.db is missing or is not what was backed up; give another backup"),
        (lose_memory, r"memory-.*\.db is missing or is not what was backed up; give another backup"),
    ],
)
def test_a_spoilt_backup_is_refused_and_the_memory_stays(
    spoil: Callable[[Path], None], sentence: str, kept: Kept, place: Path
) -> None:
    spoil(place)
    kept.execute(sa.delete(runs))
    before = kept.rows()

    with pytest.raises(BackupUnusable, match=sentence):
        restore(place, kept.url, kept.pages, replace=True)
    assert kept.rows() == before
    assert kept.damage() == []


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_memory_that_is_there_is_overwritten_only_on_request(
    target: str, kept: Kept, place: Path, tmp_path: Path
) -> None:
    other = an_empty_one(tmp_path / "other", target)
    other.execute(runs.insert().values(run_id="run-of-today", started_at=NOW))
    before = other.rows()

    with pytest.raises(
        BackupUnusable, match=r"^there is a memory at .*; restore with --replace puts the backup in its"
    ):
        restore(place, other.url, other.pages)
    assert other.rows() == before
    restore(place, other.url, other.pages, replace=True)
    assert other.rows() == kept.rows()


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def make_foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE moz_places (id INTEGER)")


def make_no_database(file: Path) -> None:
    file.write_text("these are notes\n" * 1000)


@pytest.mark.parametrize("spoil", [cut_short, make_foreign, make_no_database])
def test_a_damaged_memory_is_found_and_replaced_and_set_aside(
    spoil: Callable[[Path], None], kept: Kept, place: Path
) -> None:
    before = kept.rows()
    spoil(kept.database)
    damaged = kept.database.read_bytes()

    assert any(str(kept.database) in sentence for sentence in kept.damage())
    restore(place, kept.url, kept.pages, replace=True)
    assert kept.rows() == before
    (aside,) = kept.folder.glob(f"memory.db{ASIDE}-*[0-9]")
    assert aside.read_bytes() == damaged


def test_an_older_programs_backup_is_upgraded_as_it_is_put_back(kept: Kept, place: Path, tmp_path: Path) -> None:
    whole, (file,) = read_backup(place), place.glob("memory-*.db")
    old = tmp_path / "old.db"
    an_old_file(old)
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("DELETE FROM articles")
        connection.execute("DELETE FROM pages")
    file.write_bytes(old.read_bytes())
    write_backup(place, replace(whole, revision="0001_first", sha256=digest_of(file)))
    other = an_empty_one(tmp_path / "other", "sqlite")
    restore(place, other.url, other.pages)

    assert {name for name in ("changes", "runs") if other.rows()[name] == kept.rows()[name]} == {"changes", "runs"}


def test_a_folder_of_other_things_is_left_alone(kept: Kept, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letters.txt").write_text("mine")

    with pytest.raises(BackupUnusable, match=r"home holds other things \(letters\.txt\); give an empty folder or that"):
        kept.back_up(home)
    assert [path.name for path in home.iterdir()] == ["letters.txt"]


def test_a_place_that_takes_no_files_is_refused_by_name(kept: Kept) -> None:
    with pytest.raises(
        BackupUnusable, match=r"^the backup at /proc/backup cannot be made: .*; check that there is room"
    ):
        kept.back_up(Path("/proc/backup"))


def test_a_file_where_a_folder_should_be_is_refused(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises((BackupUnusable, StoreError), match=r"file"):
        kept.back_up(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_leaves_the_last_good_backup(kept: Kept, place: Path) -> None:
    whole, before = read_backup(place), sorted(place.rglob("*"))
    said = run_on_a_full_disk(BACK_UP, kept, place)

    assert said.startswith(f"flows.keep.backups.BackupUnusable: the backup at {place} cannot be made: ")
    assert read_backup(place) == whole
    assert sorted(place.rglob("*")) == before


def test_a_full_disk_leaves_the_memory_that_was_to_be_replaced(kept: Kept, place: Path, tmp_path: Path) -> None:
    other = an_empty_one(tmp_path / "other", "sqlite")
    other.execute(runs.insert().values(run_id="run-of-today", started_at=NOW))
    before = other.rows()
    said = run_on_a_full_disk("restore(place, url, pages, replace=True)", other, place)

    assert re.search(
        rf"the backup at {place} cannot be copied to .*: the disk is full or fails .*; free some space", said
    )
    assert other.rows() == before


def test_a_damaged_memory_does_not_push_out_the_last_good_backup(kept: Kept, place: Path) -> None:
    whole = read_backup(place)
    with closing(sqlite3.connect(kept.database)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ratings'").fetchone()
    with kept.database.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)

    with pytest.raises((BackupUnusable, MemoryUnavailable), match=r"damaged|malformed"):
        kept.back_up(place)
    assert read_backup(place) == whole
    assert any("is damaged" in sentence and "put a backup back" in sentence for sentence in kept.damage())


def test_a_whole_memory_has_no_damage(kept: Kept) -> None:
    assert kept.damage() == []


def test_pages_that_are_torn_lost_or_unnamed_are_found(kept: Kept) -> None:
    torn, lost, _ = kept.page_files()
    torn.write_bytes(torn.read_bytes()[:-5])
    lost.unlink()
    unnamed = kept.pages.place(kept.pages.put(b"nobody's"))

    found = kept.damage()
    assert len(found) == 3
    for file, sentence in (
        (torn, "is damaged; put"),
        (lost, "is missing; put"),
        (unnamed, "; delete it unless a pass"),
    ):
        assert any(str(file) in one and sentence in one for one in found)


def test_pages_alone_are_put_back(kept: Kept, place: Path) -> None:
    torn, lost, _ = kept.page_files()
    torn.write_bytes(b"torn")
    lost.unlink()
    kept.execute(runs.insert().values(run_id="run-of-today", started_at=NOW))
    before = kept.rows()
    restore(place, kept.url, kept.pages, only_pages=True)

    assert kept.damage() == []
    assert kept.rows() == before


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_facts_without_their_article_and_with_wrong_evidence_are_found(
    kind: str, kept: Kept, place: Path, tmp_path: Path
) -> None:
    other = an_empty_one(tmp_path / "other", kind)
    restore(place, other.url, other.pages)
    ratings, commitments = facts["ratings"], facts["commitments"]
    other.execute(sa.update(ratings).where(ratings.c.version == 1).values(version=7))
    other.execute(sa.update(commitments).values(evidence="What nobody wrote."))

    lost, wrong = other.damage()
    assert lost.startswith("2 rows of ratings are of an article's version that is not there, first ")
    assert wrong.startswith("the evidence of 6 rows of commitments is not what its span says, first ")


def a_table(rows: int) -> bytes:
    buffer = BytesIO()
    pl.DataFrame({"row": range(rows)}).write_parquet(buffer)
    return buffer.getvalue()


def a_zip() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as packed:
        packed.writestr("sheet.xml", "<sheet>ratings</sheet>")
    return buffer.getvalue()


@pytest.fixture
def published(kept: Kept) -> Kept:
    tables = kept.store.sub(FOLDER)
    content = a_table(1)
    files = {name: PublishedFile.of(f"{name}.parquet", 1, content) for name in ("ratings", "changes")}
    for file in files.values():
        tables.write(file.name, content)
    tables.write(DESCRIPTOR, b"{}")
    tables.write(WORKBOOK, a_zip())
    write_manifest(tables, Manifest(NOW, NOW, {name: (file,) for name, file in files.items()}))
    return kept


def test_published_tables_that_are_what_was_published_are_no_damage(published: Kept) -> None:
    assert published.damage() == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("ratings.parquet", b"otherwise", r"tables/ratings\.parquet is not what was published; delete it and run"),
        ("ratings.parquet", None, r"tables/ratings\.parquet is missing; run publish"),
        ("old.parquet", b"old", r"tables/old\.parquet is no part of what is published; delete it"),
        ("current-ratings.xlsx", None, r"current-ratings\.xlsx is missing; run publish"),
        ("current-ratings.xlsx", b"PK", r"current-ratings\.xlsx is damaged; delete it and run publish"),
        ("current-ratings.xlsx", a_zip().replace(b">rat", b">cat"), r"current-ratings\.xlsx is damaged; delete it"),
        ("datapackage.json", None, r"datapackage\.json is missing; run publish"),
        ("datapackage.json", b"{torn", r"datapackage\.json is damaged; delete it and run publish"),
        ("_published.json", b"{", r"_published\.json is missing or damaged, so nothing tells what is published; run"),
    ],
)
def test_published_tables_that_differ_are_found(
    name: str, content: bytes | None, sentence: str, published: Kept
) -> None:
    file = published.folder / FOLDER / name
    file.write_bytes(content) if content is not None else file.unlink()

    (found,) = published.damage()
    assert re.search(sentence, found)


def a_manifest(published: Kept, old: str, new: str) -> None:
    file = published.folder / FOLDER / "_published.json"
    file.write_text(file.read_text().replace(old, new, 1))


def test_a_moment_that_is_yet_to_come_is_found(published: Kept) -> None:
    a_manifest(published, '"moment": "2026', '"moment": "2036')

    (found,) = published.damage()
    assert "_published.json says that the tables are of 2036-11-23 09:00 UTC, which is yet to come; check the" in found


def test_a_number_of_rows_that_is_not_the_files_is_found(published: Kept) -> None:
    tables, file = published.store.sub(FOLDER), PublishedFile.of("ratings.parquet", 7, a_table(1))
    write_manifest(tables, Manifest(NOW, NOW, {"ratings": (file,)}))
    tables.delete("changes.parquet")

    (found,) = published.damage()
    assert found.endswith("_published.json says 7 rows of ratings.parquet, which has 1; run publish")


def test_a_number_of_rows_that_is_not_the_sum_is_found(published: Kept) -> None:
    a_manifest(published, '"rows": 1', '"rows": 8')

    (found,) = published.damage()
    assert "_published.json is missing or damaged" in found


def test_who_publishes_meanwhile_is_waited_for(published: Kept) -> None:
    tables, damage = published.store.sub(FOLDER), list[str]()
    file = PublishedFile.of("ratings.parquet", 2, a_table(2))
    looking = threading.Thread(target=lambda: damage.extend(published.damage()))
    with opened(published.url) as memory, exclusive(memory, "publish"):
        tables.write(file.name, a_table(2))
        looking.start()
        looking.join(1)
        assert looking.is_alive()
        write_manifest(tables, Manifest(NOW, NOW, {"ratings": (file,)}))
        tables.delete("changes.parquet")
    looking.join()

    assert damage == []


def test_what_killed_processes_left_is_found_once_it_is_old(kept: Kept) -> None:
    fresh, old = kept.folder / "memory.db.1.tmp", kept.folder / "memory.db.2.tmp"
    for file in (fresh, old):
        file.write_bytes(b"half")
    long_ago = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    os.utime(old, (long_ago, long_ago))

    assert kept.damage() == [f"{old} is what a killed process left; delete it"]


def test_looking_for_damage_makes_no_memory(tmp_path: Path) -> None:
    nothing = an_empty_one(tmp_path / "data", "sqlite")

    assert nothing.damage() == [f"there is no memory at {nothing.url}; check the path, or put a backup back"]
    assert list(nothing.folder.iterdir()) == []


@pytest.fixture
def commands(no_environment: Path) -> typer.Typer:
    app = typer.Typer()
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)
    app.command("check")(check_command)
    return app


def test_the_commands_back_up_look_for_damage_and_put_back(kept: Kept, commands: typer.Typer, tmp_path: Path) -> None:
    def said(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(commands, [*arguments, "--data", str(kept.folder)])
        return done.exit_code, done.output

    place = str(tmp_path / "backup")
    assert said("backup", place) == (0, f"44 rows and 3 pages: {place}\n")
    assert said("check") == (0, "No damage found.\n")
    kept.page_files()[0].unlink()
    status, damage = said("check")
    assert (status, damage.count("\n"), "; put it back with restore" in damage) == (1, 1, True)
    assert said("backup", str(tmp_path / "another"))[0] == 1
    assert said("restore", place, "--only-pages") == (
        0,
        "3 pages as of " + read_backup(Path(place)).moment + " are back.\n",
    )
    assert said("check") == (0, "No damage found.\n")
    status, back = said("restore", place, "--replace")
    assert (status, "44 rows and 3 pages as of " in back, "Run publish" in back) == (0, True, True)
