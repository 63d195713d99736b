"""The terms of rating language in one sentence, and what lies between them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from transforms.data import read_yaml
from transforms.extract.document import Document
from transforms.extract.sentences import Sentence
from transforms.extract.terms import Term, vocabulary

_SUBJECTS = (
    "areas",
    "loose_areas",
    "services",
    "unnamed",
    "everywhere",
    "own",
    "foreign",
    "nobody",
    "partner",
    "no_areas",
)
_OTHERS = (
    "grades",
    "same",
    "except",
    "verdicts",
    "copulas",
    "rating_nouns",
    "negations",
    "targets",
    "past",
    "superseded",
    "pluperfect",
    "long_standing",
    "named_before",
    "superseded_after",
    "present",
    "repeated",
    "repeated_in",
    "inspections",
    "publications",
    "visits",
    "laymen",
    "inspectors",
    "visited",
)


@dataclass(frozen=True, slots=True)
class Clues:
    """One sentence with its terms by kind; `folded` is the whole text in small letters, offsets as in the text."""

    sentence: Sentence
    text: str
    folded: str
    terms: dict[str, list[Term]]

    def of(self, *kinds: str) -> list[Term]:
        """Terms of these kinds in order of the text."""
        if len(kinds) == 1:
            return self.terms.get(kinds[0], [])
        found = [term for kind in kinds for term in self.terms.get(kind, ())]
        return sorted(found, key=lambda term: term.start) if len(found) > 1 else found

    def between(self, kind: str, start: int, end: int) -> list[Term]:
        """Terms of a kind that lie wholly between two places."""
        return [term for term in self.terms.get(kind, ()) if start <= term.start and term.end <= end]

    def has(self, kind: str, start: int, end: int) -> bool:
        """Whether a term of that kind lies between two places."""
        return any(start <= term.start and term.end <= end for term in self.terms.get(kind, ()))

    def says(self, phrase: str) -> bool:
        """Whether the sentence holds a phrase, given in small letters."""
        return phrase in self.folded[self.sentence.start : self.sentence.end]

    def gap(self, start: int, end: int) -> str:
        """Folded text between two places, at most 200 characters of it."""
        return self.folded[start : min(end, start + 200)]


@cache
def _names_too() -> frozenset[str]:
    return frozenset(read_yaml("ratings.yaml")["names_too"])


def _is_name(document: Document, sentence: Sentence, term: Term) -> bool:
    """Whether a capital shows a word to be a name: the month of May, a man called Mark."""
    inside = term.start > sentence.start + 1 and document.text[term.start : term.start + 2].istitle()
    return inside and document.folded[term.start : term.end] in _names_too()


def _is_only(sentence: Sentence, terms: list[Term], kind: str) -> bool:
    """Whether a line holds a phrase of that kind and hardly more: the cell of a table."""
    length = sum(term.end - term.start for term in terms if term.kind == kind)
    return bool(length) and len(sentence.text) - length <= 12


def _joined_lines(sentences: tuple[Sentence, ...], found: list[Term]) -> Iterator[Sentence]:
    """The sentences, with a line that is only an area and the next that is only a grade joined into one."""
    starts = [term.start for term in found]
    held: Sentence | None = None
    for sentence in sentences:
        terms = found[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if held and _is_only(sentence, terms, "grades"):
            yield replace(held, end=sentence.end, text=f"{held.text} {sentence.text}")
            held = None
            continue
        if held:
            yield held
        held = sentence if _is_only(sentence, terms, "areas") else None
        if not held:
            yield sentence
    if held:
        yield held


def read_clues(document: Document) -> Iterator[Clues]:
    """The clues of every sentence of a document."""
    folded = document.folded
    found = vocabulary("ratings.yaml", (*_SUBJECTS, *_OTHERS), _SUBJECTS).find(document.text, folded)
    starts = [term.start for term in found]
    for sentence in _joined_lines(document.sentences, found):
        terms: dict[str, list[Term]] = defaultdict(list)
        for term in found[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]:
            if not _is_name(document, sentence, term):
                terms[term.kind].append(term)
        yield Clues(sentence, document.text, folded, terms)
