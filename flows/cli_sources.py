"""The commands about sources."""

from typing import Annotated, get_args

import polars as pl
import typer

from flows.check_sources import check_sources, checks_table, summary
from flows.cli_discover import discover_command, official_name
from flows.cli_options import DataOption, FormatOption, SettingsOption, WrongUse
from flows.open_workshop import open_for
from flows.show import Format, console, print_rows, show
from flows.sources_table import sources_now
from flows.workshop import chosen_sources
from scrapers.check import SourceCheck
from scrapers.source import SourceKind, State
from transforms.health import Code

BROKEN = 1
app = typer.Typer(help="The register of sources.", no_args_is_help=True)
app.command("discover")(discover_command)
LIST_COLUMNS = {
    "authority": "authority",
    "source_id": "id",
    "source_kind": "kind",
    "reader": "site",
    "state": "state",
    "verdict": "verdict",
    "last_success": "last read",
    "last_error": "last error",
}
ALLOWED: dict[str, tuple[str, ...]] = {
    "source_kind": get_args(SourceKind),
    "state": get_args(State),
    "verdict": get_args(Code),
}
CHECK_COLUMNS = {
    "verdict": "verdict",
    "source_id": "id",
    "items": "items",
    "oldest": "from",
    "newest": "to",
    "validators": "validators",
    "what": "what",
}


@app.command("list")
def list_sources(
    authority: Annotated[str | None, typer.Option(help="Those of one authority, named in any form.")] = None,
    kind: Annotated[str | None, typer.Option(help="Those of one kind, such as council.")] = None,
    state: Annotated[str | None, typer.Option(help="Those in one state, such as failing.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Those of one verdict, such as stale.")] = None,
    form: FormatOption = Format.table,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """All sources, and how they fare: those of authorities first, by name."""
    wanted = {
        "authority": official_name(authority) if authority else None,
        "source_kind": kind,
        "state": state,
        "verdict": verdict,
    }
    _refuse_unknown(wanted)
    with open_for(settings, data) as workshop:
        every = sources_now(workshop)
    chosen = every.filter(pl.lit(value=True), *(pl.col(name) == value for name, value in wanted.items() if value))
    in_order = chosen.sort("authority", "source_kind", "source_id", nulls_last=True)
    show(in_order, LIST_COLUMNS, form, "No source is like that." if any(wanted.values()) else "The register is empty.")


def _refuse_unknown(wanted: dict[str, str | None]) -> None:
    for column, allowed in ALLOWED.items():
        value = wanted[column]
        if value is not None and value not in allowed:
            raise WrongUse(f"--{column.removeprefix('source_')} {value!r} is none of {', '.join(allowed)}")


@app.command("check")
def check(
    source: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Default: all.")] = None,
    form: FormatOption = Format.table,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Whether sources still work: what broke, or the newest items found. Nothing is stored."""
    with open_for(settings, data) as workshop:
        chosen = chosen_sources(workshop.register, source or [])
        checks = check_sources(workshop, chosen)
    show(checks_table(chosen, checks), CHECK_COLUMNS, form, "No source is to be read.")
    if form == Format.table:
        for one in checks if source else ():
            _show_newest(one)
        console().print(summary(checks), highlight=False, soft_wrap=True)
    raise typer.Exit(0 if all(one.works for one in checks) else BROKEN)


def _show_newest(one: SourceCheck) -> None:
    if not one.newest:
        return
    console().print(f"{one.source_id}:", markup=False, highlight=False)
    print_rows([(entry.published, entry.title, entry.url) for entry in one.newest], ["published", "title", "address"])
