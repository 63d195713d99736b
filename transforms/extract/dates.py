"""Dates of running prose, read against the day of publication.

A month without a year is the latest one not after the publication month where the text tells of the past
(`prefer="past"`), and the next one where it promises something (`prefer="future"`). What cannot be placed in a
year is not returned.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from transforms.extract.calendar_dates import TO, CalendarDate, named_dates, numeric_dates
from transforms.extract.periods import Period, Precision, in_range, year_of
from transforms.extract.relative_dates import Frame, Prefer, read_phrase, relative_phrases
from transforms.extract.worded import Worded

_BETWEEN = re.compile(rf"(?:{TO}|\s?,\s)$", re.IGNORECASE)
_MONTHS_TOGETHER = re.compile(TO)
_DAYS_TO_DAYS = re.compile(r"\s{0,2}(?:[-\u2010-\u2015]|\b(?:to|until|till|through)\b)\s{0,2}", re.IGNORECASE)
_YEAR = Worded(
    "date_words.yaml",
    r"(?P<year>[12][09]\d\d)(?<![\w£$€/.,:#].{4})(?<!\d[ -].{4})(?:(?P<join>[/\u2013-])(?P<next>(?:20)?\d\d))?"
    r"(?![\w%/]|:\S|[,.]\d|\s\d{3}|\s{things_counted}\b)",
)
_FROM_THIS_YEAR = {"last year": -1, "this year": 0, "next year": 1, "this": 0}
_FROM_THE_YEAR_IN_MIND = {
    "that": 0,
    "that year": 0,
    "the same year": 0,
    "the following year": 1,
    "the previous year": -1,
}
_LONGEST_LIST = 8
_LONGEST_SPELL = 366
"""Days; what lies further apart is two dates, not one spell."""
_LAW = Worded("date_words.yaml", r"\b{laws}\s\(?$")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as it stands at `text[start:end]`, with the days it covers and how exactly it was given.

    Seasons keep their own days but have the precision "year": no two people agree on when summer ends.
    """

    start: int
    end: int
    first: date
    last: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    what: CalendarDate | Period | re.Match[str]


def find_dates(text: str, published: date | None, *, prefer: Prefer = "past") -> list[DateMention]:
    """All dates of a text in order, none overlapping; give the whole text, since dates lean on earlier ones."""
    found = _written_dates(text)
    anchor = published or (_latest_day(found) if prefer == "future" else None)
    return _joined(text, list(_resolved(text, found, anchor, prefer)))


def iso_period(mention: DateMention) -> str:
    """ISO form of the days covered: `2012-07-09`, `2021-10`, `2017-07/2017-08`, `2012`."""
    first, last = (_iso(day, mention.precision) for day in (mention.first, mention.last))
    return first if first == last else f"{first}/{last}"


def iso_deadline(mention: DateMention) -> str:
    """ISO form of the last moment covered, as exact as stated: "over the next two years" gives the year it ends in.

    A financial year ("by 2028/29") gives its last month.
    """
    if mention.precision == "year" and (mention.last.month, mention.last.day) == (3, 31):
        return _iso(mention.last, "month")
    return _iso(mention.last, mention.precision)


def _iso(day: date, precision: Precision) -> str:
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]


@lru_cache(maxsize=4)
def _written_dates(text: str) -> tuple[_Found, ...]:
    """What stands in the text, not yet placed in a year; kept, since one text is read both ways, past and future."""
    return tuple(_without_overlaps(text))


def _without_overlaps(text: str) -> Iterator[_Found]:
    candidates = [_Found(item.start, item.end, item) for item in named_dates(text)]
    candidates += [_Found(start, end, period) for start, end, period in numeric_dates(text)]
    candidates += [_Found(match.start(), match.end(), match) for match in relative_phrases(text)]
    candidates += [_Found(start, end, period) for start, end, period in _bare_years(text)]
    past = 0
    for item in sorted(candidates, key=lambda item: (item.start, -item.end)):
        if item.start >= past:
            past = item.end
            yield item


def _bare_years(text: str) -> Iterator[tuple[int, int, Period]]:
    for match in _YEAR.finditer(text):
        first = int(match["year"])
        if in_range(first) and not _LAW.search(text, max(0, match.start() - 14), match.start()):
            yield match.start(), match.end(), _year_or_financial_year(first, match["next"])


def _year_or_financial_year(first: int, following: str | None) -> Period:
    if following and int(following) % 100 == (first + 1) % 100:
        return Period(date(first, 4, 1), date(first + 1, 3, 31), "year")
    return year_of(first)


def _latest_day(found: Sequence[_Found]) -> date | None:
    """The latest day given in full: an undated text that promises something was written about then."""
    days = [item.what.last for item in found if isinstance(item.what, Period) and item.what.precision == "day"]
    for item in found:
        if isinstance(item.what, CalendarDate) and item.what.year and item.what.first_day:
            period = item.what.period(item.what.year)
            days += [period.last] if period else []
    return max(days, default=None)


def _resolved(text: str, found: Sequence[_Found], anchor: date | None, prefer: Prefer) -> Iterator[DateMention]:
    frame = Frame(anchor, prefer)
    for index, item in enumerate(found):
        if isinstance(item.what, CalendarDate):
            period = _calendar_period(item.what, _year_from_next(text, found, index), frame)
        else:
            period = item.what if isinstance(item.what, Period) else read_phrase(item.what, frame)
        if period:
            frame = Frame(anchor, prefer, period.first.year)
            yield DateMention(item.start, item.end, period.first, period.last, period.precision)


def _calendar_period(read: CalendarDate, year_beside: int | None, frame: Frame) -> Period | None:
    year = read.year or year_beside or _implied_year(read, frame)
    return read.period(year) if year and in_range(year) else None


def _year_from_next(text: str, found: Sequence[_Found], index: int) -> int | None:
    """The year that a list gives only at its end ("November and December 2015")."""
    this = found[index].what
    for before, after in pairwise(found[index : index + _LONGEST_LIST]):
        if not (isinstance(this, CalendarDate) and not this.relation and isinstance(after.what, CalendarDate)):
            return None
        if not _BETWEEN.fullmatch(text, before.end, after.start):
            return None
        if after.what.year:
            return after.what.year - (this.month > after.what.month)
    return None


def _implied_year(read: CalendarDate, frame: Frame) -> int | None:
    if read.relation in _FROM_THE_YEAR_IN_MIND:
        return frame.year_in_mind + _FROM_THE_YEAR_IN_MIND[read.relation] if frame.year_in_mind else None
    return frame.published.year + _years_away(read, frame.published, frame.prefer) if frame.published else None


def _years_away(read: CalendarDate, anchor: date, prefer: Prefer) -> int:
    if read.relation in _FROM_THIS_YEAR:
        return _FROM_THIS_YEAR[read.relation]
    if read.relation == "last":
        return 0 if read.month < anchor.month else -1
    if read.relation == "next":
        return 0 if read.month > anchor.month else 1
    if prefer == "past":
        return 0 if read.month <= anchor.month else -1
    return 0 if read.month >= anchor.month else 1


def _joined(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """Months side by side ("July and August") and days to days ("28 February to 4 March") made one mention."""
    joined: list[DateMention] = []
    for mention in mentions:
        if joined and _continues(text, joined[-1], mention):
            before = joined.pop()
            mention = replace(mention, start=before.start, first=before.first)
        joined.append(mention)
    return joined


def _continues(text: str, before: DateMention, after: DateMention) -> bool:
    if before.precision != after.precision or not before.last < after.first or after.precision == "year":
        return False
    link = _MONTHS_TOGETHER if after.precision == "month" else _DAYS_TO_DAYS
    return (after.first - before.first).days < _LONGEST_SPELL and bool(link.fullmatch(text, before.end, after.start))
