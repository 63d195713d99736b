"""ISO periods as facts carry them, read back into days."""

from datetime import date

from transforms.extract.periods import Period, month_of, one_day, year_of


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
