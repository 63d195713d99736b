"""The helping words before a verb: which they are, what they tell, and where they begin."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.data import read_yaml
from transforms.extract.verb_forms import forms_of

_MOST_HELPERS = 9
_LAST_WORD = re.compile(r"(?<![\w'-])([A-Za-z]+(?:'[a-z]+)?)\s+[\"']?$")
_LONGEST_WORD = 24
_ASIDE = re.compile(r"(?<![\w'-])([A-Za-z]+), [^,.;]{1,60}, $")
_LONGEST_ASIDE = 80
_NO = re.compile(r"\bno $", re.IGNORECASE)
_CLITIC = re.compile(r"(?:he|she|i|they|we|who|it|that)('[a-z]+)")


@dataclass(frozen=True, slots=True)
class Helping:
    """Helping words by what they tell; `either` is "is" or "has", `was` those that put a verb in the past."""

    have: frozenset[str]
    be: frozenset[str]
    be_or_either: frozenset[str]
    was: frozenset[str]
    ahead: frozenset[str]
    denying: frozenset[str]
    brought_about: frozenset[str]
    either: frozenset[str]
    auxiliary: frozenset[str]
    all: frozenset[str]
    no_adverbs: frozenset[str]


@cache
def helping() -> Helping:
    """The helping words of verbs.yaml."""
    data = read_yaml("verbs.yaml")
    sets = {key: frozenset(data[key]) for key in ("have", "be", "ahead", "denial", "is_or_has")}
    led = {
        key: frozenset(form for verb in data[key] for form in forms_of(verb).all())
        for key in ("leads_up", "leads_nowhere", "brings_about")
    }
    every = frozenset().union(*sets.values(), *led.values(), data["do"], data["reported"], data["adverbs"])
    return Helping(
        have=sets["have"],
        be=sets["be"],
        be_or_either=sets["be"] | sets["is_or_has"],
        was=sets["have"] | {"was", "were", "been"},
        ahead=sets["ahead"],
        denying=sets["denial"] | led["leads_nowhere"] | {"no longer"},
        brought_about=led["brings_about"],
        either=sets["is_or_has"],
        auxiliary=sets["be"] | sets["have"] | sets["ahead"] | sets["is_or_has"],
        all=every,
        no_adverbs=frozenset(data["no_adverbs"]),
    )


def helpers_before(text: str, floor: int, at: int) -> tuple[int, list[str]]:
    """Where the helpers before a verb begin, and the helpers in order."""
    words: list[str] = []
    while len(words) < _MOST_HELPERS:
        found = _LAST_WORD.search(text, max(floor, at - _LONGEST_WORD), at)
        if not found:
            aside = _aside(text, floor, at)
            if not aside:
                break
            words[:0], at = [aside[1].lower()], aside.start()
            continue
        word = found[1].lower()
        if clitic := _CLITIC.fullmatch(word):
            return found.start(1) + clitic.start(1), [clitic[1], *words]
        if word == "longer" and _NO.search(text, max(floor, found.start() - 6), found.start()):
            words[:0], at = ["no longer"], found.start() - 3
            continue
        if not _is_helper(word) or _is_month(text, floor, found.start(1)):
            break
        words[:0] = [word.removesuffix("n't"), "n't"] if word.endswith("n't") else [word]
        at = found.start(1)
    return at, words


def _is_month(text: str, floor: int, at: int) -> bool:
    """Whether "May" at a place is no helper but the month: "elections in May brought"."""
    return text.startswith("May ", at) and at > floor


def _aside(text: str, floor: int, at: int) -> re.Match[str] | None:
    """A form of "be" or "have" with the words set off behind it: "has, it emerged, left"."""
    if not text.endswith(", ", floor, at):
        return None
    found = _ASIDE.search(text, max(floor, at - _LONGEST_ASIDE), at)
    return found if found and found[1].lower() in helping().have | helping().be else None


def is_noun(text: str, floor: int, at: int) -> bool:
    """Whether the word before shows that no verb stands at a place: "the lead", "his second"."""
    before = _LAST_WORD.search(text, max(floor, at - _LONGEST_WORD), at)
    word = before[1].lower() if before else ""
    return word in read_yaml("verbs.yaml")["before_a_noun"] or word.endswith("'s")


def _is_helper(word: str) -> bool:
    known = helping()
    return word in known.all or word.endswith("n't") or (word.endswith("ly") and word not in known.no_adverbs)
