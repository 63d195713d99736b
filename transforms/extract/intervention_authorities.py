"""Which authority, or which several, a step of intervention is taken at."""

import re
from bisect import bisect_left
from functools import lru_cache, partial

from transforms.extract.by_the_way import is_persons
from transforms.extract.document import AuthorityMention, Document
from transforms.extract.intervention_kinds import OF_PERSONS
from transforms.extract.intervention_reading import Reading
from transforms.extract.intervention_scene import around
from transforms.extract.intervention_words import cues
from transforms.extract.sentences import Sentence
from transforms.extract.trace import because
from transforms.extract.worded import Worded

_worded = partial(Worded, "intervention_clauses.yaml")
_LEADS_ON = _worded(
    r"(?:'s)?(?:\s{sent_there})?(?:\sby\s[\w' -]{3,40}?)?\s{there}\s(?:[\w' -]{0,45}\s{part_of}\s)?(?:the\s)?"
    r"|\s(?:{has_been}\s)?{named_to}\sto\s[\w' -]{0,60}\s{whether_in}\s(?:the\s)?"
)
_GOES_ON = re.compile(r"(?:'s)?(?:,\s|,?\sand\s|\s&\s)(?:the\s)?")
_POST_AT = _worded(r"\b{worked_elsewhere}\b[^.;]{0,70}\b{elsewhere_at}\s(?:the\s)?$")
_ITS = _worded(r"\bits\s(?:{its_own}\s)?$")
_OWNS = _worded(r"(?:\s{council_words}){0,3}(?:'s|')\s(?:[\w-]{1,14}\s){0,2}")
_ITS_REACH = 20
_AS = re.compile(r"\b(?:as|to be|to act)\b")
_POST_BEHIND = _worded(r"(?:'s|s')?(?:\s{council_words}(?:'s)?){0,3}\s(?:{ranks}\s){0,2}{posts}")
_HAILS_FROM = _worded(
    r"(?:\b{staff}\sfrom\s[^.;]{0,60}|{former}\s(?:[\w' -]{0,60}\s)?(?:at\s|of\s|in\s)?|[a-z]\sfrom\s)(?:the\s)?$"
)
_LIKE = _worded(r"\b{like}\s(?:[\w' -]{0,40}\s(?:and|or)\s)?(?:the\s)?$")
_PARTNER = _worded(r"\b{partners}\s(?:[\w' -]{0,40}\sand\s)?(?:the\s)?$")
_HELPER = _worded(r"(?:\s{council_words}){0,3},?\s{helps}\b")
_TOLD_MORE = _worded(r"(?:\s{council_words}){0,3},\s(?:where|which|whose)\b")
_POST_REACH = 110
_OF_SOMEBODY = re.compile(r"\b[A-Z][\w'\u2019-]+ [A-Z][\w'\u2019-]+,? (?:of|from|at) (?:the )?$")
_ALL_COUNCILS = _worded(r"\b{all_councils}\b")
_TWO = _worded(r"{two}\b")
_FAR = 50
_OPENING = 20
_INTO = _worded(r"{into}$")


def authorities_meant(document: Document, sentence: Sentence, reading: Reading) -> tuple[str, ...]:
    """Short official names: those named right behind the thing ("in Norfolk and Sandwell"), else the one in mind."""
    named = document.mentions_in(sentence)
    if owners := [one.authority for one in named if one.trust and one.start == reading.start]:
        told_of = [one for one in owners if one in document.subjects]
        return because(
            _moving(document, named, told_of or owners, reading), "intervention.authority.owner", reading.place
        )
    following = [one for one in named if one.start >= reading.end]
    is_led = following and _is_led(document, reading, following[0])
    is_from = reading.step.type in {"commissioner_appointed", "adviser_appointed"} and document.folded.startswith(
        " from", reading.end
    )
    if is_led and not is_from:
        return because(_listed(document, following), "intervention.authority.named_behind", reading.place, following[0])
    before = [one for one in named if one.end <= reading.start]
    if before and _OWNS.fullmatch(document.folded, before[-1].end, reading.start):
        return because((before[-1].authority,), "intervention.authority.its", reading.place, before[-1])
    before = [one for one in before if not _is_aside(document, one, reading)]
    if before and _ITS.search(document.folded, max(sentence.start, reading.start - _ITS_REACH), reading.start):
        return because((before[-1].authority,), "intervention.authority.its", reading.place, before[-1])
    if several := _several(document, sentence, reading):
        return because(several, "intervention.authority.several", reading.place)
    found = _in_mind(document, sentence, named, reading)
    if found is None or found in document.subjects or not named:
        row = _row_of(document, found, named, reading) if found else ()
        return because(row, "intervention.authority.in_mind", reading.place) if row else ()
    if _is_by_the_way(document, found, named, reading):
        alone = document.subjects if len(document.subjects) == 1 else _last_subject(document, sentence)
        return because(alone, "intervention.authority.only_subject", reading.place)
    return because(_row_of(document, found, named, reading), "intervention.authority.in_sentence", reading.place)


def names_own(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether the sentence names the authority of a step that goes back to one told before.

    What stands behind "it" or "he" is something else, unless it is led on to ("he moved to Norfolk").
    """
    named = document.mentions_in(sentence)
    if " " in document.folded[reading.start : reading.end]:
        return bool(named)
    named = tuple(one for one in named if not _is_passing(document, one))
    behind = [one for one in named if one.start >= reading.end]
    return len(behind) < len(named) or bool(behind and _is_led(document, reading, behind[0]))


def _several(document: Document, sentence: Sentence, reading: Reading) -> tuple[str, ...]:
    """All subjects, where "both councils" are spoken of, or they have just been named in a row."""
    if len(document.subjects) < 2:
        return ()
    counted = _ALL_COUNCILS.search(document.folded, *around(sentence, reading.start, reading.end))
    if counted and (len(document.subjects) == 2 or not _TWO.match(counted[0])):
        return document.subjects
    last = bisect_left(document.mention_starts, reading.start)
    row = document.mentions[max(0, last - len(document.subjects)) : last]
    is_near = bool(row) and row[0].start >= sentence.start
    is_all = is_near and {one.authority for one in row} == set(document.subjects)
    return document.subjects if is_all and len(_listed(document, list(row))) == len(row) else ()


def _row_of(document: Document, found: str, named: tuple[AuthorityMention, ...], reading: Reading) -> tuple[str, ...]:
    """The authority in mind, with those in a row with it before the step ("Kent and Essex are under ...")."""
    row: list[AuthorityMention] = []
    for one in named:
        if one.end <= reading.start:
            goes_on = row and _GOES_ON.fullmatch(document.folded, row[-1].end, one.start)
            row = [*row, one] if goes_on else [one]
    names = tuple(dict.fromkeys(one.authority for one in row))
    return names if found in names else (found,)


def _in_mind(
    document: Document, sentence: Sentence, named: tuple[AuthorityMention, ...], reading: Reading
) -> str | None:
    """Whom the place is about; one of several subjects that is named in passing only makes way for the one before."""
    found = (None if named else _topic_before(document, sentence)) or document.authority_of(reading.start, reading.end)
    if found is None or len(document.subjects) < 2 or found not in document.subjects:
        return found
    failing = _failing(document)
    if not named and found not in failing:
        last = bisect_left(document.mention_starts, sentence.start)
        beside = document.mentions_in(document.sentence_at(document.mentions[last - 1].start)) if last else ()
        meant = {one.authority for one in beside} & failing
        if len(meant) == 1:
            return min(meant)
    last = bisect_left(document.mention_starts, sentence.end if named else sentence.start)
    recent = document.mentions[max(0, last - _FAR) : last][::-1]
    latest = next((one for one in recent if one.authority == found), None)
    if latest is None or not _is_compared(document, latest) or _TOLD_MORE.match(document.folded, latest.end):
        return found
    others = (one for one in recent if one.authority in document.subjects and not _is_compared(document, one))
    return next((one.authority for one in others), found)


def _topic_before(document: Document, sentence: Sentence) -> str | None:
    """An authority that is no subject and alone opens the last sentence of the paragraph that names any."""
    last = bisect_left(document.mention_starts, sentence.start) - 1
    if last < 0:
        return None
    before = document.sentence_at(document.mentions[last].start)
    named = document.mentions_in(before)
    is_aside = before.paragraph != sentence.paragraph or len({one.authority for one in named}) > 1
    if is_aside or named[0].start - before.start > _OPENING:
        return None
    return named[0].authority


@lru_cache(maxsize=2)
def _failing(document: Document) -> frozenset[str]:
    """The subjects of which a sentence that names none beside them says that they fail or are under intervention."""
    found = set()
    for cue in cues().failing.finditer(document.folded):
        named = {one.authority for one in document.mentions_in(document.sentence_at(cue.start()))}
        if len(named) == 1:
            found |= named
    return frozenset(found.intersection(document.subjects))


def _last_subject(document: Document, sentence: Sentence) -> tuple[str, ...]:
    """The one of several subjects that was named last before a sentence, and not in passing."""
    last = bisect_left(document.mention_starts, sentence.start)
    recent = document.mentions[max(0, last - _FAR) : last][::-1]
    return next(((one.authority,) for one in recent if one.authority in document.subjects), ())


def _is_led(document: Document, reading: Reading, first: AuthorityMention) -> bool:
    """Whether the words behind the thing, or behind its verb, lead on to the authority ("was sent to Norfolk")."""
    if _LEADS_ON.fullmatch(document.folded, reading.end, first.start):
        return True
    goes_on = reading.end <= reading.verb[1] and not document.folded.startswith(" from", reading.verb[1])
    return goes_on and bool(_LEADS_ON.fullmatch(document.folded, reading.verb[1], first.start))


def _moving(
    document: Document, named: tuple[AuthorityMention, ...], owners: list[str], reading: Reading
) -> tuple[str, ...]:
    """Whose services go to a trust that is named: another authority's than its owners', if the sentence names one."""
    others = [one for one in named if one.authority not in owners]
    if reading.end <= reading.verb[0]:
        taken_over = {one.authority for one in others if one.start >= reading.verb[1]}
    elif _INTO.search(document.folded[slice(*reading.verb)].rstrip()):
        taken_over = {one.authority for one in others} or set(document.subjects).difference(owners)
    else:
        taken_over = set()
    if len(taken_over) == 1:
        return tuple(taken_over)
    return tuple(dict.fromkeys(owners))


def _listed(document: Document, mentions: list[AuthorityMention]) -> tuple[str, ...]:
    listed = [mentions[0]]
    for one in mentions[1:]:
        if one.start > listed[-1].end and not _GOES_ON.fullmatch(document.folded, listed[-1].end, one.start):
            break
        listed.append(one)
    return tuple(dict.fromkeys(one.authority for one in listed))


def _is_by_the_way(document: Document, found: str, named: tuple[AuthorityMention, ...], reading: Reading) -> bool:
    """Whether an authority that the story is not about is named only in passing."""
    mentions = [one for one in named if one.authority == found]
    return bool(mentions) and all(_is_aside(document, one, reading) for one in mentions)


def _is_aside(document: Document, one: AuthorityMention, reading: Reading) -> bool:
    """Whether an authority is named in passing, or before a full stop only."""
    if one.end <= reading.start and _TOLD_MORE.match(document.folded, one.end):
        return False
    is_home = reading.step.type in OF_PERSONS and _OF_SOMEBODY.search(document.text, max(0, one.start - 60), one.start)
    return (
        bool(is_home)
        or _is_appointed(document, one, reading)
        or ". " in document.text[one.end : reading.start]
        or _is_passing(document, one)
    )


def _is_appointed(document: Document, one: AuthorityMention, reading: Reading) -> bool:
    """Whether a council is itself the one that is sent ("named the county council as commissioner")."""
    is_between = reading.verb[1] <= one.start and one.end <= reading.start
    is_person = reading.step.type in OF_PERSONS
    return is_person and is_between and bool(_AS.search(document.folded, one.end, reading.start))


def _is_passing(document: Document, one: AuthorityMention) -> bool:
    """Whether an authority is named as an employer, a partner or a comparison."""
    begin = max(0, one.start - _POST_REACH)
    is_employer = _POST_AT.search(document.folded, begin, one.start) or _POST_BEHIND.match(document.folded, one.end)
    return bool(is_employer or _is_compared(document, one))


def _is_compared(document: Document, one: AuthorityMention) -> bool:
    """Whether an authority is only like this one, or helps it out."""
    begin = max(0, one.start - _POST_REACH)
    return bool(
        _LIKE.search(document.folded, begin, one.start)
        or _HAILS_FROM.search(document.folded, begin, one.start)
        or is_persons(document.folded, one)
        or _PARTNER.search(document.folded, begin, one.start)
        or _HELPER.match(document.folded, one.end)
    )
