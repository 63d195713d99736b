"""Which areas a grade is given for."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from transforms.extract.area_groups import AreaGroup, area_rows, group_of, in_one_list, is_named
from transforms.extract.clauses import Clues
from transforms.extract.fits import LIKEWISE, REPEATED, backward_fit, forward_fit, opens_list
from transforms.extract.grades import Grade, says_in_order
from transforms.extract.nearest_grades import nearest_grade
from transforms.extract.terms import Term
from transforms.extract.trace import dropped
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
# Characters between two grades that still have one subject.
_SAME_SUBJECT = 50
_TO_NEXT = re.compile(r"^[\"'\u2019\u201d]?\s(?:up\s|down\s|straight\s)?to\s(?:an?\s)?[\"'\u2018\u201c]?$")
# What is excepted has a grade of its own behind these: "all were good but leadership, which was inadequate".
_NO_EXCEPTION = _worded(r"\s?[,:(\u2013\u2014-]|\s{which}\b")
_DASH = re.compile(r"\s[-\u2013\u2014]\s")
_IN_DASHES = re.compile(r"\s[-\u2013\u2014]\s$")
_PLURAL = _worded(r"[^.;:]{0,40}\b{plural}\b")


def _around(grades: Sequence[Grade], group: AreaGroup) -> tuple[int | None, int | None]:
    """Numbers of the grade before a row of areas and of the one after it."""
    before = next((n for n in reversed(range(len(grades))) if grades[n].end <= group.start), None)
    after = next((n for n, one in enumerate(grades) if one.start >= group.end), None)
    return before, after


def _is_adverb(group: AreaGroup) -> bool:
    """Whether a row is only "overall", as in "leadership was rated overall as good"."""
    return group.names == ("overall_effectiveness",) and group.end - group.start == len("overall")


def _halves(clues: Clues, grades: Sequence[Grade], row: list[Term], rows: list[list[Term]]) -> list[AreaGroup]:
    """A row as one group, or as two where its first areas belong to the grade before and its last to the one after."""
    whole = group_of(clues, row)
    before, after = _around(grades, whole)
    if len(row) < 2 or before is None or after is None:
        return [whole]
    if any(row[-1].end <= other[0].start < grades[after].start for other in rows):
        return [whole]
    in_dashes = _IN_DASHES.search(clues.gap(grades[before].end, whole.start))
    if in_dashes and _DASH.match(clues.gap(whole.end, whole.end + 3)):
        return [whole]
    if backward_fit(clues, whole, grades[before]) < 2.5 or forward_fit(clues, whole, grades[after]) < 1.5:
        return [whole]
    marked = [n for n in range(1, len(row)) if {",", ";"} & set(clues.gap(row[n - 1].end, row[n].start))]
    cut = marked[-1] if marked else len(row) - 1
    return [group_of(clues, row[:cut]), group_of(clues, row[cut:])]


def bind(clues: Clues, grades: Sequence[Grade]) -> dict[int, list[AreaGroup]]:
    """For each grade, by its number, the rows of areas it is given for."""
    bound: dict[int, list[AreaGroup]] = {number: [] for number in range(len(grades))}
    if not grades:
        return bound
    rows = list(area_rows(clues))
    if ordered := _in_order(clues, grades, rows):
        return ordered
    groups = [half for row in rows for half in _halves(clues, grades, row, rows)]
    groups = [one for one in groups if not one.loose or _bound_to(clues, grades, one, (None, None)) is not None]
    numbers = _listed(clues, grades, groups, [_number_of(clues, grades, groups, place) for place in range(len(groups))])
    for place, (group, fitting) in enumerate(zip(groups, numbers, strict=True)):
        number = nearest_grade(clues, grades, group) if fitting is None else fitting
        if number is not None:
            resolved = _resolved(clues, group, groups[place - 1] if place else None)
            bound[number].append(replace(resolved, added=_is_added(clues, grades[number], group)))
        elif is_named(group):
            dropped("rating.area_excepted" if group.excepted else "rating.area_unbound", group)
    for number in range(1, len(grades)):
        bound[number] = bound[number] or _shared(clues, grades, number, bound[number - 1])
        if not bound[number - 1] and _TO_NEXT.match(clues.gap(grades[number - 1].end, grades[number].start)):
            bound[number - 1] = [group for group in bound[number] if is_named(group)]
        elif not bound[number - 1]:
            bound[number - 1] = [one for one in bound[number] if _is_between(clues, grades, number, one)]
    return bound


def _in_order(clues: Clues, grades: Sequence[Grade], rows: list[list[Term]]) -> dict[int, list[AreaGroup]]:
    """The areas of a sentence for its grades in their order: "... were good and outstanding respectively"."""
    named = [term for row in rows for term in row if term.kind in ("areas", "loose_areas")]
    if len(grades) < 2 or len(named) != len(grades) or not says_in_order(clues):
        return {}
    return {number: [group_of(clues, [term])] for number, term in enumerate(named)}


def _is_added(clues: Clues, grade: Grade, group: AreaGroup) -> bool:
    """Whether areas are told beside what the grade is given for already: "it was inadequate, as was leadership"."""
    if grade.same or group.start < grade.end or not is_named(group):
        return False
    gap = clues.gap(grade.end, group.start)
    if clues.has("everywhere", grade.end, group.start):
        return True
    return bool(LIKEWISE.match(gap) or REPEATED.match(gap) or gap.lstrip("\"'\u2019\u201d*").startswith(":"))


def _is_between(clues: Clues, grades: Sequence[Grade], number: int, group: AreaGroup) -> bool:
    """Whether a group bound to a grade fits the one before it too: "good for leadership, which is now outstanding"."""
    inside = grades[number - 1].end <= group.start and group.end <= grades[number].start
    return inside and is_named(group) and backward_fit(clues, group, grades[number - 1]) >= 3


def _number_of(clues: Clues, grades: Sequence[Grade], groups: list[AreaGroup], place: int) -> int | None:
    """Number of the grade that the group at a place is given."""
    group = groups[place]
    inside = [n for n, one in enumerate(grades) if one.start <= group.start < one.end]
    neighbours = groups[place - 1] if place else None, groups[place + 1] if place + 1 < len(groups) else None
    return inside[0] if inside else _bound_to(clues, grades, group, neighbours)


def _listed(
    clues: Clues, grades: Sequence[Grade], groups: list[AreaGroup], numbers: list[int | None]
) -> list[int | None]:
    """The numbers, with those of groups that stand in one list with another bound already."""
    found = numbers[:]
    for place in range(1, len(groups)):
        held = found[place - 1]
        behind = held is not None and grades[held].end <= groups[place - 1].start
        opened = held is not None and ":" in clues.gap(grades[held].end, groups[place - 1].start)
        if found[place] is None and behind and in_one_list(clues, groups[place - 1], groups[place], opened=opened):
            found[place] = held
    for place in reversed(range(len(groups) - 1)):
        held = found[place + 1]
        ahead = held is not None and groups[place + 1].end <= grades[held].start
        if found[place] is None and ahead and in_one_list(clues, groups[place], groups[place + 1]):
            found[place] = held if _PLURAL.match(clues.gap(groups[place + 1].end, grades[held or 0].end)) else None
    return found


def _shared(clues: Clues, grades: Sequence[Grade], number: int, groups: list[AreaGroup]) -> list[AreaGroup]:
    """The rows that the grade before has as its subject: "leadership was good, up from requires improvement"."""
    before, grade = grades[number - 1], grades[number]
    apart = grade.start - before.end > _SAME_SUBJECT or ";" in clues.gap(before.end, grade.start)
    if apart or any(clues.has(kind, before.end, grade.start) for kind in ("own", "areas", "services", "foreign")):
        return []
    return [group for group in groups if group.end <= before.start and is_named(group) and not group.excepted]


def _resolved(clues: Clues, group: AreaGroup, before: AreaGroup | None) -> AreaGroup:
    """The group itself or, for "both areas", with the names of the row before it."""
    back = clues.has("named_before", group.start - 20, group.end)
    return replace(group, names=before.names) if back and before and not group.names else group


def _is_left_out(clues: Clues, group: AreaGroup) -> bool:
    """Whether areas do without the grade that all others share: "all areas but leadership were good"."""
    every = clues.between("everywhere", clues.sentence.start, group.start)
    ungraded = bool(every) and not clues.has("grades", clues.sentence.start, group.start)
    return ungraded and not _NO_EXCEPTION.match(clues.gap(group.end, group.end + 7))


def _bound_to(
    clues: Clues, grades: Sequence[Grade], group: AreaGroup, neighbours: tuple[AreaGroup | None, AreaGroup | None]
) -> int | None:
    """Number of the grade that a row of areas belongs to; another row between the two parts them."""
    before, after = _around(grades, group)
    forward = forward_fit(clues, group, grades[after]) if after is not None else 0
    backward = backward_fit(clues, group, grades[before]) if before is not None else 0
    left, right = neighbours
    if right and after is not None and right.end <= grades[after].start and is_named(right) and not _is_adverb(right):
        forward = min(forward, 1)
    if left and before is not None and left.start >= grades[before].end and backward < 3.5:
        listed = ":" in clues.gap(left.end, group.start) or opens_list(clues, grades[before].end, group)
        backward = backward if listed and not is_named(left) else 0
    if group.excepted:
        return after if forward >= 2 and not _is_left_out(clues, group) else None
    if forward > 1 and forward >= backward:
        return after
    return before if backward > 0 else None
