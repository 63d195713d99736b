"""The vocabulary of a data file, found in a text all at once."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick

from transforms.data import read_yaml

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of the vocabulary at `text[start:end]`; `kind` and `value` are its headings in the data file."""

    start: int
    end: int
    kind: str
    value: str


_Meaning = tuple[str, str, bool]
"""Kind, value, and whether the phrase needs capitals."""


def expand(phrase: str) -> Iterator[str]:
    """Every phrase that one with choices stands for: "{a|b|} c" is "a c", "b c" and "c"."""
    choice = _CHOICE.search(phrase)
    if not choice:
        yield phrase
        return
    for part in choice[1].split("|"):
        yield from expand(phrase[: choice.start()] + part + phrase[choice.end() :])


def _entries(kind: str, listed: Any) -> Iterator[tuple[str, str, str]]:
    groups = listed.items() if isinstance(listed, dict) else [("", listed)]
    for value, phrases in groups:
        for phrase in phrases:
            for expanded in expand(phrase):
                yield expanded, kind, value


class Vocabulary:
    """Phrases with their kinds; one phrase may have several.

    Kinds of one family compete for their place in the text, where the longest phrase wins.
    """

    def __init__(self, entries: Iterable[tuple[str, str, str]], family: frozenset[str] = frozenset()) -> None:
        self._family = family
        self._automaton: Any = ahocorasick.Automaton()
        meanings: dict[str, list[tuple[str, str, bool]]] = {}
        for phrase, kind, value in entries:
            meanings.setdefault(phrase.lower(), []).append((kind, value, bool(_CAPITALS.search(phrase))))
        for phrase, kinds in meanings.items():
            self._automaton.add_word(phrase, (len(phrase), tuple(dict.fromkeys(kinds))))
        self._automaton.make_automaton()

    def find(self, text: str, folded: str) -> list[Term]:
        """All whole-word phrases in a text, in order; of one kind only the longest at a place.

        `folded` is the text in small letters. A phrase written in capitals in the data file needs capitals in the text.
        """
        found: list[tuple[int, int, tuple[_Meaning, ...]]] = []
        for last, (length, meanings) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            if not (folded[start - 1 : start].isalnum() or folded[end : end + 1].isalnum()):
                found.append((start, -end, meanings))
        return list(self._longest(text, found))

    def _longest(self, text: str, found: list[tuple[int, int, tuple[_Meaning, ...]]]) -> Iterator[Term]:
        covered: dict[str, int] = {}
        for start, end, meanings in sorted(found):
            for kind, value, capitals in meanings:
                place = "" if kind in self._family else kind
                if start >= covered.get(place, 0) and (not capitals or text[start].isupper()):
                    covered[place] = -end
                    yield Term(start, -end, kind, value)


@cache
def vocabulary(name: str, kinds: tuple[str, ...], family: tuple[str, ...] = ()) -> Vocabulary:
    """The vocabulary of a data file: its entries under the given headings."""
    content = read_yaml(name)
    return Vocabulary((entry for kind in kinds for entry in _entries(kind, content[kind])), frozenset(family))
