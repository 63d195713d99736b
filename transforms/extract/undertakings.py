"""The vocabulary of undertakings (commitments.yaml), and where a sentence undertakes something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.data import read_yaml, words
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.wording import any_of_small, expand, lowered

_LEAD = re.compile(
    r"\s*(?:(?:now|also|soon|then|always|all|both|each|therefore|still|together|further|never|instead|today|first|shortly|[a-z]{3,14}ly"
    r"|continue to|keep|go on|carry on|continue|look to|seek to|aim to|be able to|work to|need to)\s+){0,3}",
    re.IGNORECASE,
)
_VERB = re.compile(r"[a-z]+(?:-[a-z]+)?", re.IGNORECASE)
_AND_VERB = re.compile(r"(?:\band|,)\s+(?=[a-z])", re.IGNORECASE)
_NOT = re.compile(r"\s+(?:not|never|no longer)\b", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"(?:,(?!\d)|[;:\"(–—]|\s-\s|\b(?:and|but|that|because|so|as|when|while|where|if|although|though)\b)", re.IGNORECASE
)
_OF = re.compile(r"\s(?:of|from|in|for|at|to|with|on|by|who|which|about|across)\s", re.IGNORECASE)
_ASIDE = re.compile(r",[^,]{1,90},\s*$")
_BULLET = re.compile(r"\W*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).]\s*)?", re.IGNORECASE)
_DEED_AS_SUBJECT = re.compile(
    r"(?:the )?(?!nothing|everything|anything|king|spring)[a-z]{3,14}ing (?!by |of the council)", re.IGNORECASE
)
_NOUN_FOLLOWS = re.compile(r"(?:'s|s'|\b(?:the|an?|its|their|our|his|her|this|that|any|no|of|to))$", re.IGNORECASE)
_STOP = re.compile(r"[.;:\"](?!\d)")
_REACH = 150


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that announce an undertaking, as commitments.yaml has them."""

    name: str
    who: str
    form: str | None
    confidence: float
    governs: bool
    reported: bool
    needs: bool


@dataclass(frozen=True, slots=True)
class Announcement:
    """A cue found at `text[start:end]` with the words of its subject before it."""

    start: int
    end: int
    cue: Cue
    subject: str
    negated: bool
    known_verb: bool


@dataclass(frozen=True, slots=True)
class _Verbs:
    base_of: dict[str, dict[str, str]]
    only_with: dict[str, re.Pattern[str]]


@cache
def _cues() -> dict[str, Cue]:
    return {entry["name"]: _cue(entry) for entry in read_yaml("commitments.yaml")["cues"]}


@cache
def _index() -> PhraseIndex:
    return PhraseIndex({entry["name"]: entry["phrases"] for entry in read_yaml("commitments.yaml")["cues"]})


def _cue(entry: dict[str, Any]) -> Cue:
    flags = {key: bool(entry.get(key)) for key in ("governs", "reported", "needs")}
    return Cue(entry["name"], entry["who"], entry.get("form"), float(entry["confidence"]), **flags)


def _choice(phrases: list[str]) -> str:
    return "|".join(f"(?:{expand(phrase, {})})" for phrase in phrases)


@cache
def words_for(key: str) -> re.Pattern[str]:
    """Pattern of one list of commitments.yaml (`unless`, `minutes`), for a text in small letters."""
    return any_of_small(read_yaml("commitments.yaml")[key])


@cache
def _last_words(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_choice(read_yaml('commitments.yaml')[key])})\s*$", re.IGNORECASE)


@cache
def _verbs() -> _Verbs:
    data = read_yaml("commitments.yaml")
    forms: dict[str, dict[str, str]] = {"base": {}, "ing": {}, "participle": {}, "strong": {}}
    for entry in (entry for row in data["verbs"] for entry in row):
        base, _, ing, participle = entry.split()
        forms["base"][base] = forms["ing"][ing] = forms["participle"][participle] = base
        if ing in data["strong"]:
            forms["strong"][ing] = base
    needed = data["only_with"].items()
    return _Verbs(forms, {base: re.compile(rf"\s+(?:{_choice(some)})", re.IGNORECASE) for base, some in needed})


@cache
def _categories(key: str) -> dict[str, re.Pattern[str]]:
    return {category: any_of_small(phrases) for category, phrases in read_yaml("commitments.yaml")[key].items()}


def category_of(clause: str, deed: int = 0) -> str:
    """The category of a clause with plain quotation marks, whose deed stands at `deed`.

    What the deed itself is decides: of the words behind it the first that tell a category; without any such words,
    those before it ("an action plan will be sent"), then weaker words anywhere; else `general_pledge`.
    """
    strong, weak, small = _categories("categories"), _categories("weak_categories"), lowered(clause)
    behind, before = _first(strong, small, deed, len(small)), _first(strong, small, 0, deed)
    return behind or before or _first(weak, small, 0, len(small)) or "general_pledge"


def _first(categories: dict[str, re.Pattern[str]], clause: str, start: int, end: int) -> str | None:
    found = ((pattern.search(clause, start, end), name) for name, pattern in categories.items())
    told = [(match.start(), rank, name) for rank, (match, name) in enumerate(found) if match]
    return min(told)[2] if told else None


def find_announcements(text: str, start: int = 0, end: int | None = None) -> list[Announcement]:
    """Cues of the sentence at `text[start:end]` (plain quotation marks) with a fitting verb behind them.

    In order, the longer first; places count from the start of the sentence.
    """
    cues = [(name, match.start() - start, match.end() - start) for name, match in _index().find(text, start, end)]
    return sorted(_candidates(text[start:end], cues), key=lambda one: (one.start, -one.end)) if cues else []


def list_item(line: str) -> Announcement | None:
    """The deed of a line in a list of undertakings: "- Recruiting ten social workers", "open a second hub"."""
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else 0
    for form in ("base", "ing"):
        if _fits(line, start, form):
            cue = Cue("list_item", "none", form, 0.7, governs=True, reported=False, needs=False)
            return Announcement(start, start + 1, cue, "", negated=False, known_verb=True)
    return None


def opens_list(line: str) -> bool:
    """Whether a line such as "The council has agreed to:" opens a list of undertakings."""
    small = line.lower()
    return bool(words_for("list_opens").search(small)) and not words_for("list_opens_not").search(small)


def _candidates(sentence: str, cues: list[tuple[str, int, int]]) -> Iterator[Announcement]:
    for name, cue_start, cue_end in cues:
        cue = _cues()[name]
        denied = _NOT.match(sentence, cue_end)
        end = denied.end() if denied else cue_end
        known = cue.form is None or _has_verb(sentence, end, cue.form)
        if known or _is_deed(sentence, end, cue.form):
            yield Announcement(cue_start, end, cue, _subject(sentence, cue_start), bool(denied), known)


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
    stop = _STOP.search(sentence, pos)
    end = min(pos + _REACH, stop.start() if stop else len(sentence))
    first = _VERB.match(sentence, _skip(sentence, pos))
    if first is None or first[0].lower() in {"have", "be"}:
        return False
    return any(_fits(sentence, joint.end(), form) for joint in _AND_VERB.finditer(sentence, first.end(), end))


def _is_deed(sentence: str, pos: int, form: str | None) -> bool:
    """Whether a verb follows that is in no list: enough where "we" or "the council" will do it."""
    verb = _VERB.match(sentence, _skip(sentence, pos))
    if verb is None:
        return False
    word = verb[0].lower()
    if form == "base":
        return word not in _no("no_deeds")
    return form == "participle" and word.endswith("ed") and word not in _no("no_participles")


@cache
def _no(key: str) -> frozenset[str]:
    return words(read_yaml("commitments.yaml")[key])


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


def can_undertake(one: Announcement, *, spoken: bool, named: bool) -> bool:
    """Whether the subject of an announcement can undertake it.

    `spoken` if the authority itself says the words, `named` if the subject is an authority or office-holder by name.
    Told by somebody else, an undertaking needs a body or an office that makes it ("the council will").
    """
    core = _OF.split(f"{one.subject} ", maxsplit=1)[0].strip()
    who = one.cue.who
    if _DEED_AS_SUBJECT.match(one.subject) or (who == "doer" and _NOUN_FOLLOWS.search(one.subject)):
        return False
    if who == "none":
        return one.known_verb
    if _last_words("never_done").search(core):
        return False
    if who == "done":
        return bool(core) and core.lower() != "it"
    if named or any(_last_words("doers").search(words) for words in (core, one.subject)):
        return True
    if not one.known_verb or who == "body":
        return False
    if any(_last_words("stand_ins").search(words) for words in (core, one.subject)):
        return not spoken or not _last_words("never").search(core)
    return bool(core) and who == "any" and not _last_words("never").search(core)
