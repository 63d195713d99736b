"""The vocabulary of undertakings (commitments.yaml), and where a sentence undertakes something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.data import read_yaml
from transforms.extract.wording import any_of, expand

_LIKELY = re.compile(
    r"\b(?:will|shall|would|going|intend|plan|aim|propos|mean|pledge|promis|vow|agree|undert|resolv|word|commit|determin|want|expect"
    r"|hope|ambition|goal|target|priority|£|includes|be)|'ll|'re|\b(?:is|are|am) ",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"\s*(?:(?:now|also|soon|then|always|all|both|each|therefore|still|together|further|never|instead|today|first|shortly|[a-z]{3,14}ly"
    r"|continue to|keep|go on|carry on|continue|look to|seek to|aim to|be able to|work to|need to)\s+){0,3}",
    re.IGNORECASE,
)
_VERB = re.compile(r"[a-z]+(?:-[a-z]+)?", re.IGNORECASE)
_AND_VERB = re.compile(r"(?:\band|,)\s+(?=[a-z])", re.IGNORECASE)
_NOT = re.compile(r"\s+(?:not|never|no longer)\b", re.IGNORECASE)
_BOUNDARY = re.compile(r"(?:,(?!\d)|[;:\"(–—]|\s-\s|\b(?:and|but|that|because|so|as|when|while|where|if|although|though)\b)", re.IGNORECASE)
_OF = re.compile(r"\s(?:of|from|in|for|at|to|with|on|by|who|which|about|across)\s", re.IGNORECASE)
_ASIDE = re.compile(r",[^,]{1,90},\s*$")
_REACH = 150


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that announce an undertaking, as commitments.yaml has them."""

    name: str
    pattern: re.Pattern[str]
    who: str
    form: str | None
    confidence: float
    governs: bool
    passive: bool
    reported: bool


@dataclass(frozen=True, slots=True)
class Announcement:
    """A cue found at `text[start:end]` with the words of its subject before it."""

    start: int
    end: int
    cue: Cue
    subject: str
    negated: bool


@dataclass(frozen=True, slots=True)
class _Verbs:
    base_of: dict[str, dict[str, str]]
    only_with: dict[str, re.Pattern[str]]


@cache
def cues() -> tuple[Cue, ...]:
    """The cues of commitments.yaml, in their order there."""
    return tuple(_cue(entry) for entry in read_yaml("commitments.yaml")["cues"])


def _cue(entry: dict[str, Any]) -> Cue:
    pattern = re.compile(rf"(?:(?<![\w£])|(?='))(?:{_choice(entry['phrases'])})(?!\w)", re.IGNORECASE)
    flags = {key: bool(entry.get(key)) for key in ("governs", "passive", "reported")}
    return Cue(entry["name"], pattern, entry["who"], entry.get("form"), float(entry["confidence"]), **flags)


def _choice(phrases: list[str]) -> str:
    return "|".join(f"(?:{expand(phrase, {})})" for phrase in phrases)


@cache
def words_for(key: str) -> re.Pattern[str]:
    """Pattern of one list of commitments.yaml (`unless`, `minutes`)."""
    return any_of(read_yaml("commitments.yaml")[key])


@cache
def _last_words(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_choice(read_yaml('commitments.yaml')[key])})(?:'s)?\s*$", re.IGNORECASE)


@cache
def _verbs() -> _Verbs:
    data = read_yaml("commitments.yaml")
    forms: dict[str, dict[str, str]] = {"base": {}, "ing": {}, "participle": {}, "strong": {}}
    for entry in (entry for row in data["verbs"] for entry in row):
        base, _, ing, participle = entry.split()
        forms["base"][base] = forms["ing"][ing] = forms["participle"][participle] = base
        if ing in data["strong"]:
            forms["strong"][ing] = base
    needs = {base: re.compile(rf"\s+(?:{_choice(phrases)})", re.IGNORECASE) for base, phrases in data["only_with"].items()}
    return _Verbs(forms, needs)


@cache
def _categories() -> dict[str, re.Pattern[str]]:
    return {category: any_of(phrases) for category, phrases in read_yaml("commitments.yaml")["categories"].items()}


def category_of(clause: str) -> str:
    """The first category whose words stand in a clause with plain quotation marks, else `general_pledge`."""
    return next((name for name, pattern in _categories().items() if pattern.search(clause)), "general_pledge")


def find_announcements(sentence: str) -> list[Announcement]:
    """Cues of a sentence (plain quotation marks) that have a fitting verb behind them, in order, none inside another."""
    if not _LIKELY.search(sentence):
        return []
    found = sorted(_candidates(sentence), key=lambda one: (one.start, -one.end))
    kept: list[Announcement] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _candidates(sentence: str) -> Iterator[Announcement]:
    for cue in cues():
        for match in cue.pattern.finditer(sentence):
            denied = _NOT.match(sentence, match.end())
            end = denied.end() if denied else match.end()
            if cue.form is None or _has_verb(sentence, end, cue.form):
                yield Announcement(match.start(), end, cue, _subject(sentence, match.start()), bool(denied))


def _subject(sentence: str, cue_start: int) -> str:
    """The words between the last boundary and the cue; a bare "and" or a relative pronoun stays in."""
    begin = max(0, cue_start - _REACH)
    aside = _ASIDE.search(sentence, begin, cue_start)
    cue_start = aside.start() if aside else cue_start
    cut = [mark for mark in _BOUNDARY.finditer(sentence, begin, cue_start) if sentence[mark.end() : cue_start].strip()]
    return sentence[cut[-1].end() if cut else begin : cue_start].strip()


def _has_verb(sentence: str, pos: int, form: str) -> bool:
    """Whether a verb of the vocabulary follows, at once or joined to the first verb by "and"."""
    if _fits(sentence, pos, form):
        return True
    stop = re.compile(r"[.;:\"]").search(sentence, pos)
    end = min(pos + _REACH, stop.start() if stop else len(sentence))
    first = _VERB.match(sentence, _skip(sentence, pos))
    if first is None or first[0].lower() in {"have", "be"}:
        return False
    return any(_fits(sentence, joint.end(), form) for joint in _AND_VERB.finditer(sentence, first.end(), end))


def _skip(sentence: str, pos: int) -> int:
    lead = _LEAD.match(sentence, pos)
    return lead.end() if lead else pos


def _fits(sentence: str, pos: int, form: str) -> bool:
    verb = _VERB.match(sentence, _skip(sentence, pos))
    verbs = _verbs()
    if verb is None:
        return False
    word = verb[0].lower()
    base = verbs.base_of[form].get(word) or (verbs.base_of["ing"].get(word) if form == "base" else None)
    if base is None:
        return False
    needed = verbs.only_with.get(base)
    return form == "participle" or needed is None or bool(needed.match(sentence, verb.end()))


def can_undertake(subject: str, cue: Cue, *, spoken: bool) -> bool:
    """Whether a subject can undertake something; `spoken` if the authority itself says the words.

    Told by somebody else, an undertaking needs a body or an office that makes it ("the council will").
    """
    core = _OF.split(f"{subject} ", maxsplit=1)[0].strip()
    if cue.who == "none":
        return True
    if cue.who == "first":
        return bool(re.search(r"(?<!\w)(?:we|i)$", core, re.IGNORECASE)) and spoken
    if cue.passive:
        return bool(core) and not _last_words("never_done").search(core)
    if _last_words("never_done").search(core) or _last_words("never").search(core):
        return core.lower() in {"he", "she", "they"} and not spoken
    return (spoken and cue.who == "any") or any(_last_words("doers").search(words) for words in (core, subject))
