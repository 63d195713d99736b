"""Whether a step of intervention has been taken, is over, or is only spoken of."""

import re
from datetime import timedelta
from functools import partial

from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.intervention_days import latest_day, now_of
from transforms.extract.intervention_kinds import ENDED_BY, MONTHS_IN_FORCE, OF_PERSONS
from transforms.extract.intervention_reading import Reading
from transforms.extract.intervention_scene import around, cues_in
from transforms.extract.intervention_words import REACH, cues
from transforms.extract.periods import add_months
from transforms.extract.sentences import Sentence
from transforms.extract.trace import because
from transforms.extract.worded import Worded
from transforms.extract.wording import plain
from transforms.facts import When

_worded = partial(Worded, "intervention_clauses.yaml")
_MONTHS_OF_WHOLE_COUNCIL = 48
"""Best-value commissioners stay for years: those for Slough, Thurrock and Birmingham were sent for five."""
_CLAUSE = _worded(r"[;:]|,\sand\b|\b{another_clause}\b")
_LASTING = _worded(r"{lasting}")
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_EVER_SINCE = _worded(r"\b{ever_since}\b")
_LONG_AGO = _worded(r"\b(?:{long_ago}|in (?:19|20)\d\d)\b")
_INDEFINITE = _worded(r"\b{indefinite}\s(?:[\w'-]{1,25}\s){0,2}$")
_PRESENT = _worded(r"\b{present}\b")
_TOOK_UNTIL = _worded(r"\b{took_until}\b")
_HAS = _worded(r"\b(?:has|have|had)\s(?:\w{1,12}\s){0,1}$")
_SECOND = _worded(r"\b{second}\b")
_WHETHER = _worded(r"\b{whether}\b")
_ANY_COUNCIL = _worded(r"\b{any_council}\b")
_AS_A_RULE = _worded(r"\b{as_a_rule}\b")
_PARTICULAR = _worded(r"\b{particular}\b")
_HAD_BEEN = _worded(r"{had_been}\b")
_WAS_IN_POST = _worded(r"\b{was_in_post}\s(?:{before_a_post}[\s'\"]+){0,6}$")
_HAD = _worded(r"\bhad\s(?:(?!{not_of_had}\s)\w{1,12}\s){0,3}$")
_WILL_END = _worded(r"\b{will_end}\b")
_IS_FACT = _worded(r"\b{is_fact}\b")
_DENIAL_REACH = 75
_CUE_REACH, _CLOSE, _BESIDE, _CALLED_OFF_REACH = 70, 28, 12, 50
_OPENING = 4
_SOON = timedelta(days=30)
_DAYS_IN_SIGHT, _DATED_REACH = 12, 24
_OLD_NEWS, _OTHER_NEWS, _GOING_ON = timedelta(days=365), timedelta(days=60), timedelta(days=60)
"""An end is no news after a year, or sooner where the text tells of later days."""


def clause_of(document: Document, sentence: Sentence, reading: Reading) -> str:
    """The words from a little before the step to its end, no further back than its own clause."""
    first, last = min(reading.start, reading.verb[0]), max(reading.start, reading.verb[1])
    begin = max(sentence.start, first - (_BESIDE if reading.stands_alone else _CUE_REACH))
    breaks = list(_CLAUSE.finditer(document.folded, begin, first))
    clause = document.text[breaks[-1].end() if breaks else begin : last]
    return plain(clause).replace("May ", "month ").replace("May,", "month,").lower()


def is_denied(document: Document, sentence: Sentence, reading: Reading, clause: str) -> bool:
    """Whether the text says that there is no such step, or that a plan for it has been called off."""
    if cues().denied.search(clause[-_DENIAL_REACH:]):
        return because(True, "intervention.denied", reading.place)
    begin = max(sentence.start, min(reading.start, reading.verb[0]) - _CALLED_OFF_REACH)
    is_plan = cues().planned.search(document.folded, begin, reading.end)
    before = document.folded[max(sentence.start, reading.start - REACH) : reading.start]
    is_off = bool(is_plan and cues().called_off.match(document.folded, reading.end, sentence.end))
    is_off = is_off or bool(cues().calls_off.match(before))
    return is_off and because(True, "intervention.called_off", reading.place)


def is_general(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether the sentence says what such things are or when they come ("councils are usually sent a commissioner")."""
    sight = around(sentence, reading.start, reading.end)
    is_about_all = _ANY_COUNCIL.search(document.folded, *sight) and _AS_A_RULE.search(document.folded, *sight)
    is_new = is_about_all and not document.mentions_in(sentence) and not _PARTICULAR.search(document.folded, *sight)
    return bool(is_new) and because(True, "intervention.in_general", reading.place)


def standing_of(
    document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None
) -> tuple[When, bool]:
    """When the step was or is to be taken, and whether nothing but its date makes it past."""
    kind = reading.step.type
    if reading.is_plan or _is_proposed(document, sentence, reading, clause, day):
        return because(("proposed", False), "intervention.when.proposed", reading.place)
    if kind in ENDED_BY:
        if _is_old_news(document, sentence, reading, clause, day):
            return because(("previous", False), "intervention.when.ended_long_ago", reading.place, day)
        return because(("current", False), "intervention.when.end_is_news", reading.place)
    if _is_spent(document, sentence, reading, clause):
        return because(("previous", False), "intervention.when.spent", reading.place)
    is_dated = _is_beside(document, reading, day) or not reading.is_standing
    if not is_dated and _is_of_then(document, sentence, reading):
        is_dated = True
        if day and day.start >= sentence.start:
            day = max(document.dates_in(sentence), key=lambda one: one.first)
    is_aged = is_dated and _is_long_ago(document, sentence, reading, day)
    if is_aged:
        return because(("previous", True), "intervention.when.too_long_ago", reading.place, day)
    told = "intervention.when.standing" if reading.is_standing else "intervention.when.told"
    return because(("current", False), told, reading.place)


def _is_of_then(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence about the past speaks of a thing that nothing shows to be there still ("a commissioner")."""
    is_new = _INDEFINITE.search(document.folded, max(sentence.start, reading.start - _CLOSE), reading.start)
    begin = max(sentence.start, reading.start - _CLOSE)
    shows_now = _PRESENT.search(document.folded, begin, min(sentence.end, reading.end + _CUE_REACH))
    return bool(is_new) and not shows_now


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
    is_bare = not (reading.stands_alone or reading.is_held or _LASTING.match(document.folded, reading.verb[0]))
    if cues().doubted.search(beside) or cues().proposed_after.match(document.folded, reading.end, sentence.end):
        return True
    is_built = reading.step.type not in OF_PERSONS and reading.is_mention and not reading.is_held
    if is_built and cues().to_come_after.match(document.folded, reading.end, sentence.end):
        return True
    near = clause if reading.is_mention else _close(clause, reading)
    return is_bare and bool(cues().proposed.search(near))


def _is_spent(document: Document, sentence: Sentence, reading: Reading, clause: str) -> bool:
    before = document.folded[max(sentence.start, reading.start - REACH) : reading.start]
    after = cues().spent_after.match(document.folded, reading.end, sentence.end)
    if cues().spent_before.match(before) or (after and not _is_still_ahead(document, after[0])):
        return True
    if reading.is_standing and _HAD_BEEN.match(document.folded, reading.verb[0]):
        return True
    if reading.is_standing and reading.step.type in OF_PERSONS and _WAS_IN_POST.search(before):
        return True
    is_told = reading.step.type in MONTHS_IN_FORCE and not reading.is_standing
    return is_told and bool(cues().spent_beside.search(clause))


def _is_still_ahead(document: Document, words: str) -> bool:
    """Whether what is said to last "until 2030" lasts beyond the day of publication."""
    years = [int(year) for year in _A_YEAR.findall(words)]
    return bool(years) and max(years) > now_of(document).year


def _is_long_ago(document: Document, sentence: Sentence, reading: Reading, day: DateMention | None) -> bool:
    months = MONTHS_IN_FORCE.get(reading.step.type)
    begin = max(sentence.start, (day.start if day else 0) - REACH)
    if day is None or months is None or _EVER_SINCE.search(document.folded, begin, day.start):
        return False
    if reading.step.type == "commissioner_appointed" and is_whole_council(document, sentence, reading):
        months = _MONTHS_OF_WHOLE_COUNCIL
    told = day.last if day.precision == "year" else day.first
    return told < add_months(now_of(document), -months)


def is_whole_council(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether best-value powers, or the ministers who have them, are spoken of around the step."""
    near = document.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    begin, end = max(near[0].start, reading.start - 2 * REACH), min(near[-1].end, reading.end + 2 * REACH)
    if cues_in(document).search("whole_council", begin, end):
        return True
    words = document.folded[reading.start : reading.end]
    sight = around(sentence, reading.start, reading.end)
    return words.endswith("commissioners") and not cues().childrens.search(document.folded, *sight)


def is_second(document: Document, reading: Reading) -> bool:
    """Whether a notice or direction is called the second or a revised one."""
    is_paper = reading.step.type in {"improvement_notice_issued", "direction_issued"}
    return is_paper and bool(_SECOND.search(document.folded, max(0, reading.start - _CLOSE), reading.end))


def _is_to_come(document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None) -> bool:
    folded = document.folded
    is_told_before = reading.rival is not None and reading.rival[1] <= reading.start <= reading.verb[0]
    if _is_fact(document, reading):
        return bool(_WHETHER.search(clause))
    if _TOOK_UNTIL.search(clause) or (is_told_before and not _is_auxiliary(document, reading)):
        return False
    if cues().proposed.search(clause):
        return not cues().granted.match(folded, reading.end, sentence.end)
    behind = cues().proposed_after.match(folded, reading.end, sentence.end)
    if behind and (reading.verb[1] <= reading.start or len(behind["gap"]) <= _BESIDE):
        return True
    if reading.step.type in OF_PERSONS:
        return reading.step.type in ENDED_BY and bool(_WILL_END.search(document.folded, *reading.verb))
    near = _close(clause, reading) if reading.step.type in MONTHS_IN_FORCE else clause
    return bool(cues().to_come.search(near) or (cues().aims.search(near) and not _is_past(document, day, _GOING_ON)))


def _is_fact(document: Document, reading: Reading) -> bool:
    """Whether the verb itself says that it has happened ("was handed", "had revoked")."""
    if reading.verb[1] <= reading.start:
        return bool(_HAS.search(document.folded, max(0, reading.verb[0] - _CLOSE), reading.verb[0]))
    told = (max(reading.end, reading.verb[0] - _BESIDE), reading.verb[1])
    is_to_come = cues().proposed.search(document.folded, *told) or cues().to_come.search(document.folded, *told)
    return bool(_IS_FACT.search(document.folded, *told)) and not is_to_come


def _is_auxiliary(document: Document, reading: Reading) -> bool:
    """Whether more than a bare participle stands behind the thing ("the notice, which will be lifted")."""
    return document.folded[reading.end : reading.verb[1]].count(" ") > 1


def _is_past(document: Document, day: DateMention | None, since: timedelta) -> bool:
    return day is not None and day.last < now_of(document) - since


def _close(clause: str, reading: Reading) -> str:
    """The end of a clause from a few words before the verb: "will be" further off belongs to another verb."""
    length = max(reading.start, reading.verb[1]) - min(reading.verb[0], reading.end)
    return clause[-(length + _CLOSE) :]


def _is_old_news(
    document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None
) -> bool:
    if day:
        if cues().to_come.search(_close(clause, reading)):
            return False
        is_by_the_way = sentence.index > _OPENING or latest_day(document) > day.last + _SOON
        is_overtaken = is_by_the_way and _is_past(document, day, _OTHER_NEWS)
        return is_overtaken or _is_past(document, day, _OLD_NEWS)
    if _HAD.search(document.folded, max(sentence.start, reading.verb[0] - _CLOSE), reading.verb[0]):
        return True
    sight = around(sentence, reading.start, reading.end)
    return not reading.rival and bool(_LONG_AGO.search(document.folded, *sight))
