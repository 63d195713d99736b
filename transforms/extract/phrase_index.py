"""Many phrases looked for in one pass: at each word only those are tried that can begin with it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from transforms.extract.wording import expand, fill

_KEY = 6
_MOST_WORDS = 20_000
_WORD = re.compile(r"(?<![\w£-])[^\W\d_]+|(?<![\w£])[£\d(]|'(?:ll|re|m|ve|s|d)?\b")
_ENDS = r"(?!'?\w)"


class PhraseIndex:
    """Phrases under labels; `find` gives every match of every label, in order of the text."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], macros: Mapping[str, str] | None = None) -> None:
        grouped: dict[str, dict[str, list[str]]] = {}
        for label, choices in phrases.items():
            for phrase in choices:
                for key in openings(fill(phrase, macros or {})):
                    grouped.setdefault(key, {}).setdefault(label, []).append(expand(phrase, macros or {}))
        self._buckets = {key: [_compiled(*entry) for entry in labels.items()] for key, labels in grouped.items()}
        self._order = {label: rank for rank, label in enumerate(phrases)}
        self._met: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, re.Match[str]]]:
        """Each label with its match, for a text that `plain` has been over; matches of one label do not overlap."""
        stop = len(text) if end is None else end
        taken: dict[str, int] = {}
        met = self._met
        for word in _WORD.finditer(text, start, stop):
            entries = met.get(word[0])
            for label, pattern in self._beginning_with(word[0]) if entries is None else entries:
                at = word.start()
                if at >= taken.get(label, 0):
                    match = pattern.match(text, at, stop)
                    if match:
                        taken[label] = match.end()
                        yield label, match

    def _beginning_with(self, word: str) -> list[tuple[str, re.Pattern[str]]]:
        letters = word[:_KEY].lower()
        keys = {letters[:length] for length in range(_KEY + 1)} & self._buckets.keys()
        found = sorted({entry for key in keys for entry in self._buckets[key]}, key=lambda entry: self._order[entry[0]])
        if len(self._met) < _MOST_WORDS:
            self._met[word] = found
        return found


def _compiled(label: str, choices: list[str]) -> tuple[str, re.Pattern[str]]:
    unique = dict.fromkeys(choices)
    return label, re.compile("(?:" + "|".join(f"(?:{choice})" for choice in unique) + ")" + _ENDS, re.IGNORECASE)


def openings(phrase: str) -> set[str]:
    """The first letters, at most six, that a match of the phrase can begin with; "" stands for any."""
    return {key for choice in _choices(phrase) for key in _first(choice)}


def _choices(phrase: str) -> list[str]:
    """The phrase cut at the bars that stand in no bracket."""
    parts, depth, begin = [], 0, 0
    for at, char in enumerate(phrase):
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            parts.append(phrase[begin:at])
            begin = at + 1
    return [*parts, phrase[begin:]]


def _first(sequence: str) -> set[str]:
    found: set[str] = set()
    rest = sequence
    while rest:
        keys, rest, optional = _atom(rest)
        found |= keys
        if not optional:
            return found
    return found | {""}


def _atom(rest: str) -> tuple[set[str], str, bool]:
    """Cut the first part off a sequence: what it can begin with, what is left, and whether the part may be lacking."""
    if rest[0] in " ?*+":
        return set(), rest[1:], True
    if rest[0] == "(":
        close = _closing(rest)
        inner, behind = rest[1:close], rest[close + 1 :]
        if inner.startswith("?"):
            return set(), behind, True
        return openings(inner), behind.lstrip("?*+"), behind[:1] in ("?", "*")
    literal = re.match(r"['£]?[a-z]*", rest, re.IGNORECASE)
    word = literal[0] if literal else ""
    if word and rest[len(word) : len(word) + 1] in ("?", "*"):
        word = word[:-1]
    return {word[:_KEY].lower()}, "", False


def _closing(text: str) -> int:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return len(text) - 1
