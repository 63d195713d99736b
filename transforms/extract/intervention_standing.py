"""Whether a step of intervention has been taken, is over, or is only spoken of."""

import re
from datetime import timedelta
from functools import partial

from transforms.extract.dates import DateMention
from transforms.extract.document import Document
from transforms.extract.intervention_clauses import BESIDE, CLOSE, CUE_REACH, close_to
from transforms.extract.intervention_days import now_of
from transforms.extract.intervention_ends import EVER_SINCE, TOOK_UNTIL, is_old_news, is_past
from transforms.extract.intervention_kinds import ENDED_BY, MONTHS_IN_FORCE, OF_PERSONS
from transforms.extract.intervention_mentions import is_to_come_behind
from transforms.extract.intervention_reading import STILL, Reading
from transforms.extract.intervention_remits import is_whole_council
from transforms.extract.intervention_scene import INDEFINITE, around
from transforms.extract.intervention_words import REACH, cues
from transforms.extract.periods import add_months
from transforms.extract.sentences import Sentence
from transforms.extract.trace import because
from transforms.extract.worded import Worded
from transforms.facts import When

_worded = partial(Worded, "intervention_clauses.yaml")
_MONTHS_OF_WHOLE_COUNCIL = 48
"""Best-value commissioners stay for years: those for Slough, Thurrock and Birmingham were sent for five."""
_LASTING = _worded(r"{lasting}")
_A_YEAR = re.compile(r"(?:19|20)\d\d")
STILL_NOW = _worded(r"\b{still_now}\b")
_IN_FORCE_YET = _worded(r"\b{in_force_yet}\b")
_LIKEWISE = _worded(r"\b{likewise}\b")
_REMAINS = _worded(r"(?:[^.;:!?]{0,40}\b(?:said|says)\s(?:that\s)?)?{takes_up}\s[^.;:!?]{0,20}\b{in_force_yet}\b")
_PRESENT = _worded(r"\b{present}\b")
_SINCE = _worded(r"[^.;:]{0,12}\s{ever_since}\s")
_UNTIL = _worded(r"[^.;:]{0,60}\b{lasted_until}\s")
_BULLET = re.compile(r"\W{0,3}(?:\(?\w{1,3}[.)]\s)?")
_ORDER = _worded(r"{orders}\b")
_STAYS = _worded(r"\b{stays}\b")
_HAS = _worded(r"\b(?:has|have|had)\s(?:\w{1,12}\s){0,1}$")
_WHETHER = _worded(r"\b{whether}\b")
_BACK_THEN = _worded(r"\bwhen\s[^,.]{1,30}\s{began}\b[^.]{0,50}\bhad\s{indefinite}\b")
_HAD_BEEN = _worded(r"{had_been}\b")
_WAS_IN_POST = _worded(r"\b{was_in_post}\s(?:{before_a_post}[\s'\"]+){0,6}$")
_WILL_END = _worded(r"\b{will_end}\b")
_DECIDED = _worded(r"\b{decided}\s[^.;]{0,60}\bshould\b")
_IS_BEING = _worded(r"\b{is_being}\b")
_IS_PAST = _worded(r"\b(?:{is_fact}|\w+ed|left|fell|ran|gone|met|held)\b")
_IS_FACT = _worded(r"\b{is_fact}\b")
_DATED_REACH = 24
_GOING_ON = timedelta(days=60)


def standing_of(
    document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None
) -> tuple[When, bool]:
    """When the step was or is to be taken, and whether nothing but its date makes it past."""
    kind = reading.step.type
    if reading.is_plan or _is_proposed(document, sentence, reading, clause, day):
        return because(("proposed", False), "intervention.when.proposed", reading.place)
    if kind in ENDED_BY and _is_ahead(document, reading, day):
        return because(("proposed", False), "intervention.when.proposed", reading.place)
    if kind in ENDED_BY:
        if is_old_news(document, sentence, reading, clause, day):
            return because(("previous", False), "intervention.when.ended_long_ago", reading.place, day)
        return because(("current", False), "intervention.when.end_is_news", reading.place)
    if _is_spent(document, sentence, reading, clause, day):
        return because(("previous", False), "intervention.when.spent", reading.place)
    is_there_yet = reading.is_standing and STILL.search(document.folded, *reading.verb)
    is_dated = not is_there_yet and (_is_beside(document, reading, day) or not reading.is_standing)
    if not is_dated and _is_of_then(document, sentence, reading):
        is_dated = True
        if day and day.start >= sentence.start:
            day = max(document.dates_in(sentence), key=lambda one: one.first)
    is_aged = is_dated and _is_long_ago(document, sentence, reading, day)
    if is_aged:
        return because(("previous", True), "intervention.when.too_long_ago", reading.place, day)
    told = "intervention.when.standing" if reading.is_standing else "intervention.when.told"
    return because(("current", False), told, reading.place)


def _is_ahead(document: Document, reading: Reading, day: DateMention | None) -> bool:
    """Whether an end has its date still before it ("expires next March"), and is not told in the past tense."""
    soon = _GOING_ON if reading.step.type in OF_PERSONS else timedelta(0)
    is_later = day is not None and day.start >= reading.verb[0] and day.first > now_of(document) + soon
    return is_later and not _IS_PAST.search(document.folded, *reading.verb)


def _is_of_then(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence about the past speaks of a thing that nothing shows to be there still ("a commissioner")."""
    is_new = INDEFINITE.search(document.folded, max(sentence.start, reading.start - CLOSE), reading.start)
    begin = max(sentence.start, reading.start - CLOSE)
    shows_now = _PRESENT.search(document.folded, begin, min(sentence.end, reading.end + CUE_REACH))
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
        return _is_ordered(document, sentence, reading) or _is_to_come(document, sentence, reading, clause, day)
    begin = reading.start - 2 * BESIDE
    beside = document.folded[max(sentence.start, begin) : reading.start]
    is_bare = not (reading.stands_alone or reading.is_held or _LASTING.match(document.folded, reading.verb[0]))
    if cues().doubted.search(beside) or cues().proposed_after.match(document.folded, reading.end, sentence.end):
        return True
    is_built = reading.step.type not in OF_PERSONS and reading.is_mention and not reading.is_held
    if is_built and is_to_come_behind(document, sentence, reading.end):
        return True
    near = (
        clause if reading.is_mention or _WHETHER.search(clause) else clause[-(len(close_to(clause, reading)) + CLOSE) :]
    )
    if reading.stands_alone and INDEFINITE.search(document.folded, max(sentence.start, begin), reading.start):
        return bool(cues().proposed.search(document.folded, max(sentence.start, begin - CLOSE), reading.start))
    return is_bare and bool(cues().proposed.search(near))


def _is_spent(document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None) -> bool:
    before = document.folded[max(sentence.start, reading.start - REACH) : reading.start]
    after = cues().spent_after.match(document.folded, reading.end, sentence.end)
    if after and not _is_still_ahead(document, after[0]):
        return True
    if cues().spent_before.match(before) and not _SINCE.match(document.folded, reading.end):
        return True
    if reading.step.type in MONTHS_IN_FORCE and _is_until(document, sentence, reading):
        return True
    if reading.is_standing and _HAD_BEEN.match(document.folded, reading.verb[0]):
        return True
    if reading.is_standing and reading.step.type in OF_PERSONS and _BACK_THEN.search(clause):
        return True
    is_told_at_large = reading.is_standing or day is None
    if is_told_at_large and reading.step.type in OF_PERSONS and _WAS_IN_POST.search(before):
        return True
    is_told = reading.step.type in MONTHS_IN_FORCE and not reading.is_standing
    return is_told and bool(cues().spent_beside.search(clause))


def _is_ordered(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether the step is an item of what the council is told to do ("(a) set up a board ...")."""
    is_built = reading.step.type in {"improvement_board_established", "trust_established"}
    opening = document.text[sentence.start : reading.verb[0]]
    return is_built and bool(_BULLET.fullmatch(opening) and _ORDER.match(document.text, reading.verb[0]))


def _is_until(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether what is told behind lasted "until" a day that had gone by when the text came out."""
    behind = max(reading.end, reading.verb[1])
    until = _UNTIL.match(document.folded, behind, sentence.end)
    begin = max(sentence.start, reading.place[0] - CLOSE)
    if until is None or _STAYS.search(document.folded, begin, until.end()):
        return False
    days = (one for one in document.dates_in(sentence) if until.end() <= one.start < until.end() + CLOSE)
    return any(one.last < now_of(document) for one in days)


def _is_still_ahead(document: Document, words: str) -> bool:
    """Whether what is said to last "until 2030" lasts beyond the day of publication."""
    years = [int(year) for year in _A_YEAR.findall(words)]
    return bool(years) and max(years) > now_of(document).year


def _is_long_ago(document: Document, sentence: Sentence, reading: Reading, day: DateMention | None) -> bool:
    months = MONTHS_IN_FORCE.get(reading.step.type)
    begin = max(sentence.start, (day.start if day else 0) - REACH)
    if day is None or months is None or EVER_SINCE.search(document.folded, begin, day.start):
        return False
    if _is_in_force_yet(document, sentence, reading):
        return False
    if reading.step.type == "commissioner_appointed" and is_whole_council(document, sentence, reading):
        months = _MONTHS_OF_WHOLE_COUNCIL
    told = day.last if day.precision == "year" else day.first
    return told < add_months(now_of(document), -months)


def _is_in_force_yet(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether the words behind, the head of the next sentence, or a "so is" before say that it is there to this day."""
    folded, behind = document.folded, max(reading.end, reading.verb[1])
    begin, end = around(sentence, reading.start, behind)
    if _IN_FORCE_YET.search(folded, behind, end) or STILL_NOW.search(folded, behind, end):
        return True
    if _LIKEWISE.search(folded, begin, reading.start) and _IN_FORCE_YET.search(folded, begin, reading.start):
        return True
    following = document.sentences[sentence.index + 1 : sentence.index + 2]
    return any(_REMAINS.match(folded, one.start, one.end) for one in following)


def _is_to_come(document: Document, sentence: Sentence, reading: Reading, clause: str, day: DateMention | None) -> bool:
    folded = document.folded
    is_told_before = reading.rival is not None and reading.rival[1] <= reading.start <= reading.verb[0]
    if _is_fact(document, reading):
        return bool(_WHETHER.search(clause))
    if reading.step.type == "improvement_board_established" and _IS_BEING.search(clause[-2 * CLOSE :]):
        return False
    if TOOK_UNTIL.search(clause) or (is_told_before and not _is_auxiliary(document, reading)):
        return False
    if cues().proposed.search(clause):
        if reading.step.type in ENDED_BY | MONTHS_IN_FORCE and _DECIDED.search(clause):
            return False
        return not cues().granted.match(folded, reading.end, sentence.end)
    behind = cues().proposed_after.match(folded, reading.end, sentence.end)
    if behind and (reading.verb[1] <= reading.start or len(behind["gap"]) <= BESIDE):
        return True
    if reading.step.type in OF_PERSONS:
        return reading.step.type in ENDED_BY and bool(_WILL_END.search(document.folded, *reading.verb))
    near = close_to(clause, reading) if reading.step.type in MONTHS_IN_FORCE else clause
    return bool(cues().to_come.search(near) or (cues().aims.search(near) and not is_past(document, day, _GOING_ON)))


def _is_fact(document: Document, reading: Reading) -> bool:
    """Whether the verb itself says that it has happened ("was handed", "had revoked")."""
    if reading.verb[1] <= reading.start:
        is_talk = cues().proposed.search(document.folded, *reading.verb)
        return not is_talk and bool(_HAS.search(document.folded, max(0, reading.verb[0] - CLOSE), reading.verb[0]))
    if (
        reading.gap <= 1
        and not reading.stands_alone
        and reading.step.type in MONTHS_IN_FORCE
        and not _is_auxiliary(document, reading)
    ):
        return True
    told = (max(reading.end, reading.verb[0] - BESIDE), reading.verb[1])
    is_to_come = cues().proposed.search(document.folded, *told) or cues().to_come.search(document.folded, *told)
    return bool(_IS_FACT.search(document.folded, *told)) and not is_to_come


def _is_auxiliary(document: Document, reading: Reading) -> bool:
    """Whether more than a bare participle stands behind the thing ("the notice, which will be lifted")."""
    return document.folded[reading.end : reading.verb[1]].count(" ") > 1
