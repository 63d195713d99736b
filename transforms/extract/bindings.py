"""Which areas a grade is given for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.extract.clauses import Clues
from transforms.extract.grades import Grade
from transforms.extract.terms import Term

_BREAK = re.compile(
    r"(?<!along )(?<!together )(?<!work )\bwith\b|\b(?:while|but|whereas|although|though|which|who|however|because|after|despite|when)\b"
)
_CLAUSE_END = re.compile(r";|\b(?:while|whereas|although|but|however)\b|, with\b")
_RATING = r"(?:rating|grade|judgement|judgment|mark|verdict|score)s?"
_TOWARDS_AREA = re.compile(
    rf"^[\"'\u2019\u201d*]*(?:\s{_RATING})?(?:\s(?:was|were|is|are)?\s?(?:also\s)?"
    r"(?:repeated|given|awarded|handed|applied|extended|made|go|goes|went|came|earned))?"
    r"\s?(?:,\s)?(?:both\s)?(?:for|in|on|to|across|over|when it came to|as regards|of)\b(?!\s(?:20|19)\d\d)"
)
_LIKEWISE = re.compile(r"^[\"'\u2019\u201d*]*,?\s(?:and\s)?(?:as|so|likewise)\s(?:was|were|is|are|did|had|has|have|do|does)\b")
_OPENS_LIST = re.compile(r"^[\"'\u2019\u201d*]*\s?:")
_IDENTITY = re.compile(r"^[\"'\u2019\u201d*]*\s(?:was|were|is|are)(?:\s(?:the|its|their))?\s$")
_NOTHING = re.compile(r"^[\s\"'\u2018\u2019\u201c\u201d*]*$")
_LINE = re.compile(r"^[\s\"'\u2018\u201c\u2019\u201d*|)]*[:\u2013\u2014|=(-]+[\s\"'\u2018\u201c*|]*(?:now\s|still\s)?[\"'\u2018\u201c]?$")
_FRONTED = re.compile(r"(?:^|[\s\"'\u201c])(?:for|in|on)\s[^,;]{0,20}$")


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """Areas named in a row. `names` is empty where they are counted only ("two areas")."""

    start: int
    end: int
    names: tuple[str, ...]
    services: tuple[str, ...]
    everywhere: bool
    excepted: bool


def _in_a_row(clues: Clues, left: Term, right: Term) -> bool:
    gap = clues.gap(left.end, right.start)
    if right.start - left.end > 100 or _BREAK.search(gap):
        return False
    return not any(clues.has(kind, left.end, right.start) for kind in ("grades", "same", "verdicts", "copulas", "except"))


def _group(clues: Clues, terms: Sequence[Term]) -> AreaGroup:
    start = terms[0].start
    return AreaGroup(
        start,
        terms[-1].end,
        tuple(dict.fromkeys(term.value for term in terms if term.kind == "areas")),
        tuple(dict.fromkeys(term.value for term in terms if term.kind == "services")),
        any(term.kind == "everywhere" for term in terms),
        any(start - one.end <= 25 for one in clues.between("except", clues.sentence.start, start)),
    )


def find_groups(clues: Clues) -> list[AreaGroup]:
    """The rows of areas in a sentence."""
    rows: list[list[Term]] = []
    for term in clues.of("areas", "services", "unnamed", "everywhere"):
        if rows and _in_a_row(clues, rows[-1][-1], term):
            rows[-1].append(term)
        else:
            rows.append([term])
    return [_group(clues, row) for row in rows]


def _forward(clues: Clues, group: AreaGroup, grade: Grade) -> float:
    """How well "area ... grade" holds together."""
    gap = clues.gap(group.end, grade.start)
    if _NOTHING.match(gap) or _LINE.match(gap):
        return 3
    if _CLAUSE_END.search(gap) or grade.start - group.end > 190:
        return 0
    if clues.has("verdicts", group.end, grade.start) or clues.has("copulas", group.end, grade.start):
        return 2
    fronted = _FRONTED.search(clues.gap(max(clues.sentence.start, group.start - 40), group.start))
    return 1 if "," in gap and not fronted else 1.5


def _backward(clues: Clues, group: AreaGroup, grade: Grade) -> float:
    """How well "grade ... area" holds together."""
    gap = clues.gap(grade.end, group.start)
    if group.start - grade.end > 150 or ";" in gap:
        return 0
    if _LIKEWISE.match(gap):
        return 3.5
    if _NOTHING.match(gap):
        return 3 if grade.firm or group.everywhere or group.services or "overall_effectiveness" in group.names else 0
    towards = _TOWARDS_AREA.match(gap)
    judged = any(clues.has(kind, grade.end + (towards.end() if towards else 0), group.start) for kind in ("verdicts", "copulas"))
    if towards and not judged:
        return 3
    if _OPENS_LIST.match(gap) or _IDENTITY.match(gap):
        return 2.5
    return 0


def bind(clues: Clues, grades: Sequence[Grade]) -> dict[int, list[AreaGroup]]:
    """For each grade, by its number, the rows of areas it is given for."""
    bound: dict[int, list[AreaGroup]] = {number: [] for number in range(len(grades))}
    for group in find_groups(clues):
        inside = [n for n, one in enumerate(grades) if one.start <= group.start < one.end]
        if inside:
            bound[inside[0]].append(group)
            continue
        after = next((n for n, one in enumerate(grades) if one.start >= group.end), None)
        before = next((n for n in reversed(range(len(grades))) if grades[n].end <= group.start), None)
        forward = _forward(clues, group, grades[after]) if after is not None else 0
        backward = _backward(clues, group, grades[before]) if before is not None else 0
        if group.excepted and forward < 2:
            continue
        if after is not None and forward > max(1, backward - 0.01):
            bound[after].append(group)
        elif before is not None and backward > 0:
            bound[before].append(group)
    return bound
