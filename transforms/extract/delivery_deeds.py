"""Deeds of the past: verbs of doing (deliveries.yaml) that tell what has happened, with the words around them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from transforms.data import read_yaml
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.sentences import Sentence, sentences_within
from transforms.extract.trace import Span
from transforms.extract.verb_forms import forms_of
from transforms.extract.verbs import Predicate, Verbs
from transforms.extract.worded import Worded, phrases

FILE = "deliveries.yaml"
_REACH, _HELPERS = 150, 40
# Up to seven words that lead to a thing.
_LEAD = r"\W*(?:(?!{ends_the_phrase}\b)[\w£%&'\".,-]+\s){0,7}?[\"']?"
_HAPPENED = frozenset({"was", "were", "been"})

_worded = partial(Worded, FILE, flags=re.IGNORECASE)
_clause = partial(Worded, "commitment_clauses.yaml", flags=re.IGNORECASE)
_NOUN = _worded(r"{nouns}\s+")
_RELATIVE = _worded(r",\s+{relatives}\s*$")
_ASIDE = re.compile(r",(?!\d)[^,.;]{1,90},\s*$")
_BOUNDARY = _clause(r"(?:,(?!\d)|[;:\"(–—]|\s-\s|\b{boundary}\b)")
_CLAUSE_END = _clause(r"[;:!?(–—]|,(?!\d)|\.(?!\d)|\b(?!and\b){boundary}\b")
_TAIL = _clause(r"\s{ends_the_noun}\s")


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb of doing, the place of the words of its subject, and the end of its clause.

    `on_subject` tells that it was done to what its subject names: "a home was opened", "a home has opened".
    """

    verb: Predicate
    subject: Span
    end: int
    on_subject: bool

    @property
    def place(self) -> Span:
        """Where the verb stands with its helpers."""
        return self.verb.start, self.verb.end


@cache
def _verbs() -> Verbs:
    return Verbs(read_yaml(FILE)["verbs"], {})


@cache
def bases() -> dict[str, str]:
    """The plain form of every verb of doing by its past and its participle."""
    verbs = {phrase.split()[0] for listed in read_yaml(FILE)["verbs"].values() for phrase in listed}
    return {past: forms.base for forms in map(forms_of, sorted(verbs)) for past in (forms.past, forms.participle)}


@cache
def _past_forms() -> PhraseIndex:
    return PhraseIndex({"past": sorted(bases())})


@cache
def phrase_of(kind: str) -> Worded:
    """Pattern of a phrase without a preposition that ends in a thing of a kind: "40 more social workers"."""
    return _worded(rf"{_LEAD}{{{kind}}}(?!'?\w)")


@cache
def _things() -> Worded:
    """Pattern of what may follow a verb of doing: a phrase that ends in a thing of any kind, or a sum."""
    listed = read_yaml(FILE)
    kinds = "|".join(f"{{{kind}}}" for kind in listed["verbs"] if kind in listed)
    return _worded(rf"(?:\s{{particles}})?{_LEAD}(?:£|(?:{kinds})(?!'?\w))")


def sentences_with_deeds(text: str, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentences in which something may be told done: only these are worth reading their verbs."""
    places = [found.start() for _, found in _past_forms().find(text) if _may_tell(text, found)]
    for sentence in sentences if places else ():
        if bisect_left(places, sentence.start) < bisect_left(places, sentence.end):
            yield from sentences_within(sentence)


def _may_tell(text: str, verb: re.Match[str]) -> bool:
    """Whether what was done follows a verb, or helpers before it tell that it was done to its subject."""
    before = text[max(0, verb.start() - _HELPERS) : verb.start()].lower()
    is_on_subject = not _HAPPENED.isdisjoint(before.split()) or verb[0].lower() in phrases(FILE, "happen")
    return is_on_subject or _things().match(text, verb.end()) is not None


def find_deeds(text: str, sentence: Sentence) -> Iterator[Deed]:
    """The verbs of doing of a sentence that tell what has happened, in a text with plain quotation marks."""
    verbs = [_without_noun(text, one) for one in _verbs().find(text, sentence.start, sentence.end)]
    for verb in verbs:
        if _has_happened(text, verb):
            after = next((one.start for one in verbs if one.start >= verb.end), sentence.end)
            end = _CLAUSE_END.search(text, verb.end, after)
            subject = _subject(text, sentence.start, verb.start)
            opens = verb.word in phrases(FILE, "happen") and phrase_of(verb.kind).match(text, *subject) is not None
            yield Deed(verb, subject, end.start() if end else after, verb.passive or opens)


def clause_start(text: str, begin: int, stop: int) -> int:
    """Where the clause begins that a place stands in, not before `begin`."""
    return max((mark.end() for mark in _BOUNDARY.finditer(text, begin, stop)), default=begin)


def split_subject(words: str) -> tuple[str, str]:
    """The first noun of a subject and what follows it: "the director", "children's services"."""
    tail = _TAIL.search(words)
    return (words[: tail.start()], words[tail.end() :]) if tail else (words, "")


def _without_noun(text: str, verb: Predicate) -> Predicate:
    """The verb without a noun that was taken for a helper: "the improvement plan was published"."""
    noun = _NOUN.match(text, verb.start, verb.at)
    return replace(verb, start=noun.end()) if noun else verb


def _has_happened(text: str, verb: Predicate) -> bool:
    if verb.tense != "past" or verb.denied or verb.infinitive or verb.ceased or verb.gerund:
        return False
    return not verb.passive or not _HAPPENED.isdisjoint(text[verb.start : verb.at].lower().split())


def _subject(text: str, floor: int, at: int) -> Span:
    """The words before a verb up to the clause before; of "the council, which has" those before the comma."""
    begin = max(floor, at - _REACH)
    relative = _RELATIVE.search(text, begin, at)
    set_off = relative or _ASIDE.search(text, begin, at)
    stop = set_off.start() if set_off else at
    start = clause_start(text, begin, stop)
    tails = _TAIL.finditer(text, start, stop) if relative else ()
    return max((tail.end() for tail in tails), default=start), stop
