"""Areas of inspection that stand in one row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from transforms.data import read_yaml, words
from transforms.extract.clauses import Clues
from transforms.extract.terms import Term
from transforms.extract.worded import NOT_LOOKED_AFTER, Worded

_worded = partial(Worded, "rating_clauses.yaml")
_ASIDE = re.compile(r"\s[-\u2013\u2014]\s[^-\u2013\u2014]{1,100}\s[-\u2013\u2014]\s|\s\([^)]{1,100}\)")
_LINKS = _worded(r"\b{links_of_a_list}\b")
_JOINS = re.compile(r"[,;]|\band\b|\bas well as\b|\bplus\b")
_PARTS_A_LIST = _worded(rf"\b{NOT_LOOKED_AFTER}{{parts_a_list}}\b")
LOOSE_LIST = 90
"""Characters between two areas of a loose list: "leadership, the help that schools say families get and ..."."""
_UNDER = re.compile(r"\bunder\s(?:[\w'.-]{1,20}\s){1,4}$")
# Characters before "leadership" in which it is said whose it is.
_UNDER_WITHIN = 50
_WORD = re.compile(r"[\w']+")
_SOME = _worded(r"\b{some_areas}\s(?:of the\s|of its\s)?$")


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """Areas named in a row. `names` is empty where they are counted only ("two areas").

    `added` tells that the grade is given for more than these: "it was inadequate, as was leadership".
    """

    start: int
    end: int
    names: tuple[str, ...]
    services: tuple[str, ...]
    everywhere: bool
    excepted: bool
    loose: bool = False
    added: bool = False


@cache
def _list_words() -> frozenset[str]:
    return words(read_yaml("ratings.yaml")["list_words"])


def _in_a_row(clues: Clues, left: Term, right: Term) -> bool:
    """Whether nothing but words of a list lies between two areas."""
    if right.start - left.end > 150 or clues.has("grades", left.end, right.start):
        return False
    gap = _ASIDE.sub(" ", clues.gap(left.end, right.start))
    gap = _LINKS.sub(" ", gap)
    gap = gap.removeprefix(" and with ").removeprefix(", and with ")
    if clues.gap(right.end, right.end + 20).startswith((" and with ", ", and with ")):
        gap = gap.removeprefix(", with ")
    return all(word in _list_words() for word in _WORD.findall(gap))


def is_named(group: AreaGroup) -> bool:
    """Whether a group names its areas, and does not only count them."""
    return bool(group.names or group.services)


def group_of(clues: Clues, terms: Sequence[Term]) -> AreaGroup:
    """The group that the terms of one row make."""
    start = next((term.start for term in terms if term.kind in ("areas", "loose_areas", "services")), terms[0].start)
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


def _is_somebodys(clues: Clues, term: Term) -> bool:
    """Whether leadership is that of a person: "under Jane Doe's leadership"."""
    start = max(clues.sentence.start, term.start - _UNDER_WITHIN)
    return term.value == "leadership" and bool(_UNDER.search(clues.gap(start, term.start)))


def area_rows(clues: Clues) -> Iterator[list[Term]]:
    """The rows of areas in a sentence."""
    row: list[Term] = []
    grades = clues.of("grades")
    repeated = [one for one in clues.of("same") if clues.folded.startswith("as ", one.start)]
    asides = [found.span() for found in _ASIDE.finditer(clues.folded, clues.sentence.start, clues.sentence.end)]
    for term in clues.of("areas", "loose_areas", "services", "unnamed", "everywhere"):
        if term.kind == "unnamed" and (
            any(one.start <= term.start < one.end for one in grades)
            or any(first <= term.start < last for first, last in asides)
        ):
            continue
        if _is_somebodys(clues, term) or any(one.start <= term.start < one.end for one in repeated):
            continue
        if row and not _in_a_row(clues, row[-1], term):
            yield row
            row = []
        row.append(term)
    if row:
        yield row


def in_one_list(clues: Clues, left: AreaGroup, right: AreaGroup, *, opened: bool = False) -> bool:
    """Whether two groups stand in one list, whatever nouns are between: "leadership, the help families get and"."""
    gap = clues.gap(left.end, right.start)
    if (
        len(gap) > LOOSE_LIST
        or (";" in gap and not opened)
        or left.excepted
        or right.excepted
        or not (is_named(left) and is_named(right))
    ):
        return False
    if left.loose or right.loose or not _JOINS.search(gap) or _PARTS_A_LIST.search(gap):
        return False
    return not any(clues.has(kind, left.end, right.start) for kind in ("verdicts", "copulas", "grades"))
