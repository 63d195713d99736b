"""What is told in one sentence, without a traceback, since an operator can mend it."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from examples.server import PortTakenError
from flows.cli_options import WrongUse
from flows.keep.backups import BackupUnusable
from flows.memory.engine import MemoryUnavailable, cause_of
from flows.queries import NothingPublished, UnknownAuthority
from flows.settings import SettingsError
from flows.store import StoreError
from scrapers.errors import RegisterError

SAID_PLAINLY = (
    WrongUse,
    SettingsError,
    RegisterError,
    MemoryUnavailable,
    UnknownAuthority,
    NothingPublished,
    PortTakenError,
    StoreError,
    BackupUnusable,
)
# What a database says of the program and not of its own state.
MISTAKES_OF_OURS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def complaint_of(error: Exception) -> str | None:
    """Return the sentence, or None for what is a mistake of the program."""
    if isinstance(error, SAID_PLAINLY):
        return str(error)
    if isinstance(error, DBAPIError) and not isinstance(error, MISTAKES_OF_OURS):
        advice = "check that there is room and the right to write, or run check"
        return f"the memory cannot be used: {cause_of(error)}; {advice}"
    return None
