"""Sums of money in British prose, in whole pounds."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from transforms.extract.worded import Worded, numbers
from transforms.extract.wording import plain

_FILE = "date_words.yaml"
_worded = partial(Worded, _FILE, flags=re.IGNORECASE)
_SUM = _worded(
    r"£\s?(?P<figure>\d{1,3}(?:,\d{3})+|\d{1,9})(?P<part>\.\d{1,3})?(?:[\s-]{0,2}(?P<scale>{scales}))?\b"
    r"|\b(?P<words>{numbers}|\d{1,3}(?:\.\d)?)[\s-](?P<wordscale>{large_scales})[\s-]pounds?\b"
)
_YEARLY = _worded(r"\s(?:{more}\s)?{each_year}\b|\s{yearly}")
_YEARS = _worded(r"\b{for_years}\s(?:the\s)?(?:{next}\s)?(?P<years>{numbers}|\d{1,2})\syears?\b")
_NEAR = 80


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum at `text[start:end]`; `pounds` is the whole of it: "£1.2m a year for three years" is 3,600,000."""

    start: int
    end: int
    pounds: int


def find_amounts(text: str) -> list[Amount]:
    """All sums of money of a text in order."""
    said = plain(text)
    sums = _SUM.finditer(said)
    return [Amount(found.start(), found.end(), _pounds(found) * _years(said, found.end())) for found in sums]


def _pounds(found: re.Match[str]) -> int:
    scales = numbers(_FILE, "scales")
    if found["words"]:
        figure = str(numbers(_FILE, "numbers").get(found["words"].casefold(), found["words"]))
        return int(Decimal(figure) * scales[found["wordscale"].casefold()])
    figure = found["figure"].replace(",", "") + (found["part"] or "")
    return int(Decimal(figure) * scales.get((found["scale"] or "").casefold(), 1))


def _years(text: str, end: int) -> int:
    """Number of years that a yearly sum is paid for; 1 for any other sum."""
    if not _YEARLY.match(text, end):
        return 1
    spell = _YEARS.search(text, end, end + _NEAR)
    if not spell or "." in text[end : spell.start()]:
        return 1
    return numbers(_FILE, "numbers").get(spell["years"].casefold()) or int(spell["years"])
