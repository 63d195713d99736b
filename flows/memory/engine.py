"""Opening the memory, and the two ways of writing to it that every step shares."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from flows.memory.layout import metadata
from flows.memory.refusals import is_damage, told
from flows.memory.sqlite_file import BUSY_TIMEOUT_MS, is_cut_short, open_read_only
from flows.memory.values import read_json

NEWEST = "0010_publishings"

# Alembic's own table, here so that a new memory is made without importing Alembic.
revision_table = sa.Table(
    "alembic_version",
    metadata,
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

# 64 MiB, which SQLite takes as a negative number of KiB: what a pass touches of a large memory stays at hand.
CACHE = -65_536
# 64 MiB, in pages: what the commits of a pass write to the same pages goes into the file once.
CHECKPOINT = 16_384
SWITCH_AGAIN_S = 0.01


class MemoryUnavailable(Exception):
    """The memory cannot be opened or is damaged; the message says which file or URL, and what to do."""


class NoWholeMemory(MemoryUnavailable):
    """There is nothing, or a torn file, another program's or a newer one's: no room, right or time changes that."""


def open_memory(url: str) -> sa.Engine:
    """Open the database of that SQLAlchemy URL; make it where there is none, upgrade it where it is old.

    Raises MemoryUnavailable where it cannot be reached, NoWholeMemory where it is damaged, another program's or a newer
    one's.
    """
    engine = connect_to(url)
    try:
        with explained(engine.url):
            refuse_if_cut_short(engine.url)
            if revision_in(engine) != NEWEST:
                # Upgrading needs Alembic, whose import costs more than all else here.
                from flows.memory.upgrade import bring_up_to_date

                bring_up_to_date(engine)
            engine.connect().close()
    except BaseException:
        engine.dispose()
        raise
    return engine


def refuse_no_memory(url: str, otherwise: str) -> None:
    """Raise NoWholeMemory, which says what to do `otherwise`, where opening would make an empty memory."""
    with disposed_after(connect_to(url)) as engine, explained(engine.url):
        refuse_if_cut_short(engine.url)
        if not table_names(engine):
            raise NoWholeMemory(f"there is no memory at {place_of(engine.url)}; check the path, or {otherwise}")


def connect_to(url: str) -> sa.Engine:
    """Return an engine that has not looked at the database yet; raises MemoryUnavailable where the URL means none."""
    try:
        address = sa.make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+pg8000")
        engine = sa.create_engine(address, json_deserializer=read_json, **_pooling(address))
    except (sa.exc.ArgumentError, ImportError) as error:
        # The URL is not shown: it may hold a password, and it cannot be taken apart to hide it.
        raise MemoryUnavailable(f"the memory cannot be opened: {error}; check INSPECTION_WATCH_MEMORY") from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


@contextmanager
def disposed_after(engine: sa.Engine) -> Iterator[sa.Engine]:
    """Close the engine's connections when the context ends."""
    try:
        yield engine
    finally:
        engine.dispose()


def _pooling(address: sa.URL) -> dict[str, bool]:
    """The connection used last is used again: it has at hand what it read, until another one writes."""
    is_in_memory = address.get_backend_name() == "sqlite" and database_file(address) is None
    return {} if is_in_memory else {"pool_use_lifo": True}


@contextmanager
def explained(url: sa.URL) -> Iterator[None]:
    """Raise MemoryUnavailable, with one sentence for the operator, for what the database or the disk refuses."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
        kind = NoWholeMemory if is_damage(error) else MemoryUnavailable
        raise kind(
            f"the memory at {place_of(url)} cannot be opened: {told(error, _advice(error), database_file(url))}"
        ) from error


def _advice(error: Exception) -> str:
    address = "check the path or INSPECTION_WATCH_MEMORY"
    return f"{address}, or put a backup back with restore --replace" if is_damage(error) else address


def refuse_if_cut_short(url: sa.URL) -> None:
    """Raise NoWholeMemory where the end of the database's file is missing."""
    file = database_file(url)
    if file is not None and file.is_file() and is_cut_short(file):
        raise NoWholeMemory(
            f"the memory at {place_of(url)} cannot be opened: the end of the file is missing; "
            "put a backup back with restore --replace"
        )


def revision_in(engine: sa.Engine) -> str | None:
    """Return the revision that the memory says it has; None where it says nothing. A file is only read, not altered."""
    query = sa.select(revision_table.c.version_num)
    with looking(engine) as connection:
        try:
            return connection.execute(query).scalar()
        except sa.exc.DatabaseError:
            connection.rollback()
            if not sa.inspect(connection).has_table(revision_table.name):
                return None
            # Another process that opens the memory has made it meanwhile; whatever else is wrong still is.
            return connection.execute(query).scalar()


def table_names(engine: sa.Engine) -> frozenset[str]:
    """Return the names of the tables that are there, without altering a file."""
    with looking(engine) as connection:
        return frozenset(sa.inspect(connection).get_table_names())


@contextmanager
def looking(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Connect so that nothing in the database can change: not even another program's file to write-ahead logging."""
    file = database_file(engine.url)
    if file is None:
        with engine.connect() as connection:
            yield connection
        return
    reader = sa.create_engine("sqlite://", creator=lambda: open_read_only(file), poolclass=sa.NullPool)
    with reader.connect() as connection:
        yield connection


def database_file(url: sa.URL) -> Path | None:
    """Return the file of an SQLite database; None for one in memory and for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def place_of(url: sa.URL) -> str:
    """Return the URL as messages show it, without its password."""
    return url.render_as_string(hide_password=True)


def _set_up_sqlite(connection: Any, _: object) -> None:
    # WAL lets readers go on beside the one writer; NORMAL with WAL survives a killed process.
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _log_ahead(connection)
    for pragma in ("synchronous=NORMAL", f"wal_autocheckpoint={CHECKPOINT}", f"cache_size={CACHE}"):
        connection.execute(f"PRAGMA {pragma}")


def _log_ahead(connection: Any) -> None:
    """Switch the file to write-ahead logging, waiting while another process does so, too."""
    give_up = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            # The busy timeout does not hold here: SQLite asks for the file while it reads in it already.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
        time.sleep(SWITCH_AGAIN_S)


def insert_absent(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert the rows whose primary key is not there yet; return how many were."""
    values = [dict(row) for row in _in_order(table, rows)]
    if not values:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return len(connection.execute(statement, values).all())


def upsert(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the rows; where the primary key is there already, overwrite the columns that the row names."""
    for row in _in_order(table, rows):
        statement = _insert(connection, table).values(**row)
        keys = table.primary_key.columns.keys()
        new = {name: statement.excluded[name] for name in row if name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=new))


def _in_order(table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Sort by primary key: two processes that write the same rows in different orders would wait for each other."""
    return sorted(rows, key=lambda row: tuple(row[column.name] for column in table.primary_key.columns))


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
