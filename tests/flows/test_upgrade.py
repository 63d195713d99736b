import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from flows.memory.engine import NEWEST, MemoryUnavailable, connect_to, open_memory
from flows.memory.layout import (
    ARTICLES_TOLD,
    FACTS_TOLD,
    articles,
    facts,
    histories,
    metadata,
    outbox,
    rejects,
    sketches,
)
from flows.memory.rows import copy_rows
from flows.memory.upgrade import migrate, newest_migration
from tests.flows.postgres import postgres_url

OLD_MEMORY = Path(__file__).parent / "old_memories" / "before_0_2.sql"
# What the very first programs had not yet.
OLDER = "ALTER TABLE outbox DROP COLUMN claimed_until;"
EDITED, IRRELEVANT = "d1a6df7c15014f6f5ca5", "e944ce9cb08b611df283"


def an_old_file(file: Path, *more: str) -> str:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(OLD_MEMORY.read_text(encoding="utf-8") + "".join(more))
    return f"sqlite:///{file}"


def an_old_postgres(folder: Path) -> str:
    """Return the URL of a database laid out as at first, with the old file's rows and no revision written down."""
    url = postgres_url()
    source, target = sa.create_engine(an_old_file(folder / "old.db")), sa.create_engine(url, poolclass=sa.NullPool)
    with source.connect() as old, target.begin() as new:
        migrate(new, "0001_first")
        new.exec_driver_sql("DROP TABLE alembic_version")
        tables = sa.MetaData()
        tables.reflect(old)
        copy_rows(old, new, tables.sorted_tables)
    source.dispose()
    return url


def make(kind: str, folder: Path) -> str:
    if kind == "postgresql, new":
        return postgres_url()
    if kind == "postgresql, old":
        return an_old_postgres(folder)
    file = folder / "memory.db"
    more = {"sqlite, older": [OLDER], "sqlite, half made": [*(f"DROP TABLE {name};" for name in ("runs", "ratings"))]}
    return f"sqlite:///{file}" if kind == "sqlite, new" else an_old_file(file, *more.get(kind, []))


KINDS = ["sqlite, new", "sqlite, old", "sqlite, older", "sqlite, half made", "postgresql, new", "postgresql, old"]


@contextmanager
def opened(url: str) -> Iterator[sa.Connection]:
    engine = open_memory(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def where_of(index: Any) -> list[str]:
    """Return which rows an index is of, for those that are not of all."""
    return [str(value) for name, value in index.get("dialect_options", {}).items() if name.endswith("_where")]


def layout_of(connection: sa.Connection) -> dict[str, Any]:
    """Return what Alembic does not compare either: primary keys, and columns that may be empty."""
    looked_at = sa.inspect(connection)
    return {
        table: (
            sorted(
                (column["name"], str(column["type"]), column["nullable"]) for column in looked_at.get_columns(table)
            ),
            looked_at.get_pk_constraint(table)["constrained_columns"],
            sorted(
                (index["name"] or "", index["column_names"], where_of(index)) for index in looked_at.get_indexes(table)
            ),
        )
        for table in looked_at.get_table_names()
    }


def missing_in(connection: sa.Connection) -> list[Any]:
    """Return how the layout of a memory differs from the present one."""
    # Alembic looks for indexes of the other database, too.
    on_sqlite = {ARTICLES_TOLD.name, *(index.name for index in FACTS_TOLD.values())}
    on_postgresql = {f"ix_{name}_authority" for name in facts}
    elsewhere = on_postgresql if connection.dialect.name == "sqlite" else on_sqlite

    def is_here(_: object, name: str | None, *__: object) -> bool:
        return name not in elsewhere

    opts = {"compare_type": True, "include_object": is_here}
    return list(compare_metadata(MigrationContext.configure(connection, opts=opts), metadata))


Upgraded = Callable[[str], sa.Connection]


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """Gives a memory of that kind once it was opened; to be read only, as tests share it."""
    with ExitStack() as stack:

        @cache
        def open_once(kind: str) -> sa.Connection:
            return stack.enter_context(opened(make(kind, tmp_path_factory.mktemp("upgraded"))))

        yield open_once


OLD_KINDS = pytest.mark.parametrize("kind", ["sqlite, old", "sqlite, older", "postgresql, old"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_memory_comes_to_the_present_layout(upgraded: Upgraded, kind: str, tmp_path: Path) -> None:
    # Fails where somebody changed the layout and wrote no migration.
    context = MigrationContext.configure(upgraded(kind))
    assert missing_in(upgraded(kind)) == []
    assert context.get_current_revision() == NEWEST

    bare = sa.create_engine(postgres_url() if kind.startswith("postgresql") else f"sqlite:///{tmp_path / 'bare.db'}")
    with bare.begin() as connection:
        metadata.create_all(connection)
        assert layout_of(upgraded(kind)) == layout_of(connection)
    bare.dispose()


def test_the_newest_migration_is_the_one_that_opening_looks_for() -> None:
    assert newest_migration() == NEWEST


@OLD_KINDS
def test_versions_of_an_article_are_known_from_their_fetching_to_the_next_ones(upgraded: Upgraded, kind: str) -> None:
    query = sa.select(articles).where(articles.c.article_id == EDITED).order_by("version")
    first, second = upgraded(kind).execute(query).all()

    assert (first.known_from, first.known_to) == (first.fetched_at, second.fetched_at)
    assert (second.known_from, second.known_to) == (second.fetched_at, None)
    assert {(row.rules, row.edited, row.joined_at) for row in (first, second)} == {("before 0.2", False, None)}


@OLD_KINDS
def test_facts_are_known_from_their_recording_to_the_next_version_of_their_article(
    upgraded: Upgraded, kind: str
) -> None:
    ratings = facts["ratings"]
    rows = upgraded(kind).execute(sa.select(ratings).where(ratings.c.article_id == EDITED)).all()
    second = (articles.c.article_id == EDITED) & (articles.c.version == 2)
    newer = upgraded(kind).execute(sa.select(articles.c.fetched_at).where(second)).scalar_one()

    assert {(row.version, row.known_to) for row in rows} == {(1, newer), (2, None)}
    assert all(row.known_from == row.recorded_at and row.rules == "before 0.2" for row in rows)


def test_what_stands_is_looked_at_anew_and_what_does_not_stays_as_it_was(tmp_path: Path) -> None:
    with opened(make("sqlite, old", tmp_path)) as connection:
        flagged = {(row.article_id, row.version): row.flagged_at for row in connection.execute(sa.select(articles))}

    assert flagged[EDITED, 1] == datetime(2026, 11, 20, 8, 0, 5, tzinfo=UTC)
    assert flagged[EDITED, 2] is None
    assert [flagged_at for (article, _), flagged_at in flagged.items() if article == IRRELEVANT] != [None]


def test_entries_of_the_log_become_first_revisions(tmp_path: Path) -> None:
    url = make("sqlite, old", tmp_path)
    with closing(sqlite3.connect(tmp_path / "memory.db")) as old:
        before = {row[0]: row[1] for row in old.execute("SELECT change_id, type FROM changes")}
    with opened(url) as connection:
        rows = connection.execute(sa.select(histories["changes"])).all()

    assert {row.change_id: row.type for row in rows} == before
    assert all(row.known_from == row.detected_at and row.known_to is None for row in rows)
    entry = {(row.revision, row.action, row.overtaken, row.corrects, row.because) for row in rows}
    assert entry == {(1, "flagged", False, None, None)}
    named = {(row.family, row.subject) for row in rows}
    assert ("commitment_made", "review") in named
    assert ("leadership director_of_childrens_services", "director_of_childrens_services going") in named


@OLD_KINDS
def test_entries_of_the_log_were_made_by_rules_that_nobody_wrote_down(upgraded: Upgraded, kind: str) -> None:
    assert set(upgraded(kind).execute(sa.select(histories["changes"].c.rules)).scalars()) == {"before 0.2"}


@OLD_KINDS
def test_mails_sent_so_far_told_the_first_revisions_so_that_they_can_be_corrected(
    upgraded: Upgraded, kind: str
) -> None:
    rows = upgraded(kind).execute(sa.select(outbox)).all()

    assert {row.told for row in rows} == {f"{row.change_id}/1" for row in rows}
    assert {(row.subject, row.corrects) for row in rows} == {(None, None)}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_mails_sent_so_far_follow_a_change_that_was_named_anew(kind: str, tmp_path: Path) -> None:
    url = postgres_url() if kind == "postgresql" else f"sqlite:///{tmp_path / 'memory.db'}"
    engine, tables = sa.create_engine(url), sa.MetaData()
    moments = [datetime(2026, 11, day) for day in (1, 2, 3)]
    with engine.begin() as connection:
        migrate(connection, "0005_service")
        tables.reflect(connection)
        logged = [("a", 1, "flagged", None), ("b", 1, "corrected", "a/1"), ("a", 2, "withdrawn", "a/1")]
        for change_id, revision, action, corrects in logged:
            known = {"known_from": moments[0 if action == "flagged" else 2], "corrects": corrects}
            row = {"change_id": change_id, "revision": revision, "action": action, **known}
            connection.execute(tables.tables["changes"].insert().values(_filled(tables.tables["changes"]) | row))
        sent = {"change_id": "a", "state": "sent", "sent_at": moments[1]}
        connection.execute(tables.tables["outbox"].insert().values(_filled(tables.tables["outbox"]) | sent))
    engine.dispose()

    with opened(url) as connection:
        assert [(row.change_id, row.told) for row in connection.execute(sa.select(outbox))] == [("b", "a/1")]


def test_rejected_rows_of_versions_that_no_longer_stand_ended_with_these(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'memory.db'}"
    engine, tables = sa.create_engine(url), sa.MetaData()
    with engine.begin() as connection:
        migrate(connection, "0007_close_together")
        tables.reflect(connection)
        for version, known_to in ((1, datetime(2026, 3, 31)), (2, None)):
            told = {"article_id": "edited", "version": version, "known_to": known_to}
            connection.execute(tables.tables["articles"].insert().values(_filled(tables.tables["articles"]) | told))
            rejected = {"article_id": "edited", "version": version, "reject_id": str(version)}
            connection.execute(tables.tables["rejects"].insert().values(_filled(tables.tables["rejects"]) | rejected))
    engine.dispose()

    with opened(url) as connection:
        found = connection.execute(sa.select(rejects.c.version, rejects.c.known_to).order_by("version")).tuples().all()
    assert found == [(1, datetime(2026, 3, 31, tzinfo=UTC)), (2, None)]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_articles_that_are_joined_are_marked_and_their_sketches_filed_by_month(kind: str, tmp_path: Path) -> None:
    url = postgres_url() if kind == "postgresql" else f"sqlite:///{tmp_path / 'memory.db'}"
    engine, tables = sa.create_engine(url), sa.MetaData()
    with engine.begin() as connection:
        migrate(connection, "0006_corrections")
        tables.reflect(connection)

        def insert(name: str, **row: Any) -> None:
            table = tables.tables[name]
            connection.execute(table.insert().values(_filled(table) | row))

        for article_id in ("names", "does-not"):
            insert("articles", article_id=article_id, version=1)
        insert("article_authorities", article_id="names", version=1)
        insert("sketches", article_id="names", key=1, published=date(2026, 3, 31))
        insert("sketches", article_id="names", key=2, published=None)
    engine.dispose()

    with opened(url) as connection:
        marked = sa.select(articles.c.article_id).where(articles.c.names_authority)
        assert connection.execute(marked).scalars().all() == ["names"]
        months = sa.select(sketches.c.key, sketches.c.month).order_by(sketches.c.key)
        assert [*connection.execute(months).tuples()] == [(1, "2026-03"), (2, "")]


def _filled(table: sa.Table) -> dict[str, Any]:
    """A row that has something in every column that must not be empty."""
    by_type = {int: 1, str: "x", bool: False, datetime: datetime(2026, 11, 1), date: date(2026, 11, 1)}
    needed = [column for column in table.columns if not column.nullable]
    return {
        column.name: [] if column.type.python_type is dict else by_type[column.type.python_type] for column in needed
    }


@OLD_KINDS
def test_no_row_and_no_value_is_lost(upgraded: Upgraded, kind: str, tmp_path: Path) -> None:
    plain = sa.create_engine(an_old_file(tmp_path / "memory.db"))
    old_layout = sa.MetaData()
    old_layout.reflect(plain)
    lost_by_older = {"claimed_until"} if kind == "sqlite, older" else set()
    with plain.connect() as before:
        for table in old_layout.sorted_tables:
            otherwise = {"flagged_at", "family", "subject", *lost_by_older}
            names = [column.name for column in table.columns if column.name not in otherwise]
            query = sa.select(*(table.c[name] for name in names)).order_by(*table.primary_key)
            now = upgraded(kind).execute(query).all()
            assert [row._asdict() for row in now] == [row._asdict() for row in before.execute(query)], table.name
    plain.dispose()


def test_the_memory_as_it_was_is_kept_beside_it(tmp_path: Path) -> None:
    url = make("sqlite, old", tmp_path)
    before = (tmp_path / "memory.db").read_bytes()
    with opened(url):
        pass

    assert (tmp_path / f"memory.db.before-{NEWEST}").read_bytes()[100:] == before[100:]


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    url = make("sqlite, old", tmp_path)
    for _ in range(2):
        with opened(url) as connection:
            rows = connection.execute(sa.select(outbox).order_by("alert_id")).all()
    (tmp_path / f"memory.db.before-{NEWEST}").unlink()
    with opened(url) as connection:
        assert connection.execute(sa.select(outbox).order_by("alert_id")).all() == rows
    assert not (tmp_path / f"memory.db.before-{NEWEST}").exists()


@pytest.mark.parametrize("kind", ["sqlite, new", "sqlite, old", "postgresql, new", "postgresql, old"])
def test_several_may_open_a_memory_at_once(kind: str, tmp_path: Path) -> None:
    url = make(kind, tmp_path)

    def count(_: int) -> int:
        with opened(url) as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one())

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(count, range(8)))) == 1


def test_a_memory_is_opened_while_another_process_keeps_it_from_switching_to_write_ahead_logging(
    tmp_path: Path,
) -> None:
    url = make("sqlite, old", tmp_path)
    with closing(sqlite3.connect(tmp_path / "memory.db", check_same_thread=False)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        end = Timer(0.3, writer.rollback)
        end.start()
        with opened(url) as connection:
            assert connection.execute(sa.text("PRAGMA journal_mode")).scalar_one() == "wal"
        end.join()


def test_an_upgrade_that_was_killed_is_made_by_the_next_to_open(tmp_path: Path) -> None:
    url = make("sqlite, old", tmp_path)
    program = (
        "import sys; from flows.memory.engine import open_memory; print('go', flush=True); open_memory(sys.argv[1])"
    )
    for pause in (0.2, 0.4, 0.6):
        with subprocess.Popen([sys.executable, "-c", program, url], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(pause)
            process.kill()
    with opened(url) as connection:
        assert missing_in(connection) == []
        assert connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == 3


def test_what_a_killed_writer_left_uncommitted_is_taken_back_on_opening(tmp_path: Path) -> None:
    url = make("sqlite, old", tmp_path)
    program = """
import os, signal, sqlite3, sys
memory = sqlite3.connect(sys.argv[1])
memory.execute("PRAGMA journal_mode=DELETE")
memory.execute("PRAGMA cache_size=1")
memory.execute("BEGIN IMMEDIATE")
memory.execute("DELETE FROM outbox")
memory.execute("CREATE TABLE more (x)")
memory.executemany("INSERT INTO more VALUES (?)", [(f"{n:500}",) for n in range(5000)])
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "memory.db")], check=False)
    assert (tmp_path / "memory.db-journal").exists()

    with opened(url) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == 3


def test_an_upgrade_that_fails_leaves_the_memory_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = make("sqlite, old", tmp_path)
    with closing(sqlite3.connect(tmp_path / "memory.db")) as connection:
        # A table of the new layout is there already: the migration fails on its way.
        connection.execute("CREATE TABLE paragraphs (other INTEGER)")
        before = list(connection.iterdump())

    with pytest.raises(MemoryUnavailable, match=r"cannot be opened: table paragraphs already exists; check the path"):
        open_memory(url)
    with closing(sqlite3.connect(tmp_path / "memory.db")) as connection:
        assert list(connection.iterdump()) == before


def test_a_memory_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    with opened(f"sqlite:///{file}"):
        pass
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999_later'")
    before = file.read_bytes()

    with pytest.raises(MemoryUnavailable, match=r"a newer version of inspection-watch made it \(revision 0999_later, "):
        open_memory(f"sqlite:///{file}")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)",
        "CREATE TABLE pages (id INTEGER PRIMARY KEY)",
        "CREATE TABLE alembic_version (version_num TEXT); CREATE TABLE shop (id INTEGER)",
        "CREATE TABLE articles (id INTEGER); CREATE TABLE basket (id INTEGER)",
    ],
)
def test_another_programs_database_is_refused_and_left_alone(script: str, tmp_path: Path) -> None:
    file = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)
    before = file.read_bytes()

    with pytest.raises(MemoryUnavailable, match=r"it is another program's database, with the table \w+; give the path"):
        open_memory(f"sqlite:///{file}")
    assert [path.name for path in tmp_path.iterdir()] == ["places.sqlite"]
    assert file.read_bytes() == before


def test_another_programs_postgresql_database_is_refused() -> None:
    url = postgres_url()
    engine = connect_to(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE basket (id INTEGER)")
    engine.dispose()

    with pytest.raises(MemoryUnavailable, match=r"it is another program's database, with the table basket"):
        open_memory(url)


def test_a_database_whose_end_is_missing_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    with opened(f"sqlite:///{file}"):
        pass
    with file.open("r+b") as torn:
        torn.truncate(file.stat().st_size // 2 + 100)
    before = file.read_bytes()

    with pytest.raises(MemoryUnavailable, match=r"cannot be opened: the end of the file is missing; put a backup back"):
        open_memory(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_plain_postgresql_address_means_the_driver_that_comes_along() -> None:
    url = postgres_url().replace("postgresql+pg8000", "postgresql")
    with opened(url) as connection:
        assert connection.dialect.driver == "pg8000"


def test_what_postgresql_answers_is_said_in_one_line() -> None:
    url = f"{postgres_url()}_gone"
    with pytest.raises(
        MemoryUnavailable, match=r'^the memory at postgresql.*: database "memory_\w+_gone" does not exist;'
    ):
        open_memory(url)


def test_a_server_that_is_not_there_is_refused_without_the_password() -> None:
    with pytest.raises(
        MemoryUnavailable, match=r"^the memory at postgresql\+pg8000://u:\*\*\*@127\.0\.0\.1:9/x "
    ) as error:
        open_memory("postgresql://u:geheim@127.0.0.1:9/x")
    assert "geheim" not in str(error.value)


def test_opening_an_up_to_date_memory_imports_no_tool_for_upgrading(tmp_path: Path) -> None:
    url = make("sqlite, new", tmp_path)
    with opened(url):
        pass
    program = (
        "import sys; from flows.memory.engine import open_memory; open_memory(sys.argv[1]); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, url], check=False).returncode == 0


def test_a_full_disk_leaves_the_old_memory_as_it_was(tmp_path: Path) -> None:
    url = make("sqlite, old", tmp_path)
    before = (tmp_path / "memory.db").stat().st_size

    def no_room() -> None:
        # The kernel's signal would kill where a full disk only refuses.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (before // 2, before // 2))

    program = "import sys; from flows.memory.engine import open_memory; open_memory(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", program, url], preexec_fn=no_room, capture_output=True, text=True, check=False
    )

    assert "flows.memory.engine.MemoryUnavailable: the memory at sqlite:" in done.stderr.splitlines()[-1]
    assert not [path for path in tmp_path.iterdir() if path.name.endswith((".tmp", f"before-{NEWEST}"))]
    with opened(url) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one() == 3


@pytest.mark.parametrize("kind", ["sqlite, new", "postgresql, new"])
def test_a_memory_that_another_process_makes_just_now_is_opened(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make(kind, tmp_path)
    sqlite3.connect(tmp_path / "memory.db").close()

    def look_after_another_made_it(connection: sa.Connection) -> sa.Inspector:
        patch.undo()
        open_memory(url).dispose()
        return sa.inspect(connection)

    with monkeypatch.context() as patch:
        patch.setattr("flows.memory.engine.sa.inspect", look_after_another_made_it)
        memory = open_memory(url)

    with memory.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(articles)).scalar() == 0
    memory.dispose()
