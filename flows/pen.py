"""Draws a sheet into an Excel workbook: each kind of cell in its form, ready to read, filter and print."""

from datetime import date
from math import ceil
from typing import Any, TypeGuard

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from flows.page_words import link_to, one_line
from flows.sheets import Cell, Field, Graded, Link, Sheet
from transforms.wording import words

# Limits of Excel; a longer text is cut, links too many are written as plain text.
LONGEST_TEXT = 32_767
MOST_LINKS = 65_530
A3 = 8
# Characters across a printed page that can still be read, and points of a heading of two lines.
PAGE_WIDTH = 250
HEADING_HEIGHT = 30
LINE_HEIGHT = 14
MOST_LINES = 12
BASE = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
HEADING = {"bold": True, "text_wrap": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "valign": "vcenter"}
DAY = {"num_format": "d mmm yyyy", "align": "left"}
NUMBER = {"align": "right", "indent": 1}
WHOLE = NUMBER | {"num_format": "#,##0"}
SHARE = {"num_format": "0.00", "align": "center"}
LINK = {"font_color": "#0B5394", "underline": 1}
OUTSTANDING, GOOD, MIDDLE, INADEQUATE = "#2E7D4F", "#BFE3C0", "#FFE08A", "#F2A097"
GRADE_FORMS = {
    "outstanding": {"bg_color": OUTSTANDING, "font_color": "#FFFFFF"},
    "good": {"bg_color": GOOD},
    "requires_improvement": {"bg_color": MIDDLE},
    "adequate": {"bg_color": MIDDLE},
    "inadequate": {"bg_color": INADEQUATE},
}
GRADED = {"border": 1, "border_color": "#FFFFFF"}


class Pen:
    """Draws into one workbook; forms are made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._forms: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._links = 0

    def draw(self, sheet: Sheet) -> None:
        """Add the sheet to the workbook."""
        page = self._book.add_worksheet(sheet.name)
        self._links = 0
        for column, field in enumerate(sheet.fields):
            page.set_column(column, column, field.width, self._form())
            page.write_string(0, column, field.heading, self._form(**HEADING))
        page.set_row(0, HEADING_HEIGHT)
        for line, row in enumerate(sheet.rows, start=1):
            page.set_row(line, LINE_HEIGHT * _lines(row, sheet.fields))
            for column, (cell, field) in enumerate(zip(row, sheet.fields, strict=True)):
                self._write(page, (line, column), cell, field)
        _lay_out(page, sheet)

    def _write(self, page: Worksheet, place: tuple[int, int], cell: Cell, field: Field) -> None:
        match cell:
            case None | "":
                return
            case Graded(grade, historic):
                page.write_string(*place, words("grades", grade), self._form(italic=historic, **_looks(grade)))
            case Link(url):
                self._write_link(page, place, url)
            case date():
                page.write_datetime(*place, cell, self._form(**DAY))
            case int() | float():
                page.write_number(*place, cell, self._form(**(WHOLE if isinstance(cell, int) else SHARE)))
            case str():
                page.write_string(*place, one_line(cell[:LONGEST_TEXT]), self._form(text_wrap=field.wrapped))

    def _write_link(self, page: Worksheet, place: tuple[int, int], url: str) -> None:
        link = link_to(url)
        if link and self._links < MOST_LINKS:
            self._links += 1
            page.write_url(*place, link.url, self._form(**LINK), string=link.url)
        else:
            page.write_string(*place, one_line(url[:LONGEST_TEXT]), self._form())

    def _form(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._forms:
            self._forms[key] = self._book.add_format(BASE | properties)
        return self._forms[key]


def _lines(row: tuple[Cell, ...], fields: tuple[Field, ...]) -> int:
    # Excel fits heights only to what it draws itself; other readers show one line of a wrapped text.
    texts = [(len(cell), field.width) for cell, field in zip(row, fields, strict=True) if _is_wrapped(cell, field)]
    return min(MOST_LINES, max((ceil(length / width) for length, width in texts), default=1))


def _is_wrapped(cell: Cell, field: Field) -> TypeGuard[str]:
    return field.wrapped and isinstance(cell, str) and bool(cell)


def _looks(grade: str) -> dict[str, Any]:
    return GRADED | GRADE_FORMS[grade] if grade in GRADE_FORMS else {}


def _lay_out(page: Worksheet, sheet: Sheet) -> None:
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.fields) - 1)
    page.set_landscape()
    page.set_paper(A3)
    page.fit_to_pages(ceil(sum(field.width for field in sheet.fields) / PAGE_WIDTH), 0)
    page.repeat_rows(0)
    page.repeat_columns(0, sheet.frozen - 1)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_header("&L&A")
    page.set_footer("&RPage &P of &N")
