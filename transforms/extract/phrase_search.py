"""Patterns of phrases, all looked for in a text in one pass: each is tried only where one of its phrases can begin."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ahocorasick

from transforms.extract.phrase_index import openings
from transforms.extract.wording import fill


class PhraseSearch:
    """Patterns by name, each with the phrases that it is made of."""

    def __init__(self, sought: Mapping[str, tuple[re.Pattern[str], Iterable[str]]], macros: Mapping[str, str]) -> None:
        self._patterns = {name: pattern for name, (pattern, _) in sought.items()}
        beginning: dict[str, set[str]] = defaultdict(set)
        for name, (_, phrases) in sought.items():
            for opening in _openings(phrases, macros):
                beginning[opening].add(name)
        self._anywhere = frozenset(beginning.pop("", ()))
        self._automaton: Any = ahocorasick.Automaton()
        for opening, names in beginning.items():
            self._automaton.add_word(opening, (len(opening), tuple(names - self._anywhere)))
        self._automaton.make_automaton()

    def look(self, folded: str) -> "Places":
        """Where in a text in small letters the patterns may match."""
        starts: dict[str, list[int]] = defaultdict(list)
        for last, (length, names) in self._automaton.iter(folded) if len(self._automaton) else ():
            at = last + 1 - length
            if not folded[at - 1 : at].isalnum():
                for name in names:
                    starts[name].append(at)
        return Places(folded, self._patterns, starts, self._anywhere)


def _openings(phrases: Iterable[str], macros: Mapping[str, str]) -> set[str]:
    """The letters that the first words begin with, those left out that begin with others of them."""
    words = {opening.partition(" ")[0] for phrase in phrases for opening in openings(fill(phrase, macros))}
    return {word for word in words if not any(word != other and word.startswith(other) for other in words)}


class Places:
    """The places of one text at which patterns are tried: all at which they match; those of `anywhere` at any."""

    def __init__(
        self,
        folded: str,
        patterns: Mapping[str, re.Pattern[str]],
        starts: Mapping[str, list[int]],
        anywhere: frozenset[str],
    ) -> None:
        self._folded = folded
        self._patterns = patterns
        self._starts = starts
        self._anywhere = anywhere

    def finditer(self, name: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """As of the pattern of that name, between two places of the text; nothing if there is none of that name."""
        stop = len(self._folded) if end is None else end
        if name in self._anywhere:
            yield from self._patterns[name].finditer(self._folded, start, stop)
        elif name in self._starts:
            match_at, starts, past = self._patterns[name].match, self._starts[name], start
            for number in range(bisect_left(starts, start), bisect_left(starts, stop)):
                if starts[number] >= past and (match := match_at(self._folded, starts[number], stop)):
                    past = match.end()
                    yield match

    def search(self, name: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As of the pattern of that name, between two places of the text."""
        may_match = name in self._starts or name in self._anywhere
        return next(self.finditer(name, start, end), None) if may_match else None
