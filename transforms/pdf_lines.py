"""Lines of a printed page put back into paragraphs."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_BULLET = re.compile(
    r"^\s*(?:[\u2022\u25cf\u25cb\u25aa\u25a0\u25fc\u2023\u2043\u2500\u2212\uf000-\uf0ff]|[-\u2013o]\s)\s*"
)
_NUMBERED = re.compile(r"^\s*(?:\d{1,3}\.(?:\d{1,2}\.?)?|\(?[a-z]\)|\(?[ivx]{1,4}\))\s")
_PAGE_NUMBER = re.compile(r"^\W*(?:page\s)?\d{1,4}(?:\s(?:of|/)\s\d{1,4})?\W*$", re.IGNORECASE)
_FINISHED = re.compile(r"[.:;!?][\"'\u2019\u201d)]*\d{0,2}$")
BROKEN = "\ufffe"
"""Stands in PDFium's text for a hyphen at the end of a line, with the next line joined on."""
_BROKEN_WORD = re.compile(rf"(\w+)[{BROKEN}\u00ad](\w+)")
_MARGIN_LINES = 4
"""So many lines at the head and at the foot of a page can be running heads."""
_GAP = 1.28
"""Line pitches; a wider space between lines separates paragraphs."""
_SIZE = 1.12


@dataclass(frozen=True, slots=True)
class Line:
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
    repeated = _repeated(pages)
    return [
        line
        for lines in pages
        for place, line in enumerate(lines)
        if not (_is_marginal(place, len(lines)) and (_mould(line.text) in repeated or _PAGE_NUMBER.match(line.text)))
    ]


def _repeated(pages: Sequence[Sequence[Line]]) -> set[str]:
    counts = Counter(
        mould
        for lines in pages
        for mould in {_mould(line.text) for place, line in enumerate(lines) if _is_marginal(place, len(lines))}
    )
    least = max(3, len(pages) // 4)
    return {mould for mould, count in counts.items() if count >= least}


def _is_marginal(place: int, total: int) -> bool:
    return place < _MARGIN_LINES or place >= total - _MARGIN_LINES


def _mould(text: str) -> str:
    return " ".join(re.sub(r"\d+", "#", text).split()).casefold()


def joined_paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Texts of the paragraphs, hard-wrapped lines joined and bullets taken off."""
    whole_text = "\n".join(line.text for line in lines).casefold()
    for block in _blocks(lines, _pitch(lines)):
        text = _BULLET.sub("", " ".join(" ".join(line.text for line in block).split()))
        if text and (BROKEN in text or "\u00ad" in text):
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
    if _BULLET.match(line.text) or _NUMBERED.match(line.text):
        return True
    gap = before.foot - line.top
    is_close = 0 <= gap <= _GAP * max(pitch, line.size)
    if not _FINISHED.search(before.text.rstrip()[-6:]) and line.text.lstrip()[:1].islower():
        return before.page == line.page and not is_close
    return not is_close or max(before.size, line.size) > _SIZE * min(before.size, line.size)


def _mended(match: re.Match[str], whole_text: str) -> str:
    """A word broken at the end of a line: one word where the document has it elsewhere, else with its hyphen.

    Office programs break only at hyphens that belong to the word ("well-being").
    """
    joined, hyphenated = f"{match[1]}{match[2]}", f"{match[1]}-{match[2]}"
    is_one_word = joined.casefold() in whole_text and hyphenated.casefold() not in whole_text
    return joined if is_one_word else hyphenated
