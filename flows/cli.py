"""The command line. Exit status: 0 done, 1 done with failures that are listed, 2 wrong use."""

import asyncio
import logging
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import track

from examples.server import serve_examples
from flows.cli_alerts import app as alerts_app
from flows.cli_backfill import backfill_command
from flows.cli_keep import backup_command, check_command, restore_command
from flows.cli_options import AsKnownOnOption, DataOption, FormatOption, SettingsOption, WrongUse, parse_day
from flows.cli_reprocess import reprocess_command
from flows.cli_service import app as service_app
from flows.cli_sources import app as sources_app
from flows.cli_status import status_command
from flows.complaints import complaint_of
from flows.docs_pages import PAGES
from flows.explain import show_read
from flows.extract_files import UnreadableInput, read_facts
from flows.open_workshop import open_for
from flows.passes import Pass, run_pass
from flows.publish import publish_tables
from flows.queries import changes as ask_changes
from flows.queries import changes_of, history_elsewhere
from flows.queries import commitments as ask_commitments
from flows.queries import ratings as ask_ratings
from flows.settings import load_settings
from flows.show import Format, show, show_pass
from flows.workshop import chosen_sources
from transforms.facts import SourceKind

OK, WITH_FAILURES, WRONG_USE = 0, 1, 2
STATUSES = ("open", "overdue", "done", "undated", "lapsed")

app = typer.Typer(
    name="inspection-watch",
    help="Reads the public news about inspections of English councils' children's services and flags what changed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(sources_app, name="sources")
app.add_typer(alerts_app, name="alerts")
app.add_typer(service_app, name="service")
app.command("backfill")(backfill_command)
app.command("reprocess")(reprocess_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.command("check")(check_command)
app.command("status")(status_command)


@app.command()
def run(
    source: Annotated[list[str] | None, typer.Option(help="Id of a source; may be repeated. Default: all.")] = None,
    examples: Annotated[bool, typer.Option("--examples", help="Read the bundled example sites instead.")] = False,
    prefect: Annotated[bool, typer.Option(help="Run as Prefect flows, or in plain functions.")] = True,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """One pass over the sources: watch, extract, flag, alert, publish."""
    settings_file = str(settings) if settings else None
    _log_progress()
    with ExitStack() as stack:
        workshop = stack.enter_context(open_for(settings, data, examples=examples))
        wanted = chosen_sources(workshop.register, source or [])
        if examples:
            stack.enter_context(serve_examples())
        if prefect:
            done = _with_prefect([one.id for one in wanted], settings_file, data, examples)
        else:
            done = run_pass(workshop, wanted)
        show_pass(done, changes_of(workshop.settings.store, done))
    raise typer.Exit(WITH_FAILURES if done.failures else OK)


def _with_prefect(sources: list[str], settings_file: str | None, data: str | None, examples: bool) -> Pass:
    # A person at a terminal wants the pass's own progress, not Prefect's.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    # Prefect takes seconds to import, which the other commands need not wait for.
    from flows.pipeline import inspection_pass

    pending = inspection_pass(sources, settings_file=settings_file, data=data, examples=examples)
    return cast(Pass, asyncio.run(cast(Any, pending)))


def _log_progress() -> None:
    handler = RichHandler(console=Console(stderr=True), show_path=False, show_level=False)
    logger = logging.getLogger("inspection_watch")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.propagate = False


@app.command()
def extract(
    places: Annotated[list[str], typer.Argument(metavar="FILE-OR-URL...", help="Pages: .html, .txt, .pdf, or a URL.")],
    as_json_lines: Annotated[bool, typer.Option("--json", help="JSON Lines, an object an article.")] = False,
    published: Annotated[str | None, typer.Option(help="Day of publication where the page shows none.")] = None,
    source_kind: Annotated[str, typer.Option(help=f"One of {', '.join(get_args(SourceKind))}.")] = "other",
    explain: Annotated[bool, typer.Option("--explain", help="Why each fact was taken, and what was dropped.")] = False,
    settings: SettingsOption = None,
) -> None:
    """Facts of given pages; nothing is stored."""
    if source_kind not in get_args(SourceKind):
        raise WrongUse(f"--source-kind {source_kind!r} is none of {', '.join(get_args(SourceKind))}")
    day = parse_day("--published", published)
    chosen = load_settings(settings)
    failed = 0
    for place in track(places, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()):
        try:
            kind = cast(SourceKind, source_kind)
            read = read_facts(place, published=day, source_kind=kind, settings=chosen, explain=explain)
        except UnreadableInput as error:
            failed += 1
            _complain(str(error))
            continue
        show_read(read, as_json_lines=as_json_lines, explain=explain)
    raise typer.Exit(WITH_FAILURES if failed else OK)


@app.command()
def ratings(
    authority: Annotated[str | None, typer.Option(help="Name of an authority, in any form.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Grades that stood on that day, YYYY-MM-DD.")] = None,
    as_known_on: AsKnownOnOption = None,
    form: FormatOption = Format.table,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """The standing grade of each authority and judgement."""
    store = load_settings(settings, data=data).store
    frame = ask_ratings(store, authority, parse_day("--as-of", as_of), parse_day("--as-known-on", as_known_on))
    columns = {
        "authority": "authority",
        "judgement": "judgement",
        "grade": "grade",
        "since": "since",
        "previous_grade": "before",
        "historic": "as history",
    }
    show(frame, columns, form, "No ratings known.")
    if authority and form is Format.table and (elsewhere := history_elsewhere(authority)):
        Console().print(elsewhere, markup=False, highlight=False, soft_wrap=True)


@app.command()
def changes(
    since: Annotated[str | None, typer.Option(help="Flagged on that day or later, YYYY-MM-DD.")] = None,
    authority: Annotated[str | None, typer.Option(help="Name of an authority, in any form.")] = None,
    as_known_on: AsKnownOnOption = None,
    form: FormatOption = Format.table,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """What was flagged, newest first."""
    store = load_settings(settings, data=data).store
    frame = ask_changes(store, parse_day("--since", since), authority, parse_day("--as-known-on", as_known_on))
    columns = {
        "effective": "date",
        "severity": "severity",
        "summary": "what",
        "n_sources": "sources",
        "corroborated": "corroborated",
    }
    show(frame, columns, form, "No changes flagged.")


@app.command()
def commitments(
    authority: Annotated[str | None, typer.Option(help="Name of an authority, in any form.")] = None,
    status: Annotated[str | None, typer.Option(help=f"One of {', '.join(STATUSES)}.")] = None,
    due_before: Annotated[str | None, typer.Option(help="With a deadline before that day, YYYY-MM-DD.")] = None,
    form: FormatOption = Format.table,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """What authorities, government and trusts have undertaken to do."""
    if status not in (None, *STATUSES):
        raise WrongUse(f"--status {status!r} is none of {', '.join(STATUSES)}")
    store = load_settings(settings, data=data).store
    frame = ask_commitments(store, authority, status, parse_day("--due-before", due_before))
    columns = {
        "authority": "authority",
        "speaker": "who",
        "category": "category",
        "amount_gbp": "£",
        "deadline": "deadline",
        "status": "status",
        "text": "word for word",
    }
    show(frame, columns, form, "No commitments known.")


@app.command()
def publish(settings: SettingsOption = None, data: DataOption = None) -> None:
    """Write the Parquet tables anew from the memory."""
    with open_for(settings, data) as workshop:
        written = publish_tables(workshop, anew=True)
    Console().print(f"{len(written.rows)} tables, {sum(written.rows.values())} rows: {written.place}", soft_wrap=True)


@app.command(hidden=True)
def docs(file: Path) -> None:
    """Make a generated page anew, the one of that name."""
    if file.name not in PAGES:
        raise WrongUse(f"{file.name} is no generated page; those are {', '.join(PAGES)}")
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(PAGES[file.name](before), encoding="utf-8")


def _complain(message: str) -> None:
    Console(stderr=True).print(f"inspection-watch: {message}", markup=False, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line; what an operator can mend is said in one sentence, without a traceback."""
    try:
        app()
    except Exception as error:
        sentence = complaint_of(error)
        if sentence is None:
            raise
        _complain(sentence)
        sys.exit(WRONG_USE)


if __name__ == "__main__":
    main()
