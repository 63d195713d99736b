"""Peer reviews and challenges that an article reports."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from transforms.data import read_yaml
from transforms.extract.dates import DateMention, find_dates, iso_period
from transforms.extract.document import Document
from transforms.extract.names import find_names
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.wording import expand, plain
from transforms.facts import Evidence, PeerReview

_LEAD_REACH = 120
_DATES_IN_SIGHT = 12
_COUNT_GAP = r"(?:\s(?!and\b|or\b)[a-z-]+){0,3}?\s"
_GOES_ON = re.compile(r"['\"]?(?:they|it)\b")


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary of peer reviews as patterns."""

    words: re.Pattern[str]
    again: re.Pattern[str]
    never: re.Pattern[str]
    general: re.Pattern[str]
    lga: re.Pattern[str]
    regional: re.Pattern[str]
    to_come: re.Pattern[str]
    other_dates: re.Pattern[str]
    lead: re.Pattern[str]
    counted_by: re.Pattern[str]
    not_counted_by: re.Pattern[str]
    goes_on: re.Pattern[str]
    scopes: re.Pattern[str]
    strengths: re.Pattern[str]
    recommendations: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Named:
    """A place that names the review of an authority; `is_general` where it says what such reviews are."""

    sentence: Sentence
    authority: str
    is_general: bool


def find_peer_reviews(document: Document) -> list[PeerReview]:
    """Read the peer reviews, one row for each authority reviewed, in order of their evidence."""
    if not any(stem in document.folded for stem in _data()["stems"]) or not _vocabulary().words.search(document.folded):
        return []
    named = list(_named(document))
    reviewed = dict.fromkeys(one.authority for one in named if not one.is_general)
    rows = [_row(document, authority, [one for one in named if one.authority == authority]) for authority in reviewed]
    return sorted(rows, key=lambda row: row.evidence.start)


def _named(document: Document) -> Iterator[_Named]:
    words, folded = _vocabulary(), document.folded
    for sentence in document.sentences:
        never = [match.span() for match in words.never.finditer(folded, sentence.start, sentence.end)]
        for match in words.words.finditer(folded, sentence.start, sentence.end):
            if any(start < match.end() and match.start() < end for start, end in never):
                continue
            if authority := _reviewed(document, match.start(), match.end()):
                is_general = bool(words.general.search(folded, sentence.start, sentence.end))
                yield _Named(sentence, authority, is_general)


def _reviewed(document: Document, start: int, end: int) -> str | None:
    """The authority reviewed: reviewers come from others, so that of a story about one council is that one."""
    if len(document.subjects) == 1:
        return document.subjects[0]
    return document.authority_of(start, end)


def _row(document: Document, authority: str, named: list[_Named]) -> PeerReview:
    own = [one.sentence for one in named if not one.is_general]
    near = list(dict.fromkeys((*own, *_going_on(document, own), *_speaking_on(document))))
    counting = list(_counting(document, near))
    held = _held(document, own, near)
    told = [one for one in own if one.paragraph != TITLE] or own
    best = next((one for one in own if held and one.start <= held.start < one.end), told[0])
    evidence = Evidence(best.start, best.end, "peer_review_named", 0.9 if held or len(own) > 1 else 0.8)
    return PeerReview(
        authority=authority,
        body=_body(document, [one.sentence for one in named]),
        lead=_lead(document, near),
        held=iso_period(held).split("/")[0] if held else None,
        strengths=_count(document, counting, _vocabulary().strengths),
        recommendations=_count(document, counting, _vocabulary().recommendations),
        scope=_scope(document, own),
        evidence=evidence,
    )


def _going_on(document: Document, own: list[Sentence]) -> Iterator[Sentence]:
    """Sentences that go on right behind a naming one: "This was held in May"."""
    for one in own:
        after = document.sentences[one.index + 1 : one.index + 2]
        yield from (next_ for next_ in after if _vocabulary().goes_on.match(document.folded, next_.start))


def _speaking_on(document: Document) -> Iterator[Sentence]:
    """Sentences that speak of "the review" or "the team", and of no inspector."""
    words, folded = _vocabulary(), document.folded
    for one in document.sentences:
        is_inspectors = words.not_counted_by.search(folded, one.start, one.end)
        if words.again.search(folded, one.start, one.end) and not is_inspectors:
            yield one


def _counting(document: Document, near: list[Sentence]) -> Iterator[Sentence]:
    """Sentences about what the reviewers found; "they" right behind one of them are the reviewers too."""
    words, folded = _vocabulary(), document.folded
    goes_on = {one.index for one in near}
    for one in document.sentences:
        speaks = words.counted_by.search(folded, one.start, one.end) and not words.not_counted_by.search(
            folded, one.start, one.end
        )
        if speaks or (one.index - 1 in goes_on and _GOES_ON.match(folded, one.start)):
            goes_on.add(one.index)
            yield one


def _body(document: Document, sentences: Iterable[Sentence]) -> Literal["LGA", "regional"] | None:
    votes: Counter[Literal["LGA", "regional"]] = Counter()
    for one in dict.fromkeys(sentences):
        votes["LGA"] += bool(_vocabulary().lga.search(document.folded, one.start, one.end))
        votes["regional"] += bool(_vocabulary().regional.search(document.folded, one.start, one.end))
    body, count = votes.most_common(1)[0]
    return body if count else None


def _held(document: Document, own: list[Sentence], near: list[Sentence]) -> DateMention | None:
    """The first date, exact to the month at least, of a sentence that names the review, else of one that goes on."""
    for sentences in (own, near):
        dates = [one for sentence in sentences for one in _dates(document, sentence)]
        if dates:
            first = dates[0]
            exact = (one for one in dates if one.precision == "day" and first.first <= one.first <= first.last)
            return next(exact, first)
    return None


def _dates(document: Document, sentence: Sentence) -> Iterator[DateMention]:
    words, folded = _vocabulary(), document.folded
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


def _lead(document: Document, near: list[Sentence]) -> str | None:
    for sentence in near:
        for match in _vocabulary().lead.finditer(document.folded, sentence.start, sentence.end):
            end = min(sentence.end, match.end() + _LEAD_REACH)
            names = find_names(plain(document.text[match.end() : end]))
            full = [one for one in names if len(one.parts) > 1]
            if full:
                return full[0].name
    return None


def _count(document: Document, counting: list[Sentence], pattern: re.Pattern[str]) -> int | None:
    numbers: dict[str, int] = _data()["numbers"]
    found = (pattern.search(document.folded, one.start, one.end) for one in counting)
    match = next((match for match in found if match), None)
    return (numbers.get(match["number"]) or int(match["number"])) if match else None


def _scope(document: Document, own: list[Sentence]) -> str | None:
    found = (_vocabulary().scopes.search(document.folded, one.start, one.end) for one in own)
    return next((match[0] for match in found if match), None)


@cache
def _vocabulary() -> _Words:
    data = _data()
    names = (
        "words",
        "again",
        "never",
        "general",
        "lga",
        "regional",
        "to_come",
        "other_dates",
        "lead",
        "counted_by",
        "not_counted_by",
        "goes_on",
        "scopes",
    )
    number = "|".join([r"\d{1,3}", *data["numbers"]])
    counts = {
        name: re.compile(rf"\b(?P<number>{number})\b{_COUNT_GAP}(?:{_choices(data['counts'][name])})\b")
        for name in ("strengths", "recommendations")
    }
    return _Words(**{name: _any(data[name]) for name in names}, **counts)


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_choices(phrases)})(?!\w)")


def _choices(phrases: Iterable[str]) -> str:
    return "|".join(expand(phrase, _data()["macros"]) for phrase in phrases)


def _data() -> Any:
    return read_yaml("peer_reviews.yaml")
