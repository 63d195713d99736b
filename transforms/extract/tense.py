"""Whether a sentence tells of a grade as standing, as an earlier one, or as left behind."""

import re
from collections.abc import Sequence

from transforms.extract.clauses import Clues
from transforms.extract.grades import Grade
from transforms.extract.standing import Tense
from transforms.extract.terms import Term

_CHANGE = re.compile(
    r"[\"'\u2019\u201d*]*\s(?:rating\s|grade\s)?(?:up |down |straight |all the way )?to (?:an? )?[\"'\u2018\u201c*]*$"
)
_SIMPLE_PAST = re.compile(
    r"\b(?:was|were)\s"
    r"(?:(?:also|then|first|again|rated|judged|graded|found|deemed|given|branded|declared|as|to be|an?)\s){0,4}"
    r"[\"'\u2018\u201c]?$"
)
_CONTRAST = re.compile(r";|,\s(?:but|however|yet)\b")
_AS_BEFORE = re.compile(r"[\"'\u2019\u201d]*,?\sas\s(?:in|at|before|last time|it\s(?:did|was|had))\b")
_NOTHING = re.compile(r"\b(?:no|nothing)\s$")
_OF_A_YEAR = re.compile(r"[\"'\u2019\u201d]*\s(?:of|from|in|since)\s(?:\w{3,9}\s)?20\d\d")
_TO = re.compile(r"\bto (?:an? )?[\"'\u2018\u201c*]*$")
_CLAUSE = re.compile(r";|\b(?:while|whereas|although|but|however|before|having|after)\b|, and\b")
_NEW_CLAUSE = re.compile(
    r"[;\u2013\u2014]|\b(?:while|whereas|although|but|however|having|since|which|following|and"
    r"|turnaround|improvement on|improvement from|compared"
    r"|after(?!\s(?:its|the|an?|their)\s(?:last|previous|earlier|full|first)\b))\b"
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
        if not _NOTHING.search(clues.gap(max(0, one.start - 9), one.start))
    ]
    if cues and grade.start - cues[-1].end <= 25 and not _TO.search(clues.gap(cues[-1].end, grade.start)):
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
        return "superseded"
    start = _clause_start(clues, grade, since)
    contrast = _CONTRAST.search(clues.folded, since, grade.start) if number else None
    told_from = contrast.end() if contrast else since
    pasts = [*clues.between("past", told_from, grade.start), *_told_after(clues, grade, following)]
    presents = clues.between("present", start, grade.start)
    if pasts:
        return "present" if presents and pasts[-1].end <= presents[-1].start else "past"
    if following and _SIMPLE_PAST.search(clues.gap(start, grade.start)):
        return "past" if clues.has("present", grade.end, following.start) else "present"
    lasting = clues.has("long_standing", grade.end, grade.end + _NEAR_AFTER)
    if lasting or clues.has("pluperfect", since, grade.start):
        return "pluperfect"
    contrasts = contrast and clues.has("verdicts", told_from, grade.start)
    goes_on = number and inherited in ("past", "pluperfect") and not presents and not contrasts
    return inherited if goes_on else "present"


def _told_after(clues: Clues, grade: Grade, following: Grade | None) -> list[Term]:
    """Cues of the past behind a grade, in its own clause: "good at its last inspection"."""
    end = min(grade.end + _NEAR_AFTER, following.start if following else clues.sentence.end)
    cues = clues.between("past", grade.end, end)
    reach = _CUE_ITSELF if following else 0
    return [one for one in cues if not _opens_clause(clues.gap(grade.end, one.end), one.start - grade.end + reach)]


def _opens_clause(gap: str, before: int) -> bool:
    return any(found.start() < before for found in _NEW_CLAUSE.finditer(gap))
