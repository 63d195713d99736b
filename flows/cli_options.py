"""Options that several commands share."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.show import Format


class WrongUse(Exception):
    """An argument is wrong; the message names it, the value and what is allowed."""


SettingsOption = Annotated[Path | None, typer.Option("--settings", help="TOML file of settings.")]
DataOption = Annotated[
    str | None, typer.Option("--data", help="Folder, or URL of an object store, of pages, tables and outbox.")
]
AsKnownOnOption = Annotated[
    str | None, typer.Option("--as-known-on", help="As it was known at the end of that day (UTC), YYYY-MM-DD.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How rows are printed.")]


def parse_day(option: str, text: str | None) -> date | None:
    """Read a day given as an option; raises WrongUse."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{option} {text!r} is no date; write it as 2021-11-29") from None


def say(text: str) -> None:
    """Print lines as they are, without taking anything in them for markup."""
    Console(highlight=False, emoji=False).print(text, markup=False, soft_wrap=True)
