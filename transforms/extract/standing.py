"""Which of the grades stated is the standing one, which an earlier one, and when each was inspected."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from transforms.extract.dates import DateMention, iso_period
from transforms.extract.sentences import Sentence
from transforms.facts import Service

Tense = Literal["present", "pluperfect", "past", "superseded"]
_SAME_INSPECTION = timedelta(days=150)
_SHORTLY_BEFORE = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class Stated:
    """A grade stated once. `period` is the time of its inspection, where the sentence tells it.

    `news` tells that somebody gives the grade here; it is not only a mark of the council ("the inadequate council").
    `times` is how many inspections an undated row stands for.
    """

    authority: str
    service: Service
    judgement: str
    grade: str
    tense: Tense
    period: DateMention | None
    sentence: Sentence
    rule: str
    confidence: float
    explicit: bool
    news: bool = True
    times: int = 1

    @property
    def day(self) -> date | None:
        """First day of the period."""
        return self.period.first if self.period else None


def _newest(rows: Iterable[Stated]) -> date | None:
    return max((row.day for row in rows if row.day), default=None)


def _is_older(row: Stated, newest: date | None) -> bool:
    return bool(row.period and newest and row.period.last < newest - _SAME_INSPECTION)


def _place_pluperfect(rows: list[Stated], published: date | None) -> list[Stated]:
    """Take "had been rated" for the past where the text knows another standing grade, else for reported speech."""
    standing = {row.judgement: row.grade for row in rows if row.tense == "present"}
    newest = _newest(row for row in rows if row.tense in ("present", "pluperfect"))
    recent = published - _SHORTLY_BEFORE if published else None
    newest = max((day for day in (newest, recent) if day), default=None)
    return [replace(row, tense=_placed(row, standing, newest)) if row.tense == "pluperfect" else row for row in rows]


def _placed(row: Stated, standing: dict[str, str], newest: date | None) -> Tense:
    differs = standing.get(row.judgement, row.grade) != row.grade
    return "past" if differs or _is_older(row, newest) else "present"


def _promote(rows: list[Stated]) -> list[Stated]:
    """Where a text tells of the past only, its newest grades are the standing ones."""
    if any(row.tense == "present" for row in rows):
        return rows
    newest = _newest(row for row in rows if row.tense == "past")
    latest = {
        row for row in rows if row.tense == "past" and not _is_older(row, newest) and bool(row.day) == bool(newest)
    }
    return [replace(row, tense="present") if row in latest else row for row in rows]


def _age(rows: list[Stated], inspected: DateMention | None, published: date | None) -> list[Stated]:
    """Turn into past what the dates show to be older than the inspection reported."""
    newest = _newest(row for row in rows if row.tense == "present") or date.min
    reported = inspected.first if inspected else date.min
    recent = published - _SHORTLY_BEFORE if published else date.min
    rivals = {row.judgement for row in rows if row.tense == "present" and not row.period and row.news}
    limits = {row: max(newest, reported, recent if row.judgement in rivals else date.min) for row in rows}
    return [
        replace(row, tense="past") if row.tense == "present" and _is_older(row, limits[row]) else row for row in rows
    ]


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
            continue
        when = iso_period(row.period) if row.period and row.tense != "present" else None
        best = kept.setdefault((*key, when), row)
        if best.period is None and row.period:
            kept[(*key, when)] = replace(best, period=row.period)
    return list(kept.values())


def _agree(rows: list[Stated]) -> list[Stated]:
    """Drop a standing grade that contradicts a better founded one of the same judgement."""
    best: dict[str, Stated] = {}
    for row in rows:
        if row.tense == "present":
            held = best.get(row.judgement)
            if held is None or (row.explicit, row.confidence) > (held.explicit, held.confidence):
                best[row.judgement] = row
    return [row for row in rows if row.tense != "present" or best[row.judgement] is row]


def settle(stated: Sequence[Stated], inspected: DateMention | None, published: date | None) -> list[Stated]:
    """The rows of one text: tense settled against each other authority by authority, repetitions merged.

    `inspected` is the time of the inspection that the text reports, `published` the day of the text.
    """
    parts: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for row in stated:
        parts[(row.authority, row.service)].append(row)
    settled: list[Stated] = []
    for rows in parts.values():
        aged = _age(rows, inspected if rows[0].service == "childrens_services" else None, published)
        settled.extend(_agree(_merge(_sharpen(_promote(_place_pluperfect(aged, published))))))
    return sorted(settled, key=lambda row: (row.sentence.start, row.judgement))
