"""The clause in which a step of intervention is told, and whether the step is meant at all there."""

from functools import partial

from transforms.extract.document import Document
from transforms.extract.intervention_kinds import ENDED_BY
from transforms.extract.intervention_reading import Reading
from transforms.extract.intervention_scene import around
from transforms.extract.intervention_words import REACH, cues
from transforms.extract.sentences import Sentence
from transforms.extract.trace import because
from transforms.extract.worded import Worded
from transforms.extract.wording import plain

_worded = partial(Worded, "intervention_clauses.yaml")
_CLAUSE = _worded(r"[;:]|,\sand\b(?!\sto\b)|(?<!such\s)\b{another_clause}\b")
_ANY_COUNCIL = _worded(r"\b{any_council}\b")
_AS_A_RULE = _worded(r"\b{as_a_rule}\b")
_PARTICULAR = _worded(r"\b{particular}\b")
_DEFINES = _worded(r"(?:{indefinite}\s)?(?:[\w'-]{1,20}\s){0,2}{papers}s?\s(?:is|are)\s{indefinite}\s")
_WEIGHED = _worded(r"\b{weighed}\b")
_TURNED_DOWN = _worded(r"\b{turned_down}\b")
_DEFINITION = 90
_TO_BE = _worded(r"\b{to_be}\b")
_CONDITION = _worded(r"^[^,]*\b{whether}\s[^,]{3,70},")
_NOT_FOR_PROFIT = _worded(r"\b{not_for_profit}\b")
_WAS_UNTIL = _worded(r"\b{lasted_until}\s[^,.;]{0,60}\s(?:{ended_then})\s(?:\w{1,12}\s){0,2}\w+$")
_NOT = _worded(r"{nots}")
_MODAL = _worded(r"(?:^|\s){modals}\s")
_DENIAL_REACH = 75
CUE_REACH, CLOSE, BESIDE = 110, 28, 12
"""Letters before a step in which words tell how it is meant: of its clause, close to it, right beside it."""
_CALLED_OFF_REACH = 50


def clause_of(document: Document, sentence: Sentence, reading: Reading) -> str:
    """The words from a little before the step to its end, no further back than its own clause."""
    first, last = min(reading.start, reading.verb[0]), max(reading.start, reading.verb[1])
    begin = max(sentence.start, first - (BESIDE if reading.stands_alone else CUE_REACH))
    breaks = list(_CLAUSE.finditer(document.folded, begin, first))
    clause = document.text[breaks[-1].end() if breaks else begin : last]
    return plain(clause).replace("May ", "month ").replace("May,", "month,").lower()


def close_to(clause: str, reading: Reading) -> str:
    """The end of a clause from a few words before the verb: "will be" further off belongs to another verb."""
    length = max(reading.start, reading.verb[1]) - min(reading.verb[0], reading.end)
    return clause[-(length + CLOSE) :]


def is_to_be(reading: Reading, clause: str) -> bool:
    """Whether the verb of the step is in the future ("will be appointed", "is to send")."""
    return not reading.is_standing and bool(_TO_BE.search(close_to(clause, reading)))


def is_denied(document: Document, sentence: Sentence, reading: Reading, clause: str) -> bool:
    """Whether the text says that there is no such step, or that a plan for it has been called off."""
    if _is_negated(reading, clause):
        return because(True, "intervention.denied", reading.place)
    begin = max(sentence.start, min(reading.start, reading.verb[0]) - _CALLED_OFF_REACH)
    is_plan = cues().planned.search(document.folded, begin, reading.end)
    before = document.folded[max(sentence.start, reading.start - REACH) : reading.start]
    is_off = bool(is_plan and cues().called_off.match(document.folded, reading.end, sentence.end))
    is_off = is_off or bool(cues().calls_off.match(before))
    is_off = is_off or bool(reading.is_standing and cues().refused.match(document.folded, reading.end, sentence.end))
    is_off = is_off or _is_turned_down(document, sentence, reading)
    return is_off and because(True, "intervention.called_off", reading.place)


def _is_turned_down(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether the words behind, or the next sentence, say that nothing came of what was wanted or looked at."""
    near = document.folded[max(sentence.start, min(reading.start, reading.verb[0]) - CLOSE) : reading.end]
    if not _WEIGHED.search(near):
        return False
    following = document.sentences[sentence.index + 1 : sentence.index + 2]
    end = min(following[0].end if following else sentence.end, reading.end + 2 * REACH)
    return bool(_TURNED_DOWN.search(document.folded, reading.end, end))


def _is_negated(reading: Reading, clause: str) -> bool:
    """Whether words before the step deny it.

    "Not" before a "may" or "ought to" is of another clause, and that of "has not been lifted" denies no notice.
    """
    if reading.step.type in ENDED_BY and _WAS_UNTIL.search(clause):
        return False
    if reading.is_standing and reading.end <= reading.verb[0]:
        clause = clause[: reading.verb[0] - reading.verb[1]]
    clause = _CONDITION.sub("", _NOT_FOR_PROFIT.sub("", clause[-_DENIAL_REACH:]))
    modal = max((found.start() for found in _MODAL.finditer(clause)), default=0)
    denials = cues().denied.finditer(clause)
    return any(found.start() >= modal or not _NOT.fullmatch(found[0]) for found in denials)


def is_general(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether the sentence says what such things are or when they come ("councils are usually sent a commissioner")."""
    sight = around(sentence, reading.start, reading.end)
    is_about_all = _ANY_COUNCIL.search(document.folded, *sight) and _AS_A_RULE.search(document.folded, *sight)
    opening = document.folded[sentence.start : min(sentence.end, sentence.start + _DEFINITION)]
    if _DEFINES.match(opening):
        return because(True, "intervention.in_general", reading.place)
    is_new = is_about_all and not document.mentions_in(sentence) and not _PARTICULAR.search(document.folded, *sight)
    return bool(is_new) and because(True, "intervention.in_general", reading.place)
