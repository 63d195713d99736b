"""Verbs in a text with their helpers stripped: what they are called, when they happen, in which voice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from transforms.data import read_yaml
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.terms import expand
from transforms.extract.wording import fill

Tense = Literal["past", "present", "future"]

_MOST_HELPERS = 9
_LAST_WORD = re.compile(r"(?<![\w'-])([A-Za-z]+(?:'[a-z]+)?)\s+$")
_LONGEST_WORD = 24
_ASIDE = re.compile(r"(?<![\w'-])([A-Za-z]+), [^,.;]{1,60}, $")
_LONGEST_ASIDE = 80
_NO = re.compile(r"\bno $", re.IGNORECASE)
_CLITIC = re.compile(r"(?:he|she|i|they|we|who|it|that)('[a-z]+)")
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one verb: leave, leaves, left, left, leaving."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str

    def all(self) -> tuple[str, ...]:
        """Every form once."""
        return tuple(dict.fromkeys((self.base, self.third, self.past, self.participle, self.gerund)))


@cache
def forms_of(base: str) -> Forms:
    """The forms of a verb, by rule or from verbs.yaml."""
    data = read_yaml("verbs.yaml")
    doubled = base + base[-1] if _SHORT.fullmatch(base) or base in data["doubling"] else base
    regular = f"{base[:-1]}ied" if _ends_in_y(base) else f"{doubled.removesuffix('e')}ed"
    gerund = base if base.endswith(("ee", "oe", "ye")) else doubled.removesuffix("e")
    told: list[str] = data["irregular"].get(base, [regular, regular])
    past, participle, ending = (*told, f"{gerund}ing")[:3]
    return Forms(base, data["thirds"].get(base) or _third(base), past, participle, ending)


def _ends_in_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in "aeiou"


def _third(base: str) -> str:
    if _ends_in_y(base):
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{base}s"


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
    """Verb phrases by kind; the first word of each is conjugated, the others stand as they are written."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], macros: Mapping[str, str]) -> None:
        written = {kind: list(_written(listed, macros)) for kind, listed in phrases.items()}
        bases = {phrase.split()[0] for listed in written.values() for phrase in listed}
        self._forms = {form: forms_of(base) for base in bases for form in _all_forms(base)}
        self._index = PhraseIndex({kind: [_conjugated(one) for one in listed] for kind, listed in written.items()})

    def find(self, text: str, start: int, end: int) -> list[Predicate]:
        """The verbs of a stretch of text in order; of those at one place the longest, and no helpers of others."""
        read: list[Predicate] = []
        found = sorted(self._index.find(text, start, end), key=lambda one: (one[1].start(), -one[1].end()))
        past = start
        for _, match in found:
            if match.start() >= past:
                past = match.end()
                longest = [one for one in found if one[1].span() == match.span()]
                read += [one for other, same in longest if (one := self._read(other, same, text, start))]
        starts = {one.at: one.start for one in read}
        helping = {at for (at, _), (_, start) in pairwise(sorted(starts.items())) if at >= start}
        return [one for one in read if one.at not in helping]

    def _read(self, kind: str, match: re.Match[str], text: str, floor: int) -> Predicate | None:
        start, helpers = _helpers(text, floor, match.start())
        word = match[0].split()[0].lower()
        forms = self._forms[word]
        if not helpers and word in (forms.base, forms.third) and _is_noun(text, floor, match.start()):
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


@dataclass(frozen=True, slots=True)
class _Helping:
    have: frozenset[str]
    be: frozenset[str]
    ahead: frozenset[str]
    denial: frozenset[str]
    nowhere: frozenset[str]
    brought_about: frozenset[str]
    either: frozenset[str]
    all: frozenset[str]
    no_adverbs: frozenset[str]


@cache
def _helping() -> _Helping:
    data = read_yaml("verbs.yaml")
    sets = {key: frozenset(data[key]) for key in ("have", "be", "ahead", "denial", "is_or_has")}
    led = {
        key: frozenset(form for verb in data[key] for form in forms_of(verb).all())
        for key in ("leads_up", "leads_nowhere", "brings_about")
    }
    every = frozenset().union(*sets.values(), *led.values(), data["do"], data["reported"], data["adverbs"])
    return _Helping(
        sets["have"],
        sets["be"],
        sets["ahead"],
        sets["denial"],
        led["leads_nowhere"],
        led["brings_about"],
        sets["is_or_has"],
        every,
        frozenset(data["no_adverbs"]),
    )


def _helpers(text: str, floor: int, at: int) -> tuple[int, list[str]]:
    """Where the helpers before a verb begin, and the helpers in order."""
    words: list[str] = []
    while len(words) < _MOST_HELPERS:
        found = _LAST_WORD.search(text, max(floor, at - _LONGEST_WORD), at)
        word = found[1].lower() if found else ""
        aside = None if found else _ASIDE.search(text, max(floor, at - _LONGEST_ASIDE), at)
        if aside and aside[1].lower() in _helping().have | _helping().be:
            words[:0], at = [aside[1].lower()], aside.start()
            continue
        clitic = _CLITIC.fullmatch(word)
        if found and clitic:
            return found.start(1) + clitic.start(1), [clitic[1], *words]
        if found and word == "longer" and _NO.search(text, max(floor, found.start() - 6), found.start()):
            words[:0], at = ["no longer"], found.start() - 3
            continue
        if not found or not _is_helper(word):
            break
        words[:0] = [word.removesuffix("n't"), "n't"] if word.endswith("n't") else [word]
        at = found.start(1)
    return at, words


def _is_noun(text: str, floor: int, at: int) -> bool:
    """Whether the word before shows that no verb stands at a place: "the lead", "his second"."""
    before = _LAST_WORD.search(text, max(floor, at - _LONGEST_WORD), at)
    word = before[1].lower() if before else ""
    return word in read_yaml("verbs.yaml")["before_a_noun"] or word.endswith("'s")


def _is_helper(word: str) -> bool:
    known = _helping()
    return word in known.all or word.endswith("n't") or (word.endswith("ly") and word not in known.no_adverbs)


def _predicate(kind: str, match: re.Match[str], start: int, helpers: list[str], word: str, forms: Forms) -> Predicate:
    known = _helping()
    word = read_yaml("verbs.yaml")["forms_of_be"].get(word, word)
    told = {"will" if one == "wo" else one for one in helpers}
    last = next((one for one in reversed(helpers) if one in known.be | known.have | known.ahead | known.either), "")
    is_participle = word == forms.participle
    is_gerund = word == forms.gerund
    led_on = last in known.ahead and last != "about"
    passive = is_participle and (last in known.be or last in known.either)
    ahead = bool(told & known.ahead) or (is_gerund and bool(told & (known.be | known.either)))
    nearest = helpers[len(helpers) - helpers[::-1].index("to") :] if "to" in helpers else helpers
    perfect_infinitive = "to" in helpers and bool(set(helpers[helpers.index("to") :]) & known.have)
    ahead = ahead and not (perfect_infinitive and "will" not in told)
    happened = bool(told & known.brought_about) or (
        not ahead
        and (
            word in {forms.past, forms.participle} - {forms.base}
            or word == forms.past
            or bool(told & (known.have | {"was", "were", "been"}))
        )
    )
    return Predicate(
        kind,
        start,
        match.start(),
        match.end(),
        word,
        tense="past" if happened else "future" if ahead else "present",
        passive=passive,
        perfect=bool(set(nearest) & known.have) or last in known.either,
        infinitive=led_on and "to" in told,
        ceased="no longer" in told,
        bare=not any(one in known.be | known.have | known.ahead | known.either for one in helpers),
        gerund=is_gerund and not told & (known.be | known.either),
        denied=bool(told & (known.denial | known.nowhere | {"no longer"})),
    )
