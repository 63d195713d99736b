"""How well a row of areas and a grade hold together, by what stands between them."""

import re
from functools import partial

from transforms.extract.area_groups import LOOSE_LIST, AreaGroup, is_named
from transforms.extract.clauses import Clues
from transforms.extract.grades import Grade
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
_NEW_ITEM = _worded(r",?\s{new_item}\s(?:an?\s|one\s)?[\"'\u2018\u201c]?$")
_COPULA = _worded(r"\s(?:{is_or_was}|being)\s[\"'\u2018\u201c]?$")
_LOOSE_GAP = 25
_CLAUSE_END = _worded(r";|\b{clause_ends}\b|, with\b")
_BY_THE_WAY = _worded(r",\s{by_the_way},(?=\s)")
_TOWARDS_AREA = _worded(
    r"^[\"'\u2019\u201d*]*(?:,\s{in_passing}(?=,))?,?(?:\s(?:{a_further}\s)?{rating_words})?"
    r"(?:\s{is_or_was}\s(?:{also}\s)?the\s\w{1,20})?(?:\s{which}(?=\s{is_or_was}\s))?"
    r"(?:\s{is_or_was}?\s?(?:also\s)?{goes_to_an_area})?"
    r"\s?(?:,\s)?(?:{also}\s)?{towards_an_area}\b(?!\s(?:20|19)\d\d)"
)
LIKEWISE = _worded(
    r"^[\"'\u2019\u201d*]*(?:\s{rating_words})?(?:\s(?:overall|as a whole))?(?:,\s[^,;:]{3,40}(?=,))?,?\s"
    r"(?:(?:and\s)?{likewise}\s(?:(?:it|they)\s)?{does_so}|{along_with})\b"
)
_SO_IS = _worded(
    r"^\s(?:(?:{the_or_its}|our|that|those)\s)?(?:\w{3,12}\s){0,2}(?:of|for|to|with|in|that|which)\s(?:{the_or_its}\s)?$"
)
_INCLUDING = _worded(r",\s{including}\b")
REPEATED = _worded(r"^[\"'\u2019\u201d*]*,\s{a_further}\s{rating_words}\b")
_OPENS_LIST = _worded(
    r"^[\"'\u2019\u201d*]*(?:\s{rating_words}|\s(?:it|that)\s{is_or_was})?(?:\s?[:(]|\s[-\u2013\u2014]\s(?!and\b|but\b)|,\sfrom\s|,?\s{these}\s{are_these}\b|,?\s{including}\b)"
)
_COUNTED_LIST = _worded(
    r"[^,;:.]{0,40}(?:\s?[:(]|\s[-\u2013\u2014]\s(?!and\b|but\b)|,\sfrom\s|,?\s{these}\s{are_these}\b|,?\s{including}\b)"
)
_IDENTITY = _worded(r"^[\"'\u2019\u201d*]*(?:(?:\s{rating_words})?\s{covers}|\s{is_or_was})(?:\s{the_or_its})?\s$")
_NOTHING = _worded(r"^[\s\"'\u2018\u2019\u201c\u201d*]*(?:{the_or_its}\s)?$")
_WHICH = _worded(r"^,?\s{which}\s(?:{which_is}\s){0,4}[\"'\u2018\u201c]?$")
_BOTH = re.compile(r"^[\"'\u2019\u201d]?,?\sboth\s(?:for\s|in\s)?$")
_FOR_LEADERS = _worded(
    r"^[\"'\u2019\u201d*]*(?:\s{rating_words})?\s{towards_an_area}\s(?:{the_or_its}\s|(?:the\s)?[\w-]{2,20}'s?\s)?$"
)
_AS = re.compile(r"^[\s,]{1,2}(?:as|at)\s(?:being\s|an?\s)?[\"'\u2018\u201c]?$")
_LINE = _worded(
    r"^[\s\"'\u2018\u201c\u2019\u201d*|)]*(?:[:\u2013\u2014\u2026|=(-]|\.{2})+[\s\"'\u2018\u201c*|]*(?:{still}\s)?[\"'\u2018\u201c]?$"
)
_FRONTED = _worded(
    r"(?:^|[,;]\s)[\"'\u2018\u201c]?(?:and\s|but\s)?{fronted}\s(?:[^,;]{0,20}|[^,;]{3,30},\s{including}\s)$"
)
_IN_RELATIVE = _worded(r",\s{whose}\s[^,;:]{0,30}$")
_NEW_CLAUSE = re.compile(r",\s(?:and|so)\s(?!its\b|their\b)")
_ENDS_ASIDE = re.compile(r",\s$")
_ASIDE = _worded(r",\s(?!(?:and|or|{clause_ends}|{which})\b)[^,;:]{2,70},(?=\s$)")
_THAT_PART = _worded(r",\swith\s{that_area}(?=\s)")
_FIT = (_NOTHING, _LINE, _AS, _WHICH, re.compile(r"^\sto\s(?:an?\s)?[\"'\u2018\u201c]?$"))
_AS_WELL = _worded(r"\s(?:{also}\s)?(?:{does_so}|{got})\s{too_or_also}\b(?!\s(?!and\b|but\b)[\w\"'])")
_ALSO_SO = _worded(r",?\s{in_passing}(?=[.;]|$)")
_JOINED = _worded(r"^[\"'\u2019\u201d*]*[,;]?(?:\sand)?(?:\s(?:for|in|on))?(?:\s{the_or_its})?\s$")
_COUNTED = ("unnamed", "everywhere")
_PREDICATE = _worded(r"\s{is_or_was}\b")
_PUTS = _worded(r"\b{puts_areas}\s(?:(?:both|all)\s)?(?:(?:{the_or_its}|our)\s)?$")
_IN_PLACE = _worded(r"^,\s(?:{in_a_band}\s)?(?:(?:the|its|that|this|an?)\s)?(?:very\s)?(?:same\s)?[\"'\u2018\u201c]?$")
_ITEM = re.compile(r"^,\s(?:(?:to|at|as)\s(?:an?\s)?)?[\"'\u2018\u201c]?$")
_NEXT_ITEM = re.compile(r",\s(?:and|or)\s")
_HEADS_ITEM = re.compile(
    r"(?:^|[;:,.]\s)(?:and\s|but\s)?(?:only\s|just\s)?(?:the\s|its\s|our\s)?(?:(?:\w{3,8}\s){0,2}(?:for|with|of)\s)?$"
)
_APPOSED = _worded(r"^[^,;:]{0,30},\s(?:{which_is}\s){0,3}[\"'\u2018\u201c]?$")
_ENDS_APPOSITION = re.compile(r"^[^,;:.]{0,40},\s(?!and\b|but\b|or\b)")
_WITH_LAST = re.compile(r",\s(?:with|at)\s(?:an?\s)?[\"'\u2018\u201c]?$")
_AS_LAST = _worded(r",\sas\s(?:an?\s)?[\"'\u2018\u201c]?$")
_DASH = re.compile(r"^[\"'\u2019\u201d]*\s[-\u2013\u2014]\s")


def forward_fit(clues: Clues, group: AreaGroup, grade: Grade) -> float:
    """How well "area ... grade" holds together."""
    gap = _plain_gap(clues.gap(group.end, grade.start))
    if any(one.match(gap) for one in _FIT):
        return 3
    counted = not (is_named(group) or group.everywhere)
    judged = len(gap) <= _LOOSE_GAP and clues.has("verdicts", group.end, grade.end)
    if group.loose and not (judged or _COPULA.match(gap)):
        return 0
    before = _before(clues, group.start)
    if _PUTS.search(before) and _IN_PLACE.match(gap):
        return 2.5
    if ("," in gap and _IN_RELATIVE.search(before)) or _tells_another(clues, group.end, grade.start):
        return 0
    if _WITH_LAST.search(gap) and _HEADS_ITEM.search(before) and len(gap) <= LOOSE_LIST:
        return 2
    if _NEW_ITEM.match(gap) or _CLAUSE_END.search(gap) or grade.start - group.end > 190 or (counted and "," in gap):
        return 0
    return _clause_fit(clues, group, grade, gap, before)


def _plain_gap(gap: str) -> str:
    """What stands between areas and a grade, without what is only put in by the way."""
    gap = _THAT_PART.sub("", _BY_THE_WAY.sub("", gap))
    return _ASIDE.sub("", gap) if _ENDS_ASIDE.search(gap) else gap


def _clause_fit(clues: Clues, group: AreaGroup, grade: Grade, gap: str, before: str) -> float:
    """How well areas and a grade in one clause hold together."""
    fronted = _FRONTED.search(before)
    if _has_verb(clues, group.end, grade.start):
        return 3 if fronted or _COPULA.match(gap.removeprefix(",")) else 2
    if _ITEM.match(gap) and _HEADS_ITEM.search(before):
        return 3
    if _AS_LAST.search(gap):
        return 2
    if _APPOSED.match(gap) and _ENDS_APPOSITION.match(clues.gap(grade.end, grade.end + 50)):
        return 2
    return 1 if "," in gap and not fronted else 1.5


def _tells_another(clues: Clues, start: int, end: int) -> bool:
    """Whether a clause between two places has the authority itself as its subject: "..., and the council was rated"."""
    found = _NEW_CLAUSE.search(clues.folded, start, end)
    return found is not None and clues.has("own", found.end(), end) and _has_verb(clues, found.end(), end)


def _before(clues: Clues, place: int) -> str:
    """Up to 40 characters of the sentence before a place, with a mark in front where more stands before them."""
    start = clues.sentence.start
    return clues.folded[start:place] if place - start <= 40 else "\u2026" + clues.folded[place - 40 : place]


def backward_fit(clues: Clues, group: AreaGroup, grade: Grade) -> float:
    """How well "grade ... area" holds together."""
    gap = clues.gap(grade.end, group.start)
    if _JOINED.match(gap) and _ALSO_SO.match(clues.folded, group.end, clues.sentence.end):
        return 3.5
    as_well = bool(_AS_WELL.match(clues.folded, group.end))
    so_is = grade.same and clues.folded.startswith("so ", grade.start)
    fits = as_well or _FOR_LEADERS.match(gap) or (grade.same and _NOTHING.match(gap))
    if group.start - grade.end > 150 or ";" in gap or (group.loose and not fits):
        return 0
    likewise = LIKEWISE.match(gap)
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
    if opens_list(clues, grade.end, group) or _IDENTITY.match(gap) or _BOTH.match(gap):
        return 2.5
    return 2.5 if _DASH.match(gap) and clues.has("unnamed", clues.sentence.start, grade.start) else 0


def opens_list(clues: Clues, start: int, group: AreaGroup) -> bool:
    """Whether areas are the list that a place opens, perhaps after their number: "in all four areas, these being"."""
    counted = [one.end for kind in _COUNTED for one in clues.between(kind, start, group.start)]
    if len(group.names) > 1 and any(clues.gap(end, group.start) == ", " for end in counted):
        return not _PREDICATE.match(clues.folded, group.end)
    if counted and _COUNTED_LIST.match(clues.gap(max(counted), group.start)):
        return not _PREDICATE.match(clues.folded, group.end)
    return bool(_OPENS_LIST.match(clues.gap(start, group.start)))


def _has_verb(clues: Clues, start: int, end: int) -> bool:
    return clues.has("verdicts", start, end) or clues.has("copulas", start, end)
