"""The vocabulary of a data file, found in a text all at once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
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


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a phrase stands for; those that compete for their place in the text have the same `rivalry`."""

    kind: str
    value: str
    needs_capitals: bool
    rivalry: str


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

    def __init__(self, entries: Iterable[tuple[str, str, str]], families: Iterable[Sequence[str]] = ()) -> None:
        rivalries = {kind: family[0] for family in families for kind in family}
        meanings: dict[str, list[_Meaning]] = {}
        for phrase, kind, value in entries:
            meaning = _Meaning(kind, value, bool(_CAPITALS.search(phrase)), rivalries.get(kind, kind))
            meanings.setdefault(phrase.lower(), []).append(meaning)
        self._automaton: Any = ahocorasick.Automaton()
        for phrase, kinds in meanings.items():
            self._automaton.add_word(phrase, (len(phrase), tuple(dict.fromkeys(kinds))))
        self._automaton.make_automaton()

    def find(self, text: str, folded: str, ends: Mapping[str, int] | None = None) -> list[Term]:
        """All whole-word phrases in a text, in order; of one kind only the longest at a place.

        `folded` is the text in small letters. A phrase written in capitals in the data file needs capitals in the text.
        `ends` tells up to where the text is read for terms of some kinds; for others it is read whole.
        """
        found: list[tuple[int, int, tuple[_Meaning, ...]]] = []
        for last, (length, meanings) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            if not (folded[start - 1 : start].isalnum() or folded[end : end + 1].isalnum()):
                found.append((start, -end, meanings))
        found.sort(key=_by_place)
        return _longest(text, found, ends or {})


_by_place = itemgetter(0, 1)


def _longest(text: str, found: list[tuple[int, int, tuple[_Meaning, ...]]], ends: Mapping[str, int]) -> list[Term]:
    terms: list[Term] = []
    covered: dict[str, int] = {}
    for start, negative_end, meanings in found:
        end = -negative_end
        for one in meanings:
            if start < covered.get(one.rivalry, 0) or (ends and end > ends.get(one.kind, end)):
                continue
            if not one.needs_capitals or text[start].isupper():
                covered[one.rivalry] = end
                terms.append(Term(start, end, one.kind, one.value))
    return terms


@cache
def vocabulary(name: str, kinds: tuple[str, ...], *families: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of a data file: its entries under the given headings."""
    content = read_yaml(name)
    return Vocabulary((entry for kind in kinds for entry in _entries(kind, content[kind])), families)
