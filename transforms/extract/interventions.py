"""Steps of government intervention that an article tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.intervention_people import person_beside, person_in_post
from transforms.extract.intervention_words import REACH, Step, Thing, any_thing, cues, things
from transforms.extract.sentences import Sentence
from transforms.extract.wording import plain
from transforms.facts import Evidence, Intervention, When

Remit = Literal["childrens_services", "whole_council"]
_CLAUSE = re.compile(r"[;:]|\b(?:after|following|because|but|although|though|while|since|as)\b")
_RESUMED = re.compile(r"[^.!?]{0,110}[.!?]['\"]?\s{1,2}(it)\b")
_SINCE = re.compile(r"\b(?:since|from|until)\s(?:the\s)?$")
_CUE_REACH, _DENIAL_REACH = 70, 60
_LONG_AGO = re.compile(r"\b(?:ago|last (?:year|winter|spring|summer|autumn)|in (?:19|20)\d\d)\b")
_OLD_NEWS = timedelta(days=200)
_SPENT_AFTER = timedelta(days=4 * 365)
_SENT_BEFORE_THEY_COME = {"commissioner_appointed", "adviser_appointed"}
"""Steps that are news as soon as they are announced; everything else that is to come is only proposed."""
_ENDED_BY = {
    "commissioner_ended": "commissioner_appointed",
    "improvement_notice_lifted": "improvement_notice_issued",
    "direction_revoked": "direction_issued",
    "trust_ended": "trust_established",
}
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


@dataclass(frozen=True, slots=True)
class _Reading:
    step: Step
    verb: tuple[int, int]
    gap: int
    is_standing: bool


def find_interventions(document: Document) -> list[Intervention]:
    """Read the steps of intervention, one row each, in order of their evidence."""
    folded = document.folded
    if not any_thing().search(folded) or not cues().context.search(folded):
        return []
    told = [step for sentence in document.sentences for step in _steps_in(document, sentence)]
    rows = [row for key in dict.fromkeys((one.authority, one.type) for one in told) for row in _settled(told, *key)]
    return sorted(rows, key=lambda row: row.evidence.start)


def _steps_in(document: Document, sentence: Sentence) -> Iterator[_Told]:
    for thing in things():
        for start, end in _places(document, sentence, thing):
            sentence = document.sentence_at(start)
            reading = _read(document.folded, sentence, thing, start, end) or _in_post(
                document, sentence, thing, start, end
            )
            told = _tell(document, sentence, thing, start, end, reading) if reading else None
            if told:
                yield told
        for step in thing.steps:
            for whole in step.whole.finditer(document.folded, sentence.start, sentence.end) if step.whole else ():
                reading = _Reading(step, whole.span(), 0, is_standing=False)
                if told := _tell(document, sentence, thing, *whole.span(), reading):
                    yield told


def _places(document: Document, sentence: Sentence, thing: Thing) -> Iterator[tuple[int, int]]:
    """Where a sentence names the thing, false friends left out."""
    folded = document.folded
    never = [match.span() for match in thing.never.finditer(folded, sentence.start, sentence.end)]
    for match in thing.words.finditer(folded, sentence.start, sentence.end):
        if any(start < match.end() and match.start() < end for start, end in never):
            continue
        weak = thing.weak is not None and thing.weak.fullmatch(match[0])
        if weak and thing.weak_needs and not thing.weak_needs.search(folded, sentence.start, sentence.end):
            continue
        yield match.span()
        if resumed := _RESUMED.match(folded, match.end()):
            yield resumed.span(1)
    if thing.again and thing.words.search(folded, 0, sentence.start):
        yield from (match.span() for match in thing.again.finditer(folded, sentence.start, sentence.end))
    if thing.name == "trust":
        yield from ((one.start, one.end) for one in document.mentions_in(sentence) if one.trust)


def _read(folded: str, sentence: Sentence, thing: Thing, start: int, end: int) -> _Reading | None:
    """The step whose words stand nearest to the thing."""
    window = max(sentence.start, start - REACH)
    before, after = folded[window:start], folded[end : min(sentence.end, end + REACH)]
    readings = []
    for step in thing.steps:
        for pattern, is_standing in ((step.before, False), (step.standing_before, True)):
            if pattern and (match := pattern.match(before)):
                verb = (window + match.start("verb"), window + match.end("verb"))
                readings.append(_Reading(step, verb, len(match["gap"]), is_standing))
        for pattern, is_standing in ((step.after, False), (step.standing_after, True)):
            if pattern and (match := pattern.match(after)):
                verb = (end + match.start("verb"), end + match.end("verb"))
                readings.append(_Reading(step, verb, len(match["gap"]), is_standing))
    return min(readings, key=lambda one: (one.is_standing, one.gap), default=None)


def _in_post(document: Document, sentence: Sentence, thing: Thing, start: int, end: int) -> _Reading | None:
    """A person who is named as the commissioner is one."""
    steps = [step for step in thing.steps if step.named_is_enough]
    is_named = bool(steps and person_in_post(document, sentence, start, end))
    return _Reading(steps[0], (start, end), 0, is_standing=True) if is_named else None


def _tell(
    document: Document, sentence: Sentence, thing: Thing, start: int, end: int, reading: _Reading
) -> _Told | None:
    folded, authority = document.folded, document.authority_of(start, end)
    clause = "" if (start, end) == reading.verb else _clause(document, sentence, start, reading.verb)
    if authority is None or cues().denied.search(clause[-_DENIAL_REACH:]):
        return None
    day = _day_of(document, sentence, reading)
    return _Told(
        authority=authority,
        type=reading.step.type,
        when=_when(document, sentence, start, end, reading, clause, day),
        person=person_beside(document, sentence, start, end) if reading.step.type in _SENT_BEFORE_THEY_COME else None,
        day=day,
        sentence=sentence,
        remit=_remit(document, sentence),
        is_standing=reading.is_standing,
        replaces=bool(cues().replaces.search(folded, sentence.start, sentence.end)),
    )


def _clause(document: Document, sentence: Sentence, start: int, verb: tuple[int, int]) -> str:
    """The words from a little before the step to its end, no further back than its own clause."""
    first, last = min(start, verb[0]), max(start, verb[1])
    begin = max(sentence.start, first - _CUE_REACH)
    breaks = list(_CLAUSE.finditer(document.folded, begin, first))
    clause = document.text[breaks[-1].end() if breaks else begin : last]
    return plain(clause).replace("May ", "month ")


def _when(
    document: Document,
    sentence: Sentence,
    start: int,
    end: int,
    reading: _Reading,
    clause: str,
    day: DateMention | None,
) -> When:
    folded, published = document.folded, document.published
    if cues().proposed.search(clause):
        return "proposed"
    if reading.step.type not in _SENT_BEFORE_THEY_COME and cues().to_come.search(clause):
        return "proposed"
    if reading.step.type in _ENDED_BY:
        return "previous" if _is_old_news(folded, sentence, published, day) else "current"
    before = folded[max(sentence.start, start - REACH) : start]
    after = folded[end : min(sentence.end, end + REACH)]
    if cues().spent_before.match(before) or cues().spent_after.match(after):
        return "previous"
    is_spent = published and day and day.last < published - _SPENT_AFTER and not reading.is_standing
    return "previous" if is_spent and reading.step.type != "trust_established" else "current"


def _is_old_news(folded: str, sentence: Sentence, published: date | None, day: DateMention | None) -> bool:
    if published and day:
        return day.last < published - _OLD_NEWS
    return bool(_LONG_AGO.search(folded, sentence.start, sentence.end))


def _day_of(document: Document, sentence: Sentence, reading: _Reading) -> DateMention | None:
    """The date in the sentence nearest to the verb; for an end not that since which the thing had been there."""
    days = [one for one in document.dates if sentence.start <= one.start < sentence.end]
    if reading.step.type in _ENDED_BY:
        days = [one for one in days if not _SINCE.search(document.folded, max(0, one.start - 12), one.start)]
    return min(days, key=lambda one: abs(one.start - reading.verb[0]), default=None)


def _remit(document: Document, sentence: Sentence) -> Remit:
    near = document.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    pattern = cues().whole_council
    return (
        "whole_council"
        if any(pattern.search(document.folded, one.start, one.end) for one in near)
        else "childrens_services"
    )


def _settled(told: list[_Told], authority: str, kind: str) -> Iterator[Intervention]:
    """The rows for all that an article tells of one type of step at one authority."""
    steps = [one for one in told if (one.authority, one.type) == (authority, kind)]
    ends = [
        one for one in told if one.authority == authority and _ENDED_BY.get(one.type) == kind and one.when != "proposed"
    ]
    steps = _in_series(steps) if kind in _IN_SERIES else steps
    if ends:
        steps = [replace(one, when="previous") if one.when == "current" else one for one in steps]
    is_certain = any(one.when == "current" and not one.is_standing for one in steps)
    for when in ("current", "previous", "proposed"):
        group = [one for one in steps if one.when == when]
        if when == "current" and not is_certain and any(one.when == "proposed" for one in steps):
            continue
        if is_certain and (when == "proposed" or (when == "previous" and kind in _ENDED_BY)):
            continue
        yield from _rows(group, several=when == "previous" and kind in _IN_SERIES)


def _in_series(steps: list[_Told]) -> list[_Told]:
    """Notices and directions: where dated ones follow each other, only the latest is in force."""
    dated = [one for one in steps if one.day and one.day.precision != "year" and one.when == "current"]
    days = {one.day.first for one in dated if one.day}
    if len(days) < 2 or not any(one.replaces for one in steps):
        return steps
    return [
        replace(one, when="previous") if one in dated and one.day and one.day.first < max(days) else one
        for one in steps
    ]


def _rows(group: list[_Told], *, several: bool) -> Iterator[Intervention]:
    if not group:
        return
    dated = {one.day.first: one for one in reversed(group) if one.day}
    firm = next((one for one in group if not one.is_standing), group[0])
    person = next((one.person for one in group if one.person), None)
    for one in list(dated.values())[::-1] if several and dated else [firm]:
        evidence = Evidence(one.sentence.start, one.sentence.end, f"intervention_{one.type}", _confidence(one))
        remit: Remit = (
            "whole_council" if any(other.remit == "whole_council" for other in group) else "childrens_services"
        )
        yield Intervention(one.authority, one.type, one.when, person, evidence, remit)


def _confidence(one: _Told) -> float:
    return 0.75 if one.is_standing else 0.8 if one.when == "proposed" else 0.92
