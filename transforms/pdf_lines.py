"""Lines of a printed page put back into paragraphs."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

_BULLET = re.compile(
    r"\s*(?:[\u2022\u25cf\u25cb\u25aa\u25a0\u25fc\u2023\u2043\u2500\u2212\uf000-\uf0ff]|[-\u2013o]\s)\s*"
)
_NUMBER = re.compile(r"\s*(?:\d{1,3}\.(?:\d{1,2}\.?)?|\(?[a-z]\)|\(?[ivx]{1,4}\))\s")
_ITEM = re.compile(f"{_BULLET.pattern}|{_NUMBER.pattern}")
_PAGE_NUMBER = re.compile(r"^\W*(?:page\s)?\d{1,4}(?:\s(?:of|/)\s\d{1,4})?\W*$", re.IGNORECASE)
_FINISHED = re.compile(r"[.:;!?][\"'\u2019\u201d)]*\d{0,2}$")
BROKEN = "\ufffe"
"""Stands in PDFium's text for a hyphen at the end of a line, with the next line joined on."""
_BROKEN_WORD = re.compile(rf"(\w+)[{BROKEN}\u00ad](\w+)")
_DIGITS = re.compile(r"\d+")
_MARGIN_LINES = 4
"""So many lines at the head and at the foot of a page can be running heads."""
_GAP = 1.28
"""Line pitches; a wider space between lines separates paragraphs."""
_SIZE = 1.12


class Line(NamedTuple):
    """A printed line, or two that a broken word joins.

    `top` and `foot` are the baselines of its first and last letter in points from the foot of the page, `size` that
    of the first letter's font.
    """

    text: str
    page: int
    top: float
    foot: float
    size: float


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of all pages without page numbers and what is repeated on the margins of pages."""
    margins = [_margins(lines) for lines in pages]
    repeated = _repeated(margins)
    return [
        line
        for lines, moulds in zip(pages, margins, strict=True)
        for place, line in enumerate(lines)
        if place not in moulds or not (moulds[place] in repeated or _PAGE_NUMBER.match(line.text))
    ]


def _margins(lines: Sequence[Line]) -> dict[int, str]:
    """The moulds of the lines that can be running heads, by their places on the page."""
    total = len(lines)
    foot = max(_MARGIN_LINES, total - _MARGIN_LINES)
    places = chain(range(min(_MARGIN_LINES, total)), range(foot, total))
    return {place: _mould(lines[place].text) for place in places}


def _mould(text: str) -> str:
    return " ".join(_DIGITS.sub("#", text).split()).casefold()


def _repeated(margins: Sequence[dict[int, str]]) -> set[str]:
    counts = Counter(mould for moulds in margins for mould in set(moulds.values()))
    least = max(3, len(margins) // 4)
    return {mould for mould, count in counts.items() if count >= least}


def joined_paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Texts of the paragraphs, hard-wrapped lines joined and bullets taken off."""
    whole_text = "\n".join(line.text for line in lines).casefold()
    for block in _blocks(lines, _pitch(lines)):
        text = " ".join(" ".join([line.text for line in block]).split())
        if bullet := _BULLET.match(text):
            text = text[bullet.end() :]
        if BROKEN in text or "\u00ad" in text:
            text = _BROKEN_WORD.sub(lambda match: _mended(match, whole_text), text)
        if text:
            yield text


def _pitch(lines: Sequence[Line]) -> float:
    gaps = (before.foot - after.top for before, after in pairwise(lines) if before.page == after.page)
    return statistics.median([gap for gap in gaps if 4 < gap < 40] or [14.0])


def _blocks(lines: Iterable[Line], pitch: float) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if block and _begins_paragraph(block[-1], line, pitch):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _begins_paragraph(before: Line, line: Line, pitch: float) -> bool:
    if _ITEM.match(line.text):
        return True
    if 0 <= before.foot - line.top <= _GAP * max(pitch, line.size):
        is_resized = max(before.size, line.size) > _SIZE * min(before.size, line.size)
        return is_resized and not _goes_on(before, line)
    return before.page == line.page or not _goes_on(before, line)


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line is the rest of a sentence that the one before left unfinished."""
    return line.text.lstrip()[:1].islower() and not _FINISHED.search(before.text.rstrip()[-6:])


def _mended(match: re.Match[str], whole_text: str) -> str:
    """A word broken at the end of a line: one word where the document has it elsewhere, else with its hyphen.

    Office programs break only at hyphens that belong to the word ("well-being").
    """
    joined, hyphenated = f"{match[1]}{match[2]}", f"{match[1]}-{match[2]}"
    is_one_word = joined.casefold() in whole_text and hyphenated.casefold() not in whole_text
    return joined if is_one_word else hyphenated
