"""Lines around a story that say who wrote it, when, and how long it takes to read."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from transforms.data import read_yaml
from transforms.page_dates import DATE, DateOrder, find_day
from transforms.page_noise import is_prose

LONGEST = 140
# Bylines and dates stand within so many lines of the title, before the second line of prose (a standfirst is one).
LONGEST_HEAD = 12
_LABELLED = re.compile(r"(?:(?:first|last|originally) )?(?:published|posted|updated|modified)\b", re.IGNORECASE)
_MODIFIED = re.compile(r"\W{0,3}(?:last )?(?:updated|modified|reviewed)\b", re.IGNORECASE)
_DATE_WORDS = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\b\.?)?|\b\d{1,2} ?[ap]\.?m\b\.?"
    r"|\b\d{1,3} (?:minute|min|hour|day|week|month|year)s? ago\b"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:first|last|originally|published|posted|updated|modified|reviewed|added|created|date|press release|"
    r"gmt|bst|utc|at|on)\b",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"\d{1,3}[ -]?min(?:ute)?s?[ -]read|\d{1,3} (?:minute|hour|day)s? ago|\W{0,3}published", re.IGNORECASE
)
_WORD = r"(?:(?:Mc|Mac|O['’]|D['’]|van|de|von)?[A-Z][\w'’.-]{0,24})"
NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}}")
_BY = re.compile(r"(?:words |written |posted |story )?by:? (?P<name>.{3,60}?)(?: in [\w ,&’'-]{3,60})?", re.IGNORECASE)
_ROLE = re.compile(
    r"(?P<name>.{3,40}?)?(?:, |^)(?P<role>(?:(?:local|social|chief|senior|education|political|community|health) ){0,3}"
    r"(?:democracy |government |affairs |care |services |news )?(?:reporter|correspondent|editor|reporting service)\b"
    r".{0,40})",
    re.IGNORECASE,
)
_PARTS = re.compile(r" [|·•] ")


@dataclass(frozen=True, slots=True)
class Furniture:
    """What one such line says; all None for a mere reading time."""

    byline: str | None = None
    published: date | None = None
    modified: date | None = None

    @property
    def dated(self) -> bool:
        """Whether the line shows a date."""
        return bool(self.published or self.modified)


def take_furniture(lines: list[str], order: DateOrder = "dmy") -> tuple[list[str], Furniture]:
    """Take bylines and date lines from before and behind the prose, and from between it what says "Published 9 May".

    Dates behind the prose belong to other stories; what stands there tells at most the writer.
    """
    prose = [index for index, line in enumerate(lines) if is_prose(line)]
    first = min(prose[1] if len(prose) > 1 else len(lines), LONGEST_HEAD)
    last = max(prose[-1] + 1, first) if prose else first
    head, before = _split(lines[:first], order)
    labelled = {line: read_furniture(line, order) for line in lines[first:last] if _LABELLED.match(line)}
    between = [each for each in labelled.values() if each]
    middle = [line for line in lines[first:last] if labelled.get(line) is None]
    tail, behind = _split(drop_teasers(lines[last:], order), order)
    own = [] if any(each.dated for each in behind) else behind
    shown = Furniture(
        next((each.byline for each in (*before, *own) if each.byline), None),
        next((each.published for each in (*before, *between) if each.published), None),
        next((each.modified for each in (*before, *between) if each.modified), None),
    )
    return [*head, *middle, *tail], shown


def drop_teasers(lines: list[str], order: DateOrder) -> list[str]:
    """Drop the headlines of other stories behind the prose: those that stand above the writer or date of theirs."""
    is_furniture = [bool(read_furniture(line, order)) or is_name(line) for line in lines]
    dates = [index for index, line in enumerate(lines) if (each := read_furniture(line, order)) and each.dated]
    if len(dates) < 2 or all(is_furniture[dates[0] : dates[-1]]):
        return lines
    follows = [*is_furniture[1:], False]
    return [line for line, is_own, next_is in zip(lines, is_furniture, follows, strict=True) if is_own or not next_is]


def _split(lines: list[str], order: DateOrder) -> tuple[list[str], list[Furniture]]:
    """Part furniture from the rest; a line that is only a name counts where a date line stands next to it."""
    read = [read_furniture(line, order) for line in lines]
    dated = [bool(each and each.dated and not each.byline) for each in read]
    for index, line in enumerate(lines):
        before_date = index + 1 < len(lines) and dated[index + 1] and is_name(line)
        behind_date = index > 0 and dated[index - 1] and is_name(line, words=2)
        if read[index] is None and (before_date or behind_date):
            read[index] = Furniture(byline=line)
    rest = [line for line, each in zip(lines, read, strict=True) if each is None]
    return rest, [each for each in read if each]


def read_furniture(line: str, order: DateOrder = "dmy") -> Furniture | None:
    """Read a byline, a date line or both on one line; None where the line says anything else."""
    if len(line) > LONGEST:
        return None
    read = [_read_part(part, order) for part in _PARTS.split(line)]
    found = [each for each in read if each]
    labels = [part for part, each in zip(_PARTS.split(line), read, strict=True) if not each]
    if not found or any(len(label.split()) > 4 for label in labels):
        return None
    return Furniture(
        next((each.byline for each in found if each.byline), None),
        next((each.published for each in found if each.published), None),
        next((each.modified for each in found if each.modified), None),
    )


def is_name(text: str, *, words: int = 1) -> bool:
    """Tell whether a line could be nothing but a person's name of at least so many words."""
    tokens = text.split()
    return bool(NAME.fullmatch(text)) and len(tokens) >= words and _not_names().isdisjoint(map(str.lower, tokens))


def _read_part(text: str, order: DateOrder) -> Furniture | None:
    if _READING_TIME.fullmatch(text):
        return Furniture()
    day = find_day(text, order)
    rest = _without_date(text) if day else text
    byline = _byline(rest, beside_date=day is not None)
    if rest and byline is None:
        return None
    if day and _MODIFIED.match(text):
        return Furniture(byline, modified=day)
    return Furniture(byline, published=day) if day or byline else None


def _without_date(text: str) -> str:
    rest = _DATE_WORDS.sub(" ", DATE.sub(" ", text, count=1))
    return " ".join(rest.split()).strip(" ,:;-–—|()")


def _byline(rest: str, *, beside_date: bool) -> str | None:
    by = _BY.fullmatch(rest)
    person = by["name"] if by else rest
    role = _ROLE.fullmatch(person)
    if role:
        return person
    named = is_name(person.partition(",")[0], words=1 if by else 2)
    return person if named and (by or (beside_date and "," not in person)) else None


@cache
def _not_names() -> frozenset[str]:
    return frozenset(read_yaml("noise.yaml")["not_names"])
