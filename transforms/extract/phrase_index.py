"""Many phrases looked for in one pass: at each place only those are tried that can begin with its first two words."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick

from transforms.extract.wording import fill, lowered, pattern_of

_WORD = re.compile(r"(?<![\w£-])[^\W\d_]|(?<![\w£])[£\d(]|'(?=(?:ll|re|m|ve|s|d)?\b)")
_ENDS = r"(?!'?\w)"
_LITERAL = re.compile(r"['£]?[a-z]*", re.IGNORECASE)
_REPEATED = re.compile(r"(?:[?*+]|\{(?P<least>\d+)(?:,\d*)?\})[?+]?")
_OTHER_BLANKS = tuple(blank for blank in map(chr, range(0x3001)) if blank.isspace() and blank not in " \n")


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in a text phrases can begin, and the numbers of those phrases."""

    text: str
    starts: list[int]
    numbers: list[tuple[int, ...]]


class PhraseIndex:
    """Phrases under labels; `find` gives every match of every label, in order of the text."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], macros: Mapping[str, str] | None = None) -> None:
        known = macros or {}
        listed = [(label, phrase) for label, choices in phrases.items() for phrase in choices]
        self._patterns = [(label, _compiled(pattern_of(phrase, known))) for label, phrase in listed]
        beginning: dict[str, list[int]] = defaultdict(list)
        for number, (_, phrase) in enumerate(listed):
            for opening in openings(fill(phrase, known)):
                beginning[opening].append(number)
        self._anywhere = tuple(beginning.pop("", ()))
        self._tight, self._loose = _automaton(beginning), _automaton(_first_words(beginning))
        self._last = _Places("", [], [])

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, re.Match[str]]]:
        """Each label with its match, for a text that `plain` has been over; matches of one label do not overlap."""
        stop = len(text) if end is None else end
        places = self._places(text)
        first, last = bisect_left(places.starts, start), bisect_left(places.starts, stop)
        taken: dict[str, int] = {}
        for index in range(first, last):
            at = places.starts[index]
            for number in places.numbers[index]:
                label, pattern = self._patterns[number]
                if at >= taken.get(label, 0):
                    match = pattern.match(text, at, stop)
                    if match:
                        taken[label] = match.end()
                        yield label, match

    def _places(self, text: str) -> _Places:
        """Where phrases can begin; kept for the last text, which is asked for sentence by sentence."""
        places = self._last
        if places.text != text:
            found = sorted(self._candidates(text).items())
            places = _Places(text, [at for at, _ in found], [numbers for _, numbers in found])
            self._last = places
        return places

    def _candidates(self, text: str) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        small, is_evenly_spaced = _prepared(text)
        automaton, begins = self._tight if is_evenly_spaced else self._loose, _WORD.match
        for last, (length, numbers) in automaton.iter(small) if len(automaton) else ():
            # A longer opening comes later, with the numbers of those that it begins with.
            if begins(text, at := last + 1 - length):
                found[at] = numbers
        for word in _WORD.finditer(text) if self._anywhere else ():
            found[word.start()] = _together(found.get(word.start(), ()), self._anywhere)
        return found


def _together(some: tuple[int, ...], others: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted({*some, *others}))


@lru_cache(maxsize=2)
def _prepared(text: str) -> tuple[str, bool]:
    """The text in small letters on one line, and whether single blanks part its words; kept for the next index."""
    is_evenly_spaced = not any(blank in text for blank in ("  ", " \n", "\n ", *_OTHER_BLANKS))
    return lowered(text).replace("\n", " "), is_evenly_spaced


def _compiled(expanded: str) -> re.Pattern[str]:
    return re.compile(f"(?:{expanded}){_ENDS}", re.IGNORECASE)


def _first_words(beginning: Mapping[str, Iterable[int]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for opening, numbers in beginning.items():
        found[opening.partition(" ")[0]] += numbers
    return found


def _automaton(beginning: Mapping[str, Iterable[int]]) -> Any:
    automaton = ahocorasick.Automaton()
    for opening in beginning:
        shorter = (opening[:length] for length in range(1, len(opening) + 1))
        numbers = {number for one in shorter for number in beginning.get(one, ())}
        automaton.add_word(opening, (len(opening), tuple(sorted(numbers))))
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
