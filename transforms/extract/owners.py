"""Whose a grade is: which authority's, or a school's, a home's or nobody's in particular."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.extract.bindings import AreaGroup
from transforms.extract.clauses import Clues
from transforms.extract.document import AuthorityMention, Document
from transforms.extract.grades import Grade
from transforms.extract.subjects import is_aside
from transforms.extract.terms import Term

_LIST_GLUE = re.compile(r"^(?:'s?|\s|,|;|&|\band\b|\bboth\b|\bthe\b|\bas well as\b|\balong with\b)*$")
_QUALIFIES = re.compile(r"[\"'\u2019\u201d*]*(?:-rated|-graded)?[\"'\u2019\u201d*]*\s$")
_SELF = re.compile(r"\b(?:it|they|we|our|its|their|us|'re|ofsted|inspectors|watchdog|watchdogs)\b")
_ALSO = re.compile(r"\b(?:as|so)\s(?:it\s)?(?:did|was|were|had|has|have)\s(?:in\s)?$")
_COUNTED = re.compile(
    r"\b(two|three|four|five|both|all three|all four|the pair)\b"
    r"(?:(?:\s[\w-]{1,20}){0,3}\s(?:councils|boroughs|authorities|cities|counties)\b)?"
)
_NUMBERS = {"two": 2, "both": 2, "the pair": 2, "three": 3, "all three": 3, "four": 4, "all four": 4, "five": 5}


@dataclass(frozen=True, slots=True)
class Place:
    """One grade of a sentence among the others, with the rows of areas bound to it."""

    clues: Clues
    grades: Sequence[Grade]
    number: int
    groups: Sequence[AreaGroup]

    @property
    def grade(self) -> Grade:
        """The grade itself."""
        return self.grades[self.number]

    @property
    def limits(self) -> tuple[int, int]:
        """End of the grade before and start of the grade after, or the bounds of the sentence."""
        sentence = self.clues.sentence
        before = self.grades[self.number - 1].end if self.number else sentence.start
        after = self.grades[self.number + 1].start if self.number + 1 < len(self.grades) else sentence.end
        return before, after


def _own_services(clues: Clues, start: int, end: int) -> list[Term]:
    return [one for one in clues.between("own", start, end) if "service" in clues.folded[one.start : one.end]]


def is_own(document: Document, place: Place, thread_is_foreign: bool, *, named: bool = False) -> bool:
    """Whether a grade is an authority's. `named` tells that the sentence says "overall"."""
    clues, grade = place.clues, place.grade
    start, end = clues.sentence.start, clues.sentence.end
    foreign = clues.between("foreign", start, grade.start)
    if foreign and not any(one.start > foreign[-1].end for one in _own_services(clues, start, grade.start)):
        return False
    if clues.between("foreign", grade.end, grade.end + 40) or clues.has("nobody", start, end):
        return False
    if clues.of("own") or document.mentions_in(clues.sentence):
        return True
    meant = _SELF.search(clues.gap(start, grade.start)) or clues.has("rating_nouns", start, end)
    return bool((meant or named) and not thread_is_foreign)


def in_a_row(clues: Clues, mentions: Sequence[AuthorityMention]) -> list[AuthorityMention]:
    """The last of the mentions, with those before it that stand in one list with it."""
    row: list[AuthorityMention] = []
    for one in reversed(mentions):
        if row and one.start != row[-1].start and not _LIST_GLUE.match(clues.gap(one.end, row[-1].start)):
            break
        row.append(one)
    return row[::-1]


def _named_before(document: Document, place: Place) -> list[AuthorityMention]:
    clues, limits = place.clues, place.limits
    named = [one for one in document.mentions_in(clues.sentence) if one.end <= place.grade.start]
    near = [one for one in named if one.start >= limits[0]] or named
    row = in_a_row(clues, near)
    own_after = row and clues.between("own", row[-1].end + 1, place.grade.start)
    return [] if own_after and is_aside(document.folded, row[-1]) else row


def qualified(document: Document, place: Place) -> list[AuthorityMention]:
    """The authorities right behind their grade: "good-rated ...", "the 'inadequate' ..."."""
    row = _row_after(document, place)
    return row if row and _QUALIFIES.match(place.clues.gap(place.grade.end, row[0].start)) else []


def _named_after(document: Document, place: Place) -> list[AuthorityMention]:
    return [] if place.clues.between("own", place.clues.sentence.start, place.grade.start) else _row_after(document, place)


def _row_after(document: Document, place: Place) -> list[AuthorityMention]:
    clues, end = place.clues, place.limits[1]
    named = [one for one in document.mentions_in(clues.sentence) if place.grade.end <= one.start < end]
    if not named:
        return []
    first = next(n for n in range(len(named)) if n + 1 == len(named) or len(in_a_row(clues, named[n : n + 2])) < 2)
    return named[: first + 1]


def _added(document: Document, place: Place) -> Iterator[str]:
    """Authorities added behind the grade: "..., as it did Westminster"."""
    for one in document.mentions_in(place.clues.sentence):
        if place.grade.end <= one.start < place.limits[1] and _ALSO.search(place.clues.gap(one.start - 20, one.start)):
            yield one.authority


def _counted(document: Document, place: Place) -> list[str] | None:
    """All subjects where the sentence counts them ("both councils"), none where it counts others, else None."""
    found = _COUNTED.search(place.clues.gap(place.clues.sentence.start, place.grade.start))
    bare = found and found[0] == found[1]
    if not found or (bare and (place.groups or found[1] in ("two", "three", "four", "five"))):
        return None
    return list(document.subjects) if _NUMBERS[found[1]] == len(document.subjects) else []


def _meant(document: Document, place: Place) -> list[str]:
    """The authority that "the council", "it" or "its partner" means."""
    counted = _counted(document, place)
    if counted is not None:
        return counted
    name = document.authority_of(place.grade.start, place.grade.end)
    if place.clues.has("partner", place.clues.sentence.start, place.grade.start):
        return [one for one in document.subjects if one != name] if len(document.subjects) == 2 else []
    return [name] if name else []


def authorities_of(document: Document, place: Place) -> list[tuple[str, float]]:
    """The authorities that a grade is given to, with how certain that is."""
    row = qualified(document, place) or _named_before(document, place)
    if place.clues.says("respectively") and len(row) == len(place.grades):
        row = [row[place.number]]
    row = row or _named_after(document, place)
    names = [one.authority for one in row] or _meant(document, place)
    certainty = 1.0 if row or len(document.subjects) == 1 else 0.85
    return [(name, certainty) for name in dict.fromkeys((*names, *_added(document, place)))]
