"""What pages say, on its way to a terminal or a spreadsheet: it steers neither."""

import json
import re

import polars as pl

from flows.page_words import one_line

# What spreadsheets take for the beginning of a formula, unless an apostrophe stands before it.
FORMULA = ("=", "+", "-", "@")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def json_to_print(text: str) -> str:
    """Return the JSON, its meaning unchanged, with escapes for what a terminal obeys or does not show.

    Below the blank JSON has none but escaped ones.
    """
    return _BEYOND_ASCII.sub(lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text)


def for_spreadsheets(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with each text in one line, behind an apostrophe where a spreadsheet would take it to run."""
    return frame.with_columns(pl.col(pl.String).map_elements(_cell, return_dtype=pl.String))


def _cell(text: str) -> str:
    line = one_line(text)
    return f"'{line}" if line.startswith(FORMULA) else line
