"""A memory of an article or three with its pages, as the tests of backups and of damage begin with it."""

import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from flows.keep.backup import back_up
from flows.keep.backups import TABLES, opened
from flows.keep.check import find_damage
from flows.memory.engine import NEWEST
from flows.memory.layout import articles, pages
from flows.pagestore import PageStore
from flows.store import FolderStore
from tests.flows.postgres import postgres_url
from tests.flows.test_upgrade import an_old_file
from transforms.ids import text_hash

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BODIES = [f"<p>Page {number}</p>".encode() for number in range(3)]


@dataclass(frozen=True)
class Kept:
    """A memory of an article or three, with the pages that it names, in a folder of its own."""

    folder: Path
    url: str

    @property
    def store(self) -> FolderStore:
        return FolderStore(self.folder)

    @property
    def pages(self) -> PageStore:
        return PageStore(self.store.sub("pages"))

    @property
    def database(self) -> Path:
        return self.folder / "memory.db"

    def damage(self) -> list[str]:
        return list(find_damage(self.url, self.store, NOW))

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        with opened(self.url) as memory, memory.connect() as connection:
            return {
                table.name: [row._asdict() for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
                for table in TABLES
            }

    def execute(self, statement: sa.Executable) -> None:
        with opened(self.url) as memory, memory.begin() as connection:
            connection.execute(statement)

    def back_up(self, place: Path, now: datetime = NOW) -> None:
        with opened(self.url) as memory:
            back_up(memory, self.pages, place, now)

    def page_files(self) -> list[Path]:
        return sorted((self.folder / "pages").rglob("*.gz"))


def filled(kept: Kept) -> Kept:
    """Name the pages in the memory as if these had been fetched, and the texts as if they had been read."""
    for body, url in zip(BODIES, sorted({str(row["url"]) for row in kept.rows()["pages"]}), strict=True):
        page_hash = kept.pages.put(body)
        for table in (pages, articles):
            kept.execute(sa.update(table).where(table.c.url == url).values(page_hash=page_hash))
    for row in kept.rows()["articles"]:
        is_this = (articles.c.article_id == row["article_id"]) & (articles.c.version == row["version"])
        kept.execute(sa.update(articles).where(is_this).values(content_hash=text_hash(row["text"])))
    return kept


def an_empty_one(folder: Path, kind: str) -> Kept:
    folder.mkdir()
    return Kept(folder, postgres_url() if kind == "postgresql" else f"sqlite:///{folder / 'memory.db'}")


def a_template(folder: Path) -> Path:
    """Make one in the folder, to be copied for each test."""
    filled(Kept(folder, an_old_file(folder / "memory.db")))
    for left in ("memory.db.upgrade.lock", f"memory.db.before-{NEWEST}"):
        (folder / left).unlink()
    return folder


def no_room(limit: int) -> Callable[[], None]:
    def set_limit() -> None:
        # The kernel's signal would kill where a full disk only refuses.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return set_limit
