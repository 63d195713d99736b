"""Phrases of the data files as patterns: what a linguist writes in YAML, ready to search with."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Protocol, TypeVar

_MACRO = re.compile(r"\{([a-z_]+)\}")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_PLAIN = {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "İ": "I"}


@lru_cache(maxsize=4)
def plain(text: str) -> str:
    """The text, as long as before, with straight quotation marks and plain blanks: phrases need one spelling."""
    for fancy, simple in _PLAIN.items():
        text = text.replace(fancy, simple)
    return text


def lowered(text: str) -> str:
    """The text in small letters, as long as before, for patterns that would be slow in either case."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


_P = TypeVar("_P", bound=_Placed)
_start = attrgetter("start")


def within(spans: Sequence[_P], start: int, end: int) -> Sequence[_P]:
    """The spans, of many in order, that begin from `start` up to `end`."""
    first = bisect_left(spans, start, key=_start)
    return spans[first : bisect_left(spans, end, lo=first, key=_start)]


def fill(phrase: str, macros: Mapping[str, str]) -> str:
    """The phrase with its macros written out."""
    return _MACRO.sub(lambda found: f"({fill(macros[found[1]], macros)})", phrase)


def pattern_of(phrase: str, macros: Mapping[str, str]) -> str:
    """Regular expression of a phrase.

    A blank stands for white space within a paragraph (with `?` behind it, for some or none), `...` for a few words
    of the same clause, and `{name}` for the macro of that name; anything else is an ordinary regular expression.
    """
    loose = fill(phrase, macros).replace("...", r"[^.;:!?]{0,60}?")
    spaced = loose.replace(" ?", r"(?:(?!\n\n)\s++)?").replace(" ", r"(?!\n\n)\s++")
    return _GROUP.sub("(?:", spaced)


def choice(phrases: Iterable[str], macros: Mapping[str, str] | None = None) -> str:
    """Regular expression of any of the phrases, the first that fits."""
    return "|".join(f"(?:{pattern_of(phrase, macros or {})})" for phrase in phrases)


def any_of(phrases: Iterable[str], macros: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Pattern that finds any of the phrases as whole words, in either case, in a text that `plain` has been over."""
    return re.compile(_any_of(phrases, macros), re.IGNORECASE)


def any_of_small(phrases: Iterable[str]) -> re.Pattern[str]:
    """As `any_of`, for a text in small letters, in which the search is several times as fast."""
    choices = _any_of(phrases, None)
    return re.compile(choices, re.IGNORECASE if _CAPITAL.search(choices) else 0)


def _any_of(phrases: Iterable[str], macros: Mapping[str, str] | None) -> str:
    return rf"(?<![\w£])(?:{choice(phrases, macros)})(?!'?\w)"
