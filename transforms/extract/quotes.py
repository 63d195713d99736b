"""Quotations of a paragraph: straight and curly, double and single, running on to the next paragraph."""

import re
from dataclasses import dataclass

_LONGEST = 3000
_DOUBLE = re.compile('"')
_OPENS_SINGLE = re.compile(r"'(?<![^\s(\[—–-]')(?=[^\s'])")
_CLOSES_SINGLE = re.compile(r"'(?<=[^\s']')(?=$|[\s,.;:!?)\]—–-])")
_SAID_BEFORE = re.compile(r"[:,]\s?$")
_FULL_STOP = re.compile(r"[.!?,…]'?$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The quoted words at `paragraph[start:end]`, marks included; `leads` if it opens the paragraph."""

    start: int
    end: int
    leads: bool


def find_quotations(text: str) -> list[Quotation]:
    """Quotations of one paragraph (plain quotation marks) in order; one without a closing mark runs to its end."""
    spans = _double(text) or _single(text)
    if not spans:
        return []
    lead = len(text) - len(text.lstrip(" •-–*"))
    return [Quotation(start, end, start <= lead) for start, end in spans]


def _double(text: str) -> list[tuple[int, int]]:
    if '"' not in text:
        return []
    marks = [mark.start() for mark in _DOUBLE.finditer(text)]
    ends = [*(at + 1 for at in marks[1::2]), len(text)]
    return [(start, end) for start, end in zip(marks[::2], ends, strict=False) if end - start > 1]


def _single(text: str) -> list[tuple[int, int]]:
    """Single marks open a quotation only at the start or behind a colon or comma, for they may be scare quotes."""
    spans: list[tuple[int, int]] = []
    past = 0
    for opening in _OPENS_SINGLE.finditer(text):
        at = opening.start()
        if at < past or not (at == 0 or _SAID_BEFORE.search(text, max(0, at - 3), at)):
            continue
        past = _end_of_single(text, at)
        spans.append((at, past))
    return spans


def _end_of_single(text: str, start: int) -> int:
    """A closing mark counts behind a stop; one behind a letter may be a plural's apostrophe."""
    closings = (mark.end() for mark in _CLOSES_SINGLE.finditer(text, start + 1, start + _LONGEST))
    stopped = (end for end in closings if _FULL_STOP.search(text, max(0, end - 2), end))
    return next(stopped, min(len(text), start + _LONGEST))
