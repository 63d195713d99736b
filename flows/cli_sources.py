"""The commands about sources."""

from typing import Annotated

import typer
from rich.console import Console

from flows.cli_options import DataOption, FormatOption, SettingsOption
from flows.open_workshop import open_for
from flows.show import Format, print_rows, show
from flows.sources_table import sources_now
from flows.watch import open_fetcher
from flows.workshop import chosen_sources
from scrapers.check import check_source

app = typer.Typer(help="The register of sources.", no_args_is_help=True)
LIST_COLUMNS = {
    "source_id": "id",
    "source_kind": "kind",
    "reader": "site",
    "state": "state",
    "last_success": "last read",
    "last_error": "last error",
}


@app.command("list")
def list_sources(form: FormatOption = Format.table, settings: SettingsOption = None, data: DataOption = None) -> None:
    """All sources, and how they fare."""
    with open_for(settings, data) as workshop:
        show(sources_now(workshop), LIST_COLUMNS, form, "The register is empty.")


@app.command("check")
def check(
    source: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Default: all.")] = None,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Whether sources still work: the newest items found, or what broke. Nothing is stored."""
    broken = 0
    with open_for(settings, data) as workshop, open_fetcher(workshop.settings) as fetcher:
        for one in chosen_sources(workshop.register, source or []):
            outcome = check_source(one, fetcher, today=workshop.clock().date())
            broken += not outcome.works
            Console().print(
                f"{one.id}: {outcome.verdict}. {outcome.sentence}", markup=False, highlight=False, soft_wrap=True
            )
            if outcome.newest:
                print_rows(
                    [(entry.published, entry.title, entry.url) for entry in outcome.newest],
                    ["published", "title", "address"],
                )
    raise typer.Exit(1 if broken else 0)
