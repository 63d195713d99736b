"""The terms of rating language in one sentence, and what lies between them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from operator import attrgetter

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
    "latest",
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


_start = attrgetter("start")
# Characters in the cell of a table beside the phrase that it holds.
_BESIDE = 12


@dataclass(frozen=True, slots=True)
class Clues:
    """One sentence with its terms by kind; `folded` is the whole text in small letters, offsets as in the text."""

    sentence: Sentence
    text: str
    folded: str
    terms: dict[str, list[Term]]

    def of(self, *kinds: str) -> list[Term]:
        """Terms of these kinds in order of the text."""
        found = [listed for kind in kinds if (listed := self.terms.get(kind))]
        if len(found) > 1:
            return sorted(chain.from_iterable(found), key=_start)
        return found[0] if found else []

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


def _is_name(text: str, sentence: Sentence, term: Term) -> bool:
    """Whether a capital shows a word that is a name too to be one: the month of May, a man called Mark."""
    return term.start > sentence.start + 1 and text[term.start : term.start + 2].istitle()


def _is_only(sentence: Sentence, terms: list[Term], kind: str) -> bool:
    """Whether a line holds a phrase of that kind and hardly more: the cell of a table."""
    if not terms or terms[0].start - sentence.start > _BESIDE:
        return False
    length = sum(term.end - term.start for term in terms if term.kind == kind)
    return bool(length) and len(sentence.text) - length <= _BESIDE


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
    text, folded, names = document.text, document.folded, _names_too()
    found = vocabulary("ratings.yaml", (*_SUBJECTS, *_OTHERS), _SUBJECTS).find(text, folded)
    starts = [term.start for term in found]
    for sentence in _joined_lines(document.sentences, found):
        terms: dict[str, list[Term]] = defaultdict(list)
        for term in found[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]:
            if folded[term.start : term.end] not in names or not _is_name(text, sentence, term):
                terms[term.kind].append(term)
        yield Clues(sentence, text, folded, terms)
