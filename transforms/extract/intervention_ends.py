"""Whether the end of a step of intervention is news, or was long ago."""

from datetime import timedelta
from functools import partial

from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.intervention_clauses import BESIDE, CLOSE, close_to
from transforms.extract.intervention_days import LASTED, latest_day, now_of
from transforms.extract.intervention_reading import Reading
from transforms.extract.intervention_scene import around
from transforms.extract.intervention_words import cues
from transforms.extract.sentences import Sentence
from transforms.extract.worded import Worded

_worded = partial(Worded, "intervention_clauses.yaml")
TOOK_UNTIL = _worded(r"\b{took_until}\b")
_LONG_AGO = _worded(r"\b(?:{long_ago}|in (?:19|20)\d\d)\b")
_HAD = _worded(r"\bhad\s(?:(?!{not_of_had}\s)\w{1,12}\s){0,3}$")
_HAD_ENDED = _worded(r"\bhad\s(?!{not_of_had}\s)")
_PERFECT = _worded(r"\b(?:has|have)\s(?:(?!{not_of_had}\s)\w{1,12}\s){0,3}")
EVER_SINCE = _worded(r"\b{ever_since}\b")
_OPENING = 4
_SOON = timedelta(days=30)
_OLD_NEWS, _OTHER_NEWS = timedelta(days=365), timedelta(days=60)
"""An end is no news after a year, or sooner where the text tells of later days."""


def is_old_news(document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None) -> bool:
    """Whether the end was long ago, as its date, its tense or the words of time around it show."""
    if LASTED.match(document.folded, reading.verb[0]) and not (day and day.last > now_of(document) - _OTHER_NEWS):
        return True
    if TOOK_UNTIL.search(clause) and day is None:
        return True
    if _is_perfect(document, sentence, reading, day):
        return False
    if day:
        if cues().to_come.search(close_to(clause, reading)):
            return False
        is_by_the_way = sentence.index > _OPENING or latest_day(document) > day.last + _SOON
        is_overtaken = is_by_the_way and is_past(document, day, _OTHER_NEWS)
        return is_overtaken or is_past(document, day, _OLD_NEWS)
    if _HAD.search(document.folded, max(sentence.start, reading.verb[0] - CLOSE), reading.verb[0]):
        return True
    if _HAD_ENDED.search(document.folded, *reading.verb):
        return True
    sight = around(sentence, reading.start, reading.end)
    return not reading.rival and bool(_LONG_AGO.search(document.folded, *sight))


def _is_perfect(document: Document, sentence: Sentence, reading: Reading, day: DateMention | None) -> bool:
    """Whether the end is told as what "has (now) been" done, without a date of its own: that is news."""
    begin = max(sentence.start, reading.verb[0] - BESIDE)
    found = _PERFECT.search(document.folded, begin, reading.verb[1])
    if found is None or (day is not None and day.start >= reading.verb[1]):
        return False
    return not (EVER_SINCE.search(found[0]) and is_past(document, day, _OLD_NEWS))


def is_past(document: Document, day: DateMention | None, since: timedelta) -> bool:
    """Whether a day had gone by so long before the text came out."""
    return day is not None and day.last < now_of(document) - since
