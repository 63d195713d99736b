"""What PostgreSQL refuses for want of room or rights is a sentence; a mistake in a question of ours is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.complaints import complaint_of
from flows.keep.backups import BackupUnusable, opened
from flows.keep.restore import restore
from flows.memory.values import read_day
from tests.flows.keeping import NOW, Kept, an_empty_one


@pytest.fixture
def served(place: Path, tmp_path: Path) -> Kept:
    """The memory on PostgreSQL, of which `reader` may read all but the rejects."""
    served = an_empty_one(tmp_path / "served", "postgresql")
    restore(place, served.url, served.pages)
    # A role is of the whole server, which tests share.
    made = "DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    for statement in (
        made,
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
        "REVOKE ALL ON rejects FROM reader",
    ):
        served.execute(sa.text(statement))
    return served


@pytest.fixture
def read_only(served: Kept) -> Iterator[sa.Engine]:
    with opened(served.url.replace("postgres@", "reader@")) as memory:
        yield memory


def refused(memory: sa.Engine, statement: str, before: str = "SELECT 1") -> Exception:
    with memory.connect() as connection:
        connection.exec_driver_sql(before)
        with pytest.raises(sa.exc.DBAPIError) as error:
            connection.exec_driver_sql(statement)
    return error.value


def test_a_missing_right_is_told(read_only: sa.Engine) -> None:
    error = refused(read_only, "INSERT INTO runs (run_id, started_at) VALUES ('a', now())")

    assert isinstance(error, sa.exc.ProgrammingError)
    assert complaint_of(error) == (
        "the memory cannot be used: permission denied for table runs; grant this account the right to it"
    )


def test_a_database_that_takes_no_writes_is_told(served: Kept) -> None:
    with opened(served.url) as memory:
        error = refused(memory, "DELETE FROM runs", "SET TRANSACTION READ ONLY")

    assert complaint_of(error) == (
        "the memory cannot be used: cannot execute DELETE in a read-only transaction; give the address of a server "
        "that takes writes, or have this one take them"
    )


def test_a_table_that_is_missing_is_told(served: Kept) -> None:
    with opened(served.url) as memory:
        served.execute(sa.text("DROP TABLE sketches"))
        error = refused(memory, "SELECT * FROM sketches")

    assert complaint_of(error) == (
        'the memory cannot be used: relation "sketches" does not exist; run check, and put a backup back'
    )


@pytest.mark.parametrize(
    ("state", "advice"),
    [
        ("53100", "free some space on the server's disk"),
        ("53300", "see that the database's server runs and is well"),
        ("57P01", "see that the database's server runs and is well"),
        ("58030", "see that the database's server runs and is well"),
        ("08006", "see that the database's server runs and is well"),
        ("40001", "try again"),
        ("XX001", "run check, and put a backup back"),
    ],
)
def test_what_the_server_says_of_itself_is_told(state: str, advice: str, served: Kept) -> None:
    with opened(served.url) as memory:
        error = refused(memory, f"DO $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '{state}'; END $$")

    assert complaint_of(error) == f"the memory cannot be used: so it is; {advice}"


@pytest.mark.parametrize("statement", ["SELEKT 1", "SELECT nothing FROM runs", "SELECT 1 / 0"])
def test_a_mistake_of_the_program_is_no_complaint(statement: str, served: Kept) -> None:
    with opened(served.url) as memory:
        assert complaint_of(refused(memory, statement)) is None


def read_and_tidy_up(memory: sa.Engine) -> None:
    with memory.connect() as connection:
        try:
            read_day("2021-1x-26")
        finally:
            connection.exec_driver_sql("SELECT * FROM nothing")


def test_what_failed_after_an_unreadable_value_does_not_hide_it(kept: Kept) -> None:
    with opened(kept.url) as memory, pytest.raises(sa.exc.OperationalError) as error:
        read_and_tidy_up(memory)

    said = complaint_of(error.value)
    assert said is not None
    assert said.startswith("the memory is damaged: it holds '2021-1x-26' where a day belongs; run check")


def test_a_backup_that_may_not_read_a_table_says_so_and_no_more(
    read_only: sa.Engine, served: Kept, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Kept(served.folder, served.url.replace("postgres@", "reader@"))

    with pytest.raises(
        BackupUnusable,
        match=r"cannot be made: permission denied for table rejects; grant this account the right to it$",
    ):
        reader.back_up(tmp_path / "another", NOW)
    assert caplog.records == []
    assert list((tmp_path / "another").iterdir()) == []
