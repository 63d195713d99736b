"""Putting a memory in the place of another, so that a process that dies meanwhile leaves the one or the other."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from flows.keep.backups import TABLES, BackupUnusable, explained, opened
from flows.memory.engine import (
    NoWholeMemory,
    connect_to,
    database_file,
    disposed_after,
    open_memory,
    place_of,
    refuse_no_memory,
    table_names,
)
from flows.memory.locks import exclusive
from flows.memory.rows import copy_rows, counts_of
from flows.memory.sqlite_file import copy_database, overwrite_database
from flows.memory.upgrade import make_layout

ASIDE = ".set-aside"
# What SQLite keeps beside a database: left there, it would be taken for the new one's.
BESIDE = ("-wal", "-shm", "-journal")


def refuse_to_overwrite(memory_url: str, *, replace: bool) -> None:
    """Raise BackupUnusable where a memory is there that is not to be replaced.

    Raises MemoryUnavailable where it cannot be: for want of room or rights, or as another process holds it.
    """
    if replace:
        _is_whole(memory_url)
    elif _is_there(memory_url):
        raise BackupUnusable(
            f"there is a memory at {place_of(sa.make_url(memory_url))}; restore with --replace puts the backup in its "
            "place, and another --data beside it"
        )


def _is_there(memory_url: str) -> bool:
    file = database_file(sa.make_url(memory_url))
    if file is not None:
        return file.exists() and file.stat().st_size > 0
    if not _is_whole(memory_url):
        return False
    with opened(memory_url) as memory, memory.connect() as connection:
        return any(counts_of(connection, TABLES).values())


def _is_whole(memory_url: str) -> bool:
    """Whether a memory of this program is there; raises MemoryUnavailable where that cannot be told."""
    try:
        refuse_no_memory(memory_url, "")
        open_memory(memory_url).dispose()
    except NoWholeMemory:
        return False
    return True


def put_memory_back(source: Path, memory_url: str) -> None:
    """Make the memory say what the SQLite file `source` of today's layout says.

    What is there and is no whole memory is set aside, not deleted. Raises MemoryUnavailable and BackupUnusable.
    """
    url = sa.make_url(memory_url)
    file = database_file(url)
    with explained(f"the memory at {place_of(url)} cannot be replaced", file), ExitStack() as held:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        target = held.enter_context(disposed_after(connect_to(memory_url)))
        for name in ("flag", "publish"):
            held.enter_context(exclusive(target, name))
        is_whole = _is_whole(memory_url)
        if file is None:
            _replace_rows(source, target, is_new=not table_names(target))
        elif is_whole:
            overwrite_database(source, file)
        else:
            _put_in_place(source, file)


def _replace_rows(source: Path, target: sa.Engine, *, is_new: bool) -> None:
    kept = connect_to(f"sqlite:///{source}")
    with disposed_after(kept), kept.connect() as reading, target.begin() as writing:
        if is_new:
            make_layout(writing)
        for table in TABLES:
            writing.execute(table.delete())
        copy_rows(reading, writing, TABLES)


def _put_in_place(source: Path, file: Path) -> None:
    """Write the database beside the place where it is to be; only once it is whole, what is there is set aside."""
    whole = file.with_name(f"{file.name}.{uuid4().hex}.tmp")
    try:
        copy_database(source, whole)
        _set_aside(file)
        whole.replace(file)
    finally:
        whole.unlink(missing_ok=True)


def _set_aside(file: Path) -> None:
    aside = file.with_name(f"{file.name}{ASIDE}-{datetime.now():%Y%m%dT%H%M%S%f}")
    if file.exists() and file.stat().st_size:
        _name_also(file, aside)
    for suffix in BESIDE:
        beside = file.with_name(f"{file.name}{suffix}")
        if beside.exists():
            beside.rename(aside.with_name(f"{aside.name}{suffix}"))


def _name_also(file: Path, other: Path) -> None:
    """Give the file a second name: were it without the first for a moment, a pass would begin an empty memory there."""
    try:
        other.hardlink_to(file)
    except OSError:
        # Some file systems know one name only.
        file.rename(other)
