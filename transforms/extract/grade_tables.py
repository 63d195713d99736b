"""Grades in the cells of a table, whose heading row names areas, years or "previous", and what heads a list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.stated import Stated
from transforms.extract.terms import Term
from transforms.extract.trace import because, dropped

_BAR = " | "
_FOR_LIST = re.compile(r"[\"'\u2019\u201d*]*\s(?:for|in|on)(?:\s[\w ]{3,40})?:\s?$")
# With fewer cells a row is an area and its grade, read like any sentence.
_LEAST_CELLS = 3
# Characters of a cell beside the grade in it.
_BESIDE = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell at `text[start:end]` of the article."""

    start: int
    end: int


def cells_of(clues: Clues, least: int = _LEAST_CELLS) -> list[Cell]:
    """The cells of a table's row; none where the sentence is no row of a table with several columns."""
    cells, start, end = [], clues.sentence.start, clues.sentence.end
    has_bar = clues.folded.find(_BAR, start, end) >= 0
    for part in clues.folded[start:end].split(_BAR) if has_bar else ():
        cells.append(Cell(start, start + len(part)))
        start += len(part) + len(_BAR)
    return cells if len(cells) >= least else []


def heads_table(document: Document, clues: Clues) -> bool:
    """Whether a row without grades may head a table; without its first cell, each has a date or an authority."""
    cells = [] if clues.of("grades") else cells_of(clues, _LEAST_CELLS - 1)
    is_told = all(_date(document, clues, one) or _authority(document, clues, one) for one in cells)
    return len(cells) >= _LEAST_CELLS or (bool(cells) and is_told)


def heads_list(clues: Clues, place: int) -> bool:
    """Whether a grade that ends at a place is given only for what the lines below name: "rated good for:"."""
    return bool(_FOR_LIST.match(clues.folded, place, clues.sentence.end)) and not clues.of("areas")


def _authority(document: Document, clues: Clues, cell: Cell) -> str | None:
    """The authority that a cell names."""
    named = [one for one in document.mentions_in(clues.sentence) if cell.start <= one.start and one.end <= cell.end]
    return named[-1].authority if named else None


def _areas(clues: Clues, cell: Cell) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term.value for term in clues.between("areas", cell.start, cell.end)))


def _date(document: Document, clues: Clues, cell: Cell) -> DateMention | None:
    dates = document.dates_in(clues.sentence)
    return next((one for one in dates if cell.start <= one.start and one.end <= cell.end), None)


def _grade(document: Document, clues: Clues, cell: Cell) -> Term | None:
    """The grade that is all of a cell, but for a date with it."""
    found = clues.between("grades", cell.start, cell.end)
    dated = _date(document, clues, cell)
    rest = cell.end - cell.start - (dated.end - dated.start if dated else 0)
    return found[0] if len(found) == 1 and rest - (found[0].end - found[0].start) <= _BESIDE else None


def _date_beside(document: Document, clues: Clues, cell: Cell, cells: list[Cell]) -> DateMention | None:
    """The date in a cell, or the only one in the row that is all of a cell."""
    own = _date(document, clues, cell)
    dated = [(other, _date(document, clues, other)) for other in cells]
    alone = [one for other, one in dated if one and other.end - other.start - (one.end - one.start) <= _BESIDE]
    return own or (alone[0] if len(alone) == 1 else None)


def _confidence(grade: Term | None, is_named: bool) -> float:
    sure = (0.9, "rating.confidence.row_named") if is_named else (0.85, "rating.confidence.row_inferred")
    return because(*sure, grade or (0, 0))


def read_row(document: Document, heading: Clues, clues: Clues, overall: str) -> Iterator[Stated]:
    """The grades of one row; `overall` is the judgement of a row or column that names none."""
    columns, (head, *cells) = cells_of(heading, _LEAST_CELLS - 1), cells_of(clues)
    columns = columns[1:] if len(columns) > len(cells) else columns
    named = _authority(document, clues, head)
    is_past = clues.has("past", head.start, head.end)
    if clues.between("foreign", head.start, head.end) or len(columns) != len(cells):
        return dropped("rating.unreadable_row", clues.sentence)
    for column, cell in zip(columns, cells, strict=True):
        authority = named or _authority(document, heading, column) or document.authority_of(clues.sentence.start)
        if authority is None:
            return dropped("rating.unreadable_row", clues.sentence)
        grade = _grade(document, clues, cell)
        for judgement in (_areas(clues, head) or _areas(heading, column) or (overall,)) if grade else ():
            yield Stated(
                authority=authority,
                service="childrens_services",
                judgement=judgement,
                grade=grade.value if grade else "",
                tense="past" if is_past or heading.has("past", column.start, column.end) else "present",
                period=_date(document, heading, column) or _date_beside(document, clues, cell, cells),
                sentence=clues.sentence,
                rule="grade_in_table",
                confidence=_confidence(grade, bool(named)),
                explicit=True,
                at=(grade.start, grade.end) if grade else (0, 0),
            )
