"""The vocabulary of peer reviews, read from data/peer_reviews.yaml into patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from transforms.data import read_yaml
from transforms.extract.phrase_search import PhraseSearch, Places
from transforms.extract.worded import choices, numbers
from transforms.extract.wording import choice

_NUMBERS = "date_words.yaml"
_ALL_OVER = ("words", "never", "again", "not_counted_by", "lga", "regional", "lead", "goes_on")
"""What is looked for in every sentence of a review, or most: in the whole text at once."""
_COUNT_GAP = r"(?:\s(?!and\b|or\b)[a-z-]+){0,3}?\s"


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of peer reviews as patterns."""

    stems: tuple[str, ...]
    words: re.Pattern[str]
    again: re.Pattern[str]
    never: re.Pattern[str]
    general: re.Pattern[str]
    lga: re.Pattern[str]
    regional: re.Pattern[str]
    to_come: re.Pattern[str]
    other_dates: re.Pattern[str]
    lead: re.Pattern[str]
    leads: re.Pattern[str]
    drawn_from: re.Pattern[str]
    not_counted_by: re.Pattern[str]
    goes_on: re.Pattern[str]
    stays: re.Pattern[str]
    scopes: re.Pattern[str]
    strengths: re.Pattern[str]
    recommendations: re.Pattern[str]


@cache
def vocabulary() -> Words:
    """The vocabulary of data/peer_reviews.yaml."""
    data = _data()
    names = (
        "words",
        "again",
        "never",
        "general",
        "lga",
        "regional",
        "to_come",
        "other_dates",
        "lead",
        "drawn_from",
        "not_counted_by",
        "goes_on",
        "stays",
        "scopes",
    )
    return Words(
        stems=tuple(data["stems"]),
        leads=re.compile(rf"(?:{_choice(data['leads'])})(?!\w)"),
        **{name: re.compile(rf"(?<!\w)(?:{_choice(data[name])})(?!\w)") for name in names},
        **{name: _count_of(phrases) for name, phrases in data["counts"].items()},
    )


@cache
def _search() -> PhraseSearch:
    data = _data()
    return PhraseSearch({name: (getattr(vocabulary(), name), data[name]) for name in _ALL_OVER}, data["macros"])


@lru_cache(maxsize=2)
def places_in(folded: str) -> Places:
    """Where a text in small letters may have these words; those of the last texts are remembered."""
    return _search().look(folded)


def number_of(written: str) -> int:
    """The number that the reviewers counted, in figures or in words."""
    return numbers(_NUMBERS, "numbers").get(written) or int(written)


def _count_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Pattern of a number, in the group of that name, and what is counted."""
    number = rf"(?P<number>\d{{1,3}}|{choices(_NUMBERS, 'numbers')})"
    return re.compile(rf"(?<!\bthe )(?<!\ball )\b{number}\b{_COUNT_GAP}(?:{_choice(phrases)})\b")


def _choice(phrases: Iterable[str]) -> str:
    return choice(phrases, _data()["macros"])


def _data() -> Any:
    return read_yaml("peer_reviews.yaml")
