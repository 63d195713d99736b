"""What the memory of the service says of how far it has come, read beside it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

BACKLOG = {
    "addresses": "select count(*) from addresses where state in ('new', 'failed')",
    "pages": "select count(*) from pages where extracted_at is null",
    "articles": "select count(*) from articles where flagged_at is null",
    "alerts": "select count(*) from outbox where state = 'pending'",
}
DONE = """
select url, 1 from addresses where state = 'passed_over'
union all
select url, count(*) from articles where url not in (select url from articles where flagged_at is null) group by url
"""
LATER_RUNS = "select count(*) from runs where step = ? and started_at > ? and finished_at is not null"


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is left to do, by what it is of; None where the memory cannot be read."""

    waiting: dict[str, int] | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is."""
        return self.waiting is not None and not any(self.waiting.values())

    def __str__(self) -> str:
        if self.waiting is None:
            return "not to be read"
        return ", ".join(f"{number} {name}" for name, number in self.waiting.items() if number) or "nothing"


@dataclass(frozen=True, slots=True)
class MemoryFile:
    """The file of the memory."""

    path: Path

    def backlog(self) -> Backlog:
        """Count what is left to do."""
        found = {name: self._rows(query) for name, query in BACKLOG.items()}
        if any(rows is None for rows in found.values()):
            return Backlog(None)
        return Backlog({name: int(rows[0][0]) for name, rows in found.items() if rows})

    def versions_done(self) -> dict[str, int]:
        """Return of each address how many versions the service is done with; 1 where it passes the page over."""
        return {str(url): int(count) for url, count in self._rows(DONE) or []}

    def has_run_since(self, steps: Iterable[str], moment: datetime) -> bool:
        """Whether each step began after that moment and ended."""
        then = moment.replace(tzinfo=None).isoformat(" ")
        found = [self._rows(LATER_RUNS, step, then) for step in steps]
        return all(rows and rows[0][0] for rows in found)

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]] | None:
        try:
            # Not read-only, as it then could not be opened while nobody else has it open.
            with closing(sqlite3.connect(f"file:{self.path}?mode=rw", uri=True, timeout=5)) as connection:
                return connection.execute(query, values).fetchall()
        except sqlite3.Error:
            return None
