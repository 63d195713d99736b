"""When an inspection took place: of one grade, and of the inspection that a whole text reports."""

import re
from collections.abc import Iterable, Sequence
from functools import partial

from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.grades import Grade
from transforms.extract.trace import dropped
from transforms.extract.worded import NOT_LOOKED_AFTER, Worded

_worded = partial(Worded, "rating_clauses.yaml")
_NOT_AN_INSPECTION = _worded(
    r"\b{no_inspection}\s(?:the\s)?$"
    r"|\b{counted_from}\s(?:the\s|its\s|an?\s)?(?:{last_inspection}\s){0,2}{inspection}\s(?:of|in)\s$"
)
_COUNTED = _worded(r"{ends_a_date}$")
_HEADS = re.compile(r"^\s?[:\u2013\u2014-]\s?[\"'\u2018\u201c]?$")
_OF_INSPECTION = _worded(r"(?:\b{dates_an_inspection}[\s-]|\(|'s\s)$")
_LIST = _worded(r",?\s{joins_dates}?\s?$|,\s$")
_JOINED = _worded(r"^[^.;]*\band\b(?!.*\b{parts_two_grades}\b)")
_NAMES_ONE = _worded(r"(?:'s)?\s(?:{kind_of_inspection}\s)?{dated_inspection}\b")
_OF_REPORT = _worded(r"\b{dated_inspection},?\s{of_a_year}\s(?:the\s)?$")
_TO_COME = ("next ", "the next", "within ")
_BESIDE = re.compile(r"^\s(?:an?\s)?[\"'\u2018\u201c]?$")
_GENITIVE = re.compile(r"'s\s[\"'\u2018\u201c]?$")
_CLAUSE = _worded(
    r"[;:\u2013\u2014]|\w{3}[.!?]\s|,\s{opens_a_relative}\b|[,.][\"\u201d]"
    r"|,\s{opens_with_a_subject}\s(?!(?:{has} )?{reports})|\b{parts_a_date}\b|,\sand\s[^,;]{3,60}\s{goes_on_with}\s"
)
_ANOTHER_TIME = re.compile(r"\b(?:since|again|later|whereas|this time|then)\b")
_COMPARED = re.compile(r"\b(?:as|than|after|from|since)\s[^,;:]{0,30}$")
# Characters between a date and a grade that stand together: "the 2018 'good'".
_TOUCHING = 4
_OF_A_YEAR = _worded(r"[\"'\u2019\u201d*]*\s{of_a_year}\s$")
_OPENS_CLAUSE = _worded(
    r"^[\"'\u2019\u201d]*[^,;.]{0,20}(?:,\s{opens_a_dated_clause}|;|\.)\s[^,;.]{0,40},?\s?(?:in\s|by\s)?$"
    r"|^[\"'\u2019\u201d]*\sand\s(?:in|by)\s$"
)
_HEADS_LINE = re.compile(r"\s?(?:[:|\u2013\u2014-]|\.(?:\s|$))")
# Characters behind "By April 2013, when inspectors returned, ..." in which its verb stands.
_FAR = 140
_WAS = re.compile(r"\b(?:was|were|had)\b")
_ASIDE = re.compile(r"^,\s[^,;.]{3,90},\s")
_SPELT_WITH = _worded(r"{spelt_with}\s(?:the\s)?(?:spring|summer|autumn|winter|early|mid|late)\b")
# Characters behind "came out" within which the grade stands that came out.
_NAMES_GRADE = 18
_LEADS_ON = re.compile(r"^,?\s(?:when|at which|where|in which)\b")
_ANOTHER_CLAUSE = _worded(rf"\b(?:{NOT_LOOKED_AFTER}after|{{parts_from_a_grade}})\b")

# Characters around a date in which the word inspection is looked for.
_NEAR = 90


def is_publication(clues: Clues, found: DateMention) -> bool:
    """Whether a date tells when a report came out."""
    near = [
        one
        for one in clues.between("publications", max(clues.sentence.start, found.start - 45), found.end + 40)
        if not clues.has("grades", one.end, one.end + _NAMES_GRADE)
    ]
    checks = clues.between("inspections", max(clues.sentence.start, found.start - 60), found.end + 30)
    nearest = min((abs(found.start - one.end) for one in near), default=None)
    rival = min((abs(found.start - one.end) for one in checks if "report" not in one.value), default=None)
    return nearest is not None and (rival is None or nearest < rival)


def heads_line(clues: Clues, found: DateMention) -> bool:
    """Whether a month or year heads its line, as in a history: "May 2013 - inspectors call.", "June 2014."."""
    opens = found.precision != "day" and found.start - clues.sentence.start <= 1
    return opens and bool(_HEADS_LINE.match(clues.gap(found.end, min(found.end + 3, clues.sentence.end))))


def may_be_inspection(clues: Clues, found: DateMention) -> bool:
    """Whether a date can be that of an inspection, by the words around it."""
    if heads_line(clues, found):
        return True
    spelt = clues.gap(found.start, found.end)
    is_of_news = found.precision == "day" and not any(letter.isdigit() for letter in spelt)
    if is_of_news or spelt.startswith(_TO_COME):
        return False
    before = clues.gap(max(clues.sentence.start, found.start - 25), found.start)
    after = clues.gap(found.end, found.end + 24)
    if (after.startswith("'s ") and clues.has("grades", found.end, found.end + 40)) or _NAMES_ONE.match(after):
        return True
    if found.precision != "day" and _OF_REPORT.search(before):
        return True
    told_of = before.endswith(" from ") and after.lstrip(",").startswith(" when")
    spans = told_of or (found.precision == "day" and found.first < found.last and before.endswith(" from "))
    began = (
        found.precision == "day"
        and before.endswith(" from ")
        and clues.has("visited", clues.sentence.start, found.start)
    )
    opens_with_by = before == "by "
    reached = before.endswith("by ") and (
        clues.has("pluperfect", found.end, found.end + _NEAR)
        or (opens_with_by and bool(_WAS.search(clues.gap(found.end, found.end + _FAR))))
    )
    if (_NOT_AN_INSPECTION.search(before) and not (spans or began or reached)) or (
        is_publication(clues, found) and not began
    ):
        return False
    near = clues.has("inspections", found.start - _NEAR, found.end + _NEAR)
    first = "first" in clues.gap(max(clues.sentence.start, found.start - 60), found.start)
    graded = clues.has("grades", found.start - 40, found.start) and not first
    standing = before.endswith("since ") and (graded or ", when" in after)
    opens = found.precision == "year" and clues.gap(found.start, found.end) == "last year" and not before.strip()
    told = (
        standing
        or reached
        or told_of
        or opens
        or _SPELT_WITH.match(spelt)
        or _OF_INSPECTION.search(before)
        or _COUNTED.search(clues.gap(found.start, found.end))
    )
    return near if found.precision == "day" else bool(near or told)


def dates_of_grades(clues: Clues, dates: Iterable[DateMention], grades: Sequence[Grade]) -> list[list[DateMention]]:
    """For each grade of a sentence the dates of the inspection that gave it, where the sentence tells them."""
    found: list[list[DateMention]] = [[] for _ in grades]
    last: tuple[int, int] | None = None
    for one in dates:
        listed = last is not None and _LIST.match(clues.gap(last[1], one.start))
        touches = any(
            0 <= one.start - grade.end <= _TOUCHING
            or _OF_A_YEAR.match(clues.gap(grade.end, max(grade.end, one.start)))
            or _HEADS.match(clues.gap(one.end, max(one.end, grade.start)))
            for grade in grades
        )
        touches = touches and one.precision != "day"
        if listed or touches or may_be_inspection(clues, one):
            number = last[0] if listed and last else _dated_by(clues, one, grades, last[1] if last else 0)
            if number is not None:
                found[number].append(one)
                last = number, one.end
        elif grades:
            dropped("rating.another_date", one)
    dated = [_nearest(clues, one, grade) for one, grade in zip(found, grades, strict=True)]
    for number in reversed(range(len(grades) - 1)):
        dated[number] = dated[number] or _shared_back(clues, grades[number], grades[number + 1], dated[number + 1])
    heading = next((found for found in dated[:1] if found and heads_line(clues, found[0])), [])
    return [one or heading for one in dated]


def _shared_back(clues: Clues, grade: Grade, following: Grade, dates: list[DateMention]) -> list[DateMention]:
    """The dates behind the next grade where it has no verb: "good for A and adequate for B in 2012"."""
    listed = _JOINED.search(clues.gap(grade.end, following.start))
    shared = listed and following.start - grade.end <= _NEAR and not is_new_clause(clues, grade.end, following)
    return [one for one in dates if one.start >= following.end] if shared else []


def _nearest(clues: Clues, dates: list[DateMention], grade: Grade) -> list[DateMention]:
    """Of the dates around a grade those behind it, else the last one before it."""
    before = [one for one in dates if one.end <= grade.start]
    touching = [
        one for one in before if grade.start - one.end <= _TOUCHING or _HEADS.match(clues.gap(one.end, grade.start))
    ]
    return touching or [one for one in dates if one.start >= grade.end] or _last_of_list(clues, before)


def _last_of_list(clues: Clues, dates: list[DateMention]) -> list[DateMention]:
    """The last date with those that are listed before it: "in 2014, 2017 and 2021 it was found to be good"."""
    first = len(dates) - 1
    while first > 0 and _LIST.match(clues.gap(dates[first - 1].end, dates[first].start)):
        first -= 1
    return dates[max(0, first) :]


def _dated_by(clues: Clues, date_: DateMention, grades: Sequence[Grade], told: int) -> int | None:
    """Number of the grade that a date belongs to: the one before it in its clause, else the one after it.

    `told` is the end of the date before it.
    """
    if heads_line(clues, date_):
        return 0 if grades else None
    left = next((n for n in reversed(range(len(grades))) if grades[n].end <= date_.start), None)
    right = next((n for n, one in enumerate(grades) if one.start >= date_.end), None)
    before = clues.gap(date_.end, grades[right].start) if right is not None else ""
    heads = (
        right is not None and _HEADS.match(before) and (left is None or _parted(clues, grades[left].end, date_.start))
    )
    if right is not None and (_GENITIVE.match(before) or heads or _BESIDE.match(before)):
        return right
    if (
        left is not None
        and right is not None
        and _is_of_next_clause(clues, (grades[left], grades[right]), date_, max(told, grades[left].end))
    ):
        return right
    if left is not None and not _parted(clues, grades[left].end, date_.start):
        return left
    if right is None or _ANOTHER_CLAUSE.search(_ASIDE.sub(" ", clues.gap(date_.end, grades[right].start))):
        return None
    since = clues.gap(max(clues.sentence.start, date_.start - 6), date_.start).endswith("since ")
    aside = date_.precision == "year" and clues.folded.startswith(",", date_.end)
    told_now = aside and clues.has("present", date_.end, grades[right].start)
    if since or not told_now:
        return right
    return None


def _is_of_next_clause(clues: Clues, around: tuple[Grade, Grade], date_: DateMention, since: int) -> bool:
    """Whether a date between two grades opens the clause of the second: ", and in May it was good"."""
    left, right = around
    behind = clues.gap(date_.end, right.start)
    opens = _OPENS_CLAUSE.match(clues.gap(since, date_.start)) and is_new_clause(clues, date_.end, right)
    return bool(opens or (left.name != right.name and _LEADS_ON.match(behind)))


def _parted(clues: Clues, start: int, end: int) -> bool:
    """Whether a new clause begins between a grade and a date behind it."""
    return bool(_CLAUSE.search(clues.gap(start, end)))


def is_new_clause(clues: Clues, start: int, grade: Grade) -> bool:
    """Whether a grade has a verb of its own, so that the date of the grade before it is not meant."""
    return clues.has("verdicts", start, grade.start) or clues.has("copulas", start, grade.start)


def goes_on_dated(clues: Clues, grades: Sequence[Grade], number: int, dates: Sequence[DateMention]) -> bool:
    """Whether a grade is told of the dates of the one before it, unless its words go on to another time.

    They do with a word of today, after "since" and "again", behind a date that is only compared with, and where
    another grade is told of nothing else: "inadequate in 2018, was graded good this time".
    """
    grade, before = grades[number], grades[number - 1]
    if not number or not is_new_clause(clues, before.end, grade):
        return True
    between = clues.gap(before.end, grade.start)
    if clues.has("present", clues.sentence.start, grade.start) or _ANOTHER_TIME.search(between):
        return False
    ends = grades[number + 1].start if number + 1 < len(grades) else clues.sentence.end
    if grade.name != before.name and not clues.has("areas", before.end, ends):
        return False
    return not any(
        _COMPARED.search(clues.gap(max(clues.sentence.start, one.start - _NEAR), one.start)) for one in dates
    )


def date_before(clues: Clues, dates: Sequence[DateMention], grade: Grade) -> list[DateMention]:
    """The date of an inspection in front of a grade: "in 2023 it was good, the same as in 2019"."""
    return [one for one in dates if one.end <= grade.start and may_be_inspection(clues, one)][-1:]
