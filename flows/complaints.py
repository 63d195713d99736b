"""What is told in one sentence, without a traceback, since an operator can mend it."""

from collections.abc import Iterator
from sqlite3 import Error as SqliteError

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from examples.server import PortTakenError
from flows.cli_options import WrongUse
from flows.keep.backups import BackupUnusable
from flows.memory.engine import MemoryUnavailable
from flows.memory.refusals import is_damage, refusal_in, told
from flows.memory.values import UnreadableTable, UnreadableValue
from flows.queries import NothingPublished, UnknownAuthority
from flows.settings import SettingsError
from flows.store import StoreError
from scrapers.errors import RegisterError

UNREADABLE = (UnreadableTable, UnreadableValue)
SAID_PLAINLY = (
    WrongUse,
    SettingsError,
    RegisterError,
    MemoryUnavailable,
    *UNREADABLE,
    UnknownAuthority,
    NothingPublished,
    PortTakenError,
    StoreError,
    BackupUnusable,
)
# What a database says of the program and not of its own state.
MISTAKES_OF_OURS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
DAMAGED = "run check, and put a backup back"
OTHERWISE = "check that there is room and the right to write, or run check"


def complaint_of(error: Exception) -> str | None:
    """Return the sentence, or None for what is a mistake of the program."""
    if isinstance(error, SAID_PLAINLY):
        return str(error)
    if isinstance(error, DBAPIError | SqliteError) and _is_the_worlds(error):
        unreadable = next((one for one in _raised_before(error) if isinstance(one, UNREADABLE)), None)
        advice = DAMAGED if is_damage(error) else OTHERWISE
        return str(unreadable) if unreadable else f"the memory cannot be used: {told(error, advice)}"
    return None


def _raised_before(error: BaseException) -> Iterator[BaseException]:
    """Yield what went wrong before: a read that broke off may keep what tidies up after it from writing."""
    while error.__context__ is not None:
        error = error.__context__
        yield error


def _is_the_worlds(error: Exception) -> bool:
    # PostgreSQL's driver calls nearly all that the server refuses a mistake in the question.
    is_said_so = isinstance(error, DBAPIError) and not isinstance(error, MISTAKES_OF_OURS)
    return is_said_so or refusal_in(error) is not None or is_damage(error)
