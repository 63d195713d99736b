"""Putting a backup back: its pages, then its memory."""

from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from flows.keep.backups import (
    Backup,
    BackupUnusable,
    explained,
    kept_hashes,
    named_pages,
    opened,
    pages_at,
    read_backup,
)
from flows.keep.put_back import put_memory_back, refuse_to_overwrite
from flows.memory.sqlite_file import copy_database
from flows.pagestore import DamagedPage, PageStore


def restore(
    place: Path, memory_url: str, pages: PageStore, *, replace: bool = False, only_pages: bool = False
) -> Backup:
    """Put the backup at `place` back, into SQLite or PostgreSQL whichever it was made from.

    The backup is checked first. Raises BackupUnusable where it is not whole, and unless `replace` where a memory is
    there; a damaged one is then set aside, not deleted. Raises MemoryUnavailable and StoreError. Whatever is
    raised, the memory is as it was.
    """
    backup = read_backup(place)
    with explained(f"the backup at {place} cannot be put back", place), TemporaryDirectory() as folder:
        # A copy, as the backup may be of an older layout and its medium one that is only read.
        copy = Path(folder) / "memory.db"
        with explained(f"the backup at {place} cannot be copied to {folder}", Path(folder)):
            copy_database(place / backup.memory, copy)
        with opened(f"sqlite:///{copy}") as kept:
            named = _checked_pages(kept, place, backup)
            if not only_pages:
                refuse_to_overwrite(memory_url, replace=replace)
            _put_pages_back(pages_at(place), pages, named)
            if not only_pages:
                put_memory_back(copy, memory_url)
    return backup


def _checked_pages(kept: sa.Engine, place: Path, backup: Backup) -> list[str]:
    with kept.connect() as connection:
        named = set(named_pages(connection)) - set(backup.missing)
    if lacking := named - kept_hashes(pages_at(place).store):
        raise BackupUnusable(
            f"the backup at {place} lacks {len(lacking)} of its pages, among them {min(lacking)}; give another backup"
        )
    return sorted(named)


def _put_pages_back(source: PageStore, target: PageStore, named: list[str]) -> None:
    for page_hash in named:
        try:
            target.put(source.get(page_hash))
        except DamagedPage as error:
            raise BackupUnusable(f"{error}, and give another backup: the memory is as it was") from error
