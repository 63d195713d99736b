"""The command `backfill`."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from flows.backfill import run_backfill
from flows.cli_options import DataOption, SettingsOption, WrongUse, parse_day
from flows.open_workshop import open_for
from flows.passes import Pass
from flows.queries import changes_of
from flows.show import print_rows, show_pass
from flows.workshop import Workshop, chosen_sources
from scrapers.source import Source
from scrapers.window import Window

COLUMNS = {
    "source_id": "source",
    "found": "found",
    "new": "new",
    "passed_over": "passed over",
    "kept": "fetched",
    "unchanged": "unchanged",
    "gone": "gone",
    "left": "left",
    "failed": "failed",
}


def backfill_command(
    source: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Ids of sources in the register.")],
    since: Annotated[str, typer.Option("--from", help="First day of publication, YYYY-MM-DD.")],
    until: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD. Default: today.")] = None,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Read what sources announced in days past; a second call goes on where the first had to stop."""
    with open_for(settings, data) as workshop:
        window = _window(workshop, since, until)
        done = _with_progress(workshop, chosen_sources(workshop.register, source), window)
        print_rows([[getattr(one, name) for name in COLUMNS] for one in done.watched], list(COLUMNS.values()))
        show_pass(done, changes_of(workshop.settings.store, done))
        if left := sum(one.left for one in done.watched):
            Console().print(f"{left} pages are left for another call: the budget of this one is spent.")
    raise typer.Exit(1 if done.failures else 0)


def _window(workshop: Workshop, since: str, until: str | None) -> Window:
    today = workshop.clock().date()
    first, last = parse_day("--from", since), parse_day("--until", until) or today
    if first is None or first > last:
        raise WrongUse(f"--from {since} is after --until {last}; give the earlier day first")
    return Window(first, last)


def _with_progress(workshop: Workshop, sources: Sequence[Source], window: Window) -> Pass:
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading", total=len(sources))
        return run_backfill(workshop, sources, window, lambda _: bar.advance(task))
