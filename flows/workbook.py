"""The workbook of current ratings, for those who work in Excel: what stands, neighbours, changes and undertakings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO

import polars as pl
from xlsxwriter import Workbook

from flows.pen import Pen
from flows.sheets import CHANGES_OF_MONTHS, Cell, Field, Sheet, sheets_of
from transforms.frameworks import frameworks
from transforms.neighbours import SOURCE

# What pages say is never read as a formula, a number or a link.
AS_WRITTEN = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
READING = (
    "A grade in italics stands as history: the newest inspection gave no such grade any more.",
    f"The sheet Changes holds the last {CHANGES_OF_MONTHS} months, without changes that were withdrawn since.",
    f"Statistical neighbours: {SOURCE}.",
    "Evidence is quoted word for word from the source beside it and stays under that source's licence.",
)


def workbook(frames: Mapping[str, pl.DataFrame], moment: datetime) -> bytes:
    """Return the workbook as the bytes of an .xlsx file, the same for the same tables and moment.

    `frames` has the tables authorities, current_ratings, intervention_spells, post_spells, changes and undertakings,
    `moment` is the one that they belong to, with its time zone.
    """
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    sheets = sheets_of(frames, utc.date())
    buffer = BytesIO()
    with Workbook(buffer, AS_WRITTEN) as book:
        book.set_properties({"title": "Current ratings of children's services", "created": utc})
        pen = Pen(book)
        for sheet in (*sheets, about(sheets, utc)):
            pen.draw(sheet)
    return buffer.getvalue()


def about(sheets: Sequence[Sheet], moment: datetime) -> Sheet:
    """Say of which moment the tables are, how many rows the sheets have and what each column means."""
    rows: list[tuple[Cell, ...]] = [
        ("Inspection watch", "tables of", f"{moment:%-d %B %Y, %H:%M} UTC"),
        *(("How to read", None, line) for line in READING),
        *((sheet.name, "number of rows", f"{len(sheet.rows):,}") for sheet in sheets),
        *(("Frameworks", one.key.replace("_", " ").upper(), one.name) for one in frameworks()),
        *_meanings(sheets),
    ]
    fields = (Field("Sheet", 24, ""), Field("Column", 34, ""), Field("Meaning", 100, "", wrapped=True))
    return Sheet("About", fields, tuple(rows))


def _meanings(sheets: Sequence[Sheet]) -> Iterator[tuple[Cell, ...]]:
    for sheet in sheets:
        # Ten neighbours with their grades are told of once.
        first: dict[str, str] = {}
        for field in sheet.fields:
            first.setdefault(field.meaning, field.heading)
        yield from ((sheet.name, heading, meaning) for meaning, heading in first.items())
