"""All that the steps of a pass work with, opened once from the settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from uuid import uuid4

import sqlalchemy as sa

from flows.memory.engine import open_memory
from flows.memory.runs import remember_failure
from flows.pagestore import PageStore
from flows.redact import redacted
from flows.settings import Settings
from scrapers.sources import Source, find_source, load_register
from transforms.authorities import authority_register


def now_utc() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workshop:
    """Settings, memory, page store, register and clock of one run; a context that closes the memory at its end."""

    settings: Settings
    memory: sa.Engine
    pages: PageStore
    register: tuple[Source, ...]
    run_id: str
    clock: Callable[[], datetime] = field(default=now_utc)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.memory.dispose()

    def source(self, source_id: str) -> Source | None:
        """Return the source of that id, or None where the register no longer has it."""
        return next((source for source in self.register if source.id == source_id), None)

    def fail(
        self, step: str, reason: str, message: str, *, source_id: str | None = None, url: str | None = None
    ) -> None:
        """Record a failure of this run."""
        remember_failure(
            self.memory,
            run_id=self.run_id,
            step=step,
            reason=reason,
            message=redacted(message, self.settings),
            now=self.clock(),
            source_id=source_id,
            url=url,
        )


def open_workshop(settings: Settings, *, run_id: str | None = None) -> Workshop:
    """Open the memory and read the register.

    Raises MemoryUnavailable and scrapers.errors.RegisterError, each with a sentence for the operator.
    """
    register = load_register(settings.sources, known_authorities=authority_names())
    return Workshop(
        settings=settings,
        memory=open_memory(settings.memory_url),
        pages=PageStore(settings.store.sub("pages")),
        register=register,
        run_id=run_id or uuid4().hex[:12],
    )


def authority_names() -> frozenset[str]:
    """Short official names of all authorities."""
    return frozenset(authority.name for authority in authority_register().authorities)


def chosen_sources(register: Sequence[Source], wanted: Sequence[str]) -> list[Source]:
    """Return the sources of those ids, or all that are to be read where none are named.

    Raises scrapers.errors.RegisterError for an id that the register lacks.
    """
    if not wanted:
        return [source for source in register if source.is_read]
    return [find_source(register, source_id) for source_id in wanted]
