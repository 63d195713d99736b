"""What kind of news a text is, and whether it matters to a reader of inspections at all."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from transforms.extract.document import Document
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.terms import Term, vocabulary
from transforms.facts import Facts, LeadershipEvent, Rating

_VISITS = ("monitoring_visit", "focused_visit")
_HEADS = (*_VISITS, "peer_review", "intervention", "improvement_progress", "committee_report", "round_up")
_EVENTS = (
    "posts",
    "comings_and_goings",
    "new_posts",
    "under_way",
    "steps",
    "news",
    "background",
    "others",
    "doubts",
    "topic",
)
_VOCABULARY = (*_HEADS, *_EVENTS)
_HEAD_SENTENCES = 3
_NAMED_AGAIN = 2


class _Text:
    """The sentences of a document with the kinds of terms in each."""

    def __init__(self, document: Document) -> None:
        self.document = document
        found = vocabulary("kinds.yaml", _VOCABULARY, ("intervention", "others"))
        self.terms = found.find(document.text, document.folded)
        full = [one for one in document.sentences if len(one.text) > 60 and one.paragraph != TITLE]
        self.head_end = full[min(_HEAD_SENTENCES, len(full)) - 1].end if full else len(document.text)
        self.title_end = document.sentences[0].end if document.sentences else 0
        self._starts = [term.start for term in self.terms]
        self._kinds = [self._kinds_from(one.start, one.end) for one in document.sentences]

    def within(self, kind: str, end: int) -> list[Term]:
        return [term for term in self.terms if term.kind == kind and term.end <= end]

    def in_head(self, kind: str) -> bool:
        """Whether the head tells of it as news, not as background."""
        return any({kind} == self.kinds_in(one) & {kind, "background"} for one in self.sentences(head=True))

    def kinds_in(self, sentence: Sentence) -> set[str]:
        return self._kinds[sentence.index]

    def _kinds_from(self, start: int, end: int) -> set[str]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return {term.kind for term in self.terms[first:last]}

    def sentences(self, *, head: bool) -> Iterable[Sentence]:
        return (one for one in self.document.sentences if (one.end <= self.head_end) == head)


@lru_cache(maxsize=2)
def _read(document: Document) -> _Text:
    return _Text(document)


def _is_change_of_leader(text: _Text, events: Iterable[LeadershipEvent]) -> bool:
    if text.within("new_posts", text.title_end):
        return True
    if any({"posts", "comings_and_goings"} <= text.kinds_in(one) for one in text.sentences(head=True)):
        return True
    if any(one.event == "leaving" for one in events):
        return True
    return any({"posts", "under_way"} <= text.kinds_in(one) for one in text.sentences(head=False))


def _is_intervention(text: _Text) -> bool:
    if text.within("intervention", text.head_end):
        return True
    kinds = (text.kinds_in(one) for one in text.sentences(head=False))
    return any({"steps", "news"} <= found and "doubts" not in found for found in kinds)


def _is_inspection_result(text: _Text, ratings: Iterable[Rating]) -> bool:
    """Whether the outcome of a graded inspection is the news, not its background."""
    document = text.document
    own = [one for one in ratings if one.when == "current" and one.authority in document.subjects]
    if any(text.within(kind, text.title_end) for kind in ("peer_review", "intervention", *_VISITS)):
        return any(one.evidence.end <= text.title_end for one in own)
    if text.in_head("peer_review") and not any(one.evidence.end <= text.head_end for one in own):
        return False
    return bool(own) and not any(text.in_head(kind) for kind in _VISITS)


def _visits(text: _Text) -> set[str]:
    """Ungraded visits that are the news: in the head of a text, or named again and again."""
    whole = len(text.document.text)
    return {kind for kind in _VISITS if text.in_head(kind) or len(text.within(kind, whole)) >= _NAMED_AGAIN}


def find_kinds(document: Document, facts: Facts) -> tuple[str, ...]:
    """The kinds of news, sorted; `other` where none fits. `facts` are the facts found so far."""
    text = _read(document)
    if facts.report:
        return ("inspection_result",) if facts.report.graded else tuple(sorted(_visits(text))) or ("other",)
    whole = len(document.text)
    ratings = [one for one in facts.ratings if one.service == "childrens_services"]
    kinds: set[str] = set()
    if _is_inspection_result(text, ratings):
        kinds.add("inspection_result")
    else:
        kinds |= _visits(text)
    if text.within("peer_review", text.head_end) or len(text.within("peer_review", whole)) > _NAMED_AGAIN:
        kinds.add("peer_review")
    if _is_intervention(text):
        kinds.add("intervention")
    if _is_change_of_leader(text, facts.leadership):
        kinds.add("leadership_change")
    others_only = bool(facts.ratings) and not ratings
    progress = text.within("improvement_progress", whole if not kinds else text.head_end)
    if progress and not others_only and not kinds & {"inspection_result", "peer_review", "leadership_change"}:
        kinds.add("improvement_progress")
    if len({one.authority for one in ratings} & set(document.subjects)) > 1 or text.within("round_up", text.title_end):
        kinds.add("round_up")
    kinds = kinds or {"other"}
    if document.source_kind == "committee" or text.within("committee_report", text.title_end):
        kinds.add("committee_report")
    return tuple(sorted(kinds))


def is_relevant(document: Document, facts: Facts) -> bool:
    """Whether the text reports inspection, review, intervention or leadership of an authority's children's services."""
    if facts.report or any(one.service == "childrens_services" for one in facts.ratings):
        return True
    if facts.interventions or facts.peer_reviews or facts.leadership:
        return True
    news = set(facts.kinds) - {"other", "committee_report"}
    return bool(news) and is_about_children(document)


def is_about_children(document: Document) -> bool:
    """Whether the text speaks of children's social care at all."""
    return bool(_read(document).within("topic", len(document.text)))
