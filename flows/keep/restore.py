"""Putting a backup back: its pages, then its memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.keep.backups import explained, named_pages, opened, pages_at, read_backup
from flows.keep.put_back import put_memory_back, refuse_to_overwrite
from flows.memory.sqlite_file import copy_database
from flows.pagestore import DamagedPage, PageStore


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was put back, as of when; `lost` are pages that neither side has whole, with an address of each."""

    moment: str
    rows: int
    pages: int
    lost: Mapping[str, str]


def restore(
    place: Path, memory_url: str, pages: PageStore, *, replace: bool = False, only_pages: bool = False
) -> PutBack:
    """Put the backup at `place` back, into SQLite or PostgreSQL whichever it was made from.

    The backup is checked first. Raises BackupUnusable where its memory is not whole, and unless `replace` where a
    memory is there; a damaged one is then set aside, not deleted. Raises MemoryUnavailable and StoreError. Whatever is
    raised, the memory is as it was. A page that is lost keeps nothing else from coming back.
    """
    backup = read_backup(place)
    with explained(f"the backup at {place} cannot be put back", place), TemporaryDirectory() as folder:
        # A copy, as the backup may be of an older layout and its medium one that is only read.
        copy = Path(folder) / "memory.db"
        with explained(f"the backup at {place} cannot be copied to {folder}", Path(folder)):
            copy_database(place / backup.memory, copy)
        with opened(f"sqlite:///{copy}") as kept:
            with kept.connect() as connection:
                named = named_pages(connection)
            if not only_pages:
                refuse_to_overwrite(memory_url, replace=replace)
            lost = {page_hash: named[page_hash] for page_hash in _put_pages_back(pages_at(place), pages, named)}
            if not only_pages:
                put_memory_back(copy, memory_url)
    return PutBack(backup.moment, sum(backup.rows.values()), len(named) - len(lost), lost)


def _put_pages_back(source: PageStore, target: PageStore, named: Mapping[str, str]) -> list[str]:
    """Copy the pages; return those that the source has not whole, and the target neither."""
    lost = []
    for page_hash in sorted(named):
        try:
            target.put(source.get(page_hash))
        except (FileNotFoundError, DamagedPage):
            if not target.keeps(page_hash):
                lost.append(page_hash)
    return lost
