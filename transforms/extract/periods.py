"""Spans of the calendar, their ISO form, and the arithmetic of years, months and weeks that readings of dates need."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "month", "year"]

EARLIEST_YEAR, LATEST_YEAR = 1980, 2060
"""Years that news of children's services can mean; other four-digit numbers are no years."""


@dataclass(frozen=True, slots=True)
class Period:
    """All days from `first` to `last`; `precision` is how exactly the words gave them."""

    first: date
    last: date
    precision: Precision


def one_day(day: date) -> Period:
    """The period of a single day."""
    return Period(day, day, "day")


def month_of(year: int, month: int) -> Period:
    """The period of a calendar month."""
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")


def year_of(year: int) -> Period:
    """The period of a calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


def week_of(day: date) -> Period:
    """The days from Monday to Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), "day")


def days_of(year: int, month: int, first: int, last: int) -> Period | None:
    """The days `first` to `last` of one month, or None where the month has no such day."""
    if not 1 <= first <= last <= calendar.monthrange(year, month)[1]:
        return None
    return Period(date(year, month, first), date(year, month, last), "day")


def add_months(day: date, months: int) -> date:
    """The day so many months later (earlier if negative), clipped to the length of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def in_range(year: int) -> bool:
    """Whether a number can be a year of this domain."""
    return EARLIEST_YEAR <= year <= LATEST_YEAR


def parse_period(text: str | None) -> Period | None:
    """Read "2021", "2021-10", "2021-10-18" or two of them joined by "/"; None gives None.

    Raises ValueError for anything else.
    """
    if text is None:
        return None
    begin, joint, end = text.partition("/")
    first, last = _stretch(begin), _stretch(end if joint else begin)
    precision = max(first.precision, last.precision, key=("day", "month", "year").index)
    return Period(first.first, last.last, precision)


def _stretch(text: str) -> Period:
    match [int(part) for part in text.split("-")]:
        case [year]:
            return year_of(year)
        case [year, month]:
            return month_of(year, month)
        case [year, month, day]:
            return one_day(date(year, month, day))
    raise ValueError(f"{text!r} is no day, month or year in ISO form")
