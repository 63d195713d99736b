"""Which areas a grade is given for."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from transforms.extract.area_groups import LOOSE_LIST, AreaGroup, area_rows, group_of, in_one_list, is_named
from transforms.extract.clauses import Clues
from transforms.extract.grades import Grade
from transforms.extract.terms import Term
from transforms.extract.trace import dropped
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
_NEW_ITEM = _worded(r",?\s{new_item}\s(?:an?\s|one\s)?[\"'\u2018\u201c]?$")
_COPULA = _worded(r"\s(?:{is_or_was}|being)\s[\"'\u2018\u201c]?$")
_LOOSE_GAP = 25
# Characters between two grades that still have one subject.
_SAME_SUBJECT = 50
_CLAUSE_END = _worded(r";|\b{clause_ends}\b|, with\b")
_BY_THE_WAY = _worded(r",\s{by_the_way},(?=\s)")
_TOWARDS_AREA = _worded(
    r"^[\"'\u2019\u201d*]*,?(?:\s(?:{a_further}\s)?{rating_words})?(?:\s(?:was|is)\sthe\s\w{1,20})?(?:\s{which}(?=\s{is_or_was}\s))?"
    r"(?:\s{is_or_was}?\s?(?:also\s)?{goes_to_an_area})?"
    r"\s?(?:,\s)?(?:{also}\s)?{towards_an_area}\b(?!\s(?:20|19)\d\d)"
)
_LIKEWISE = _worded(r"^[\"'\u2019\u201d*]*,?\s(?:(?:and\s)?{likewise}\s(?:(?:it|they)\s)?{does_so}|as\swell\sas)\b")
_SO_IS = _worded(
    r"^\s(?:(?:{the_or_its}|our|that|those)\s)?(?:\w{3,12}\s){0,2}(?:of|for|to|with|in|that|which)\s(?:{the_or_its}\s)?$"
)
_INCLUDING = _worded(r",\s{including}\b")
_REPEATED = _worded(r"^[\"'\u2019\u201d*]*,\s{a_further}\s{rating_words}\b")
_OPENS_LIST = _worded(
    r"^[\"'\u2019\u201d*]*(?:\s{rating_words})?(?:\s?[:(]|,\sfrom\s|,?\s{these}\s{are_these}\b|,?\s{including}\b)"
)
_IDENTITY = _worded(r"^[\"'\u2019\u201d*]*(?:(?:\s{rating_words})?\s{covers}|\s{is_or_was})(?:\s{the_or_its})?\s$")
_NOTHING = _worded(r"^[\s\"'\u2018\u2019\u201c\u201d*]*(?:{the_or_its}\s)?$")
_WHICH = _worded(r"^,?\s{which}\s(?:{which_is}\s){0,4}[\"'\u2018\u201c]?$")
_BOTH = re.compile(r"^[\"'\u2019\u201d]?,?\sboth\s(?:for\s|in\s)?$")
_FOR_LEADERS = _worded(r"^[\"'\u2019\u201d*]*\sfor\s(?:{the_or_its}\s)?$")
_AS = re.compile(r"^[\s,]{1,2}as\s(?:being\s|an?\s)?[\"'\u2018\u201c]?$")
_LINE = _worded(
    r"^[\s\"'\u2018\u201c\u2019\u201d*|)]*(?:[:\u2013\u2014\u2026|=(-]|\.{2})+[\s\"'\u2018\u201c*|]*(?:{still}\s)?[\"'\u2018\u201c]?$"
)
_FRONTED = _worded(
    r"(?:^|[,;]\s)[\"'\u2018\u201c]?(?:and\s|but\s)?{fronted}\s(?:[^,;]{0,20}|[^,;]{3,30},\s{including}\s)$"
)
_FIT = (_NOTHING, _LINE, _AS, _WHICH, re.compile(r"^\sto\s(?:an?\s)?[\"'\u2018\u201c]?$"))
_AS_WELL = _worded(r"\s(?:{also}\s)?(?:{does_so}|{got})\s{too_or_also}\b(?!\s(?!and\b|but\b)[\w\"'])")
_ITEM = re.compile(r"^,\s(?:(?:to|at|as)\s(?:an?\s)?)?[\"'\u2018\u201c]?$")
_TO_NEXT = re.compile(r"^[\"'\u2019\u201d]?\s(?:up\s|down\s|straight\s)?to\s(?:an?\s)?[\"'\u2018\u201c]?$")
_NEXT_ITEM = re.compile(r",\s(?:and|or)\s")
_HEADS_ITEM = re.compile(
    r"(?:^|[;:,.]\s)(?:and\s|but\s)?(?:only\s|just\s)?(?:the\s|its\s|our\s)?(?:(?:\w{3,8}\s){1,2}(?:for|with|of)\s)?$"
)
_APPOSED = _worded(r"^[^,;:]{0,30},\s(?:{which_is}\s){0,3}[\"'\u2018\u201c]?$")
_ENDS_APPOSITION = re.compile(r"^[^,;:.]{0,40},\s(?!and\b|but\b|or\b)")
_WITH_LAST = re.compile(r",\swith\s(?:an?\s)?[\"'\u2018\u201c]?$")
_AS_LAST = _worded(r",\sas\s(?:an?\s)?[\"'\u2018\u201c]?$")
_DASH = re.compile(r"^[\"'\u2019\u201d]*\s[-\u2013\u2014]\s")
_PLURAL = _worded(r"[^.;:]{0,40}\b{plural}\b")


def _forward(clues: Clues, group: AreaGroup, grade: Grade) -> float:
    """How well "area ... grade" holds together."""
    gap = _BY_THE_WAY.sub("", clues.gap(group.end, grade.start))
    if any(one.match(gap) for one in _FIT):
        return 3
    counted = not (is_named(group) or group.everywhere)
    judged = len(gap) <= _LOOSE_GAP and clues.has("verdicts", group.end, grade.end)
    if group.loose and not (judged or _COPULA.match(gap)):
        return 0
    before = _before(clues, group.start)
    if _WITH_LAST.search(gap) and _HEADS_ITEM.search(before) and len(gap) <= LOOSE_LIST:
        return 2
    if _NEW_ITEM.match(gap) or _CLAUSE_END.search(gap) or grade.start - group.end > 190 or (counted and "," in gap):
        return 0
    fronted = _FRONTED.search(before)
    if clues.has("verdicts", group.end, grade.start) or clues.has("copulas", group.end, grade.start):
        return 3 if fronted or _COPULA.match(gap.removeprefix(",")) else 2
    if _ITEM.match(gap) and _HEADS_ITEM.search(before):
        return 3
    if _AS_LAST.search(gap):
        return 2
    if _APPOSED.match(gap) and _ENDS_APPOSITION.match(clues.gap(grade.end, grade.end + 50)):
        return 2
    return 1 if "," in gap and not fronted else 1.5


def _before(clues: Clues, place: int) -> str:
    """Up to 40 characters of the sentence before a place, with a mark in front where more stands before them."""
    start = clues.sentence.start
    return clues.folded[start:place] if place - start <= 40 else "\u2026" + clues.folded[place - 40 : place]


def _backward(clues: Clues, group: AreaGroup, grade: Grade) -> float:
    """How well "grade ... area" holds together."""
    gap = clues.gap(grade.end, group.start)
    as_well = bool(_AS_WELL.match(clues.folded, group.end))
    so_is = grade.same and clues.folded.startswith("so ", grade.start)
    fits = as_well or _FOR_LEADERS.match(gap) or (grade.same and _NOTHING.match(gap))
    if group.start - grade.end > 150 or ";" in gap or (group.loose and not fits):
        return 0
    likewise = _LIKEWISE.match(gap)
    if as_well or (likewise and not _CLAUSE_END.search(gap, likewise.end())):
        return 3.5
    if so_is and (_NOTHING.match(gap) or _SO_IS.match(gap)):
        return 3.5
    if _NOTHING.match(gap):
        return 3 if grade.firm or group.everywhere or group.services or "overall_effectiveness" in group.names else 0
    towards = _TOWARDS_AREA.match(gap)
    rest = grade.end + (towards.end() if towards else 0)
    between = clues.gap(rest, group.start)
    parted = "," in _INCLUDING.sub("", between) or _CLAUSE_END.search(between) or _NEXT_ITEM.search(between)
    if towards and not parted and not _has_verb(clues, rest, group.start):
        return 3
    if _OPENS_LIST.match(gap) or _IDENTITY.match(gap) or _BOTH.match(gap):
        return 2.5
    return 2.5 if _DASH.match(gap) and clues.has("unnamed", clues.sentence.start, grade.start) else 0


def _has_verb(clues: Clues, start: int, end: int) -> bool:
    return clues.has("verdicts", start, end) or clues.has("copulas", start, end)


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
    if _backward(clues, whole, grades[before]) < 2.5 or _forward(clues, whole, grades[after]) < 1.5:
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
    groups = [half for row in rows for half in _halves(clues, grades, row, rows)]
    groups = [one for one in groups if not one.loose or _bound_to(clues, grades, one, (None, None)) is not None]
    numbers = _listed(clues, grades, groups, [_number_of(clues, grades, groups, place) for place in range(len(groups))])
    for place, (group, number) in enumerate(zip(groups, numbers, strict=True)):
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


def _is_added(clues: Clues, grade: Grade, group: AreaGroup) -> bool:
    """Whether areas are told beside what the grade is given for already: "it was inadequate, as was leadership"."""
    if grade.same or group.start < grade.end or not is_named(group):
        return False
    gap = clues.gap(grade.end, group.start)
    return bool(_LIKEWISE.match(gap) or _REPEATED.match(gap) or gap.lstrip("\"'\u2019\u201d*").startswith(":"))


def _is_between(clues: Clues, grades: Sequence[Grade], number: int, group: AreaGroup) -> bool:
    """Whether a group bound to a grade fits the one before it too: "good for leadership, which is now outstanding"."""
    inside = grades[number - 1].end <= group.start and group.end <= grades[number].start
    return inside and is_named(group) and _backward(clues, group, grades[number - 1]) >= 3


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
    return [group for group in groups if group.end <= before.start and is_named(group)]


def _resolved(clues: Clues, group: AreaGroup, before: AreaGroup | None) -> AreaGroup:
    """The group itself or, for "both areas", with the names of the row before it."""
    back = clues.has("named_before", group.start - 20, group.end)
    return replace(group, names=before.names) if back and before and not group.names else group


def _bound_to(
    clues: Clues, grades: Sequence[Grade], group: AreaGroup, neighbours: tuple[AreaGroup | None, AreaGroup | None]
) -> int | None:
    """Number of the grade that a row of areas belongs to; another row between the two parts them."""
    before, after = _around(grades, group)
    forward = _forward(clues, group, grades[after]) if after is not None else 0
    backward = _backward(clues, group, grades[before]) if before is not None else 0
    left, right = neighbours
    if right and after is not None and right.end <= grades[after].start and is_named(right) and not _is_adverb(right):
        forward = min(forward, 1)
    if left and before is not None and left.start >= grades[before].end and backward < 3.5:
        backward = backward if ":" in clues.gap(left.end, group.start) and not is_named(left) else 0
    if group.excepted:
        return after if forward >= 2 else None
    if forward > 1 and forward >= backward:
        return after
    return before if backward > 0 else None
