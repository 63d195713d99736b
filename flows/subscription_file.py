"""The file of the subscriptions, read anew at each run."""

from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any

from flows.chosen import nearest
from flows.subscriptions import Subscription, SubscriptionsError, read_channels, read_subscribers

FILE_NAME = "subscriptions.toml"
TABLES = {"subscribers": read_subscribers, "channels": read_channels}
_BEGINNINGS = " or ".join(f"[[{name}]]" for name in TABLES)


def find_file(named: Path | None, settings_file: Path | None) -> Path | None:
    """Return the file that the settings name, or else the one beside the settings file; None where there is none.

    Raises SubscriptionsError where the one that is named is not there.
    """
    if named is not None:
        if not named.is_file():
            raise SubscriptionsError(f"there is no file {named}; check the setting subscriptions")
        return named
    beside = (settings_file.parent if settings_file else Path()) / FILE_NAME
    return beside if beside.is_file() else None


def read_file(file: Path) -> dict[str, Any]:
    """Read the settings `subscribers` and `channels` from the file; raises SubscriptionsError with all its faults."""
    tables = _tables(file)
    faults = [
        f'{file}: "{name}" is no table of this file; each entry begins with {_BEGINNINGS}{nearest(name, TABLES)}'
        for name in tables
        if name not in TABLES
    ]
    found: dict[str, tuple[Subscription, ...]] = {}
    for name, read in TABLES.items():
        try:
            found[name] = read(tables.get(name, ()))
        except SubscriptionsError as error:
            faults += [f"{file}: {fault}" for fault in error.faults]
    if faults:
        raise SubscriptionsError(*faults)
    return found


def _tables(file: Path) -> dict[str, Any]:
    try:
        # Some editors begin a file with a mark that TOML does not know.
        return loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SubscriptionsError(f"{file} cannot be read: {error.strerror}") from error
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise SubscriptionsError(f"{file} is not TOML: {error}") from error
