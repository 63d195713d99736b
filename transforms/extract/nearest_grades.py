"""Areas that no wording binds to a grade: with nothing between to part them, they are given the nearest."""

from collections.abc import Sequence
from functools import partial

from transforms.extract.area_groups import AreaGroup, is_named
from transforms.extract.clauses import Clues
from transforms.extract.grades import Grade
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
# Characters between an area and its grade.
_REACH = 150
_PARTED = _worded(r";|\"|\b{parts_from_the_grade}\b")
_OWN_PREDICATE = _worded(r"[\w' ,-]{0,25}?\b{predicates_of_an_area}\b")
_NEW_SUBJECT = ("own", "inspectors")


def nearest_grade(clues: Clues, grades: Sequence[Grade], group: AreaGroup) -> int | None:
    """Number of the grade nearest to a row of areas in its sentence, or None where something parts the two."""
    if not is_named(group) or group.excepted:
        return None
    number = min(range(len(grades)), key=lambda number: _distance(grades[number], group))
    return number if _holds(clues, grades[number], group) else None


def _distance(grade: Grade, group: AreaGroup) -> int:
    return grade.start - group.end if group.end <= grade.start else group.start - grade.end


def _holds(clues: Clues, grade: Grade, group: AreaGroup) -> bool:
    ahead = group.end <= grade.start
    start, end = (group.end, grade.start) if ahead else (grade.end, group.start)
    gap = clues.gap(start, end)
    if end - start > _REACH or _PARTED.search(gap):
        return False
    if ahead:
        return "," not in gap or not any(clues.has(kind, start, end) for kind in _NEW_SUBJECT)
    return not _OWN_PREDICATE.match(clues.gap(group.end, min(group.end + 40, clues.sentence.end)))
