"""Which of the grades stated is the standing one, which an earlier one, and when each was inspected."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from transforms.extract.dates import DateMention, iso_period
from transforms.extract.sentences import TITLE
from transforms.extract.stated import Stated, Tense
from transforms.extract.trace import because, dropped
from transforms.frameworks import framework_on

# Tenses that are settled by what else the text tells.
_OPEN = ("pluperfect", "latest")
_SAME_INSPECTION = timedelta(days=150)
_SHORTLY_BEFORE = timedelta(days=300)
_FRESH = timedelta(days=400)
_ALL_INSPECTED_ANEW = timedelta(days=5 * 365)


def _newest(rows: Iterable[Stated]) -> date | None:
    return max((row.day for row in rows if row.day), default=None)


def _is_older(row: Stated, newest: date | None) -> bool:
    return bool(row.period and newest and row.period.last < newest - _SAME_INSPECTION)


def _place_open(rows: list[Stated], inspected: DateMention | None, published: date | None) -> list[Stated]:
    """Take "had been rated" for the past where the text knows another standing grade, else for reported speech.

    So too what is told of the last inspection, which is the past where the text reports a later one.
    """
    standing = {row.judgement: row for row in rows if row.tense == "present"}
    dated = _newest(row for row in rows if row.tense in _OPEN or row.tense == "present")
    if inspected and any(row.tense == "present" and not row.period for row in rows):
        dated = max(dated or date.min, inspected.first)
    recent = published - 3 * _SHORTLY_BEFORE if published else None
    newest = max((day for day in (dated, recent) if day), default=None)
    told = [row for row in rows if row.tense in _OPEN and row.judgement not in standing]
    for row in sorted(told, key=lambda one: (one.day or date.min, one.at)):
        standing[row.judgement] = row
    return [
        replace(row, tense=_placed(row, standing, dated, newest), recalled=row.recalled or row.tense == "latest")
        if row.tense in _OPEN
        else row
        for row in rows
    ]


def _placed(row: Stated, standing: dict[str, Stated], told: date | None, newest: date | None) -> Tense:
    other = standing.get(row.judgement, row)
    is_later = row.day and other.day and row.day - other.day > _SAME_INSPECTION
    if (other.grade != row.grade and not is_later) or _is_older(row, told if row.tense == "latest" else newest):
        return because("past", "rating.when.had_been", row.at)
    return because("present", "rating.when.reported", row.at)


def _overtake(rows: list[Stated], published: date | None) -> list[Stated]:
    """Turn into past an undated grade where the text says further on that the same judgement is now another."""
    latest = {row.judgement: row for row in rows if row.tense == "present" and (row.now or _is_fresh(row, published))}
    headlined = {(row.judgement, row.grade) for row in rows if row.sentence.paragraph == TITLE}
    gone: Tense = "past"

    def is_overtaken(row: Stated) -> bool:
        other = latest.get(row.judgement, row)
        undated = row.tense == "present" and not (row.now or row.period or (row.judgement, row.grade) in headlined)
        return undated and other.grade != row.grade and row.at < other.at and row.explicit <= other.explicit

    return [replace(row, tense=because(gone, "rating.when.was", row.at)) if is_overtaken(row) else row for row in rows]


def _is_fresh(row: Stated, published: date | None) -> bool:
    """Whether a grade is told of an inspection of these months."""
    return bool(row.period and published and timedelta(0) <= published - row.period.first <= _FRESH)


def _told_together(rows: list[Stated]) -> list[Stated]:
    """Turn into past what an inspection gave that the text is known to tell of as past."""
    told = {(row.tense, row.judgement, iso_period(row.period)) for row in rows if row.period}
    gone = {day for tense, judgement, day in told if tense == "past" and ("present", judgement, day) not in told}
    past: Tense = "past"
    return [
        replace(row, tense=because(past, "rating.when.together", row.at))
        if row.tense == "present" and row.period and iso_period(row.period) in gone
        else row
        for row in rows
    ]


def _told_beside(rows: list[Stated]) -> list[Stated]:
    """Turn into past an undated grade that only adds to one of the past: "It had been good. So had its leadership."

    It is the same grade, told of another judgement in the sentence behind, with no word of today.
    """
    told = sorted(rows, key=lambda one: one.at)
    last = {(row.sentence.paragraph, row.sentence.index): row for row in told}
    first = {row.sentence.index: row.at for row in reversed(told)}
    past: Tense = "past"

    def adds(row: Stated) -> bool:
        before = last.get((row.sentence.paragraph, row.sentence.index - 1), row)
        alike = before.tense == past and before.grade == row.grade and before.judgement != row.judgement
        undated = row.tense == "present" and not (row.period or row.now)
        return alike and undated and first[row.sentence.index] == row.at

    return [replace(row, tense=because(past, "rating.when.together", row.at)) if adds(row) else row for row in rows]


def _promote(rows: list[Stated]) -> list[Stated]:
    """Where a text tells of the past only, its newest grades are the standing ones."""
    if any(row.tense == "present" for row in rows):
        return rows
    newest = _newest(row for row in rows if row.tense == "past")
    latest = {
        row for row in rows if row.tense == "past" and not _is_older(row, newest) and bool(row.day) == bool(newest)
    }
    newer: Tense = "present"
    return [
        replace(row, tense=because(newer, "rating.when.newest", row.at), recalled=True) if row in latest else row
        for row in rows
    ]


def _age(rows: list[Stated], inspected: DateMention | None, published: date | None) -> list[Stated]:
    """Turn into past what the dates show to be older than the inspection reported."""
    newest = _newest(row for row in rows if row.tense != "superseded") or date.min
    reported = inspected.first if inspected else date.min
    rivals = {(row.judgement, row.grade) for row in rows if row.tense == "present" and not row.period and row.news}
    limits = {row: max(newest, reported, _recent(row, rivals, published)) for row in rows}
    older: Tense = "past"
    return [
        replace(row, tense=because(older, "rating.when.older", row.at))
        if row.tense == "present"
        and (
            _is_older(row, limits[row])
            or _is_of_old_framework(row, published)
            or _is_of_a_year_gone(row, rows, published)
        )
        else row
        for row in rows
    ]


def _recent(row: Stated, rivals: set[tuple[str, str]], published: date | None) -> date:
    """The day from which on an inspection can be that of the same judgement told as news without a date."""
    grades = {grade for judgement, grade in rivals if judgement == row.judgement}
    if not (published and grades):
        return date.min
    return published - (_SHORTLY_BEFORE if grades - {row.grade} else 1.5 * _SHORTLY_BEFORE)


def _is_of_a_year_gone(row: Stated, rows: Sequence[Stated], published: date | None) -> bool:
    """Whether a grade is told of a year by itself, and another sentence gives today's without a date or a later one."""
    if row.now or not row.period or row.period.precision != "year":
        return False
    if published and row.period.last >= published:
        return False
    return any(
        one.now
        and one.tense == "present"
        and one.sentence.index != row.sentence.index
        and (row.explicit or one.judgement == row.judgement)
        and one.grade != row.grade
        and (one.day is None or one.day > row.period.last)
        for one in rows
    )


def _is_of_old_framework(row: Stated, published: date | None) -> bool:
    """Whether every council has been inspected anew since the framework of a grade was given up."""
    if not (row.day and published and row.service == "childrens_services"):
        return False
    ends = framework_on(row.day).ends
    return ends is not None and published - ends > _ALL_INSPECTED_ANEW


def _sharpen(rows: list[Stated]) -> list[Stated]:
    """Give a row that tells only the year the month that another row tells for the same year."""
    exact = {row.period.first.year: row.period for row in rows if row.period and row.period.precision != "year"}

    def sharpened(row: Stated) -> Stated:
        vague = row.period is not None and row.period.precision == "year" and row.tense != "present"
        return replace(row, period=exact.get(row.period.first.year, row.period)) if vague and row.period else row

    return [sharpened(row) for row in rows]


def _merge(rows: Sequence[Stated]) -> list[Stated]:
    """One row for one grade of one judgement, several where dates tell them apart."""
    kept: dict[tuple[object, ...], Stated] = {}
    dated: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for row in rows:
        if row.period:
            dated[(row.judgement, row.grade, row.tense == "present")].add(iso_period(row.period))
    for row in sorted(rows, key=lambda one: -one.confidence):
        key = (row.judgement, row.grade, row.tense == "present")
        if row.period is None and row.tense != "present" and len(dated[key]) >= row.times:
            dropped("rating.told_with_date", row.at)
            continue
        when = iso_period(row.period) if row.period and row.tense != "present" else None
        best = kept.setdefault((*key, when), row)
        if best is not row:
            dropped("rating.told_again", row.at, best.at)
        recalled = best.recalled and row.recalled
        kept[(*key, when)] = replace(best, period=best.period or row.period, recalled=recalled)
    return list(kept.values())


def _agree(rows: list[Stated]) -> list[Stated]:
    """Drop a standing grade that contradicts a better founded one of the same judgement."""
    best: dict[str, Stated] = {}
    for row in rows:
        if row.tense == "present":
            held = best.get(row.judgement)
            if held is None or (row.explicit, row.confidence) > (held.explicit, held.confidence):
                best[row.judgement] = row
    for row in rows:
        if row.tense == "present" and best[row.judgement] is not row:
            dropped("rating.contradicted", row.at, best[row.judgement].at)
    return [row for row in rows if row.tense != "present" or best[row.judgement] is row]


def settle(
    stated: Sequence[Stated], reported_of: Callable[[str], DateMention | None], published: date | None
) -> list[Stated]:
    """The rows of one text: tense settled against each other authority by authority, repetitions merged.

    `reported_of` gives the time of the inspection that the text reports of an authority, `published` is its own day.
    """
    parts: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for row in stated:
        parts[(row.authority, row.service)].append(row)
    settled: list[Stated] = []
    for rows in parts.values():
        reported = reported_of(rows[0].authority) if rows[0].service == "childrens_services" else None
        aged = _age(rows, reported, published)
        placed = _overtake(_age(_place_open(aged, reported, published), None, published), published)
        settled.extend(_agree(_merge(_sharpen(_promote(_told_beside(_told_together(placed)))))))
    return sorted(settled, key=lambda row: (row.sentence.start, row.judgement))
