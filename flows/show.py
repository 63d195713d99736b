"""Tables on the terminal, and the same as CSV, JSON or Parquet."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.page_words import one_line
from flows.passes import Pass
from flows.printed import for_spreadsheets, json_to_print
from flows.subscriptions import SEVERITIES
from transforms.wording import change_types

WIDTH_OF_A_PIPE = 160
FAILURES_SHOWN = 20


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def show(frame: pl.DataFrame, columns: Mapping[str, str], form: Format, nothing: str) -> None:
    """Print the frame: as a table only `columns` (name to heading), in the other forms every column."""
    match form:
        case Format.csv:
            lists = [name for name, dtype in frame.schema.items() if dtype == pl.List]
            flat = frame.with_columns(pl.col(name).list.join(";") for name in lists)
            sys.stdout.write(for_spreadsheets(flat).write_csv())
        case Format.json:
            sys.stdout.write(json_to_print(frame.write_ndjson()))
        case Format.parquet:
            frame.write_parquet(sys.stdout.buffer)
        case Format.table if frame.is_empty():
            console().print(nothing)
        case Format.table:
            print_rows(frame.select(columns.keys()).rows(), list(columns.values()))


def console() -> Console:
    """Return the console for results; a pipe or file gets wide lines, since nothing there wraps them well."""
    return Console() if sys.stdout.isatty() else Console(width=WIDTH_OF_A_PIPE)


def print_rows(rows: Sequence[Sequence[Any]], headings: Sequence[str]) -> None:
    """Print rows as a table that wraps to the width of the terminal."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    console().print(table)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case bool():
            return "yes" if value else "no"
        case list():
            return one_line(", ".join(map(str, value)))
    return (
        one_line(str(value)).replace("_", " ") if isinstance(value, str) and " " not in value else one_line(str(value))
    )


def _show_flags(out: Console, changes: pl.DataFrame) -> None:
    """Print the changes, gravest first; those of low severity are only counted."""
    low = changes.filter(severity=SEVERITIES[-1]).height
    told = changes.filter(pl.col("severity") != SEVERITIES[-1]).sort(
        pl.col("severity").replace_strict(SEVERITIES, range(len(SEVERITIES))),
        "effective",
        pl.col("type").replace_strict(list(change_types()), range(len(change_types()))),
        descending=[False, True, False],
    )
    out.print(f"\n{len(changes)} changes flagged:")
    print_rows(
        told.select("effective", "severity", "summary", "n_sources").rows(), ["date", "severity", "what", "sources"]
    )
    if low:
        out.print(f"... and {low} of low severity; `inspection-watch changes` shows all.\n")


def _nothing_flagged(counts: Mapping[str, int]) -> str:
    rows = "no new row" if not counts["articles"] + counts["facts"] else "new rows, but no change"
    return f"Nothing to flag: {rows}, {'mail that was still owed' if counts['mails_sent'] else 'no mail'}."


def _show_failures(out: Console, failures: Sequence[str]) -> None:
    if failures:
        out.print(f"\n{len(failures)} failures:")
    for message in failures[:FAILURES_SHOWN]:
        out.print(Text(f"- {one_line(message)}"), soft_wrap=True)
    if len(failures) > FAILURES_SHOWN:
        out.print(
            f"... and {len(failures) - FAILURES_SHOWN} more: the table failures has all, "
            "`inspection-watch sources list` how each source fares."
        )


def show_pass(done: Pass, changes: pl.DataFrame) -> None:
    """Print what a pass came to: what was flagged, what failed, and where everything is."""
    out = console()
    counts = done.counts()
    out.print(
        f"Read {counts['sources']} sources: {counts['entries_found']} entries, {counts['entries_new']} new, "
        f"{counts['entries_passed_over']} passed over; "
        f"{counts['articles']} articles ({counts['articles_relevant']} relevant), {counts['facts']} facts."
    )
    if changes.is_empty():
        out.print(_nothing_flagged(counts))
    else:
        _show_flags(out, changes)
    if counts["changes_of_old"] or counts["corrections"]:
        out.print(
            f"History: {counts['changes_of_old']} older changes filled in, {counts['corrections']} entries corrected."
        )
    for place in done.alerted.places:
        out.print(f"Mail:   {place}", soft_wrap=True)
    out.print(f"Tables: {done.published.place}", soft_wrap=True)
    if counts["rejects"]:
        out.print(f"{counts['rejects']} rows were rejected; the table rejects says why.")
    _show_failures(out, done.failures)
