"""Dates as pages show them: beside the byline, in meta tags, in JSON-LD."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

DateOrder = Literal["dmy", "mdy"]
LATE_DAYS = 1
"""Days that a page may be dated ahead of us: it may be tomorrow already where it was written."""

_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
MONTHS = {name[:3]: number for number, name in enumerate((*_NAMES, "november", "december"), start=1)}
_MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATE = re.compile(
    r"\b(?:(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]" + _MONTH.format("month") + r",?[ -](?P<year>(?:19|20)\d\d)"
    r"|" + _MONTH.format("us_month") + r" (?P<us_day>\d{1,2})(?:st|nd|rd|th)?,? (?P<us_year>(?:19|20)\d\d)"
    r"|(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})(?P=mark)(?P<short_year>(?:19|20)?\d\d))(?!\d)",
    re.IGNORECASE,
)

# Only American software writes 1/31/2025 7:15:02 AM.
_US_TIME = re.compile(r" \d{1,2}:\d\d:\d\d [AP]M\b")


@dataclass(frozen=True, slots=True)
class Dated:
    """The day of publication that a page showed when it was fetched, and the day on which that was."""

    published: date | None
    fetched: date


def is_ahead(page: Dated) -> bool:
    """Whether the page is dated later than the day after the one on which it was fetched."""
    return page.published is not None and page.published > page.fetched + timedelta(days=LATE_DAYS)


def is_corrected(page: Dated, before: Dated) -> bool:
    """Whether a page whose text is what it was before corrects the day of its publication.

    What was out when it was fetched before was published no later: a later day is that of an update, or today's, which
    is another one at every fetch. A page that shows no day takes none back.
    """
    if page.published is None or is_ahead(page):
        return False
    if is_ahead(before):
        return True
    return page.published != before.published and page.published <= before.fetched


def find_day(text: str, order: DateOrder = "dmy") -> date | None:
    """Read the first date shown in a text; `order` settles 3/4/2025. The day is taken as written, in no time zone."""
    for match in DATE.finditer(text):
        day = read_day(match, order)
        if day:
            return day
    return None


def read_day(match: re.Match[str], order: DateOrder) -> date | None:
    """Return the day that a match of DATE names, or None where there is no such day."""
    part = match.groupdict()
    if part["iso_year"]:
        return _day(part["iso_year"], part["iso_month"], part["iso_day"])
    if part["month"]:
        return _day(part["year"], MONTHS[part["month"][:3].lower()], part["day"])
    if part["us_month"]:
        return _day(part["us_year"], MONTHS[part["us_month"][:3].lower()], part["us_day"])
    year = part["short_year"] if len(part["short_year"]) == 4 else f"20{part['short_year']}"
    day_first = _day(year, part["second"], part["first"])
    month_first = _day(year, part["first"], part["second"])
    is_us = order == "mdy" or _US_TIME.match(match.string, match.end())
    return month_first or day_first if is_us else day_first or month_first


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
