"""Sums of money in British prose, in whole pounds."""

import re
from dataclasses import dataclass
from decimal import Decimal

from transforms.extract.wording import plain

_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_NUMBERS = {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
}
_WORD = "|".join(_NUMBERS)
_SUM = re.compile(
    r"£\s?(?P<figure>\d{1,3}(?:,\d{3})+|\d{1,9})(?P<part>\.\d{1,3})?(?:[\s-]{0,2}(?P<scale>million|billion|thousand|mn|bn|m|k))?\b"
    rf"|\b(?P<words>{_WORD}|\d{{1,3}}(?:\.\d)?)[\s-](?P<wordscale>million|billion)[\s-]pounds?\b",
    re.IGNORECASE,
)
_YEARLY = re.compile(
    r"\s(?:extra\s|more\s)?(?:a|per|each|every)\s(?:year|annum)\b|\s(?:annually|yearly|pa|p\.a\.)", re.IGNORECASE
)
_YEARS = re.compile(
    rf"\b(?:for|over|in\seach\sof)\s(?:the\s)?(?:next\s|coming\s|following\s)?(?P<years>{_WORD}|\d{{1,2}})\syears?\b",
    re.IGNORECASE,
)
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
    if found["words"]:
        figure = str(_NUMBERS.get(found["words"].casefold(), found["words"]))
        return int(Decimal(figure) * _SCALES[found["wordscale"].casefold()])
    figure = found["figure"].replace(",", "") + (found["part"] or "")
    return int(Decimal(figure) * _SCALES.get((found["scale"] or "").casefold(), 1))


def _years(text: str, end: int) -> int:
    """Number of years that a yearly sum is paid for; 1 for any other sum."""
    if not _YEARLY.match(text, end):
        return 1
    spell = _YEARS.search(text, end, end + _NEAR)
    if not spell or "." in text[end : spell.start()]:
        return 1
    return _NUMBERS.get(spell["years"].casefold()) or int(spell["years"])
