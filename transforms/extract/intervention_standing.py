"""Whether a step of intervention has been taken, is over, or is only spoken of."""

import re
from bisect import bisect_left
from datetime import date, timedelta

from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.intervention_reading import Reading, around
from transforms.extract.intervention_words import REACH, cues
from transforms.extract.periods import add_months
from transforms.extract.sentences import Sentence
from transforms.extract.wording import plain
from transforms.facts import When

OF_PERSONS = {"commissioner_appointed", "commissioner_ended", "adviser_appointed"}
"""Steps that are news as soon as they are announced; everything else that is to come is only proposed."""
ENDED_BY = {
    "commissioner_ended": "commissioner_appointed",
    "improvement_notice_lifted": "improvement_notice_issued",
    "direction_revoked": "direction_issued",
    "trust_ended": "trust_established",
}
MONTHS_IN_FORCE = {
    "commissioner_appointed": 12,
    "adviser_appointed": 12,
    "improvement_notice_issued": 24,
    "direction_issued": 24,
}
"""How long a step told with its date can be taken to last where the text does not say."""
_MONTHS_OF_WHOLE_COUNCIL = 48
"""Best-value commissioners stay for years: those for Slough, Thurrock and Birmingham were sent for five."""
_CLAUSE = re.compile(r"[;:]|\b(?:after|following|because|but|although|though|while|since|as)\b")
_SINCE = re.compile(
    r"\b(?:since|from|until|of|(?:issued|imposed|served|made|given|introduced|appointed|set up|established|created"
    r"|launched|formed) (?:in|on))\s(?:the\s)?$"
)
_LASTING = ("remain", "continue", "stay")
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_EVER_SINCE = re.compile(r"\bsince\b")
_LONG_AGO = re.compile(r"\b(?:ago|last (?:year|winter|spring|summer|autumn)|in (?:19|20)\d\d)\b")
_DENIAL_REACH = 60
_CUE_REACH, _CLOSE, _BESIDE, _CALLED_OFF_REACH = 70, 28, 12, 50
_DAYS_IN_SIGHT, _DATED_REACH = 12, 24
_OLD_NEWS, _GOING_ON = timedelta(days=365), timedelta(days=60)


def clause_of(document: Document, sentence: Sentence, reading: Reading) -> str:
    """The words from a little before the step to its end, no further back than its own clause."""
    first, last = min(reading.start, reading.verb[0]), max(reading.start, reading.verb[1])
    begin = max(sentence.start, first - (_BESIDE if reading.stands_alone else _CUE_REACH))
    breaks = list(_CLAUSE.finditer(document.folded, begin, first))
    clause = document.text[breaks[-1].end() if breaks else begin : last]
    return plain(clause).replace("May ", "month ").lower()


def is_denied(document: Document, sentence: Sentence, reading: Reading, clause: str) -> bool:
    """Whether the text says that there is no such step, or that a plan for it has been called off."""
    if cues().denied.search(clause[-_DENIAL_REACH:]):
        return True
    begin = max(sentence.start, min(reading.start, reading.verb[0]) - _CALLED_OFF_REACH)
    is_plan = cues().planned.search(document.folded, begin, reading.end)
    return bool(is_plan and cues().called_off.match(document.folded, reading.end, sentence.end))


def standing_of(
    document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None
) -> tuple[When, bool]:
    """When the step was or is to be taken, and whether nothing but its date makes it past."""
    kind = reading.step.type
    if _is_proposed(document, sentence, reading, clause, day):
        return "proposed", False
    if kind in ENDED_BY:
        return ("previous" if _is_old_news(document, sentence, reading, day) else "current"), False
    if _is_spent(document, sentence, reading, clause):
        return "previous", False
    is_dated = _is_beside(document, reading, day) if reading.stands_alone else not reading.is_standing
    is_aged = is_dated and _is_long_ago(document, sentence, reading, day)
    return ("previous" if is_aged else "current"), is_aged


def _is_beside(document: Document, reading: Reading, day: DateMention | None) -> bool:
    """Whether the date belongs to a thing that is only named ("the direction of May 2019")."""
    return (
        day is not None
        and 0 <= day.start - reading.end < _DATED_REACH
        and "," not in document.text[reading.end : day.start]
    )


def _is_proposed(
    document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None
) -> bool:
    if not reading.is_standing:
        return _is_to_come(document, sentence, reading, clause, day)
    beside = document.folded[max(sentence.start, reading.start - 2 * _BESIDE) : reading.start]
    is_bare = not (reading.stands_alone or reading.is_held or document.folded.startswith(_LASTING, reading.verb[0]))
    return bool(cues().doubted.search(beside) or (is_bare and cues().proposed.search(_close(clause, reading))))


def _is_spent(document: Document, sentence: Sentence, reading: Reading, clause: str) -> bool:
    before = document.folded[max(sentence.start, reading.start - REACH) : reading.start]
    after = cues().spent_after.match(document.folded, reading.end, sentence.end)
    if cues().spent_before.match(before) or (after and not _is_still_ahead(document, after[0])):
        return True
    is_told = reading.step.type in MONTHS_IN_FORCE and not reading.is_standing
    return is_told and bool(cues().spent_beside.search(clause))


def _is_still_ahead(document: Document, words: str) -> bool:
    """Whether what is said to last "until 2030" lasts beyond the day of publication."""
    years = [int(year) for year in _A_YEAR.findall(words)]
    return bool(years) and max(years) > _now(document).year


def _is_long_ago(document: Document, sentence: Sentence, reading: Reading, day: DateMention | None) -> bool:
    months = MONTHS_IN_FORCE.get(reading.step.type)
    begin = max(sentence.start, (day.start if day else 0) - REACH)
    if day is None or months is None or _EVER_SINCE.search(document.folded, begin, day.start):
        return False
    if reading.step.type == "commissioner_appointed" and is_whole_council(document, sentence, reading):
        months = _MONTHS_OF_WHOLE_COUNCIL
    told = day.last if day.precision == "year" else day.first
    return told < add_months(_now(document), -months)


def is_whole_council(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether best-value powers, or the ministers who have them, are spoken of around the step."""
    near = document.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    begin, end = max(near[0].start, reading.start - 2 * REACH), min(near[-1].end, reading.end + 2 * REACH)
    return bool(cues().whole_council.search(document.folded, begin, end))


def _now(document: Document) -> date:
    """The day of publication, or for an undated text the latest day it speaks of."""
    return document.published or max((one.last for one in document.dates), default=date(2000, 1, 1))


def _is_to_come(document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None) -> bool:
    folded = document.folded
    if cues().proposed.search(clause):
        return not cues().granted.match(folded, reading.end, sentence.end)
    if reading.verb[1] <= reading.start and cues().proposed_after.match(folded, reading.end, sentence.end):
        return True
    if reading.step.type in OF_PERSONS:
        return False
    near = _close(clause, reading) if reading.step.type in MONTHS_IN_FORCE else clause
    return bool(cues().to_come.search(near) or (cues().aims.search(near) and not _is_past(document, day, _GOING_ON)))


def _is_past(document: Document, day: DateMention | None, since: timedelta) -> bool:
    return day is not None and day.last < _now(document) - since


def _close(clause: str, reading: Reading) -> str:
    """The end of a clause from a few words before the verb: "will be" further off belongs to another verb."""
    length = max(reading.start, reading.verb[1]) - min(reading.verb[0], reading.end)
    return clause[-(length + _CLOSE) :]


def _is_old_news(document: Document, sentence: Sentence, reading: Reading, day: DateMention | None) -> bool:
    if day:
        return _is_past(document, day, _OLD_NEWS)
    sight = around(sentence, reading.start, reading.end)
    return not reading.rival and bool(_LONG_AGO.search(document.folded, *sight))


def day_of(document: Document, sentence: Sentence, reading: Reading) -> DateMention | None:
    """The date in the sentence nearest to the verb; for an end not that since which the thing had been there."""
    begin, end = around(sentence, reading.start, reading.end)
    first = bisect_left(document.dates, begin, key=lambda one: one.start)
    days = [one for one in document.dates[first : first + _DAYS_IN_SIGHT] if one.start < end]
    if reading.step.type in ENDED_BY:
        days = [one for one in days if not _SINCE.search(document.folded, max(0, one.start - _DATED_REACH), one.start)]
    if document.folded.startswith("replac", reading.verb[0]):
        days = [one for one in days if one.start > reading.verb[0]]
    nearest = min(days, key=lambda one: abs(one.start - reading.verb[1]), default=None)
    is_rivals = (
        reading.rival and nearest and abs(nearest.start - reading.rival[1]) < abs(nearest.start - reading.verb[1])
    )
    return None if is_rivals else nearest
