"""An SQLite file as a file: read without altering it, copied while others write, looked over for damage."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from flows.memory.refusals import is_damage

BUSY_TIMEOUT_MS = 30_000
MOST_FAULTS_SHOWN = 5


def open_read_only(file: Path) -> sqlite3.Connection:
    """Connect to the file so that nothing in it can change; where there is none, to an empty database."""
    if not file.exists():
        return sqlite3.connect(":memory:")
    connection = _connect_to(file, "ro")
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        connection.close()
        if not error.sqlite_errorname.startswith("SQLITE_READONLY"):
            raise
        # A killed writer left its journal: whoever may write takes back first what was not committed.
        with closing(_connect_to(file, "rw")) as writer:
            writer.execute("PRAGMA schema_version")
        return _connect_to(file, "ro")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to(file: Path, mode: str) -> sqlite3.Connection:
    uri = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_MS / 1000)


def faults_in(file: Path) -> list[str]:
    """Return what SQLite finds wrong in the file, at most five lines; a file that is no database is one fault.

    Raises sqlite3.OperationalError where it cannot look: for want of room or rights, or as another process holds it.
    """
    try:
        with closing(open_read_only(file)) as connection:
            found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({MOST_FAULTS_SHOWN})")]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return [str(error)]
    return [] if found == ["ok"] else found


def is_cut_short(file: Path) -> bool:
    """Whether pages are missing at the file's end; costs one small read unless they seem to be.

    SQLite reads it, without locks: whoever opens the file beside SQLite ends, by closing it, all locks that this
    process has on it, and another process may then take away the log that this one writes to.
    """
    try:
        with closing(_connect_to(file, "ro&immutable=1")) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        # The write-ahead log, which is left aside here, may hold the pages that the file lacks as yet.
        return error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT and bool(faults_in(file))
    return False


def copy_database(source: Path, target: Path) -> None:
    """Copy a database by SQLite's online backup, others writing to it meanwhile; `target` is whole or not there.

    Raises sqlite3.Error and OSError; what stood at `target` before then stands there still.
    """
    temporary = target.with_name(f"{target.name}.{uuid4().hex}.tmp")
    try:
        overwrite_database(source, temporary)
        with closing(sqlite3.connect(temporary)) as copy:
            # Without write-ahead logging the copy is one file, and can be read where nothing can be written.
            copy.execute("PRAGMA journal_mode=DELETE")
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    finally:
        for litter in (temporary, temporary.with_name(f"{temporary.name}-journal")):
            litter.unlink(missing_ok=True)


def overwrite_database(source: Path, target: Path) -> None:
    """Make the database `target` say what `source` says, in one transaction; raises sqlite3.Error."""
    with closing(open_read_only(source)) as reader, closing(sqlite3.connect(target)) as writer:
        writer.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        reader.backup(writer)
