"""The day of a step of intervention, as the words around it tell."""

import re
from bisect import bisect_left
from datetime import date
from functools import lru_cache, partial

from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.intervention_kinds import ENDED_BY
from transforms.extract.intervention_reading import Reading
from transforms.extract.intervention_scene import around
from transforms.extract.sentences import Sentence
from transforms.extract.worded import Worded

_worded = partial(Worded, "intervention_clauses.yaml")
_SINCE = _worded(r"(?<!took\s)\b{since_when}\s(?:the\s)?$")
_WHEN = re.compile(r",?\swhen\b")
LASTED = _worded(r"{lasted}\b")
_LEANS = _worded(r"\b(?:{leans_on}|{tells_on})\b")
_LEANS_BEHIND = _worded(r"\s{that_year}\b")
_ASIDE = _worded(r",\s{relative}\s")
_OF_TODAY = _worded(r"\b{of_today}\b")
_HEADS = re.compile(r"\s?(?:[|:.\u2013\u2014]|-\s)")
_NEXT_CLAUSE = re.compile(r"[;:]|,\s(?:and|but)\b")
_APART = 80
_ENTRY = 6
_DAYS_IN_SIGHT, _DATED_REACH, _CARRIED_REACH = 12, 24, 600


def day_of(document: Document, sentence: Sentence, reading: Reading) -> DateMention | None:
    """The date in the sentence nearest to the verb; for an end not that since which the thing had been there."""
    begin, end = around(sentence, reading.start, reading.end)
    leaning = _LEANS.search(document.folded, begin, end)
    days = [one for one in _days(document, begin, end) if not _is_other(document, reading, one)]
    nearest = min(days, key=lambda one: _distance(document, reading, one), default=None)
    if leaning and (nearest is None or _is_leaning(document, nearest, leaning)):
        return _carried(document, leaning.start())
    if nearest is None and reading.step.type == "commissioner_appointed":
        return _told_before(document, sentence)
    if nearest is None:
        return _opening(document, sentence)
    return None if _is_rivals(document, reading, nearest) else nearest


def _distance(document: Document, reading: Reading, one: DateMention) -> int:
    """Letters between a date and the verb; one in another clause before it is further off."""
    first, last = sorted((one.start, reading.verb[1]))
    is_apart = one.start < reading.verb[0] and _NEXT_CLAUSE.search(document.folded, one.end, reading.verb[0])
    return last - first + (_APART if is_apart else 0)


def _opening(document: Document, sentence: Sentence) -> DateMention | None:
    """The date that heads the paragraph, as in a chronology ("July 2022: ...")."""
    first = sentence.index
    while first and document.sentences[first - 1].paragraph == sentence.paragraph:
        if first == sentence.index - _ENTRY:
            return None
        first -= 1
    head = document.sentences[first]
    days = document.dates_in(head)
    is_head = bool(days) and days[0].start - head.start <= 1 and _HEADS.match(document.folded, days[0].end)
    return days[0] if is_head else None


def _told_before(document: Document, sentence: Sentence) -> DateMention | None:
    """The date of the two sentences before, where this one goes on in the past tense: a commissioner is an alert."""
    begin, end = around(sentence, sentence.start, sentence.end)
    if sentence.index < 2 or _OF_TODAY.search(document.folded, begin, end):
        return None
    before = document.sentences[sentence.index - 2 : sentence.index]
    days = [day for one in before if one.paragraph == sentence.paragraph for day in document.dates_in(one)]
    return max(days, key=lambda one: one.first, default=None)


def _days(document: Document, begin: int, end: int) -> list[DateMention]:
    first = bisect_left(document.dates, begin, key=lambda one: one.start)
    return [one for one in document.dates[first : first + _DAYS_IN_SIGHT] if one.start < end]


def _is_other(document: Document, reading: Reading, one: DateMention) -> bool:
    """Whether it is the date of what ends, or stands before what replaces."""
    if document.folded.startswith("replac", reading.verb[0]):
        is_with = document.folded.endswith("with", 0, reading.verb[1])
        if (reading.verb[0] < one.start < reading.verb[1]) if is_with else one.start <= reading.verb[0]:
            return True
    is_end = reading.step.type in ENDED_BY
    if reading.verb[1] <= reading.start and _ASIDE.search(document.folded, reading.end, one.start):
        return is_end
    if not is_end or LASTED.match(document.folded, reading.verb[0]):
        return False
    if _WHEN.match(document.folded, one.end):
        return False
    is_of_thing = reading.end <= one.start and one.end <= reading.verb[0]
    return is_of_thing or bool(_SINCE.search(document.folded, max(0, one.start - _DATED_REACH), one.start))


def _is_rivals(document: Document, reading: Reading, nearest: DateMention) -> bool:
    """Whether the date belongs to the other step that the sentence tells."""
    if reading.rival is None or LASTED.match(document.folded, reading.verb[0]):
        return False
    return abs(nearest.start - reading.rival[1]) < abs(nearest.start - reading.verb[1])


def _is_leaning(document: Document, one: DateMention, leaning: re.Match[str]) -> bool:
    """Whether a date is itself told by words that lean on another ("by Christmas that year")."""
    overlaps = one.start < leaning.end() and leaning.start() < one.end
    return overlaps or bool(_LEANS_BEHIND.match(document.folded, one.end))


def _carried(document: Document, start: int) -> DateMention | None:
    """The date told last before words that lean on it ("later that year", "a notice followed")."""
    last = bisect_left(document.dates, start, key=lambda one: one.start) - 1
    while last >= 0 and _LEANS_BEHIND.match(document.folded, document.dates[last].end):
        last -= 1
    is_near = last >= 0 and start - document.dates[last].end < _CARRIED_REACH
    return document.dates[last] if is_near else None


@lru_cache(maxsize=2)
def latest_day(document: Document) -> date:
    """The latest day that the text tells of as past."""
    now = now_of(document)
    return max((one.first for one in document.dates if one.first <= now), default=date.min)


@lru_cache(maxsize=2)
def now_of(document: Document) -> date:
    """The day of publication, or for an undated text the latest day it speaks of."""
    return document.published or max((one.last for one in document.dates), default=date(2000, 1, 1))
