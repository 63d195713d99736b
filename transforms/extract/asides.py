"""Asides of a sentence: what stands between two dashes or in brackets, or in a clause on something named before."""

from collections.abc import Sequence
from functools import partial

from transforms.extract.clauses import Clues
from transforms.extract.document import Document
from transforms.extract.grades import Grade
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
_ASIDE = _worded(
    r"\s[-\u2013\u2014]\s[^-\u2013\u2014]{3,100}\s[-\u2013\u2014]\s|\([^)]{3,100}\)"
    r"|,\s(?:{which}\s{was_or_had}|{as_it_was})\s[^,;:.]{3,80},"
)
_DESCRIBES = _worded(
    r",\s(?:(?:which|whose\s[^,;:.]{2,60}?)\s(?:is|are|was|were)\s(?:{still}\s)?)?(?:{as_it_was}\s)?(?:to\sbe\s|as\s)?"
    r"[\"'\u2018\u201c*]*$"
)
_SUBJECT_GOES_ON = _worded(r"(?:(?!\b{just_now}\b)[^;:.]){0,90}?,\s{its_subject_does}\b")
_VERB_FOLLOWS = _worded(r",\s{opens_an_aside}\s[^,;:.]{2,60}$")


def asides(clues: Clues) -> list[tuple[int, int]]:
    """Start and end of each aside."""
    start, end = clues.sentence.start, clues.sentence.end
    found = (one.span() for one in _ASIDE.finditer(clues.folded, start, end))
    return [one for one in found if not _VERB_FOLLOWS.search(clues.gap(start, one[0]))]


def is_aside(clues: Clues, place: int, other: int) -> bool:
    """Whether a place stands in an aside, and another behind it does not."""
    return any(start < place < end <= other for start, end in asides(clues))


def describes(clues: Clues, grade: Grade) -> bool:
    """Whether a grade only says what council does something: "Walsall, which was rated good, has opened ..."."""
    before = _DESCRIBES.search(clues.gap(clues.sentence.start, grade.start))
    return before is not None and _SUBJECT_GOES_ON.match(clues.gap(grade.end, clues.sentence.end)) is not None


def is_told_aside(document: Document, clues: Clues, grades: Sequence[Grade], number: int) -> bool:
    """Whether a dated grade stands in an aside before another: "services, judged good in 2015, are inadequate"."""
    grade, following = grades[number], grades[number + 1] if number + 1 < len(grades) else None
    if not following or following.name == grade.name or clues.has("areas", grade.end, following.start):
        return False
    between = range(grade.end, following.start)
    dated = any(one.start in between for one in document.dates_in(clues.sentence))
    named = any(one.start in between for one in document.mentions_in(clues.sentence))
    return dated and not named and is_aside(clues, grade.start, following.start)
