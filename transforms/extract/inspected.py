"""When an inspection took place: of one grade, and of the inspection that a whole text reports."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.grades import Grade

_NOT_AN_INSPECTION = re.compile(
    r"\b(?:by|until|till|after|framework|from|act|next|born|aged)\s(?:the\s)?$"
    r"|\b(?:since|before)\s(?:the\s|its\s|an?\s)?(?:(?:last|previous|full|ofsted)\s){0,2}(?:inspection\s(?:of|in)\s)?$"
)
_COUNTED = re.compile(r"(?:later|earlier|before|ago|before that|after that)$")
_OF_INSPECTION = re.compile(r"(?:\b(?:in|on|during|over|of|between|and|for|early|late|mid|again|both|last|inspection)[\s-]|\(|'s\s)$")
_ANOTHER_CLAUSE = re.compile(r"\b(?:after|before|since|until|joined|appointed)\b")

# Reports come out within three months, those held back by an election later.
_LONGEST_WAIT = timedelta(days=400)


def _is_publication(clues: Clues, found: DateMention) -> bool:
    """Whether a date tells when a report came out."""
    near = clues.between("publications", max(clues.sentence.start, found.start - 45), found.end + 40)
    checks = clues.between("inspections", max(clues.sentence.start, found.start - 60), found.end + 30)
    nearest = min((abs(found.start - one.end) for one in near), default=None)
    rival = min((abs(found.start - one.end) for one in checks if "report" not in one.value), default=None)
    return nearest is not None and (rival is None or nearest < rival)


def _may_be_inspection(clues: Clues, found: DateMention) -> bool:
    before = clues.gap(max(clues.sentence.start, found.start - 25), found.start)
    if _NOT_AN_INSPECTION.search(before) or _is_publication(clues, found):
        return False
    near = clues.has("inspections", max(clues.sentence.start, found.start - 90), min(clues.sentence.end, found.end + 90))
    if found.precision == "day" and not any(letter.isdigit() for letter in clues.gap(found.start, found.end)):
        return False
    told = _OF_INSPECTION.search(before) or _COUNTED.search(clues.gap(found.start, found.end))
    return near if found.precision == "day" else bool(near or told)


def dates_of_grade(
    clues: Clues, dates: Iterable[DateMention], grade: Grade, limits: tuple[int, int],
    earlier: list[DateMention], *, past: bool,
) -> list[DateMention]:  # fmt: skip
    """Dates of the inspection that gave a grade, looked for between `limits`.

    `earlier` are those of the sentence's grade before, which a `past` grade shares if it has none of its own.
    """
    usable = [one for one in dates if limits[0] <= one.start < limits[1] and _may_be_inspection(clues, one)]
    after = [one for one in usable if one.start >= grade.end and (past or not clues.has("past", grade.end, one.start))]
    before = [
        one
        for one in usable
        if one.end <= grade.start and one not in earlier and not _ANOTHER_CLAUSE.search(clues.gap(one.end, grade.start))
    ]
    joined = not clues.has("verdicts", limits[0], grade.start) and not clues.has("copulas", limits[0], grade.start)
    return after or before[-1:] or (earlier if past or joined else [])


def reported_inspection(
    every: list[Clues], dates: tuple[DateMention, ...], published: date | None
) -> DateMention | None:
    """The time of the inspection that a text reports: the latest one that it dates, visits and earlier ones left out."""
    found = [one for clues in every for one in _inspections(clues, dates) if _is_fresh(one, published)]
    return max(found, key=lambda one: (one.first, one.end - one.start), default=None)


def _is_fresh(found: DateMention, published: date | None) -> bool:
    """Whether an inspection of that date can be today's news: a bare year must be that of publication."""
    if not published:
        return found.precision != "year"
    if found.precision == "year":
        return found.first.year == published.year
    return timedelta(0) <= published - found.first <= _LONGEST_WAIT


def _inspections(clues: Clues, dates: tuple[DateMention, ...]) -> Iterator[DateMention]:
    terms = clues.of("inspections")
    if not terms or clues.of("visits") or clues.of("past"):
        return
    for found in dates:
        if clues.sentence.start <= found.start < clues.sentence.end and _may_be_inspection(clues, found):
            yield found
