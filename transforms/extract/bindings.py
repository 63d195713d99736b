"""Which areas a grade is given for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from transforms.data import read_yaml, words
from transforms.extract.clauses import Clues
from transforms.extract.grades import Grade
from transforms.extract.terms import Term

_ASIDE = re.compile(r"\s[-\u2013\u2014]\s[^-\u2013\u2014]{1,100}\s[-\u2013\u2014]\s|\s\([^)]{1,100}\)")
_NEW_ITEM = re.compile(r",?\s(?:and|but|plus)\s(?:an?\s|one\s)?[\"'\u2018\u201c]?$")
_COPULA = re.compile(r"\s(?:were|are|was|is)\s[\"'\u2018\u201c]?$")
_LOOSE_GAP = 25
# Characters between two grades that still have one subject.
_SAME_SUBJECT = 50
_WORD = re.compile(r"[\w']+")
_CLAUSE_END = re.compile(r";|\b(?:while|whereas|although|but|however)\b|, with\b")
_RATING = r"(?:rating|grade|judgement|judgment|mark|verdict|score|assessment)s?"
_TOWARDS_AREA = re.compile(
    rf"^[\"'\u2019\u201d*]*(?:\s{_RATING})?(?:\s(?:was|is)\sthe\s\w{{1,20}})?(?:\s(?:was|were|is|are)?\s?(?:also\s)?"
    r"(?:repeated|given|awarded|received|achieved|secured|recorded|obtained|earned|won|scored|issued|returned|handed|applied|extended|made|go|goes|went|came))?"
    r"\s?(?:,\s)?(?:(?:both|too|also|again|overall)\s)?"
    r"(?:for|in|on|to|across|over|when it came to|as regards|of)\b(?!\s(?:20|19)\d\d)"
)
_LIKEWISE = re.compile(
    r"^[\"'\u2019\u201d*]*,?\s(?:and\s)?(?:as|so|likewise)\s(?:was|were|is|are|did|had|has|have|do|does)\b"
)
_OPENS_LIST = re.compile(
    rf"^[\"'\u2019\u201d*]*(?:\s{_RATING})?"
    r"(?:\s?:|,?\s(?:which|they|these)\s(?:were|are|included|include)\b|,?\s(?:including|namely)\b)"
)
_SOME = re.compile(r"\b(?:most|many|some|few)\s(?:of the\s|of its\s)?$")
_IDENTITY = re.compile(r"^[\"'\u2019\u201d*]*\s(?:was|were|is|are)(?:\s(?:the|its|their))?\s$")
_NOTHING = re.compile(r"^[\s\"'\u2018\u2019\u201c\u201d*]*(?:(?:the|its|their)\s)?$")
_WHICH = re.compile(
    r"^,?\s(?:which|that)\s(?:(?:is|was|were|are|still|now|remains?|has|had|been|rated|judged|graded|found|to|be)\s){0,4}[\"'\u2018\u201c]?$"
)
_FOR_LEADERS = re.compile(r"^[\"'\u2019\u201d*]*\sfor\s(?:(?:its|the|their)\s)?$")
_AS = re.compile(r"^[\s,]{1,2}as\s(?:being\s|an?\s)?[\"'\u2018\u201c]?$")
_LINE = re.compile(
    r"^[\s\"'\u2018\u201c\u2019\u201d*|)]*[:\u2013\u2014|=(-]+[\s\"'\u2018\u201c*|]*(?:now\s|still\s)?[\"'\u2018\u201c]?$"
)
_FRONTED = re.compile(r"(?:^|[,;]\s)[\"'\u2018\u201c]?(?:and\s|but\s)?(?:for|in|on)\s[^,;]{0,20}$")


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """Areas named in a row. `names` is empty where they are counted only ("two areas")."""

    start: int
    end: int
    names: tuple[str, ...]
    services: tuple[str, ...]
    everywhere: bool
    excepted: bool
    loose: bool = False


@cache
def _list_words() -> frozenset[str]:
    return words(read_yaml("ratings.yaml")["list_words"])


def _in_a_row(clues: Clues, left: Term, right: Term) -> bool:
    """Whether nothing but words of a list lies between two areas."""
    if right.start - left.end > 150:
        return False
    gap = _ASIDE.sub(" ", clues.gap(left.end, right.start))
    return all(word in _list_words() for word in _WORD.findall(gap))


def _is_named(group: AreaGroup) -> bool:
    return bool(group.names or group.services)


def _group(clues: Clues, terms: Sequence[Term]) -> AreaGroup:
    start = next((term.start for term in terms if term.kind in ("areas", "services")), terms[0].start)
    if _SOME.search(clues.gap(max(clues.sentence.start, start - 12), start)):
        return AreaGroup(start, terms[-1].end, (), (), everywhere=False, excepted=False)
    return AreaGroup(
        start,
        terms[-1].end,
        tuple(dict.fromkeys(term.value for term in terms if term.kind in ("areas", "loose_areas"))),
        tuple(dict.fromkeys(term.value for term in terms if term.kind == "services")),
        any(term.kind == "everywhere" for term in terms),
        any(start - one.end <= 25 for one in clues.between("except", clues.sentence.start, start)),
        loose=all(term.kind == "loose_areas" for term in terms),
    )


def _rows(clues: Clues) -> Iterator[list[Term]]:
    """The rows of areas in a sentence."""
    row: list[Term] = []
    grades = clues.of("grades")
    asides = [found.span() for found in _ASIDE.finditer(clues.folded, clues.sentence.start, clues.sentence.end)]
    for term in clues.of("areas", "loose_areas", "services", "unnamed", "everywhere"):
        if term.kind == "unnamed" and (
            any(one.start <= term.start < one.end for one in grades)
            or any(first <= term.start < last for first, last in asides)
        ):
            continue
        if row and not _in_a_row(clues, row[-1], term):
            yield row
            row = []
        row.append(term)
    if row:
        yield row


def _forward(clues: Clues, group: AreaGroup, grade: Grade) -> float:
    """How well "area ... grade" holds together."""
    gap = clues.gap(group.end, grade.start)
    if any(one.match(gap) for one in (_NOTHING, _LINE, _AS, _WHICH)):
        return 3
    counted = not (_is_named(group) or group.everywhere)
    judged = len(gap) <= _LOOSE_GAP and clues.has("verdicts", group.end, grade.end)
    if group.loose and not (judged or _COPULA.match(gap)):
        return 0
    if _NEW_ITEM.match(gap) or _CLAUSE_END.search(gap) or grade.start - group.end > 190 or (counted and "," in gap):
        return 0
    if clues.has("verdicts", group.end, grade.start) or clues.has("copulas", group.end, grade.start):
        return 2
    fronted = _FRONTED.search(_before(clues, group.start))
    return 1 if "," in gap and not fronted else 1.5


def _before(clues: Clues, place: int) -> str:
    """Up to 40 characters of the sentence before a place, with a mark in front where more stands before them."""
    start = clues.sentence.start
    return clues.folded[start:place] if place - start <= 40 else "\u2026" + clues.folded[place - 40 : place]


def _backward(clues: Clues, group: AreaGroup, grade: Grade) -> float:
    """How well "grade ... area" holds together."""
    gap = clues.gap(grade.end, group.start)
    if group.start - grade.end > 150 or ";" in gap or (group.loose and not _FOR_LEADERS.match(gap)):
        return 0
    if _LIKEWISE.match(gap):
        return 3.5
    if _NOTHING.match(gap):
        return 3 if grade.firm or group.everywhere or group.services or "overall_effectiveness" in group.names else 0
    towards = _TOWARDS_AREA.match(gap)
    if towards and not any(clues.has(kind, grade.end + towards.end(), group.start) for kind in ("verdicts", "copulas")):
        return 3
    if _OPENS_LIST.match(gap) or _IDENTITY.match(gap):
        return 2.5
    return 0


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
    whole = _group(clues, row)
    before, after = _around(grades, whole)
    if len(row) < 2 or before is None or after is None:
        return [whole]
    if any(row[-1].end <= other[0].start < grades[after].start for other in rows):
        return [whole]
    if _backward(clues, whole, grades[before]) < 2.5 or _forward(clues, whole, grades[after]) < 1.5:
        return [whole]
    marked = [n for n in range(1, len(row)) if {",", ";"} & set(clues.gap(row[n - 1].end, row[n].start))]
    cut = marked[-1] if marked else len(row) - 1
    return [_group(clues, row[:cut]), _group(clues, row[cut:])]


def bind(clues: Clues, grades: Sequence[Grade]) -> dict[int, list[AreaGroup]]:
    """For each grade, by its number, the rows of areas it is given for."""
    bound: dict[int, list[AreaGroup]] = {number: [] for number in range(len(grades))}
    if not grades:
        return bound
    rows = list(_rows(clues))
    groups = [half for row in rows for half in _halves(clues, grades, row, rows)]
    groups = [one for one in groups if not one.loose or _bound_to(clues, grades, one, (None, None)) is not None]
    for place, group in enumerate(groups):
        inside = [n for n, one in enumerate(grades) if one.start <= group.start < one.end]
        neighbours = groups[place - 1] if place else None, groups[place + 1] if place + 1 < len(groups) else None
        number = inside[0] if inside else _bound_to(clues, grades, group, neighbours)
        if number is not None:
            bound[number].append(_resolved(clues, group, neighbours[0]))
    for number in range(1, len(grades)):
        bound[number] = bound[number] or _shared(clues, grades, number, bound[number - 1])
    return bound


def _shared(clues: Clues, grades: Sequence[Grade], number: int, groups: list[AreaGroup]) -> list[AreaGroup]:
    """The rows that the grade before has as its subject: "leadership was good, up from requires improvement"."""
    before, grade = grades[number - 1], grades[number]
    apart = grade.start - before.end > _SAME_SUBJECT or ";" in clues.gap(before.end, grade.start)
    if apart or any(clues.has(kind, before.end, grade.start) for kind in ("own", "areas", "services", "foreign")):
        return []
    return [group for group in groups if group.end <= before.start and _is_named(group)]


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
    if right and after is not None and right.end <= grades[after].start and _is_named(right) and not _is_adverb(right):
        forward = min(forward, 1)
    if left and before is not None and left.start >= grades[before].end and backward < 3.5:
        backward = backward if ":" in clues.gap(left.end, group.start) and not _is_named(left) else 0
    if group.excepted:
        return after if forward >= 2 else None
    if forward > 1 and forward >= backward:
        return after
    return before if backward > 0 else None
