"""Putting a backup back: its pages, then its memory, in one transaction."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from flows.keep.backups import (
    TABLES,
    Backup,
    BackupUnusable,
    explained,
    kept_hashes,
    named_pages,
    opened,
    pages_at,
    read_backup,
)
from flows.memory.engine import MemoryUnavailable, database_file, open_memory, place_of
from flows.memory.locks import exclusive
from flows.memory.rows import copy_rows, counts_of
from flows.memory.sqlite_file import copy_database, overwrite_database
from flows.pagestore import DamagedPage, PageStore

ASIDE = ".set-aside"


def restore(
    place: Path, memory_url: str, pages: PageStore, *, replace: bool = False, only_pages: bool = False
) -> Backup:
    """Put the backup at `place` back, into SQLite or PostgreSQL whichever it was made from.

    The backup is checked first. Raises BackupUnusable where it is not whole, and unless `replace` where a memory is
    there; a damaged one is then set aside, not deleted. Raises MemoryUnavailable and StoreError.
    """
    backup = read_backup(place)
    with explained(f"the backup at {place} cannot be put back"), TemporaryDirectory() as folder:
        # A copy, as the backup may be of an older layout and its medium one that is only read.
        copy = Path(folder) / "memory.db"
        copy_database(place / backup.memory, copy)
        with opened(f"sqlite:///{copy}") as kept:
            named = _checked_pages(kept, place, backup)
            if not only_pages:
                _refuse_to_overwrite(memory_url, replace=replace)
            _put_pages_back(pages_at(place), pages, named)
            if not only_pages:
                _put_memory_back(kept, memory_url)
    return backup


def _checked_pages(kept: sa.Engine, place: Path, backup: Backup) -> list[str]:
    with kept.connect() as connection:
        named = set(named_pages(connection)) - set(backup.missing)
    if lacking := named - kept_hashes(pages_at(place).store):
        raise BackupUnusable(
            f"the backup at {place} lacks {len(lacking)} of its pages, among them {min(lacking)}; give another backup"
        )
    return sorted(named)


def _refuse_to_overwrite(memory_url: str, *, replace: bool) -> None:
    if not replace and _is_there(memory_url):
        raise BackupUnusable(
            f"there is a memory at {place_of(sa.make_url(memory_url))}; restore with --replace puts the backup in its "
            "place, and another --data beside it"
        )


def _is_there(memory_url: str) -> bool:
    file = database_file(sa.make_url(memory_url))
    if file is not None:
        return file.exists() and file.stat().st_size > 0
    with opened(memory_url) as memory, memory.connect() as connection:
        return any(counts_of(connection, TABLES).values())


def _put_pages_back(source: PageStore, target: PageStore, named: list[str]) -> None:
    for page_hash in named:
        try:
            target.put(source.get(page_hash))
        except DamagedPage as error:
            raise BackupUnusable(f"{error}, and give another backup: the memory is as it was") from error


def _put_memory_back(kept: sa.Engine, memory_url: str) -> None:
    file = database_file(sa.make_url(memory_url))
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        _set_aside_unless_ours(memory_url, file)
    with ExitStack() as held:
        target = held.enter_context(opened(memory_url))
        for name in ("flag", "publish"):
            held.enter_context(exclusive(target, name))
        source = database_file(kept.url)
        if file is not None and source is not None:
            overwrite_database(source, file)
        else:
            _replace_rows(kept, target)


def _replace_rows(source: sa.Engine, target: sa.Engine) -> None:
    with source.connect() as reading, target.begin() as writing:
        for table in TABLES:
            writing.execute(table.delete())
        copy_rows(reading, writing, TABLES)


def _set_aside_unless_ours(memory_url: str, file: Path) -> None:
    try:
        open_memory(memory_url).dispose()
    except MemoryUnavailable:
        stamp = f"{datetime.now():%Y%m%dT%H%M%S}"
        for part in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            if part.exists():
                part.rename(part.with_name(f"{part.name}{ASIDE}-{stamp}"))
