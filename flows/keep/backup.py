"""Backing up: the memory as of one moment, while others write to it, and the pages it names that are not there yet."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from flows.keep.backups import (
    MANIFEST,
    MEMORIES,
    NEVER_EMPTIED,
    PAGES,
    TABLES,
    Backup,
    BackupUnusable,
    digest_of,
    explained,
    named_pages,
    pages_at,
    rows_before,
    write_backup,
)
from flows.keep.rows import damage_in_layout, damage_in_rows
from flows.memory.engine import NEWEST, database_file
from flows.memory.locks import exclusive
from flows.memory.reading import snapshot
from flows.memory.rows import copy_rows, counts_of
from flows.memory.sqlite_file import copy_database, faults_in
from flows.memory.upgrade import make_layout
from flows.pagestore import DamagedPage, PageStore


def back_up(memory: sa.Engine, pages: PageStore, place: Path, now: datetime) -> Backup:
    """Make the folder `place` a backup; one that stands there holds good until the new one is whole.

    The memory goes into an SQLite file, PostgreSQL's rows too, so that either can be put back into the other.
    Pages that are lost or torn are named in the backup. Raises BackupUnusable, MemoryUnavailable and StoreError.
    """
    with exclusive(memory, "backup"), explained(f"the backup at {place} cannot be made", place):
        _refuse_what_is_no_backup(place)
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"memory-{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}.db"
        try:
            backup = _fill(memory, pages, file, now)
            write_backup(place, backup)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        _forget_others(place, file)
    return backup


def _refuse_what_is_no_backup(place: Path) -> None:
    if place.is_dir():
        known = {MANIFEST, PAGES, *(path.name for path in place.glob(MEMORIES)), *_litter(place)}
        others = sorted({path.name for path in place.iterdir()} - known)
        if others:
            raise BackupUnusable(f"{place} holds other things ({others[0]}); give an empty folder or that of a backup")


def _litter(place: Path) -> set[str]:
    return {path.name for pattern in ("*.tmp", "*.tmp-journal") for path in place.glob(pattern)}


def _fill(memory: sa.Engine, pages: PageStore, file: Path, now: datetime) -> Backup:
    with memory.connect() as connection:
        _refuse(damage_in_layout(connection))
    _copy_memory(memory, file)
    _refuse(faults_in(file))
    with _copied(file) as connection:
        _refuse(damage_in_rows(connection))
        named = named_pages(connection)
        rows = counts_of(connection, TABLES)
    _refuse_to_lose_all(file.parent, rows)
    missing = _copy_pages(pages, pages_at(file.parent), named)
    return Backup(
        moment=now.isoformat(),
        revision=NEWEST,
        memory=file.name,
        size=file.stat().st_size,
        sha256=digest_of(file),
        rows=rows,
        pages=len(named) - len(missing),
        missing=tuple(missing),
    )


def _refuse(damage: Iterable[str]) -> None:
    for first in damage:
        raise BackupUnusable(f"the memory is damaged ({first}): an older backup stays; run check")


def _refuse_to_lose_all(place: Path, rows: Mapping[str, int]) -> None:
    before = rows_before(place)
    if any(before.get(table.name, 0) and not rows[table.name] for table in NEVER_EMPTIED):
        raise BackupUnusable(
            f"the memory is empty, and the backup at {place} holds {sum(before.values())} rows: that stays; check the "
            "path of the memory, put the backup back with restore, or give another folder"
        )


def _copy_memory(memory: sa.Engine, file: Path) -> None:
    if (database := database_file(memory.url)) is not None:
        copy_database(database, file)
        return
    unfinished = file.with_name(f"{file.name}.tmp")
    try:
        with _copied(unfinished) as target, snapshot(memory) as source:
            make_layout(target)
            copy_rows(source, target, TABLES)
            target.commit()
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _copied(file: Path) -> Iterator[sa.Connection]:
    """Connect to an SQLite file without write-ahead logging, which a medium that is only read does not allow."""
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def _copy_pages(source: PageStore, target: PageStore, wanted: Iterable[str]) -> list[str]:
    """Copy the pages that the target lacks or has torn; return those that the source has not whole either."""
    missing = []
    for page_hash in sorted(wanted):
        if target.keeps(page_hash):
            continue
        try:
            target.put(source.get(page_hash))
        except (FileNotFoundError, DamagedPage):
            missing.append(page_hash)
    return missing


def _forget_others(place: Path, file: Path) -> None:
    """Delete the memories of backups before this one, and what broken-off ones left."""
    for other in {*place.glob(MEMORIES), *(place / name for name in _litter(place))} - {file}:
        other.unlink(missing_ok=True)
