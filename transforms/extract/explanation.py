"""Why each fact of an article was taken, and what else was considered and is none."""

from bisect import bisect_right
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any, Literal

from transforms.article import Article
from transforms.data import read_yaml
from transforms.extract.rules import Rule, phrase_of, rule_named
from transforms.extract.sentences import split_article
from transforms.extract.trace import Note, Notes, Span
from transforms.facts import Facts

KINDS = {
    "ratings": "rating",
    "interventions": "intervention",
    "peer_reviews": "peer_review",
    "leadership": "leadership",
    "commitments": "commitment",
    "deliveries": "delivery",
}
"""What a row of each list of facts is called."""
_ORDER = ("rule", "words", "authority", "post", "person", "when", "inspected", "weight", "confidence")
_CHANGES = "×+−"
# Of these the place spans two phrases that are told apart.
_SPLIT = ("intervention_", "leadership.")


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that a fact rests on; `about` is rule, words, authority, when, inspected, post, person, confidence."""

    about: str
    says: str


@dataclass(frozen=True, slots=True)
class Considered:
    """What stands at `article.text[start:end]`, taken for a fact or dropped.

    `kind` is a kind of fact, `subject`, `person` or `page`; `fact` the row (of a subject its name) where one was taken;
    `reason` why it was dropped; `sentence` the place of the sentence around it.
    """

    kind: str
    start: int
    end: int
    words: str
    outcome: Literal["taken", "dropped"]
    reason: str
    rule: str | None
    sentence: Span
    fact: Any = None
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The facts of an article and everything considered for them, in order of the text."""

    facts: Facts
    considered: tuple[Considered, ...]

    def taken(self) -> tuple[Considered, ...]:
        """What became a fact."""
        return tuple(one for one in self.considered if one.outcome == "taken")

    def dropped(self) -> tuple[Considered, ...]:
        """What became none."""
        return tuple(one for one in self.considered if one.outcome == "dropped")


def explained(article: Article, facts: Facts, notes: Notes) -> Explanation:
    """The explanation of an article's facts from what was noted while they were found."""
    reader = _Reader(article, notes)
    taken = [reader.fact(kind, fact) for name, kind in KINDS.items() for fact in getattr(facts, name)]
    taken += [reader.subject(name) for name in facts.subjects]
    rows = [*taken, *reader.dropped({(one.kind, one.start, one.end) for one in taken})]
    return Explanation(facts, tuple(sorted(rows, key=lambda one: (one.start, one.outcome == "dropped", one.end))))


class _Reader:
    """Reads notes beside the text that they were made of."""

    def __init__(self, article: Article, notes: Notes) -> None:
        self._text = article.text
        self._notes = notes
        self._sentences = split_article(article)
        self._grounds: dict[tuple[str, int], dict[Note, None]] = {}
        for note in notes.notes:
            if not note.drops:
                self._grounds.setdefault((note.kind, note.span[0]), {})[note] = None

    def fact(self, kind: str, fact: Any) -> Considered:
        """A fact with its grounds; one whose place nobody noted stands on its whole sentence."""
        evidence = fact.evidence
        place: Span = self._notes.taken.get(fact, (evidence.start, evidence.end))
        rule = rule_named(evidence.rule)
        noted = self._noted(kind, place)
        grounds = [Ground("rule", f"{rule.name}: {rule.says} (transforms/extract/{_file_of(rule)})")]
        grounds += [Ground("words", says) for says in self._words(rule, place, noted)]
        grounds += [Ground(one.about, self._says(one)) for one in noted if one.about != "words"]
        if not any(one.about == "confidence" for one in grounds):
            grounds.append(Ground("confidence", f"{evidence.confidence:.2f} set by the rule"))
        sentence = evidence.start, evidence.end
        return Considered(kind, *place, self._at(place), "taken", "", rule.name, sentence, fact, _in_order(grounds))

    def subject(self, name: str) -> Considered:
        """An authority that the story is about."""
        place = self._notes.taken.get(name, (0, 0))
        grounds = _in_order([Ground(one.about, self._says(one)) for one in self._noted("subject", place)])
        return Considered("subject", *place, self._at(place), "taken", "", None, self._around(place), name, grounds)

    def dropped(self, taken: Set[tuple[str, int, int]]) -> Iterator[Considered]:
        """What was dropped, once for each reason; what stands where a fact was taken after all is left out."""
        longest: dict[tuple[str, int, str], Span] = {}
        for note in self._notes.notes:
            if note.drops and (note.kind, *note.span) not in taken:
                key = (note.kind, note.span[0], self._says(note))
                longest[key] = max(note.span, longest.get(key, note.span))
        for (kind, _, reason), span in longest.items():
            yield Considered(kind, *span, self._at(span), "dropped", reason, None, self._around(span))

    def _noted(self, kind: str, place: Span) -> list[Note]:
        """The grounds noted for a place: those that end with it, and those for its first character only."""
        found = self._grounds.get((kind, place[0]), ())
        return [one for one in found if one.span[1] in place]

    def _words(self, rule: Rule, place: Span, noted: list[Note]) -> Iterator[str]:
        """The words that matched, each with the headings of the phrase that it matched."""
        told = [(one.cue, self._says(one)) for one in noted if one.about == "words" and one.cue]
        for span, says in told if rule.name.startswith(_SPLIT) and told else [(place, f"“{self._at(place)}”"), *told]:
            found = phrase_of(rule, self._at(span))
            yield f"{says}, {found.file}: {' > '.join(found.headings)}" if found else says

    def _says(self, note: Note) -> str:
        cue = " ".join(self._at(note.cue).split()) if note.cue else ""
        value = f"{abs(note.value):.2f}" if isinstance(note.value, float) else note.value
        return sentence_for(note.reason, cue).format(cue=cue, value=value)

    def _at(self, span: Span) -> str:
        return self._text[slice(*span)]

    def _around(self, span: Span) -> Span:
        """The place of the sentence that holds the first character of a span."""
        one = self._sentences[max(0, bisect_right(self._sentences, span[0], key=lambda one: one.start) - 1)]
        return one.start, one.end


def _file_of(rule: Rule) -> str:
    return f"{rule.function.split('.')[0]}.py"


def _in_order(grounds: list[Ground]) -> tuple[Ground, ...]:
    """The grounds, once each, by what they are about; what changes a confidence behind what it starts from."""
    return tuple(sorted(dict.fromkeys(grounds), key=lambda one: (_ORDER.index(one.about), one.says[0] in _CHANGES)))


def sentence_for(reason: str, cue: str = "") -> str:
    """The sentence of reasons.yaml for a key; `cue` are the words that tell. KeyError if there is none."""
    keys = reason.split(".")
    entry: Any = read_yaml("reasons.yaml")["dropped" if len(keys) == 2 else "grounds"]
    for key in keys:
        entry = entry[key]
    if isinstance(entry, str):
        return entry
    folded = cue.casefold().replace("\u2019", "'")
    return str(next((sentence for sentence, words in entry.items() if folded in words), list(entry)[-1]))
