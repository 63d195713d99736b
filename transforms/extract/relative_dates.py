"""Dates told from the day of publication: "last week", "by Christmas", "over the next two years", "three years ago"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

import ahocorasick
from dateutil.easter import easter

from transforms.extract.periods import Period, Precision, add_months, month_of, one_day, week_of, year_of
from transforms.extract.worded import Worded, numbers
from transforms.extract.wording import lowered

Prefer = Literal["past", "future"]
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 12)}
_TERMS = {"financial": 3, "academic": 7, "school": 7, "spring": 3, "summer": 7, "autumn": 12}
"""The last month of each."""
_FILE = "date_words.yaml"
_NUMBER = r"(?:\d{1,2}|an?|{numbers})"
_UNIT = r"(?:day|week|month|year)s?"
_PHRASES = Worded(
    _FILE,
    r"\b(?:"
    r"(?P<day>today|yesterday|tomorrow|tonight|this morning|this afternoon|this evening)"
    r"|(?P<finish>end of (?:the|this|next|last) (?:(?:calendar |financial |academic |school )?year|month|week))"
    r"|(?P<term>(?:in|within|during|for|by|before) (?:the |this )?(?:next |current |coming |new )?"
    r"(?:financial|academic|school) year"
    r"|(?:by|before|until) the (?:end of (?:the |this )?(?:spring|summer|autumn) term"
    r"|summer (?:break|holidays?|recess)))"
    r"|(?<!the\s)(?P<near>(?:last|this|next) (?:week|weekend|month|year))"
    rf"|(?:the|over|within) (?P<coming>(?:next|coming) (?:{_NUMBER} )?{_UNIT})"
    rf"|(?P<within>within {_NUMBER} {_UNIT}|in {_NUMBER} {_UNIT}['\u2019] time)(?! of\b)"
    rf"|(?P<apart>(?:{_NUMBER} {_UNIT}|a fortnight) (?:ago|later|earlier|before that|after that"
    r"|on(?=,| (?:it|they|the|inspectors|ofsted|services|and)\b)))"
    r"|(?P<season>(?:the|this|last|next|by|in|early|late|since|until|mid) (?:spring|summer|autumn|winter)"
    r"|(?:spring|summer|autumn|winter)(?= (?:of )?(?:19|20)\d\d))(?: (?:of )?(?P<season_year>(?:19|20)\d\d))?"
    r"|(?P<feast>(?:by|before|after|until|over|at|this|next|last|for) (?:christmas|easter)"
    r"|(?:in|early in|into|by|before|until) the new year)(?: (?P<feast_year>(?:19|20)\d\d))?"
    r"|(?P<weekday>(?<!every\s)(?<!each\s)(?:on|last|next|this|by|from|until|released|published|today,?) "
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?!,? (?:to|and|until|[-\u2013]|the \d|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
    r")\b".replace(" ", r"\s{1,2}"),
)
_HEADS = (
    *("day", "week", "fortnight", "month", "year", "spring", "summer", "autumn", "winter", "christmas", "easter"),
    *("tonight", "tomorrow", "morning", "afternoon", "evening"),
)
"""One of these is in every phrase; looking for it first is far faster than trying all phrases everywhere."""
_BEFORE_HEAD, _AFTER_HEAD = 30, 16
"""Letters: "end of the financial " and "s before that" are the longest that stand around a head."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a relative phrase is told from: the day of publication, the way to look, the year last spoken of."""

    published: date | None
    prefer: Prefer
    year_in_mind: int | None = None


def relative_phrases(text: str) -> Iterator[re.Match[str]]:
    """The phrases, in order; `read_phrase` says what one means."""
    past, small = 0, lowered(text)
    for last, length in _heads().iter(small):
        end = last + 1
        window = max(past, end - length - _BEFORE_HEAD)
        if end > past and (match := _PHRASES.search(small, window, end + _AFTER_HEAD)):
            past = match.end()
            yield match


@cache
def _heads() -> Any:
    automaton = ahocorasick.Automaton()
    for head in _HEADS:
        automaton.add_word(head, len(head))
    automaton.make_automaton()
    return automaton


def read_phrase(match: re.Match[str], frame: Frame) -> Period | None:
    """The period that a phrase means, or None where it cannot be told."""
    kind = (match.lastgroup or "").removesuffix("_year")
    words = " ".join(match[kind].lower().split())
    if kind == "feast" and match["feast_year"]:
        return _feast_of(int(match["feast_year"]), words)
    if kind == "season":
        return _season(words, match["season_year"], frame)
    if kind == "apart":
        return _apart(words, frame)
    return _READERS[kind](words, frame.published, frame.prefer) if frame.published else None


def _day(words: str, published: date, prefer: Prefer) -> Period:
    return one_day(published + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(words, 0)))


def _near(words: str, published: date, prefer: Prefer) -> Period:
    relation, unit = words.split()
    step = {"last": -1, "this": 0, "next": 1}[relation]
    if unit in {"week", "weekend"}:
        return week_of(published + timedelta(weeks=step))
    day = add_months(published, step * (12 if unit == "year" else 1))
    return year_of(day.year) if unit == "year" else month_of(day.year, day.month)


def _finish(words: str, published: date, prefer: Prefer) -> Period:
    relation, kind = words.removeprefix("end of ").replace("the ", "this ", 1).split(" ", 1)
    if kind in {"month", "week"}:
        return _near(f"{relation} {kind}", published, prefer)
    if kind in {"year", "calendar year"}:
        return month_of(_near(f"{relation} year", published, prefer).first.year, 12)
    closing = 3 if kind == "financial year" else 7
    year = published.year + (published.month > closing) + {"last": -1, "next": 1}.get(relation, 0)
    return month_of(year, closing)


def _term(words: str, published: date, prefer: Prefer) -> Period:
    """The last month of a financial or school year or of a term; the first of one that is new."""
    closing = next(month for name, month in _TERMS.items() if name in words)
    month = {3: 4}.get(closing, 9) if " new " in words else closing
    is_later = " next " in words or " coming " in words
    return month_of(published.year + (published.month > month) + is_later, month)


def _coming(words: str, published: date, prefer: Prefer) -> Period | None:
    *count, unit = words.split()[1:]
    if not count and (unit.endswith("s") or prefer == "past"):
        return None
    return Period(published, _shift(published, _count(count[0] if count else "one"), unit), _precision(unit))


def _within(words: str, published: date, prefer: Prefer) -> Period:
    _, count, unit = words.replace("\u2019", "").replace("'", "").removesuffix(" time").split()
    return Period(published, _shift(published, _count(count), unit), _precision(unit))


def _feast(words: str, published: date, prefer: Prefer) -> Period:
    if words.endswith("new year"):
        ends = words.startswith(("by ", "before ", "until "))
        return month_of(published.year, 12) if ends else month_of(published.year + (published.month > 1), 1)
    this_year = _feast_of(published.year, words)
    if words.startswith("last ") or (prefer == "past" and words.startswith(("over ", "after ", "at "))):
        return this_year if this_year.last < published else _feast_of(published.year - 1, words)
    return this_year if published <= this_year.last else _feast_of(published.year + 1, words)


def _feast_of(year: int, words: str) -> Period:
    return month_of(year, easter(year).month if words.endswith("easter") else 12)


def _weekday(words: str, published: date, prefer: Prefer) -> Period:
    relation, name = words.replace(",", "").split()
    back = (published.weekday() - _WEEKDAYS.index(name)) % 7
    if relation == "next" or (prefer == "future" and relation not in {"last", "today"}):
        return one_day(published + timedelta(days=7 - back))
    return one_day(published - timedelta(days=back or (7 if relation == "last" else 0)))


def _season(words: str, year: str | None, frame: Frame) -> Period | None:
    relation, name = words.split()[0], next(word for word in words.split() if word in _SEASONS)
    if year:
        return _season_of(int(year), name)
    if frame.published is None:
        return None
    first, last = _SEASONS[name]
    now = frame.published.year
    if relation == "last" or (relation != "this" and relation != "next" and frame.prefer == "past"):
        return _season_of(now - (frame.published.month <= (last if relation == "last" else first - 1)), name)
    return _season_of(now + (frame.published.month > (first - 1 if relation == "next" else last)), name)


def _season_of(year: int, name: str) -> Period:
    first, last = _SEASONS[name]
    return Period(date(year, first, 1), month_of(year, last).last, "year")


def _apart(words: str, frame: Frame) -> Period | None:
    count, unit, relation = words.replace("a fortnight", "two weeks").split(" ", 2)
    amount = _count(count) * (1 if relation in {"later", "after that", "on"} else -1)
    if relation != "ago" and frame.year_in_mind is not None:
        return year_of(frame.year_in_mind + amount) if unit.startswith("year") else None
    if frame.published is None or amount > 0:
        return None
    day = _shift(frame.published, amount, unit)
    return _rounded(day, unit)


def _rounded(day: date, unit: str) -> Period:
    if unit.startswith("day"):
        return one_day(day)
    if unit.startswith("week"):
        return week_of(day)
    return month_of(day.year, day.month) if unit.startswith("month") else year_of(day.year)


def _shift(day: date, count: int, unit: str) -> date:
    if unit.startswith(("day", "week")):
        return day + timedelta(days=count * (7 if unit.startswith("week") else 1))
    return add_months(day, count * (12 if unit.startswith("year") else 1))


def _precision(unit: str) -> Precision:
    if unit.startswith(("day", "week")):
        return "day"
    return "year" if unit.startswith("year") else "month"


def _count(word: str) -> int:
    return int(word) if word.isdigit() else numbers(_FILE, "numbers").get(word, 1)


_READERS: dict[str, Callable[[str, date, Prefer], Period | None]] = {
    "day": _day,
    "near": _near,
    "term": _term,
    "finish": _finish,
    "coming": _coming,
    "within": _within,
    "feast": _feast,
    "weekday": _weekday,
}
