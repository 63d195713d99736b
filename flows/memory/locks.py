"""Locks that one process at a time holds on a memory: for flagging, publishing, upgrading."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from flows.memory.engine import MemoryUnavailable, database_file, place_of
from flows.memory.refusals import told

LONGEST_WAIT = timedelta(minutes=10)
PG_LOCK_NOT_AVAILABLE = "55P03"

_threads: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def exclusive(memory: sa.Engine, name: str, wait: timedelta = LONGEST_WAIT) -> Iterator[None]:
    """Hold the lock `name` on the memory; no other process or thread has it meanwhile.

    A process that dies lets go of it; who holds it cannot take it again. Raises MemoryUnavailable after `wait`.
    """
    if memory.dialect.name == "postgresql":
        held = _in_postgresql(memory, name, wait)
    elif (file := database_file(memory.url)) is not None:
        held = _beside_file(memory, file.with_name(f"{file.name}.{name}.lock"), name, wait)
    else:
        held = _among_threads(memory, name, wait)
    with held:
        yield


@contextmanager
def _beside_file(memory: sa.Engine, file: Path, name: str, wait: timedelta) -> Iterator[None]:
    lock = FileLock(file, fallback_to_soft=False)
    try:
        # A folder that can hold no file is an error here; the lock itself would take it for a passing one.
        file.touch()
        lock.acquire(timeout=wait.total_seconds())
    except Timeout:
        raise _held_elsewhere(memory, name, wait) from None
    except OSError as error:
        raise _cannot_lock(memory, error) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _in_postgresql(memory: sa.Engine, name: str, wait: timedelta) -> Iterator[None]:
    with memory.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # A connection that goes back to no pool: closing it lets go of the lock, whatever happened.
        connection.detach()
        try:
            connection.execute(sa.text(f"SET lock_timeout = {max(1, int(wait.total_seconds() * 1000))}"))
            connection.execute(sa.select(sa.func.pg_advisory_lock(_number(name))))
        except sa.exc.DBAPIError as error:
            if PG_LOCK_NOT_AVAILABLE in str(error.orig):
                raise _held_elsewhere(memory, name, wait) from None
            raise _cannot_lock(memory, error) from error
        yield


@contextmanager
def _among_threads(memory: sa.Engine, name: str, wait: timedelta) -> Iterator[None]:
    if not _threads[name].acquire(timeout=wait.total_seconds()):
        raise _held_elsewhere(memory, name, wait)
    try:
        yield
    finally:
        _threads[name].release()


def _number(name: str) -> int:
    """Return the signed 64-bit number that stands for the lock among PostgreSQL's advisory locks."""
    return int.from_bytes(sha256(f"inspection-watch {name}".encode()).digest()[:8], signed=True)


def _held_elsewhere(memory: sa.Engine, name: str, wait: timedelta) -> MemoryUnavailable:
    return MemoryUnavailable(
        f"the memory at {place_of(memory.url)} is in use: another process has held its lock {name!r} "
        f"for {wait.total_seconds():.0f} s; let it end, or end it, and try again"
    )


def _cannot_lock(memory: sa.Engine, error: Exception) -> MemoryUnavailable:
    why = told(error, "check that its place can be written to")
    return MemoryUnavailable(f"the memory at {place_of(memory.url)} cannot be locked: {why}")
