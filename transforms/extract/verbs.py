"""Verbs in a text with their helpers stripped: what they are called, when they happen, in which voice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from transforms.data import read_yaml
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.terms import expand
from transforms.extract.verb_forms import Forms, forms_of
from transforms.extract.verb_helpers import helpers_before, helping, is_noun
from transforms.extract.wording import fill

Tense = Literal["past", "present", "future"]
Found = tuple[str, re.Match[str]]
"""A phrase found, with its kind."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb at `text[at:end]` whose helpers begin at `start`; `kind` is its list in the data file.

    `perfect` tells "has left", `infinitive` "to leave", `bare` a verb without any helper, `gerund` "leaving" without
    one; `denied` that nothing of the kind is said to happen; `ceased` that it happens no longer.
    """

    kind: str
    start: int
    at: int
    end: int
    word: str
    tense: Tense
    passive: bool
    perfect: bool
    infinitive: bool
    ceased: bool
    bare: bool
    gerund: bool
    denied: bool


class Verbs:
    """Verb phrases by kind; the first word of each is conjugated, the others stand as they are written.

    `others` are phrases of further kinds, nouns perhaps, that are looked for in the same pass.
    """

    def __init__(
        self,
        phrases: Mapping[str, Sequence[str]],
        macros: Mapping[str, str],
        others: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        written = {kind: list(_written(listed, macros)) for kind, listed in phrases.items()}
        bases = {phrase.split()[0] for listed in written.values() for phrase in listed}
        self._forms = {form: forms_of(base) for base in bases for form in _all_forms(base)}
        conjugated = {kind: [_conjugated(one) for one in listed] for kind, listed in written.items()}
        self._others = others or {}
        self._index = PhraseIndex({**conjugated, **self._others})

    def find(self, text: str, start: int, end: int) -> list[Predicate]:
        """The verbs of a stretch of text in order; of those at one place the longest, and no helpers of others."""
        return self.find_all(text, start, end)[0]

    def find_all(self, text: str, start: int, end: int) -> tuple[list[Predicate], list[Found]]:
        """The verbs of a stretch of text, and the phrases of further kinds in it."""
        found = self._index.find(text, start, end)
        verbs = self._predicates([one for one in found if one[0] not in self._others], text, start)
        return verbs, [one for one in found if one[0] in self._others]

    def _predicates(self, found: Sequence[Found], text: str, start: int) -> list[Predicate]:
        read: list[Predicate] = []
        past = start
        longest_first = sorted(found, key=lambda one: (one[1].start(), -one[1].end()))
        for (at, stop), same in groupby(longest_first, key=lambda one: one[1].span()):
            if at >= past:
                past = stop
                read += [one for kind, match in same if (one := self._read(kind, match, text, start))]
        starts = {one.at: one.start for one in read}
        helping = {at for (at, _), (_, start) in pairwise(sorted(starts.items())) if at >= start}
        return [one for one in read if one.at not in helping]

    def _read(self, kind: str, match: re.Match[str], text: str, floor: int) -> Predicate | None:
        start, helpers = helpers_before(text, floor, match.start())
        word = match[0].split()[0].lower()
        forms = self._forms[word]
        if not helpers and word in (forms.base, forms.third) and is_noun(text, floor, match.start()):
            return None
        return _predicate(kind, match, start, helpers, word, forms)


def _written(phrases: Sequence[str], macros: Mapping[str, str]) -> list[str]:
    """Every phrase that the given ones stand for, the longest first."""
    every = (" ".join(one.split()) for phrase in phrases for one in expand(fill(phrase, macros)))
    return sorted(every, key=len, reverse=True)


def _all_forms(base: str) -> tuple[str, ...]:
    return (*forms_of(base).all(), *(read_yaml("verbs.yaml")["forms_of_be"] if base == "be" else ()))


def conjugated(phrase: str, macros: Mapping[str, str]) -> list[str]:
    """Patterns, as of a phrase of a data file, of every form of the verb phrases that a phrase stands for."""
    return [_conjugated(one) for one in _written([phrase], macros)]


def _conjugated(phrase: str) -> str:
    verb, _, rest = phrase.partition(" ")
    choices = "|".join(_all_forms(verb))
    return f"({choices}) {rest}" if rest else f"({choices})"


def _predicate(kind: str, match: re.Match[str], start: int, helpers: list[str], word: str, forms: Forms) -> Predicate:
    known = helping()
    word = read_yaml("verbs.yaml")["forms_of_be"].get(word, word)
    told = {"will" if one == "wo" else one for one in helpers}
    last = next((one for one in reversed(helpers) if one in known.auxiliary), "")
    is_participle = word == forms.participle
    is_gerund = word == forms.gerund
    led_on = last in known.ahead and last != "about"
    passive = is_participle and last in known.be_or_either
    is_progressive = is_gerund and not told.isdisjoint(known.be_or_either)
    ahead = is_progressive or not told.isdisjoint(known.ahead)
    nearest = helpers[len(helpers) - helpers[::-1].index("to") :] if "to" in helpers else helpers
    perfect_infinitive = "to" in helpers and not known.have.isdisjoint(helpers[helpers.index("to") :])
    ahead = ahead and not (perfect_infinitive and "will" not in told)
    is_past = word == forms.past or (is_participle and word != forms.base)
    happened = not told.isdisjoint(known.brought_about) or (not ahead and (is_past or not told.isdisjoint(known.was)))
    return Predicate(
        kind,
        start,
        match.start(),
        match.end(),
        word,
        tense="past" if happened else "future" if ahead else "present",
        passive=passive,
        perfect=last in known.either or not known.have.isdisjoint(nearest),
        infinitive=led_on and "to" in told,
        ceased="no longer" in told,
        bare=not last,
        gerund=is_gerund and not is_progressive,
        denied=not told.isdisjoint(known.denying),
    )
