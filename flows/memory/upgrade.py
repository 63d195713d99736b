"""Making a memory, and bringing one of an older program up to date without losing anything."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from flows.memory.engine import (
    NEWEST,
    NoWholeMemory,
    database_file,
    place_of,
    revision_in,
    revision_table,
    table_names,
)
from flows.memory.layout import metadata
from flows.memory.locks import exclusive
from flows.memory.sqlite_file import copy_database

# What every memory has had from the first program on.
OURS = frozenset(
    {"addresses", "articles", "changes", "commitments", "failures", "interventions", "leadership", "listings"}
    | {"outbox", "pages", "peer_reviews", "ratings", "runs", "source_states"}
)

logger = logging.getLogger("inspection_watch")


def bring_up_to_date(memory: sa.Engine) -> None:
    """Make the tables of a new memory or upgrade an old one; one process at a time does so.

    Raises NoWholeMemory for another program's database and for a newer program's; both stay as they are.
    """
    _refuse_what_is_not_ours(memory)
    # The folder has to be there for the lock file that lies beside the database.
    if (file := database_file(memory.url)) is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    memory.connect().close()
    with exclusive(memory, "upgrade"):
        revision = revision_in(memory)
        if revision == NEWEST:
            return
        if table_names(memory):
            _upgrade(memory)
        else:
            _make(memory)


def _refuse_what_is_not_ours(memory: sa.Engine) -> None:
    tables, revision, place = table_names(memory), revision_in(memory), place_of(memory.url)
    # An old program that was killed while it made its tables left only some of them, in order of their names.
    begun = tables <= OURS and (not tables or min(OURS) in tables)
    if not begun and not tables >= OURS:
        raise NoWholeMemory(
            f"the memory at {place} cannot be opened: it is another program's database, with the table "
            f"{min(tables - OURS, default=min(tables))}; give the path of the memory or of a new file"
        )
    if revision is not None and revision not in _revisions():
        raise NoWholeMemory(
            f"the memory at {place} cannot be opened: a newer version of inspection-watch made it (revision "
            f"{revision}, this one knows {NEWEST}); install that version"
        )


def _make(memory: sa.Engine) -> None:
    with _whole_or_not_at_all(memory) as connection:
        make_layout(connection)


def make_layout(connection: sa.Connection) -> None:
    """Make all tables, as today's layout has them, in a database that has none."""
    metadata.create_all(connection)
    connection.execute(revision_table.insert().values(version_num=NEWEST))


def _upgrade(memory: sa.Engine) -> None:
    if (file := database_file(memory.url)) is not None:
        copy = file.with_name(f"{file.name}.before-{NEWEST}")
        copy_database(file, copy)
        logger.info("The memory is being upgraded to %s; as it was it is kept as %s", NEWEST, copy)
    with _whole_or_not_at_all(memory) as connection:
        migrate(connection)


def migrate(connection: sa.Connection, to: str = "head") -> None:
    """Run the migrations up to that revision inside the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


@contextmanager
def _whole_or_not_at_all(memory: sa.Engine) -> Iterator[sa.Connection]:
    """Begin a transaction that holds changes of layout too, which Python's SQLite module leaves out."""
    if database_file(memory.url) is None:
        with memory.begin() as connection:
            yield connection
        return
    writer = sa.create_engine(memory.url, poolclass=sa.NullPool)
    sa.event.listen(writer, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    sa.event.listen(writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with writer.begin() as connection:
        yield connection


def newest_migration() -> str | None:
    """Return the revision that the migrations lead to."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _revisions() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    # A percent sign in the path would be read as an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
