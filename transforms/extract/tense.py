"""Whether a sentence tells of a grade as standing, as an earlier one, or as left behind."""

import re
from collections.abc import Sequence
from functools import partial

from transforms.extract.clauses import Clues
from transforms.extract.grades import Grade
from transforms.extract.standing import Tense
from transforms.extract.terms import Term
from transforms.extract.trace import because
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
_CHANGE = _worded(r"[\"'\u2019\u201d*]*\s(?:{grade_word}\s)?(?:{ways} )?to (?:an? )?[\"'\u2018\u201c*]*$")
_SIMPLE_PAST = _worded(r"\b{was}\s(?:{was_then}\s){0,4}[\"'\u2018\u201c]?$")
_CONTRAST = _worded(r";|,\s{contrast}\b")
_AS_BEFORE = _worded(r"[\"'\u2019\u201d]*,?\sas\s{as_before}\b")
_NOTHING = _worded(r"\b{nothing}\s(?:[^.,;:]{1,60}\s)?$")
_OF_A_YEAR = _worded(r"[\"'\u2019\u201d]*\s{of_a_year}\s(?:\w{3,9}\s)?20\d\d")
_TO = re.compile(r"\bto (?:an? )?[\"'\u2018\u201c*]*$")
_WITH = re.compile(r"\bwith\s(?:an?\s)?[\"'\u2018\u201c]?$")
_IS = re.compile(r"\b(?:is|are|was|were)\b")
_HAS_CHANGED = _worded(r",?\s[^.;:]{0,80}\b{has_changed}\b")
_STATE = re.compile(r"\b(?:was|were)\s(?:both\s|all\s|still\s|also\s|in\s|the\s){0,4}[\"'\u2018\u201c]?$")
_OF_LAST_YEAR = re.compile(r"[\"'\u2019\u201d]?\slast\syear\b")
_NO_LONGER = re.compile(r"^no longer\b(?:(?!\b(?:and|but|or)\b)[^,;:.]){0,60}\bto be\s(?:an?\s)?[\"'\u2018\u201c]?$")
_BEFORE_THEN = re.compile(r"[\"'\u2018\u201c]?before\s(?!that\b)[^;:.]{3,80}\b(?:was|were|had)\b[^;:.]{0,30}$")
_CLAUSE = _worded(r";|\b{parts_the_present}\b|, and\b")
_NEW_CLAUSE = _worded(
    r"[;\u2013\u2014]|\b(?:{parts_the_past}|after(?!\s(?:its|the|an?|their)\s{earlier_inspection}\b))\b"
)
_NEAR_AFTER = 60
# A cue such as "since it was" opens a clause itself, which belongs to the grade that follows.
_CUE_ITSELF = 12


def _clause_start(clues: Clues, grade: Grade, since: int) -> int:
    breaks = list(_CLAUSE.finditer(clues.folded, since, grade.start))
    return breaks[-1].start() if breaks else since


def _is_left_behind(clues: Clues, grade: Grade, following: Grade | None, since: int) -> bool:
    if grade.same and _AS_BEFORE.match(clues.gap(grade.end, grade.end + 30)):
        return True
    cues = [
        one
        for one in clues.between("superseded", since, grade.start)
        if not _NOTHING.search(clues.gap(max(clues.sentence.start, one.start - 70), one.start))
    ]
    if cues and _NO_LONGER.search(clues.gap(cues[-1].start, grade.start)):
        return True
    near = clues.gap(cues[-1].end, grade.start) if cues else ""
    parted = _TO.search(near) or _WITH.search(near) or _IS.search(near) or {",", ":"} & set(near)
    if cues and len(near) <= 25 and not parted:
        return True
    dated = _OF_A_YEAR.match(clues.gap(grade.end, grade.end + 30))
    behind = grade.end + (dated.end() if dated else 0)
    if any(one.start - behind <= 6 for one in clues.between("superseded_after", grade.end, clues.sentence.end)):
        return True
    return bool(following and cues and _CHANGE.match(clues.gap(grade.end, following.start)))


def tense_of(clues: Clues, grades: Sequence[Grade], number: int, inherited: Tense) -> Tense:
    """The tense of one of a sentence's grades; `inherited` is that of the grade before it."""
    grade = grades[number]
    since = grades[number - 1].end if number else clues.sentence.start
    following = grades[number + 1] if number + 1 < len(grades) else None
    if _is_left_behind(clues, grade, following, since):
        return because("superseded", "rating.when.superseded", grade)
    start = _clause_start(clues, grade, since)
    if _OF_LAST_YEAR.match(clues.gap(grade.end, grade.end + 20)) and _STATE.search(clues.gap(start, grade.start)):
        return because("superseded", "rating.when.superseded", grade)
    if _is_before_then(clues, grade, since):
        return because("superseded", "rating.when.superseded", grade)
    return _tense_in_clause(clues, grades, number, inherited)


def _tense_in_clause(clues: Clues, grades: Sequence[Grade], number: int, inherited: Tense) -> Tense:
    """The tense by the cues around a grade, in its own clause and behind a contrast."""
    grade = grades[number]
    since = grades[number - 1].end if number else clues.sentence.start
    following = grades[number + 1] if number + 1 < len(grades) else None
    start = _clause_start(clues, grade, since)
    contrast = _CONTRAST.search(clues.folded, since, grade.start) if number else None
    told_from = contrast.end() if contrast else since
    pasts = [*clues.between("past", told_from, grade.start), *_told_after(clues, grade, following)]
    presents = clues.between("present", start, grade.start)
    if pasts:
        if presents and pasts[-1].end <= presents[-1].start:
            return because("present", "rating.when.now", grade, presents[-1])
        return because("past", "rating.when.past", grade, pasts[-1])
    if following and _SIMPLE_PAST.search(clues.gap(start, grade.start)):
        if clues.has("present", grade.end, following.start):
            return because("past", "rating.when.was", grade)
        return because("present", "rating.when.present", grade)
    if following and not grade.same and _is_changed(clues, grade, following):
        return because("past", "rating.when.was", grade)
    lasting = clues.has("long_standing", grade.end, grade.end + _NEAR_AFTER)
    if lasting or clues.has("pluperfect", since, grade.start):
        return because("pluperfect", "rating.when.had_been_told", grade)
    contrasts = contrast and clues.has("verdicts", told_from, grade.start)
    changed = number and _is_changed(clues, grades[number - 1], grade)
    goes_on = number and not changed and inherited in ("past", "pluperfect") and not presents and not contrasts
    if goes_on:
        return because(inherited, "rating.when.inherited", grade, grades[number - 1])
    if presents:
        return because("present", "rating.when.now", grade, presents[-1])
    return because("present", "rating.when.present", grade)


def _is_before_then(clues: Clues, grade: Grade, since: int) -> bool:
    """Whether the time before something is told of: "Before there was a trust they were inadequate"."""
    before = _BEFORE_THEN.match(clues.gap(since, grade.start))
    return bool(before) and not clues.has("present", since, grade.start)


def _is_changed(clues: Clues, grade: Grade, following: Grade) -> bool:
    """Whether the next grade has come in its place: "its rating of good has now become outstanding"."""
    same = grade.name == following.name or clues.has("areas", grade.end, following.start)
    return not same and bool(_HAS_CHANGED.match(clues.gap(grade.end, following.start)))


def _told_after(clues: Clues, grade: Grade, following: Grade | None) -> list[Term]:
    """Cues of the past behind a grade, in its own clause: "good at its last inspection"."""
    end = min(grade.end + _NEAR_AFTER, following.start if following else clues.sentence.end)
    cues = clues.between("past", grade.end, end)
    reach = _CUE_ITSELF if following else 0
    return [one for one in cues if not _opens_clause(clues.gap(grade.end, one.end), one.start - grade.end + reach)]


def _opens_clause(gap: str, before: int) -> bool:
    return any(found.start() < before for found in _NEW_CLAUSE.finditer(gap))
