"""What a text tells as its news: by the place of the words, in title and opening, and by how old the thing told is."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from transforms.extract.document import Document
from transforms.extract.periods import parse_period
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.terms import Term, vocabulary
from transforms.facts import Evidence, Rating

_FILE = "kinds.yaml"
_ANYWHERE = (
    "monitoring_visit",
    "focused_visit",
    "peer_review",
    "intervention",
    "government_paper",
    "commissioners",
    "others",
    "steps",
    "news",
    "doubts",
    "improvement_progress",
    "committee_report",
    "background",
    "fresh",
    "topic",
)
_IN_OPENING = (
    "meetings",
    "inspections",
    "made_public",
    "posts",
    "other_posts",
    "comings_and_goings",
    "endings",
    "homes",
    "adults",
    "children",
)
_IN_TITLE = (
    "round_up",
    "new_posts",
    "interveners",
    "interferes",
    "elsewhere",
    "outcomes",
    "recovery",
    "progress",
)
# Of these the longest phrase wins its place: "deputy director" is no director.
_RIVALS = (("intervention", "commissioners", "others"), ("posts", "other_posts"))
# Characters; what is shorter is a heading, a caption or a line of the page's own.
_SHORT = 60
# Full sentences in which a story tells its news, and in which it tells the rest of what is new.
_OPENING, _BEGINNING = 3, 6
_STILL_NEWS = timedelta(days=75)
# From the last day on site to the report, its way through a council's committees included.
_STILL_NEW_REPORT = timedelta(days=150)


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """A document with the terms of kinds.yaml: all, by sentence, in its title; `opening` has the title too."""

    document: Document
    terms: tuple[Term, ...]
    kinds: tuple[frozenset[str], ...]
    title: frozenset[str]
    opening: tuple[Sentence, ...]
    title_end: int
    opening_end: int
    beginning_end: int

    def in_title(self, *kinds: str) -> bool:
        """Whether the title has a term of one of these kinds."""
        return not self.title.isdisjoint(kinds)

    def in_opening(self, *kinds: str, even_old: bool = False) -> bool:
        """Whether title or opening tell of one of these, as news unless it may be `even_old`."""
        return any(
            not self.kinds_in(one).isdisjoint(kinds) and (even_old or not self.is_old(one)) for one in self.opening
        )

    @property
    def lead(self) -> Sentence | None:
        """The first full sentence behind the title."""
        return next((one for one in self.opening if one.paragraph != TITLE and len(one.text) > _SHORT), None)

    def told(self) -> Iterator[frozenset[str]]:
        """The kinds of terms in each sentence of title and opening that tells something new."""
        return (self.kinds_in(one) for one in self.opening if not self.is_old(one))

    def count(self, kind: str) -> int:
        """How often terms of a kind stand in the text."""
        return sum(term.kind == kind for term in self.terms)

    def values(self, kind: str) -> frozenset[str]:
        """The different terms of a kind that stand in the text."""
        return frozenset(self.document.folded[term.start : term.end] for term in self.terms if term.kind == kind)

    def kinds_in(self, sentence: Sentence) -> frozenset[str]:
        """The kinds of terms in a sentence."""
        return self.kinds[sentence.index]

    def is_old(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of what was before: by its words, or by dates of which none is recent."""
        kinds = self.kinds_in(sentence)
        return "fresh" not in kinds and ("background" in kinds or self._is_dated_long_ago(sentence))

    def _is_dated_long_ago(self, sentence: Sentence) -> bool:
        published, dates = self.document.published, self.document.dates_in(sentence)
        if not published or not dates:
            return False
        return max(one.last for one in dates) < published - _STILL_NEWS

    def is_old_at(self, evidence: Evidence) -> bool:
        """Whether the sentence of a fact tells of what was before."""
        return self.is_old(self.document.sentence_at(evidence.start))

    def is_told_now(self, evidence: Evidence) -> bool:
        """Whether a fact stands in the beginning of a text, or in a sentence that says that it is new."""
        fresh = "fresh" in self.kinds_in(self.document.sentence_at(evidence.start))
        return fresh or evidence.end <= self.beginning_end

    def is_past(self, rating: Rating) -> bool:
        """Whether the report that gave a grade must have been out for long."""
        published, period = self.document.published, parse_period(rating.inspected)
        if published and period:
            return period.last < published - _STILL_NEW_REPORT
        return rating.recalled or self.is_old_at(rating.evidence)


def _ends(sentences: Iterable[Sentence], text: str) -> tuple[int, int, int]:
    """Ends of the title, of the opening behind it and of the whole beginning."""
    listed = tuple(sentences)
    title = max((one.end for one in listed if one.paragraph == TITLE), default=0)
    full = [one for one in listed if len(one.text) > _SHORT and one.paragraph != TITLE]
    opening, beginning = (
        full[min(count, len(full)) - 1].end if full else len(text) for count in (_OPENING, _BEGINNING)
    )
    return title, opening, beginning


def _settled(terms: list[Term], text: str) -> Iterator[Term]:
    """The terms, "commissioner" taken for one of an intervention unless the text names another sort; "May" left out."""
    is_others = any(term.kind == "others" for term in terms)
    for term in terms:
        if term.kind == "commissioners":
            if not is_others:
                yield replace(term, kind="intervention")
        elif term.kind != "doubts" or text[term.start].islower():
            yield term


@lru_cache(maxsize=2)
def read_news(document: Document) -> News:
    """Find the terms of kinds.yaml in a document, each where it tells something."""
    ends = title, opening, _ = _ends(document.sentences, document.text)
    ends_of_kinds = dict.fromkeys(_IN_OPENING, opening) | dict.fromkeys(_IN_TITLE, title)
    found = vocabulary(_FILE, (*_ANYWHERE, *_IN_OPENING, *_IN_TITLE), *_RIVALS).find(
        document.text, document.folded, ends_of_kinds
    )
    terms = tuple(_settled(found, document.text))
    kinds: list[set[str]] = [set() for _ in document.sentences]
    for term in terms:
        place = bisect_right(document.sentence_starts, term.start) - 1
        if place >= 0 and term.start < document.sentences[place].end:
            kinds[place].add(term.kind)
    in_title = frozenset(term.kind for term in terms if term.end <= title)
    first = tuple(one for one in document.sentences if one.end <= opening)
    return News(document, terms, tuple(map(frozenset, kinds)), in_title, first, *ends)
