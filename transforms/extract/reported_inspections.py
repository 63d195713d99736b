"""The inspection that a whole text reports."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.inspected import may_be_inspection
from transforms.extract.sentences import TITLE

_TOGETHER = re.compile(r"[^.;]{0,40}\b(?:and|to|until|ended on)\b[^.;]{0,30}$")
# Days between two dates of one inspection.
_ONE_INSPECTION = timedelta(days=60)
# Characters around a date in which words of the past are looked for.
_NEAR = 90
# Characters behind a date in which it is said to be of the past: "in 2018, when it was ...".
_PAST_BEHIND = 30
# Reports come out within three months, those held back by an election later.
_REST_OF_A_MONTH = timedelta(days=31)
_LONGEST_WAIT = timedelta(days=400)


def reported_inspection(document: Document, every: Iterable[Clues]) -> DateMention | None:
    """The time of the inspection that a text reports: the latest that it dates, visits and earlier ones left out."""
    visited, found = TITLE, []
    for clues in every:
        visited = clues.sentence.paragraph if clues.of("visits") else visited
        if visited == TITLE or visited != clues.sentence.paragraph:
            found += [one for one in _inspections(document, clues) if _is_fresh(one, document.published)]
    return max(found, key=lambda one: (one.first, one.end - one.start), default=None)


def _is_fresh(found: DateMention, published: date | None) -> bool:
    """Whether an inspection of that date can be today's news: a bare year must be that of publication."""
    if not published:
        return found.precision != "year"
    if found.precision == "year":
        return found.first.year == published.year
    return timedelta(0) <= published - found.first <= _LONGEST_WAIT and found.last - published <= _REST_OF_A_MONTH


def _inspections(document: Document, clues: Clues) -> Iterator[DateMention]:
    if not clues.of("inspections") or clues.of("visits"):
        return
    last: DateMention | None = None
    for one in document.dates_in(clues.sentence):
        past = clues.between("past", one.start - _NEAR, one.end + _PAST_BEHIND)
        if may_be_inspection(clues, one) and not past:
            last = _one_spell(clues, last, one)
            yield last


def _one_spell(clues: Clues, before: DateMention | None, one: DateMention) -> DateMention:
    """A date, joined with the one before it where both are of one inspection: "in June and early July"."""
    if before is None or not timedelta(0) < one.first - before.first <= _ONE_INSPECTION:
        return one
    if not _TOGETHER.match(clues.gap(before.end, one.start)):
        return one
    return replace(before, last=max(before.last, one.last), end=one.end)
