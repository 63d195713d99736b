"""Dates that name a month or stand in figures: "9th to 11th July", "October 15, 2021", "Nov 2015", "30/04/25"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from transforms.extract.periods import Period, days_of, in_range, month_of, one_day
from transforms.extract.worded import Worded

_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMBER_OF = {name[:3].lower(): number for number, name in enumerate(_NAMES, start=1)}
_SHORT = (*(name[:3] for name in _NAMES), "Sept")
_SPELT = sorted({form for name in (*_NAMES, *_SHORT) for form in (name[1:], name[1:].upper())}, key=len, reverse=True)
_MONTH = re.compile(r"[JFMASOND](?:" + "|".join(_SPELT) + r")\b")
"""Begins with a set of letters so that the regex engine skips quickly to capitals."""
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s{1,2}(?:the\s)?)?"
_DAY = r"(?<!\d)[0-3]?\d(?:\s?(?:st|nd|rd|th)\b)?"
TO = r"(?:\s{0,2}(?:[-\u2010-\u2015/&]|\b(?:to|and|until|till|through)\b)\s{0,2})"
_BEFORE = re.compile(
    rf"(?<![\d.,£/])(?<!\d-)(?:(?:{_WEEKDAY}{_DAY},\s){{0,4}}{_WEEKDAY}{_DAY}{TO})?{_WEEKDAY}{_DAY}\s{{1,2}}(?:of\s)?$",
    re.IGNORECASE,
)
_AFTER_DAY = re.compile(
    rf"\s{{1,2}}{_DAY}(?:{TO}{_DAY}(?!\s?[a-z]))?(?![\d:%]|[.,]\d|[-\u2010-\u2015]year)", re.IGNORECASE
)
_AFTER_YEAR = re.compile(
    r",?\s{1,2}(?:of\s|in\s)?(?:(?P<number>(?:19|20)\d\d)(?![\d,]\d)|['\u2018\u2019](?P<short>\d\d)\b"
    r"|(?P<word>last|next|this|that|the same|the following|the previous)\syear\b)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_IN_A_MONTH = re.compile(r"\bin\s$", re.IGNORECASE)
_RELATION = re.compile(r"\b(last|next|this|that)\s$", re.IGNORECASE)
_WORDS_BEFORE = 40
"""Letters before the name of a month in which the words that show it to be one stand."""
_IN_TIME = Worded(
    "date_words.yaml", r"(?:\b(?:{before_a_month}|['\u2019]s)\s|[-\u2010-\u2015/(|,]\s?|^)$", re.IGNORECASE
)
_NAME_FOLLOWS = re.compile(r"\s[A-Z][a-z]+")
_NUMERIC = re.compile(
    r"\d(?<![\w/.-]\d)(?:(?<=[12])\d{3}-(?P<month>\d\d)-\d\d"
    r"|(?:(?<=[0-3])\d)?(?P<mark>[/.])[0-3]?\d(?P=mark)(?:19|20)?\d\d)(?![\w/-])"
)


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A month, or days of one, as written; `year` is None where the words give none.

    `relation` keeps the words that tie the month to another date: "last", "next", "last year", "that year".
    """

    start: int
    end: int
    month: int
    first_day: int | None
    last_day: int | None
    year: int | None
    relation: str | None = None

    def period(self, year: int) -> Period | None:
        """The days meant if the date lies in `year`; None where there are none (31 June)."""
        if self.first_day is None or self.last_day is None:
            return month_of(year, self.month)
        return days_of(year, self.month, self.first_day, self.last_day)


def named_dates(text: str) -> Iterator[CalendarDate]:
    """Dates with the name of a month, in order."""
    past = 0
    for name in _MONTH.finditer(text):
        if (
            name.start() < past
            or name[0][:3].lower() not in _NUMBER_OF
            or text[name.start() - 1 : name.start()].isalnum()
        ):
            continue
        if found := _read_around(text, name, past):
            past = found.end
            yield found


def numeric_dates(text: str) -> Iterator[tuple[int, int, Period]]:
    """Dates all in figures, the day first unless that makes none."""
    for match in _NUMERIC.finditer(text):
        if day := _numeric_day(match):
            yield match.start(), match.end(), one_day(day)


def _numeric_day(match: re.Match[str]) -> date | None:
    parts = _numbers(match[0])
    year, month, day = parts if match["month"] else parts[::-1]
    if month > 12:
        day, month = month, day
    year += 2000 if year < 100 else 0
    period = days_of(year, month, day, day) if in_range(year) and 1 <= month <= 12 else None
    return period.first if period else None


def _read_around(text: str, name: re.Match[str], past: int) -> CalendarDate | None:
    window = max(past, name.start() - 90)
    lead = text[window : name.start()]
    near = max(0, len(lead) - _WORDS_BEFORE)
    before = _BEFORE.search(lead) if _DIGIT.search(lead, len(lead) - 8) else None
    start, end, days = name.start(), _end_of(text, name), _numbers(before[0] if before else "")
    if before:
        start = window + before.start()
    elif not _IN_A_MONTH.search(lead, near) and (after := _AFTER_DAY.match(text, end)):
        end, days = after.end(), _numbers(after[0])
    year = _AFTER_YEAR.match(text, end)
    relation = _RELATION.search(lead, near) if not before else None
    if not (year or days or _stands_alone(text, name, lead)):
        return None
    return CalendarDate(
        start=window + relation.start() if relation else start,
        end=year.end() if year else end,
        month=_NUMBER_OF[name[0][:3].lower()],
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        year=_year_number(year),
        relation=_relation(year, relation),
    )


def _end_of(text: str, name: re.Match[str]) -> int:
    shortened = name[0].capitalize() in _SHORT and text.startswith(".", name.end())
    return name.end() + shortened


def _relation(year: re.Match[str] | None, before: re.Match[str] | None) -> str | None:
    if year and year["word"]:
        return f"{year['word'].lower()} year"
    return before[1].lower() if before and not year else None


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def _year_number(year: re.Match[str] | None) -> int | None:
    if year is None or year["word"]:
        return None
    return int(year["number"]) if year["number"] else 2000 + int(year["short"])


def _stands_alone(text: str, name: re.Match[str], lead: str) -> bool:
    """Whether a lone word is a month: no March of protest, and nobody called April."""
    named = name[0] in {"April", "May", "June", "Jan"} and _NAME_FOLLOWS.match(text, name.end())
    return not named and bool(_IN_TIME.search(lead, max(0, len(lead) - _WORDS_BEFORE)))
