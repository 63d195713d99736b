"""What an article tells of a peer review: who held and led it, when, and what it counted."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from transforms.extract.dates import DateMention, find_dates
from transforms.extract.document import Document
from transforms.extract.names import NameSpan, find_names
from transforms.extract.peer_review_words import number_of, places_in, vocabulary
from transforms.extract.sentences import Sentence
from transforms.extract.wording import plain

_LEAD_REACH, _LEADS_REACH = 120, 90
_DATES_IN_SIGHT = 12
_PASSAGE = 9


def passage_of(document: Document, own: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that name a review, those that go on behind them, and those about "the review" or "the team"."""
    speaking = list(_speaking_on(document))
    first = list(dict.fromkeys((*own, *speaking)))
    on = [one for start in first for one in _going_on(document, start)]
    return list(dict.fromkeys((*first, *on)))


def _going_on(document: Document, start: Sentence) -> Iterator[Sentence]:
    """The next sentences, up to one about inspectors or the next heading."""
    places = places_in(document.folded)
    for one in document.sentences[start.index + 1 : start.index + _PASSAGE]:
        if places.search("not_counted_by", one.start, one.end):
            return
        yield one


def _speaking_on(document: Document) -> Iterator[Sentence]:
    places = places_in(document.folded)
    for one in document.sentences:
        is_again = places.search("again", one.start, one.end)
        if is_again and not places.search("not_counted_by", one.start, one.end):
            yield one


def body_of(document: Document, sentences: Iterable[Sentence]) -> Literal["LGA", "regional"] | None:
    """Who held it: the body that most of the sentences name."""
    places, votes = places_in(document.folded), Counter[Literal["LGA", "regional"]]()
    for one in dict.fromkeys(sentences):
        votes["LGA"] += bool(places.search("lga", one.start, one.end))
        votes["regional"] += bool(places.search("regional", one.start, one.end))
    body, count = votes.most_common(1)[0]
    return body if count else None


def held_on(document: Document, own: Sequence[Sentence], passage: Sequence[Sentence]) -> DateMention | None:
    """The first date, exact to the month at least, of a sentence that names the review, else of one that goes on."""
    staying = (one for one in passage if _tells_of_review(document, one))
    for sentences in (own, staying):
        dates = [one for sentence in sentences for one in _dates(document, sentence)]
        if dates:
            first = dates[0]
            exact = (one for one in dates if one.precision == "day" and first.first <= one.first <= first.last)
            return next(exact, first)
    return None


def _tells_of_review(document: Document, one: Sentence) -> bool:
    """Whether a sentence goes on about the review, or tells of the team that is there."""
    is_on = places_in(document.folded).search("goes_on", one.start, one.end)
    return bool(is_on or vocabulary().stays.search(document.folded, one.start, one.end))


def _dates(document: Document, sentence: Sentence) -> Iterator[DateMention]:
    words, folded = vocabulary(), document.folded
    is_to_come = words.to_come.search(folded, sentence.start, sentence.end)
    dates = _future_dates(document.text, document.published) if is_to_come else document.dates
    first = bisect_left(dates, sentence.start, key=lambda one: one.start)
    for one in dates[first : first + _DATES_IN_SIGHT]:
        if one.start < sentence.end and one.precision != "year":
            before = folded[max(sentence.start, one.start - 40) : one.start]
            if not words.other_dates.search(before):
                yield one


@lru_cache(maxsize=2)
def _future_dates(text: str, published: date | None) -> tuple[DateMention, ...]:
    return tuple(find_dates(text, published, prefer="future"))


def lead_of(document: Document, passage: Iterable[Sentence]) -> str | None:
    """The full name of whoever led the team: behind "led by", or before "led the team"."""
    for sentence in passage:
        names = _names(document, sentence)
        for match in places_in(document.folded).finditer("lead", sentence.start, sentence.end) if names else ():
            behind = (one for one in names if match.end() <= one.start < match.end() + _LEAD_REACH)
            if found := next(behind, None):
                return found.name
        for one in names:
            if vocabulary().leads.match(document.folded, one.end, min(sentence.end, one.end + _LEADS_REACH)):
                return one.name
    return None


def _names(document: Document, sentence: Sentence) -> list[NameSpan]:
    taken = [(one.start - sentence.start, one.end - sentence.start) for one in document.mentions_in(sentence)]
    spans = find_names(plain(sentence.text), taken)
    full = (one for one in spans if len(one.parts) > 1)
    return [NameSpan(one.start + sentence.start, one.end + sentence.start, one.title, one.parts) for one in full]


def count_in(document: Document, passage: Iterable[Sentence], pattern: re.Pattern[str]) -> int | None:
    """The number that the reviewers counted, or None."""
    found = (pattern.search(document.folded, one.start, one.end) for one in passage)
    match = next((match for match in found if match), None)
    return number_of(match["number"]) if match else None


def scope_of(document: Document, own: list[Sentence]) -> str | None:
    """What it was about: the first scope that stands beside the review."""
    found = (vocabulary().scopes.search(document.folded, one.start, one.end) for one in own)
    return next((match[0] for match in found if match), None)
