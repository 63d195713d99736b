"""What a backup is: a folder of a memory, pages and `backup.json`, which is written last and tells what is whole."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from sqlite3 import Error as SqliteError

import sqlalchemy as sa

from flows.memory.engine import disposed_after, open_memory, revision_table
from flows.memory.layout import articles, metadata, pages
from flows.memory.refusals import told
from flows.pagestore import PageStore
from flows.store import FolderStore, Store, StoreError

MANIFEST = "backup.json"
PAGES = "pages"
MEMORIES = "memory-*.db"
# Nothing takes away the last page or article: a memory without any is another one than that backed up before.
NEVER_EMPTIED = (articles, pages)
# What a manifest raises that is not as it was written.
TORN = (ValueError, KeyError, TypeError)
# All tables but the one that says which layout they have.
TABLES = tuple(table for table in metadata.sorted_tables if table is not revision_table)


class BackupUnusable(Exception):
    """A backup cannot be made or put back; the message says where, why and what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: `memory` is the name of the SQLite file of all rows, `missing` are pages that were lost."""

    moment: str
    revision: str
    memory: str
    size: int
    sha256: str
    rows: Mapping[str, int]
    pages: int
    missing: tuple[str, ...] = ()


def write_backup(place: Path, backup: Backup) -> None:
    """Write down that the backup is whole."""
    FolderStore(place).write(MANIFEST, (json.dumps(asdict(backup), indent=1) + "\n").encode())


def rows_before(place: Path) -> Mapping[str, int]:
    """Return how many rows of each table the backup that stands there says to hold; none where it says nothing."""
    try:
        return dict(_read_manifest(place).rows)
    except (FileNotFoundError, *TORN):
        return {}


def _read_manifest(place: Path) -> Backup:
    content = json.loads(FolderStore(place).read(MANIFEST))
    backup = Backup(**{**content, "missing": tuple(content["missing"])})
    datetime.fromisoformat(backup.moment)
    return backup


def read_backup(place: Path) -> Backup:
    """Return what the backup holds; raises BackupUnusable where it was broken off or its memory is damaged."""
    try:
        backup = _read_manifest(place)
    except FileNotFoundError:
        raise BackupUnusable(
            f"{place} is no whole backup: it has no {MANIFEST}, which is written last; give another backup"
        ) from None
    except TORN as error:
        raise BackupUnusable(f"{place / MANIFEST} is damaged ({error}); give another backup") from error
    file = place / backup.memory
    if not file.is_file() or digest_of(file) != backup.sha256:
        raise BackupUnusable(f"{file} is missing or is not what was backed up; give another backup")
    return backup


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def pages_at(place: Path) -> PageStore:
    """Return the pages of a backup."""
    return PageStore(FolderStore(place / PAGES))


def kept_hashes(store: Store) -> set[str]:
    """Return the hashes of all pages that a page store keeps, whole or torn."""
    return {PurePosixPath(name).name.removesuffix(".gz") for name in store.list()}


def named_pages(connection: sa.Connection) -> dict[str, str]:
    """Return the hash of each page that the memory names, and an address it was fetched from."""
    fetched = sa.select(pages.c.page_hash, pages.c.url)
    read = sa.select(articles.c.page_hash, articles.c.url)
    return {page_hash: url for query in (read, fetched) for page_hash, url in connection.execute(query)}


@contextmanager
def opened(memory_url: str) -> Iterator[sa.Engine]:
    """Open a memory for as long as the context lasts; raises MemoryUnavailable."""
    with disposed_after(open_memory(memory_url)) as memory:
        yield memory


@contextmanager
def explained(what: str, place: Path | None) -> Iterator[None]:
    """Raise BackupUnusable, with one sentence for the operator, for what a database or the disk of `place` refuses."""
    try:
        yield
    except StoreError:
        raise
    except (sa.exc.SQLAlchemyError, SqliteError, OSError) as error:
        why = told(error, "check that there is room and the right to write, or run check", place)
        raise BackupUnusable(f"{what}: {why}") from error
