"""Which authority, or which several, a step of intervention is taken at."""

import re
from functools import partial

from transforms.extract.document import AuthorityMention, Document
from transforms.extract.intervention_reading import Reading
from transforms.extract.sentences import Sentence
from transforms.extract.trace import because
from transforms.extract.worded import Worded

_worded = partial(Worded, "intervention_clauses.yaml")
_LEADS_ON = _worded(
    r"(?:'s)?(?:\s{sent_there})?\s{there}\s(?:[\w' -]{0,45}\s{part_of}\s)?(?:the\s)?"
    r"|\s(?:{has_been}\s)?{named_to}\sto\s[\w' -]{0,60}\s{whether_in}\s(?:the\s)?"
)
_GOES_ON = re.compile(r"(?:'s)?(?:,\s|,?\sand\s|\s&\s)(?:the\s)?")
_POST_AT = _worded(r"\b{worked_elsewhere}\b[^.;]{0,70}\b{elsewhere_at}\s(?:the\s)?$")
_ITS = _worded(r"\bits\s(?:{its_own}\s)?$")
_ITS_REACH = 20
_POST_BEHIND = _worded(r"(?:'s|s')?(?:\s{council_words}(?:'s)?){0,3}\s(?:{ranks}\s){0,2}{posts}")
_HAILS_FROM = _worded(
    r"(?:\b{staff}\sfrom\s[^.;]{0,60}|{former}\s(?:[\w' -]{0,60}\s)?(?:at\s|of\s|in\s)?|[a-z]\sfrom\s)(?:the\s)?$"
)
_LIKE = _worded(r"\b{like}\s(?:[\w' -]{0,40}\s(?:and|or)\s)?(?:the\s)?$")
_POST_REACH = 110
_INTO = _worded(r"{into}$")


def authorities_meant(document: Document, sentence: Sentence, reading: Reading) -> tuple[str, ...]:
    """Short official names: those named right behind the thing ("in Norfolk and Sandwell"), else the one in mind."""
    named = document.mentions_in(sentence)
    if owners := [one.authority for one in named if one.trust and one.start == reading.start]:
        return because(_moving(document, named, owners, reading), "intervention.authority.owner", reading.place)
    following = [one for one in named if one.start >= reading.end]
    is_led = following and _LEADS_ON.fullmatch(document.folded, reading.end, following[0].start)
    is_from = reading.step.type in {"commissioner_appointed", "adviser_appointed"} and document.folded.startswith(
        " from", reading.end
    )
    if is_led and not is_from:
        return because(_listed(document, following), "intervention.authority.named_behind", reading.place, following[0])
    before = [one for one in named if one.end <= reading.start and not _is_aside(document, one, reading)]
    if before and _ITS.search(document.folded, max(sentence.start, reading.start - _ITS_REACH), reading.start):
        return because((before[-1].authority,), "intervention.authority.its", reading.place, before[-1])
    found = document.authority_of(reading.start, reading.end)
    if found is None or found in document.subjects:
        return () if found is None else because((found,), "intervention.authority.in_mind", reading.place)
    is_subject_named = any(one.authority in document.subjects for one in named)
    if is_subject_named or _is_by_the_way(document, found, named, reading):
        alone = document.subjects if len(document.subjects) == 1 else ()
        return because(alone, "intervention.authority.only_subject", reading.place)
    return because((found,), "intervention.authority.in_sentence", reading.place)


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
    """Whether an authority is named as an employer or a comparison, or before a full stop only."""
    begin = max(0, one.start - _POST_REACH)
    return bool(
        _POST_AT.search(document.folded, begin, one.start)
        or _POST_BEHIND.match(document.folded, one.end)
        or _LIKE.search(document.folded, begin, one.start)
        or _HAILS_FROM.search(document.folded, begin, one.start)
        or ". " in document.text[one.end : reading.start]
    )
