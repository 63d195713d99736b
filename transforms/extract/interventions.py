"""Steps of government intervention that an article tells."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.intervention_authorities import authorities_meant
from transforms.extract.intervention_people import person_beside
from transforms.extract.intervention_reading import Reading, around, read_steps
from transforms.extract.intervention_words import REACH, cues
from transforms.extract.periods import add_months
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.wording import plain
from transforms.facts import Evidence, Intervention, When

Remit = Literal["childrens_services", "whole_council"]
_CLAUSE = re.compile(r"[;:]|\b(?:after|following|because|but|although|though|while|since|as)\b")
_SINCE = re.compile(r"\b(?:since|from|until|of|(?:issued|imposed|served|made|given|introduced) (?:in|on))\s(?:the\s)?$")
_EVER_SINCE = re.compile(r"\bsince\b")
_LONG_AGO = re.compile(r"\b(?:ago|last (?:year|winter|spring|summer|autumn)|in (?:19|20)\d\d)\b")
_CUE_REACH, _DENIAL_REACH, _CLOSE, _BESIDE = 70, 60, 28, 12
_DAYS_IN_SIGHT = 12
_OLD_NEWS = timedelta(days=365)
_AT_ONCE = {"commissioner_appointed", "adviser_appointed"}
"""Steps that are news as soon as they are announced; everything else that is to come is only proposed."""
_OF_PERSONS = {*_AT_ONCE, "commissioner_ended"}
_ENDED_BY = {
    "commissioner_ended": "commissioner_appointed",
    "improvement_notice_lifted": "improvement_notice_issued",
    "direction_revoked": "direction_issued",
    "trust_ended": "trust_established",
}
_MONTHS_IN_FORCE = {
    "commissioner_appointed": 12,
    "adviser_appointed": 12,
    "improvement_notice_issued": 24,
    "direction_issued": 24,
}
"""How long a step told with its date can be taken to last where the text does not say."""
_IN_SERIES = {"improvement_notice_issued", "direction_issued"}
"""A later one takes the place of the one before."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A step as one sentence tells it; `is_standing` if it says only that the thing is there."""

    authority: str
    type: str
    when: When
    person: str | None
    day: DateMention | None
    sentence: Sentence
    remit: Remit
    is_standing: bool
    replaces: bool


def find_interventions(document: Document) -> list[Intervention]:
    """Read the steps of intervention, one row each, in order of their evidence."""
    if not cues().context.search(document.folded):
        return []
    told = [step for reading in read_steps(document) for step in _tell(document, reading)]
    told.sort(key=lambda one: one.sentence.start)
    if not told:
        return []
    is_over = bool(cues().over.search(document.folded))
    kinds = dict.fromkeys((one.authority, one.type) for one in told)
    rows = [row for authority, kind in kinds for row in _settled(told, authority, kind, is_over=is_over)]
    return sorted(rows, key=lambda row: row.evidence.start)


def _tell(document: Document, reading: Reading) -> Iterator[_Told]:
    sentence = document.sentence_at(reading.start)
    clause = _clause(document, sentence, reading)
    if cues().denied.search(clause[-_DENIAL_REACH:]):
        return
    day = _day_of(document, sentence, reading)
    is_person = reading.step.type in _OF_PERSONS
    for authority in authorities_meant(document, sentence, reading):
        yield _Told(
            authority=authority,
            type=reading.step.type,
            when=_when(document, sentence, reading, clause, day),
            person=person_beside(document, sentence, reading.start, reading.end) if is_person else None,
            day=day,
            sentence=sentence,
            remit=_remit(document, sentence, reading),
            is_standing=reading.is_standing,
            replaces=bool(cues().replaces.search(document.folded, *around(sentence, reading.start, reading.end))),
        )


def _clause(document: Document, sentence: Sentence, reading: Reading) -> str:
    """The words from a little before the step to its end, no further back than its own clause."""
    first, last = min(reading.start, reading.verb[0]), max(reading.start, reading.verb[1])
    begin = max(sentence.start, first - (_BESIDE if reading.stands_alone else _CUE_REACH))
    breaks = list(_CLAUSE.finditer(document.folded, begin, first))
    clause = document.text[breaks[-1].end() if breaks else begin : last]
    return plain(clause).replace("May ", "month ").lower()


def _when(document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None) -> When:
    kind, folded = reading.step.type, document.folded
    beside = folded[max(sentence.start, reading.start - 2 * _BESIDE) : reading.start]
    is_bare = reading.is_standing and not reading.stands_alone
    is_doubted = cues().doubted.search(beside) or (is_bare and cues().proposed.search(_close(clause, reading)))
    if reading.is_standing and is_doubted:
        return "proposed"
    if not reading.is_standing and _is_to_come(folded, sentence, reading, clause):
        return "proposed"
    if kind in _ENDED_BY:
        return "previous" if _is_old_news(document, sentence, reading, day) else "current"
    before = folded[max(sentence.start, reading.start - REACH) : reading.start]
    if cues().spent_before.match(before) or cues().spent_after.match(folded, reading.end, sentence.end):
        return "previous"
    if kind in _MONTHS_IN_FORCE and not reading.is_standing and cues().spent_beside.search(clause):
        return "previous"
    is_dated = reading.stands_alone or not reading.is_standing
    return "previous" if is_dated and _is_long_ago(document, sentence, kind, day) else "current"


def _is_long_ago(document: Document, sentence: Sentence, kind: str, day: DateMention | None) -> bool:
    months = _MONTHS_IN_FORCE.get(kind)
    begin = max(sentence.start, (day.start if day else 0) - REACH)
    if day is None or months is None or _EVER_SINCE.search(document.folded, begin, day.start):
        return False
    told = day.last if day.precision == "year" else day.first
    return told < add_months(_now(document), -months)


def _now(document: Document) -> date:
    """The day of publication, or for an undated text the latest day it speaks of."""
    return document.published or max((one.last for one in document.dates), default=date(2000, 1, 1))


def _is_to_come(folded: str, sentence: Sentence, reading: Reading, clause: str) -> bool:
    if cues().proposed.search(clause):
        return True
    if reading.verb[1] <= reading.start and cues().proposed_after.match(folded, reading.end, sentence.end):
        return True
    if reading.step.type in _AT_ONCE:
        return False
    return bool(cues().to_come.search(_close(clause, reading) if reading.step.type in _MONTHS_IN_FORCE else clause))


def _close(clause: str, reading: Reading) -> str:
    """The end of a clause from a few words before the verb: "will be" further off belongs to another verb."""
    length = max(reading.start, reading.verb[1]) - min(reading.verb[0], reading.end)
    return clause[-(length + _CLOSE) :]


def _is_old_news(document: Document, sentence: Sentence, reading: Reading, day: DateMention | None) -> bool:
    if document.published and day:
        return day.last < document.published - _OLD_NEWS
    sight = around(sentence, reading.start, reading.end)
    return not reading.rival and bool(_LONG_AGO.search(document.folded, *sight))


def _day_of(document: Document, sentence: Sentence, reading: Reading) -> DateMention | None:
    """The date in the sentence nearest to the verb; for an end not that since which the thing had been there."""
    begin, end = around(sentence, reading.start, reading.end)
    first = bisect_left(document.dates, begin, key=lambda one: one.start)
    days = [one for one in document.dates[first : first + _DAYS_IN_SIGHT] if one.start < end]
    if reading.step.type in _ENDED_BY:
        days = [one for one in days if not _SINCE.search(document.folded, max(0, one.start - 18), one.start)]
    nearest = min(days, key=lambda one: abs(one.start - reading.verb[1]), default=None)
    is_rivals = (
        reading.rival and nearest and abs(nearest.start - reading.rival[1]) < abs(nearest.start - reading.verb[1])
    )
    return None if is_rivals else nearest


def _remit(document: Document, sentence: Sentence, reading: Reading) -> Remit:
    near = document.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    begin, end = max(near[0].start, reading.start - 2 * REACH), min(near[-1].end, reading.end + 2 * REACH)
    return "whole_council" if cues().whole_council.search(document.folded, begin, end) else "childrens_services"


def _settled(told: list[_Told], authority: str, kind: str, *, is_over: bool) -> Iterator[Intervention]:
    """The rows for all that an article tells of one type of step at one authority."""
    steps = _without_headline([one for one in told if (one.authority, one.type) == (authority, kind)])
    steps = _in_series(steps) if kind in _IN_SERIES else steps
    is_ended = any(
        one.authority == authority and _ENDED_BY.get(one.type) == kind and one.when != "proposed" for one in told
    )
    if is_ended or (is_over and kind in _MONTHS_IN_FORCE):
        steps = [_spent(one, is_ended=is_ended) for one in steps]
    is_certain = any(one.when == "current" and not one.is_standing for one in steps)
    is_doubtful = kind in _AT_ONCE and not is_certain and any(one.when == "proposed" for one in steps)
    for when in ("current", "previous", "proposed"):
        is_covered = is_certain and (when == "proposed" or (when == "previous" and kind in _ENDED_BY))
        if not (is_covered or (when == "current" and is_doubtful)):
            group = [one for one in steps if one.when == when]
            yield from _rows(group, several=when == "previous" and kind in _IN_SERIES)


def _without_headline(steps: list[_Told]) -> list[_Told]:
    """The steps without the headline's, which is always in the present tense, where the story says it otherwise."""
    body = [one for one in steps if one.sentence.paragraph != TITLE]
    return body or steps


def _spent(one: _Told, *, is_ended: bool) -> _Told:
    """The step as past, now that the text tells its end; one that replaces the last is the newer."""
    is_built = is_ended and one.type == "trust_established"
    if (one.when == "current" and (is_ended or not one.replaces)) or (one.when == "proposed" and is_built):
        return replace(one, when="previous")
    return one


def _in_series(steps: list[_Told]) -> list[_Told]:
    """Notices and directions: where dated ones follow each other, only the latest is in force."""
    days = {one.day.first for one in steps if one.day and one.day.precision != "year" and one.when == "current"}
    if len(days) < 2 or not any(one.replaces for one in steps):
        return steps
    latest = max(days)
    return [
        replace(one, when="previous") if one.when == "current" and one.day and one.day.first < latest else one
        for one in steps
    ]


def _rows(group: list[_Told], *, several: bool) -> Iterator[Intervention]:
    """One row for the group; where there can be several, one for each date and one for what has none."""
    if not group:
        return
    firm = [one for one in group if not one.is_standing] or group[:1]
    dated = {one.day.first: one for one in reversed(firm) if one.day}
    undated = [one for one in firm if not one.day][:1]
    person = next((one.person for one in group if one.person), None)
    remit: Remit = next((one.remit for one in group if one.remit == "whole_council"), "childrens_services")
    for one in (*undated, *list(dated.values())[::-1]) if several else firm[:1]:
        evidence = Evidence(one.sentence.start, one.sentence.end, f"intervention_{one.type}", _confidence(one))
        yield Intervention(one.authority, one.type, one.when, person, evidence, remit)


def _confidence(one: _Told) -> float:
    if one.when == "proposed":
        return 0.8
    return 0.75 if one.is_standing else 0.92
