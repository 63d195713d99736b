"""Many phrases looked for in one pass: at each place only those are tried that can begin with its first two words."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import ahocorasick

from transforms.errors import UnreadableData
from transforms.extract.wording import fill, lowered, pattern_of

_WORD = re.compile(r"(?<![\w£-])[^\W\d_]|(?<![\w£])[£\d(]|'(?=(?:ll|re|m|ve|s|d)?\b)")
_ENDS = r"(?!'?\w)"
_LITERAL = re.compile(r"['£]?[a-z]*", re.IGNORECASE)
_REPEATED = re.compile(r"(?:[?*+]|\{(?P<least>\d+)(?:,\d*)?\})[?+]?")
_OTHER_BLANKS = tuple(blank for blank in map(chr, range(0x3001)) if blank.isspace() and blank not in " \n")


class _Reader:
    """Reads at a place whichever phrase of a label stands there, of those that can begin alike."""

    def __init__(self, label: str, phrases: Iterable[str]) -> None:
        self.label = label
        self._phrases = "|".join(pattern_of(phrase, {}) for phrase in phrases)

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern; compiled when a text first has the words, for most never do.

        UnreadableData if the words are none.
        """
        try:
            return re.compile(f"(?:{self._phrases}){_ENDS}", re.IGNORECASE).match
        except re.error as error:
            written = self._phrases.replace(r"(?!\n\n)\s++", " ")
            raise UnreadableData(
                f"transforms/data: a phrase of {self.label} is no pattern ({error}): {written!r}; correct it."
            ) from error


_Readers = tuple[_Reader, ...]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in a text phrases can begin, and what reads those phrases."""

    text: str
    starts: list[int]
    readers: list[_Readers]


class PhraseIndex:
    """Phrases under labels; `find` gives every match of every label, in order of the text."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], macros: Mapping[str, str] | None = None) -> None:
        listed = [(label, fill(phrase, macros or {})) for label, choices in phrases.items() for phrase in choices]
        beginning: dict[str, set[int]] = defaultdict(set)
        for number, (_, phrase) in enumerate(listed):
            for opening in openings(phrase):
                beginning[opening].add(number)
        anywhere, grouped = beginning.pop("", set()), _Grouped(listed)
        self._anywhere = grouped.readers(anywhere)
        self._tight, self._loose = (
            _automaton({opening: grouped.readers(found | anywhere) for opening, found in _with_shorter(one).items()})
            for one in (beginning, _first_words(beginning))
        )
        self._last = _Places("", [], [])

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[tuple[str, re.Match[str]]]:
        """Each label with its match, for a text that `plain` has been over; matches of one label do not overlap."""
        stop = len(text) if end is None else end
        places = self._places(text)
        first, last = bisect_left(places.starts, start), bisect_left(places.starts, stop)
        found: list[tuple[str, re.Match[str]]] = []
        taken: dict[str, int] = {}
        for index in range(first, last):
            at = places.starts[index]
            for reader in places.readers[index]:
                label = reader.label
                if at >= taken.get(label, 0) and (match := reader.match(text, at, stop)):
                    taken[label] = match.end()
                    found.append((label, match))
        return found

    def _places(self, text: str) -> _Places:
        """Where phrases can begin; kept for the last text, which is asked for sentence by sentence."""
        places = self._last
        if places.text != text:
            found = sorted(self._candidates(text).items(), key=itemgetter(0))
            places = _Places(text, [at for at, _ in found], [readers for _, readers in found])
            self._last = places
        return places

    def _candidates(self, text: str) -> dict[int, _Readers]:
        found: dict[int, _Readers] = {}
        small, is_evenly_spaced = _prepared(text)
        automaton = self._tight if is_evenly_spaced else self._loose
        if self._anywhere:
            found = {word.start(): self._anywhere for word in _WORD.finditer(text)}
        for last, (length, readers) in automaton.iter(small) if len(automaton) else ():
            # A longer opening comes later, with the readers of those that it begins with.
            at = last + 1 - length
            is_within_word = text[at - 1 : at].isalnum() and text[at] != "'"
            if not is_within_word and _WORD.match(text, at):
                found[at] = readers
        return found


class _Grouped:
    """The readers of phrases, one for all of a label that can begin alike."""

    def __init__(self, listed: Sequence[tuple[str, str]]) -> None:
        self._listed = listed
        self._made: dict[tuple[int, ...], _Reader] = {}

    def readers(self, numbers: Iterable[int]) -> _Readers:
        """The readers for some of the phrases, by their numbers, in order of the list."""
        by_label = groupby(sorted(numbers), key=lambda number: self._listed[number][0])
        return tuple(self._reader(label, tuple(group)) for label, group in by_label)

    def _reader(self, label: str, group: tuple[int, ...]) -> _Reader:
        if group not in self._made:
            self._made[group] = _Reader(label, (self._listed[number][1] for number in group))
        return self._made[group]


@lru_cache(maxsize=2)
def _prepared(text: str) -> tuple[str, bool]:
    """The text in small letters on one line, and whether single blanks part its words; kept for the next index."""
    is_evenly_spaced = not any(blank in text for blank in ("  ", " \n", "\n ", *_OTHER_BLANKS))
    return lowered(text).replace("\n", " "), is_evenly_spaced


def _first_words(beginning: Mapping[str, set[int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for opening, numbers in beginning.items():
        found[opening.partition(" ")[0]] |= numbers
    return found


def _with_shorter(beginning: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """The openings, each with the numbers of those that it begins with."""
    return {
        opening: set().union(*(beginning.get(opening[:length], ()) for length in range(1, len(opening) + 1)))
        for opening in beginning
    }


def _automaton(entries: Mapping[str, _Readers]) -> Any:
    automaton = ahocorasick.Automaton()
    for opening, readers in entries.items():
        automaton.add_word(opening, (len(opening), readers))
    automaton.make_automaton()
    return automaton


def openings(phrase: str) -> set[str]:
    """What a match of the phrase can begin with: letters of its first two words at most; "" stands for anything."""
    return {
        (word + second).lower()
        for choice in _choices(phrase)
        for word, rest in _words(choice)
        for second in (_second(rest) if word else {""})
    }


def _second(rest: str) -> set[str]:
    """A blank with the letters behind it, where a blank must follow."""
    return {f" {word}" for word, _ in _words(rest[1:])} if rest[:1] == " " and rest[1:2] != "?" else {""}


def _choices(phrase: str) -> list[str]:
    """The phrase cut at the bars that stand in no bracket."""
    parts, depth, begin = [], 0, 0
    for at, char in enumerate(phrase):
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            parts.append(phrase[begin:at])
            begin = at + 1
    return [*parts, phrase[begin:]]


def _words(sequence: str) -> Iterator[tuple[str, str]]:
    """The letters that a sequence without bars can begin with, each with what is left behind them."""
    rest = sequence.lstrip(" ?")
    while rest.startswith("("):
        close = _closing(rest)
        repeated = _REPEATED.match(rest, close + 1)
        inner, behind = rest[1:close], rest[repeated.end() if repeated else close + 1 :]
        inner = inner.removeprefix("?-i:")
        if not inner.startswith("?"):
            again = f"({inner})*{behind}" if repeated and repeated[0][0] != "?" else behind
            for choice in _choices(inner):
                yield from _words(choice + again)
            if not (repeated and (repeated[0][0] in "?*" or repeated["least"] == "0")):
                return
        rest = behind.lstrip(" ?")
    literal = _LITERAL.match(rest)
    word = literal[0] if literal else ""
    yield (word[:-1], "") if word and rest[len(word) : len(word) + 1] in ("?", "*", "{") else (word, rest[len(word) :])


def _closing(text: str) -> int:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return len(text) - 1
