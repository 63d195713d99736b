"""Dates as feeds, listings and committee systems write them.

feedparser reads "BST" as UTC and a date without a zone as UTC or not at all; here "BST" is an hour ahead and no zone
means London's clocks.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.parser import parse

LONDON = ZoneInfo("Europe/London")
DateOrder = Literal["dmy", "mdy"]

# Zone names of RFC 822, section 5, and the one that British sites write in summer.
ZONES = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2} | {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
# Nobody published news on the web earlier; ModernGov writes 01/01/0001 for "no date".
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
LONGEST, MOST_TEXT = 80, 200
LABEL = re.compile(
    r"^(?:(?:page|article|news|release|first|last|date|web) ){0,2}"
    r"(?:published|publication|posted|updated|issued|released|created|added|date|on)\b(?: (?:date|on)\b)?[\s:]{0,5}",
    re.I,
)
NUMERIC = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{4}(?![\d/])")
MONTHS = 12
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
# What follows a date on the same line: its age, a later change, an author, the name of the zone in brackets.
REST = re.compile(
    r"[\s(,;|–-]{1,4}(?:(?:page |last ){0,2}(?:updated|modified|edited|by|in)\b.{0,160}|[^-–|]{0,40}\bago\W{0,3}|"
    r"\([A-Z][A-Za-z ]{1,40}\))$",
    re.I,
)
DOTTED_TIME = re.compile(r"\b(\d{1,2})\.(\d{2})(?=\s?[ap]\.?m\b)", re.I)
NOON = re.compile(r"\b12(?:[:.]00)?\s?(?:noon|midday)\b", re.I)
# dateutil takes "GMT+1" as POSIX does, an hour behind; whoever writes dates for readers means an hour ahead.
OFFSET_FROM_GMT = re.compile(r"\b(?:GMT|UTC)\s?(?=[+-]\d)")
PARTS = re.compile(r"\s[|•·]\s")
TWO_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2))


def read_date(text: str | None, order: DateOrder = "dmy") -> datetime | None:
    """Read a date with or without time; None unless day, month and year all stand there.

    Returns:
        An aware datetime on London's clocks, midnight where no time is given, so that `.date()` is the day meant.
    """
    plain = " ".join((text or "").split())[:MOST_TEXT]
    parts = [plain, *PARTS.split(plain)] if PARTS.search(plain) else [plain]
    return next((moment for part in parts if (moment := _read(_clean(part), order))), None)


def order_told_by(text: str) -> DateOrder:
    """Return the order that the numeric dates of a text are in: month first where some can only be so, and none not."""
    numbers = [(int(first), int(second)) for first, second in NUMERIC.findall(text)]
    only_by_month = any(second > MONTHS >= first for first, second in numbers)
    only_by_day = any(first > MONTHS >= second for first, second in numbers)
    return "mdy" if only_by_month and not only_by_day else "dmy"


def first_date(*texts: str | None, order: DateOrder = "dmy") -> tuple[datetime | None, str | None]:
    """Read the first legible of several dates; else return the first that stands there, illegible as it is.

    Returns:
        Either the date and None, or None and the text that could not be read, or None twice for no date at all.
    """
    given = [text for text in texts if text and text.strip()]
    found = next((moment for text in given if (moment := read_date(text, order))), None)
    return (found, None) if found or not given else (None, given[0])


def _clean(text: str) -> str:
    bare = REST.sub("", LABEL.sub("", text))
    return OFFSET_FROM_GMT.sub("", NOON.sub("12:00", DOTTED_TIME.sub(r"\1:\2", bare))).strip()


def _read(text: str, order: DateOrder) -> datetime | None:
    if not text or len(text) > LONGEST:
        return None
    try:
        moment = _read_year_first(text) or _read_prose(text, day_first=order == "dmy")
        return _on_london_clocks(moment) if moment else None
    except (ValueError, OverflowError):
        return None


def _read_year_first(text: str) -> datetime | None:
    # dateutil with dayfirst would read 2021-03-04 as the third of April.
    day = YEAR_FIRST.match(text)
    if not day:
        return None
    year, _, month, number = day.groups()
    iso = f"{year}-{month:0>2}-{number:0>2}{text[day.end() :]}"
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return _read_prose(iso, day_first=False)


def _read_prose(text: str, *, day_first: bool) -> datetime | None:
    first, second = (parse(text, dayfirst=day_first, default=default, tzinfos=_zone) for default in TWO_DEFAULTS)
    # What the text leaves out comes from the default: two defaults show it.
    return first if first == second else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    hours = ZONES.get(name or "")
    return None if hours is None else timezone(timedelta(hours=hours))


def _on_london_clocks(moment: datetime) -> datetime | None:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=LONDON)
    return moment.astimezone(UTC).astimezone(LONDON)
