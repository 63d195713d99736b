"""Whether a sentence tells of a grade as standing, as an earlier one, or as left behind."""

import re
from collections.abc import Sequence
from functools import partial

from transforms.extract.clauses import Clues
from transforms.extract.grades import Grade
from transforms.extract.stated import Tense
from transforms.extract.terms import Term
from transforms.extract.trace import because
from transforms.extract.worded import NOT_LOOKED_AFTER, Worded

_worded = partial(Worded, "rating_clauses.yaml")
_CHANGE = _worded(r"[\"'\u2019\u201d*]*\s(?:{grade_word}\s)?(?:{ways} )?to (?:an? )?[\"'\u2018\u201c*]*$")
_SIMPLE_PAST = _worded(r"\b{was}\s(?:{was_then}\s){0,4}[\"'\u2018\u201c]?$")
_CONTRAST = _worded(r";|,\s{contrast}\b")
_AS_BEFORE = _worded(r"[\"'\u2019\u201d]*,?\sas\s{as_before}\b")
_NOTHING = _worded(r"\b{nothing}\s(?:[^.,;:]{1,60}\s)?$")
_OF_A_YEAR = _worded(r"[\"'\u2019\u201d]*\s{of_a_year}\s(?:\w{3,9}\s)?20\d\d")
_NOW = _worded(r"[\"'\u2019\u201d]?\s{these_days}\b")
_JUDGES_ANEW = _worded(r"{judges_anew}\b")
_YEARS_AFTER = _worded(r"\b{spans_of_years}\safter\b")
_YEARS_SINCE = _worded(r"\b{spans_of_years}\s(?:on from when|after|since)\s[^,;:.]*$")
_THEN_BEHIND = re.compile(r"[\"'\u2019\u201d]?\sthen(?=[,.;:]|\sand\b|$)")
_BELOW_ANOTHER = _worded(
    r"\s(?:the|its|their|that|an?)\s(?:[\w'-]{1,20}\s){0,4}?{rating_words}\b[^.;:]{0,40}\s(?:when|in which|where)\b"
)
_ENDS_CLAUSE = re.compile(r"[,;]|\b(?:and|but)\s")
_ONCE = _worded(r"\b{once}\s[\"'\u2018\u201c]?$")
_THEN = re.compile(r"\b(?:was|were)\sthen\s[\"'\u2018\u201c]?$")
_BACK_IN = _worded(r"\b{comes}\s$")
_OF_NOW = _worded(r"\s{of_now}\b")
_TO = re.compile(r"\bto (?:an? )?[\"'\u2018\u201c*]*$")
_WITH = re.compile(r"\bwith\s(?:an?\s)?[\"'\u2018\u201c]?$")
_IS = re.compile(r"\b(?:is|are|was|were)\b")
_HAS_CHANGED = _worded(r"[\"'\u2019\u201d*]*,?\s[^.;:]{0,80}\b{has_changed}\b")
_STATE = re.compile(r"\b(?:was|were)\s(?:both\s|all\s|still\s|also\s|in\s|the\s){0,4}[\"'\u2018\u201c]?$")
_OF_LAST_YEAR = re.compile(r"[\"'\u2019\u201d]?\slast\syear\b")
_NO_LONGER = re.compile(r"^no longer\b(?:(?!\b(?:and|but|or)\b)[^,;:.]){0,100}$")
_BEFORE_THEN = re.compile(r"[\"'\u2018\u201c]?before\s(?!that\b)[^;:.]{3,80}\b(?:was|were|had)\b[^;:.]{0,30}$")
_CLAUSE = _worded(rf";|\b{NOT_LOOKED_AFTER}{{parts_the_present}}\b|, and\b")
_NEW_CLAUSE = _worded(
    r"[;\u2013\u2014]|\b(?:{parts_the_past}|"
    + NOT_LOOKED_AFTER
    + r"after(?!\s(?:its|the|an?|their)\s{earlier_inspection}\b))\b"
)
_NEAR_AFTER = 60
# Characters between a grade and a cue behind it that is its own.
_NEAR_BEFORE = 15
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
    after = number and _YEARS_AFTER.search(clues.gap(since, grade.start))
    if after or _is_before_then(clues, grade, since) or _is_once(clues, grade, since):
        return because("superseded", "rating.when.superseded", grade)
    return _tense_in_clause(clues, grades, number, inherited)


def _tense_in_clause(clues: Clues, grades: Sequence[Grade], number: int, inherited: Tense) -> Tense:
    """The tense by the cues around a grade, in its own clause and behind a contrast."""
    grade = grades[number]
    since = grades[number - 1].end if number else clues.sentence.start
    following = grades[number + 1] if number + 1 < len(grades) else None
    start = _clause_start(clues, grade, since)
    if _NOW.match(clues.folded, grade.end):
        return because("present", "rating.when.now", grade)
    if _THEN_BEHIND.match(clues.gap(grade.end, grade.end + 8)) or _is_below_another(clues, grade, since):
        return because("past", "rating.when.was", grade)
    if _YEARS_SINCE.search(clues.gap(since, grade.start)):
        return because("past", "rating.when.past", grade)
    contrast = _CONTRAST.search(clues.folded, since, grade.start) if number else None
    told_from = contrast.end() if contrast else since
    pasts = _cues(clues, grades, number, told_from, "past")
    presents = clues.between("present", start, grade.start)
    latest = _cues(clues, grades, number, told_from, "latest")
    pasts = [one for one in pasts if not _is_of_latest(clues, one, latest)]
    if pasts:
        if presents and pasts[-1].end <= presents[-1].start:
            return because("present", "rating.when.now", grade, presents[-1])
        return because("past", "rating.when.past", grade, pasts[-1])
    if latest and not (presents and latest[-1].end <= presents[-1].start):
        return because("latest", "rating.when.past", grade, latest[-1])
    if following and _SIMPLE_PAST.search(clues.gap(start, grade.start)):
        if clues.has("present", grade.end, following.start) or _NOW.match(clues.folded, following.end):
            return because("past", "rating.when.was", grade)
        return because("present", "rating.when.present", grade)
    if following and not grade.same and _is_changed(clues, grade, following):
        return because("past", "rating.when.was", grade)
    return _without_cue(clues, grades, number, inherited, presents)


def _without_cue(
    clues: Clues, grades: Sequence[Grade], number: int, inherited: Tense, presents: Sequence[Term]
) -> Tense:
    """The tense by the verb, else that of the grade before where its clause goes on."""
    grade, since = grades[number], grades[number - 1].end if number else clues.sentence.start
    lasting = clues.has("long_standing", grade.end, grade.end + _NEAR_AFTER)
    if lasting or clues.has("pluperfect", since, grade.start):
        had_been: Tense = "latest" if number and inherited == "latest" else "pluperfect"
        return because(had_been, "rating.when.had_been_told", grade)
    if presents:
        return because("present", "rating.when.now", grade, presents[-1])
    if number and inherited in ("past", "pluperfect", "latest") and not _is_told_anew(clues, grades, number):
        return because(inherited, "rating.when.inherited", grade, grades[number - 1])
    return because("present", "rating.when.present", grade)


def _is_told_anew(clues: Clues, grades: Sequence[Grade], number: int) -> bool:
    """Whether a grade has come in place of the one before it, or is told with a verb of its own behind a contrast."""
    since, start = grades[number - 1].end, grades[number].start
    contrast = _CONTRAST.search(clues.folded, since, start)
    told_from = contrast.end() if contrast else since
    judged = clues.has("verdicts", told_from, start) and (contrast or clues.has("inspectors", since, start))
    again = _JUDGES_ANEW.search(clues.gap(since, start))
    return bool(judged or again) or _is_changed(clues, grades[number - 1], grades[number])


def _cues(clues: Clues, grades: Sequence[Grade], number: int, told_from: int, kind: str) -> list[Term]:
    """The cues before and behind a grade, without those that stand right behind the grade before it."""
    grade, following = grades[number], grades[number + 1] if number + 1 < len(grades) else None
    before = clues.between(kind, told_from, grade.start)
    if number:
        behind = grades[number - 1].end
        before = [one for one in before if one.start - behind > _NEAR_BEFORE or not _closes(clues, one, grade)]
    return [one for one in (*before, *_told_after(clues, grade, following, kind)) if _is_past_cue(clues, one, grade)]


def _closes(clues: Clues, cue: Term, grade: Grade) -> bool:
    """Whether the clause of a cue ends before a grade: "rated good four years ago, are now ..."."""
    return grade.start - cue.end > _NEAR_BEFORE and bool(_ENDS_CLAUSE.search(clues.gap(cue.end, grade.start)))


def _is_past_cue(clues: Clues, cue: Term, grade: Grade) -> bool:
    """Whether a cue tells of the past here: not "came back in", "earlier this month", ", at that time head of ...,"."""
    spelt = clues.folded[cue.start : cue.end]
    if spelt == "back in":
        return not _BACK_IN.search(clues.gap(max(clues.sentence.start, cue.start - 12), cue.start))
    if spelt == "earlier":
        return not _OF_NOW.match(clues.folded, cue.end)
    if not clues.folded.endswith(", ", 0, cue.start) or cue.end > grade.start:
        return True
    aside, comma, _ = clues.gap(cue.end, grade.start).partition(",")
    ends = cue.end + len(aside)
    return not comma or clues.has("verdicts", cue.end, ends) or clues.has("inspections", cue.start, ends)


def _is_once(clues: Clues, grade: Grade, since: int) -> bool:
    """Whether the word right before a grade tells that it is over: "once inadequate", "was then good"."""
    before = clues.gap(max(since, grade.start - 16), grade.start)
    return bool(_ONCE.search(before) or _THEN.search(before))


def _is_before_then(clues: Clues, grade: Grade, since: int) -> bool:
    """Whether the time before something is told of: "Before there was a trust they were inadequate"."""
    before = _BEFORE_THEN.match(clues.gap(since, grade.start))
    return bool(before) and not clues.has("present", since, grade.start)


def _is_of_latest(clues: Clues, past: Term, latest: Sequence[Term]) -> bool:
    """Whether a cue of the past only tells more of the last inspection: "last inspected in May, when it had ..."."""
    tells_on = clues.folded.startswith("when ", past.start)
    return any(one.start <= past.start < one.end or (tells_on and one.end <= past.start) for one in latest)


def _is_below_another(clues: Clues, grade: Grade, since: int) -> bool:
    """Whether a grade is that of a verdict which the one of today is set against: "down from the report when ..."."""
    cues = clues.between("superseded", since, grade.start)
    return any(_BELOW_ANOTHER.match(clues.gap(one.end, grade.start)) for one in cues)


def _is_changed(clues: Clues, grade: Grade, following: Grade) -> bool:
    """Whether the next grade has come in its place: "its rating of good has now become outstanding"."""
    same = grade.name == following.name or clues.has("areas", grade.end, following.start)
    return not same and bool(_HAS_CHANGED.match(clues.gap(grade.end, following.start)))


def _told_after(clues: Clues, grade: Grade, following: Grade | None, kind: str) -> list[Term]:
    """Cues of the past behind a grade, in its own clause: "good at its previous inspection"."""
    end = min(grade.end + _NEAR_AFTER, following.start if following else clues.sentence.end)
    cues = clues.between(kind, grade.end, end)
    reach = _CUE_ITSELF if following else 0
    return [
        one
        for one in cues
        if not _opens_clause(clues.gap(grade.end, one.end), one.start - grade.end + reach)
        and not (following and _leads_to(clues.gap(one.end, following.start)))
        and not clues.folded.endswith(("not ", " as "), 0, one.start)
    ]


def _leads_to(gap: str) -> bool:
    """Whether a cue between two grades is that of the second: "good (previously inadequate)"."""
    return len(gap) <= _NEAR_BEFORE and not _ENDS_CLAUSE.search(gap)


def _opens_clause(gap: str, before: int) -> bool:
    return any(found.start() < before for found in _NEW_CLAUSE.finditer(gap))
