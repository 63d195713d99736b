"""Why a database or a disk refuses, in a line, and what an operator does about it; what of it is damage."""

import errno
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from flows.store import DISK_ADVICE

FULL = "the disk is full"
SPACE = "free some space there"
RIGHTS = "give this account the right to it"
TAKEN = "another process holds it locked"
LET_END = "let that process end, or end it, and try again"
SERVER = "see that the database's server runs and is well"
# Less than SQLite needs to open a database at all.
NEXT_TO_NOTHING = 1_000_000

SQLITE: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: (FULL, SPACE),
    sqlite3.SQLITE_IOERR: (
        "the disk is full or fails (disk I/O error)",
        f"{SPACE}, or look at the disk",
    ),
    sqlite3.SQLITE_READONLY: ("it can only be read", f"{RIGHTS} and to its folder"),
    sqlite3.SQLITE_CANTOPEN: ("its file cannot be opened", f"check the path, and {RIGHTS} and to its folder"),
    sqlite3.SQLITE_PERM: ("it may not be read", f"{RIGHTS} and to its folder"),
    sqlite3.SQLITE_BUSY: (TAKEN, LET_END),
    sqlite3.SQLITE_LOCKED: (TAKEN, LET_END),
    sqlite3.SQLITE_PROTOCOL: (TAKEN, LET_END),
}
# By SQLSTATE, or by its class.
POSTGRESQL: Mapping[str, str] = {
    "08": SERVER,
    "25006": "give the address of a server that takes writes, or have this one take them",
    "40": "try again",
    "42501": "grant this account the right to it",
    "53": SERVER,
    "53100": "free some space on the server's disk",
    "55P03": LET_END,
    "57": SERVER,
    "58": SERVER,
}
# No code: a text that is none, which Python finds and not SQLite.
SQLITE_DAMAGE = (None, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
POSTGRESQL_DAMAGE = ("XX001", "XX002", "42P01")


def refusal_in(error: Exception, place: Path | None = None) -> tuple[str, str] | None:
    """Return what the world refuses and what to do, None for anything else.

    Where `place`, the file or folder that it was about, is known, its disk is looked at too.
    """
    original = _original(error)
    if isinstance(original, sqlite3.Error):
        return _refusal_of_the_disk(place, _sqlite_code(original)) or SQLITE.get(_sqlite_code(original) or 0)
    advice = (
        DISK_ADVICE.get(original.errno or 0)
        if isinstance(original, OSError)
        else POSTGRESQL.get(_sqlstate(original)) or POSTGRESQL.get(_sqlstate(original)[:2])
    )
    return (cause_of(error), advice) if advice else None


def _refusal_of_the_disk(place: Path | None, code: int | None) -> tuple[str, str] | None:
    """What SQLite calls by other names, as it first fails to write what goes beside the database."""
    there = place and next((one for one in (place, *place.absolute().parents) if one.exists()), None)
    if there is None:
        return None
    disk = os.statvfs(there)
    if code == sqlite3.SQLITE_IOERR and disk.f_bavail * disk.f_frsize < NEXT_TO_NOTHING:
        return FULL, SPACE
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) and disk.f_flag & os.ST_RDONLY:
        return "its disk is read-only", DISK_ADVICE[errno.EROFS]
    return None


def told(error: Exception, otherwise: str, place: Path | None = None) -> str:
    """Return what went wrong and what to do about it, which is `otherwise` where nothing better is known."""
    cause, advice = refusal_in(error, place) or (cause_of(error), otherwise)
    return f"{cause}; {advice}"


def is_damage(error: Exception) -> bool:
    """Whether the database itself is not as it was written, which neither waiting nor room nor rights will mend."""
    original = _original(error)
    if isinstance(original, sqlite3.Error):
        may_be = type(original) in (sqlite3.DatabaseError, sqlite3.OperationalError)
        return may_be and _sqlite_code(original) in SQLITE_DAMAGE
    return _sqlstate(original) in POSTGRESQL_DAMAGE


def cause_of(error: Exception) -> str:
    """Return what went wrong in a line: of PostgreSQL's answer only its message."""
    original = _original(error)
    if isinstance(original, OSError) and original.strerror:
        return f"{original.filename}: {original.strerror}" if original.filename else original.strerror
    answer = original.args[0] if original.args else ""
    if isinstance(answer, dict):
        return str(answer.get("M", answer))
    return next(iter(str(original).splitlines()), type(original).__name__)


def _original(error: Exception) -> Exception:
    return getattr(error, "orig", None) or error


def _sqlite_code(error: sqlite3.Error) -> int | None:
    """Return the primary code, without what SQLite adds to it."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _sqlstate(error: Exception) -> str:
    answer = error.args[0] if error.args else None
    return str(answer.get("C", "")) if isinstance(answer, dict) else ""
