"""Opening the memory, and the two ways of writing to it that every step shares."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from flows.memory.layout import metadata

BUSY_TIMEOUT_MS = 30_000


class MemoryUnavailable(Exception):
    """The memory cannot be opened or is damaged; the message says which file or URL, and what to do."""


def open_memory(url: str) -> sa.Engine:
    """Open the database of that SQLAlchemy URL and make the tables it lacks.

    Raises MemoryUnavailable where it cannot be reached or is no database.
    """
    try:
        engine = sa.create_engine(url)
    except (sa.exc.ArgumentError, ImportError) as error:
        # The URL is not shown: it may hold a password, and it cannot be taken apart to hide it.
        raise MemoryUnavailable(f"the memory cannot be opened: {error}; check INSPECTION_WATCH_MEMORY") from error
    try:
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _set_up_sqlite)
            if engine.url.database:
                Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        metadata.create_all(engine)
    except (sa.exc.SQLAlchemyError, OSError) as error:
        engine.dispose()
        place = engine.url.render_as_string(hide_password=True)
        cause = str(getattr(error, "orig", error)).splitlines()[0]
        raise MemoryUnavailable(
            f"the memory at {place} cannot be opened: {cause}; check the path or INSPECTION_WATCH_MEMORY"
        ) from error
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    # WAL lets readers go on beside the one writer; NORMAL with WAL survives a killed process.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def insert_absent(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert the rows whose primary key is not there yet; return how many were."""
    values = [dict(row) for row in rows]
    if not values:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return len(connection.execute(statement, values).all())


def upsert(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the rows; where the primary key is there already, overwrite the columns that the row names."""
    for row in rows:
        statement = _insert(connection, table).values(**row)
        keys = table.primary_key.columns.keys()
        new = {name: statement.excluded[name] for name in row if name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=new))


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
