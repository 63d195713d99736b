"""The vocabulary of undertakings (commitments.yaml), and where a sentence undertakes something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from transforms.data import read_yaml, words
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.verb_forms import forms_of
from transforms.extract.worded import Worded
from transforms.extract.wording import any_of_small, choice

_worded = partial(Worded, "commitment_clauses.yaml", flags=re.IGNORECASE)
_LEAD = _worded(r"\s*[\"']?(?:(?:{lead}|[a-z]{3,14}ly)\s+){0,3}[\"']?")
_VERB = re.compile(r"[a-z]+(?:-[a-z]+)?", re.IGNORECASE)
_AND_VERB = re.compile(r"(?:\band|,)\s+(?=[a-z])", re.IGNORECASE)
_NOT = _worded(r"\s+{not}\b")
_BOUNDARY = _worded(r"(?:,(?!\d)|[;:\"(–—]|\s-\s|\b{boundary}\b)")
_OF = _worded(r"\s{ends_the_noun}\s")
_ASIDE = re.compile(r",(?!\d)(?:[^,]|,(?=\d)){1,90},\s*$")
_DEED_AS_SUBJECT = _worded(r"(?:the )?(?!{no_deed})[a-z]{3,14}ing (?!by |of the council)")
_NOUN_FOLLOWS = _worded(r"(?:'s|s'|\b{noun_follows})$")
_STOP = re.compile(r"[.;:\"](?!\d)")
_REACH = 150


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that announce an undertaking, as commitments.yaml has them.

    `reported` if only a report of speech undertakes by them, `needs` if a date, a sum or a number must be told too,
    `joined` if they add to an undertaking before them, `general` if they announce a general pledge whatever follows.
    """

    name: str
    who: str
    form: str | None
    confidence: float
    reported: bool
    needs: bool
    joined: bool = False
    general: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """A cue found at `text[start:end]` with the words of its subject before it."""

    start: int
    end: int
    cue: Cue
    subject: str
    negated: bool
    known_verb: bool


_Following = tuple[bool, int, re.Match[str] | None]
"""What follows a cue: a denial or none, where the deed begins, its verb."""


@dataclass(frozen=True, slots=True)
class _Verbs:
    """The verbs of doing: by form the base of each word, and of some the words that must follow."""

    base_of: dict[str, dict[str, str]]
    only_with: dict[str, re.Pattern[str]]


def _vocabulary() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml("commitments.yaml")
    return content


@cache
def _cues() -> dict[str, Cue]:
    return {entry["name"]: _cue(entry) for entry in _vocabulary()["cues"]}


@cache
def _index() -> PhraseIndex:
    return PhraseIndex({entry["name"]: entry["phrases"] for entry in _vocabulary()["cues"]})


def _cue(entry: dict[str, Any]) -> Cue:
    flags = {key: bool(entry.get(key)) for key in ("reported", "needs", "joined", "general")}
    return Cue(entry["name"], entry["who"], entry.get("form"), float(entry["confidence"]), **flags)


@cache
def words_for(key: str) -> re.Pattern[str]:
    """Pattern of one list of commitments.yaml (`unless`, `minutes`), for a text in small letters."""
    return any_of_small(_vocabulary()[key])


def says(key: str, small: str) -> bool:
    """Whether a text in small letters has words of one list of commitments.yaml."""
    return words_for(key).search(small) is not None


@cache
def _last_words(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{choice(_vocabulary()[key])})\s*$", re.IGNORECASE)


def _ends_in(key: str, *subjects: str) -> bool:
    """Whether a subject ends in words of one list of commitments.yaml."""
    return any(_last_words(key).search(one) for one in dict.fromkeys(subjects))


@cache
def _verbs() -> _Verbs:
    data = _vocabulary()
    known = [forms_of(base) for base in words(data["verbs"])]
    strong, joined = words(data["strong"]), words(data["joined"])
    base_of = {
        "base": {one.base: one.base for one in known},
        "ing": {one.gerund: one.base for one in known},
        "participle": {one.participle: one.base for one in known},
        "strong": {one.gerund: one.base for one in known if one.base in strong},
        "joined": {one.base: one.base for one in known if one.base in joined},
    }
    needed = data["only_with"].items()
    return _Verbs(base_of, {base: re.compile(rf"\s+(?:{choice(some)})", re.IGNORECASE) for base, some in needed})


def find_announcements(text: str, start: int = 0, end: int | None = None) -> list[Announcement]:
    """Cues of the sentence at `text[start:end]` (plain quotation marks) with a fitting verb behind them.

    In order, the longer first; places count from the start of the sentence.
    """
    cues = [(name, match.start() - start, match.end() - start) for name, match in _index().find(text, start, end)]
    found = _candidates(text[start:end], cues) if cues else ()
    return sorted(found, key=lambda one: (one.start, one.cue.needs, -one.end))


def _candidates(sentence: str, cues: list[tuple[str, int, int]]) -> Iterator[Announcement]:
    following: dict[int, _Following] = {}
    for name, cue_start, cue_end in cues:
        cue = _cues()[name]
        if cue_end not in following:
            following[cue_end] = _behind(sentence, cue_end)
        denied, end, verb = following[cue_end]
        known = cue.form is None or _has_verb(sentence, end, cue.form, verb)
        if known or _is_deed(verb, cue.form):
            yield Announcement(cue_start, end, cue, _subject(sentence, cue_start), denied, known)


def _behind(sentence: str, cue_end: int) -> _Following:
    """Whether a denial follows a cue, where what is undertaken begins, and the verb there."""
    denied = _NOT.match(sentence, cue_end)
    end = denied.end() if denied else cue_end
    return bool(denied), end, verb_at(sentence, end)


def _subject(sentence: str, cue_start: int) -> str:
    """The words between the last boundary and the cue; a bare "and" or a relative pronoun stays in."""
    begin = max(0, cue_start - _REACH)
    aside = _ASIDE.search(sentence, begin, cue_start)
    cue_start = aside.start() if aside else cue_start
    cut = [mark for mark in _BOUNDARY.finditer(sentence, begin, cue_start) if sentence[mark.end() : cue_start].strip()]
    return sentence[cut[-1].end() if cut else begin : cue_start].strip()


def _has_verb(sentence: str, pos: int, form: str, first: re.Match[str] | None) -> bool:
    """Whether a verb of the vocabulary follows at `pos`: the `first` verb there, or one joined to it by "and"."""
    if first is None or fits(sentence, first, form):
        return first is not None
    word = first[0].lower()
    if word in {"have", "be"} or (form in {"ing", "strong"} and not word.endswith("ing")):
        return False
    stop = _STOP.search(sentence, pos, pos + _REACH)
    joints = _AND_VERB.finditer(sentence, first.end(), stop.start() if stop else min(pos + _REACH, len(sentence)))
    return any(fits(sentence, verb_at(sentence, joint.end()), form) for joint in joints)


def _is_deed(verb: re.Match[str] | None, form: str | None) -> bool:
    """Whether a verb follows that is in no list: enough where "we" or "the council" will do it."""
    if verb is None:
        return False
    word = verb[0].lower()
    if form == "base":
        return word not in words_of("no_deeds")
    return form == "participle" and word.endswith("ed") and word not in words_of("no_participles")


@cache
def words_of(key: str) -> frozenset[str]:
    """The words of one list of commitments.yaml that is laid out over rows."""
    return words(_vocabulary()[key])


def verb_at(sentence: str, pos: int) -> re.Match[str] | None:
    """The word where a verb would stand, behind "also", "continue to" and the like."""
    lead = _LEAD.match(sentence, pos)
    return _VERB.match(sentence, lead.end() if lead else pos)


def fits(sentence: str, verb: re.Match[str] | None, form: str) -> bool:
    """Whether a verb is one of the vocabulary in that form, with the words behind it that it needs."""
    if verb is None:
        return False
    verbs, word = _verbs(), verb[0].lower()
    base = verbs.base_of[form].get(word) or (verbs.base_of["ing"].get(word) if form == "base" else None)
    if base is None:
        return False
    needed = verbs.only_with.get(base)
    return form == "participle" or needed is None or bool(needed.match(sentence, verb.end()))


def can_undertake(one: Announcement, *, spoken: bool, named: bool, told: bool = False) -> bool:
    """Whether the subject of an announcement can undertake it.

    `spoken` if the authority itself says the words, `named` if the subject is an authority or office-holder by name.
    Told by somebody else, an undertaking needs a body or an office that makes it ("the council will").
    """
    core = _OF.compiled.split(f"{one.subject} ", maxsplit=1)[0].strip()
    who = one.cue.who
    if who == "none":
        return one.known_verb
    if _DEED_AS_SUBJECT.match(one.subject) or (who == "doer" and _NOUN_FOLLOWS.search(one.subject)):
        return False
    if _ends_in("never_either", core):
        return False
    if who == "done":
        return bool(core) and (told or core.lower() != "it") and not _ends_in("never_done", core)
    if named or _ends_in("doers", core, one.subject):
        return True
    if spoken and who in {"any", "said"} and core.lower() == "it":
        return one.known_verb or one.cue.needs
    if who == "body" or not (one.known_verb or spoken):
        return False
    if _ends_in("stand_ins", core, one.subject):
        return not spoken or not _ends_in("never", core)
    return bool(core) and (who == "any" or (who == "said" and told)) and not _ends_in("never", core)
