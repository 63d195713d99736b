"""The command `reprocess`."""

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from flows.cli_options import DataOption, SettingsOption, WrongUse
from flows.memory.crawl import newest_pages
from flows.open_workshop import open_for
from flows.page_words import one_line
from flows.publish import publish_tables
from flows.reprocess import Reprocessed, reprocess
from flows.show import print_rows
from flows.workshop import Workshop
from transforms.rules_version import rules_version

TOLD_BY = (
    "type",
    "judgement",
    "kind",
    "role",
    "category",
    "grade",
    "standing",
    "status",
    "person",
    "title",
    "summary",
    "message",
)
LONGEST = 100


def reprocess_command(
    apply: Annotated[bool, typer.Option("--apply", help="Write what differs; without it, it is only shown.")] = False,
    jobs: Annotated[int | None, typer.Option(help="Processes that read pages. Default: one a core.")] = None,
    rows: Annotated[int, typer.Option(help="Rows shown of each kind of difference.")] = 3,
    examples: Annotated[bool, typer.Option("--examples", help="The pages are of the bundled example sites.")] = False,
    settings: SettingsOption = None,
    data: DataOption = None,
) -> None:
    """Read all kept pages by the rules of today and show what that changes."""
    if jobs is not None and jobs < 1:
        raise WrongUse(f"--jobs {jobs} is too few; give 1 or more")
    with open_for(settings, data, examples=examples) as workshop:
        done = _with_progress(workshop, apply=apply, jobs=jobs)
        _show(done, rows)
        if apply:
            publish_tables(workshop)
    raise typer.Exit(1 if done.failures else 0)


def _with_progress(workshop: Workshop, *, apply: bool, jobs: int | None) -> Reprocessed:
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading", total=len(newest_pages(workshop.memory)))
        return reprocess(workshop, apply=apply, jobs=jobs, progress=lambda pages: bar.advance(task, pages))


def _show(done: Reprocessed, examples: int) -> None:
    out = Console()
    rate = done.pages / done.seconds if done.seconds else 0.0
    pages = "page" if done.pages == 1 else "pages"
    out.print(f"{done.pages} {pages} read by rules {rules_version()} in {done.seconds:.1f} s, {rate:.0f} a second.")
    if not done.differences:
        out.print("Nothing differs from what stands.")
    else:
        rows = [
            (name, len(told.added), len(told.gone), len(told.altered))
            for name, told in sorted(done.differences.items())
        ]
        print_rows(rows, ["table", "added", "gone", "altered"])
        for name, told in sorted(done.differences.items()):
            for kind in ("added", "gone", "altered"):
                _show_examples(f"{name}, {kind}:", getattr(told, kind), examples)
        out.print("Applied." if done.applied else "Nothing was written; --apply does so.")
    for source_id, number in sorted(done.left_alone.items()):
        left = f"The register has no source {source_id}: what was read in pages of it ({number}) stands as it is."
        out.print(left, markup=False, soft_wrap=True)
    for message in done.failures:
        out.print(f"- {one_line(message)}", markup=False, soft_wrap=True)


def _show_examples(heading: str, rows: Sequence[Mapping[str, Any]], examples: int) -> None:
    out = Console()
    if rows and examples:
        out.print(heading)
    for row in rows[:examples]:
        parts = [str(row["authority"])] if row.get("authority") else []
        parts += [str(row[name]) for name in TOLD_BY if row.get(name) not in (None, "")]
        out.print(f"  {one_line(', '.join(parts))[:LONGEST]}", markup=False, soft_wrap=True)
