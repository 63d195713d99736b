"""Peer reviews and challenges that an article reports."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from transforms.extract.dates import DateMention, iso_period
from transforms.extract.document import Document
from transforms.extract.peer_review_details import body_of, count_in, held_on, lead_of, passage_of, scope_of
from transforms.extract.peer_review_words import places_in, vocabulary
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.trace import Span, because, dropped, taken
from transforms.facts import Evidence, PeerReview

_REVIEWERS_REACH = 60
_SEVERAL = ("reviews", "challenges", "diagnostics", "assessments", "inspections")


@dataclass(frozen=True, slots=True)
class _Named:
    """A place that names the review of an authority; `is_general` where it says what such reviews are."""

    sentence: Sentence
    authority: str
    is_general: bool
    at: Span


def find_peer_reviews(document: Document) -> list[PeerReview]:
    """Read the peer reviews, one row for each authority reviewed, in order of their evidence."""
    folded = document.folded
    if not any(stem in folded for stem in vocabulary().stems) or not places_in(folded).search("words"):
        return []
    named = list(_named(document))
    reviewed = dict.fromkeys(one.authority for one in named if not one.is_general)
    for one in named:
        if one.is_general:
            dropped("peer_review.in_general", one.at)
    own = ([one for one in named if one.authority == authority] for authority in reviewed)
    rows = [_row(document, group[0].authority, group) for one in own for group in _by_body(document, one)]
    return sorted(rows, key=lambda row: row.evidence.start)


def _by_body(document: Document, named: list[_Named]) -> list[list[_Named]]:
    """The places apart for each body that holds a review of its own; those that name none go with the one before."""
    groups: dict[str | None, list[_Named]] = {}
    body = None
    for one in named:
        body = body_of(document, [one.sentence]) or body
        groups.setdefault(body, []).append(one)
    unsaid = groups.pop(None, [])
    if not groups:
        return [unsaid]
    first, *others = groups.values()
    return [group for group in (unsaid + first, *others) if not all(one.is_general for one in group)]


def _named(document: Document) -> Iterator[_Named]:
    words, folded = vocabulary(), document.folded
    places = places_in(folded)
    last: str | None = None
    for sentence in document.sentences:
        never = [match.span() for match in places.finditer("never", sentence.start, sentence.end)]
        for match in places.finditer("words", sentence.start, sentence.end):
            if any(start < match.end() and match.start() < end for start, end in never):
                dropped("peer_review.another_thing", match.span())
                continue
            goes_on = last is not None and not document.mentions_in(sentence)
            authority = last if goes_on else _reviewed(document, match.start(), match.end())
            if authority is None:
                dropped("peer_review.no_authority", match.span())
                continue
            is_general = bool(words.general.search(folded, sentence.start, sentence.end))
            is_general |= sentence.text.endswith("?") or _are_any(document, sentence, match[0])
            last = authority
            yield _Named(sentence, authority, is_general, match.span())


def _are_any(document: Document, sentence: Sentence, words: str) -> bool:
    """Whether reviews are spoken of as such: several, of no date and by nobody."""
    return words.endswith(_SEVERAL) and not document.dates_in(sentence) and not body_of(document, [sentence])


def _reviewed(document: Document, start: int, end: int) -> str | None:
    """The authority reviewed: reviewers come from others, so that of a story about one council is that one."""
    if len(document.subjects) == 1:
        return because(document.subjects[0], "peer_review.authority.only_subject", (start, end))
    homes = _homes(document, document.sentence_at(start))
    found = document.authority_of(start, end)
    if found in homes:
        times = Counter(one.authority for one in document.mentions if one.authority in document.subjects)
        found = next((name for name, _ in times.most_common() if name not in homes), None)
    return because(found, "peer_review.authority.in_mind", (start, end))


def _homes(document: Document, sentence: Sentence) -> set[str]:
    """The authorities that a sentence says the reviewers come from."""
    return {
        one.authority
        for one in document.mentions_in(sentence)
        if vocabulary().drawn_from.search(document.folded, max(sentence.start, one.start - _REVIEWERS_REACH), one.start)
    }


def _row(document: Document, authority: str, named: list[_Named]) -> PeerReview:
    own = [one.sentence for one in named if not one.is_general]
    passage = passage_of(document, own)
    held = held_on(document, own, passage)
    told = [one for one in own if one.paragraph != TITLE] or own
    best = next((one for one in own if held and one.start <= held.start < one.end), told[0])
    at = next(one.at for one in named if one.sentence == best)
    _account(at, held, named)
    confidence = _confidence(at, is_firm=bool(held) or len(own) > 1)
    evidence = Evidence(best.start, best.end, "peer_review_named", confidence)
    review = PeerReview(
        authority=authority,
        body=body_of(document, (one.sentence for one in named)) or body_of(document, passage) or _hosts(document, own),
        lead=lead_of(document, passage),
        held=iso_period(held).split("/")[0] if held else None,
        strengths=count_in(document, passage, vocabulary().strengths),
        recommendations=count_in(document, passage, vocabulary().recommendations),
        scope=scope_of(document, own),
        evidence=evidence,
    )
    return taken(review, at)


def _hosts(document: Document, own: list[Sentence]) -> Literal["regional"] | None:
    """What a review is that names the councils of its reviewers and no body."""
    return "regional" if any(_homes(document, one) - set(document.subjects) for one in own) else None


def _account(at: Span, held: DateMention | None, named: list[_Named]) -> None:
    """Note the date of a review, and where else it is named."""
    because(None, "peer_review.when.held" if held else "peer_review.when.undated", at, held)
    for one in named:
        if not one.is_general and one.at != at:
            dropped("peer_review.told_again", one.at)


def _confidence(at: Span, *, is_firm: bool) -> float:
    if is_firm:
        return because(0.9, "peer_review.confidence.dated_or_twice", at)
    return because(0.8, "peer_review.confidence.once", at)
