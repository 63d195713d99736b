"""Which authority, or which several, a step of intervention is taken at."""

import re

from transforms.extract.document import AuthorityMention, Document
from transforms.extract.intervention_reading import Reading
from transforms.extract.sentences import Sentence

_LEADS_ON = re.compile(
    r"(?:'s)?(?:\s(?:appointed|sent|issued|served|lifted|imposed|brought|launched|set up|created|established"
    r"|run|running|based))?\s(?:for|of|in|at|to|into|on|over|from|by)\s"
    r"(?:[\w' -]{0,45}\s(?:for|of|in|at|on)\s)?(?:the\s)?"
    r"|\s(?:(?:has|have|had)\sbeen\s|is\s|was\s)?(?:appointed|sent|brought in|named)\sto\s"
    r"[\w' -]{0,60}\s(?:whether|at|in|of|for)\s(?:the\s)?"
)
_GOES_ON = re.compile(r"(?:'s)?(?:,\s|,?\sand\s|\s&\s)(?:the\s)?")
_POST_AT = re.compile(
    r"\b(?:chief executive|director|head|leader|boss|manager|officer|runs|ran|worked)\b"
    r"[^.;]{0,70}\b(?:of|at|in|for|from)\s(?:the\s)?$"
)
_ITS = re.compile(r"\bits\s(?:own\s|new\s|statutory\s|current\s)?$")
_ITS_REACH = 20
_POST_BEHIND = re.compile(
    r"(?:'s|s')?(?:\s(?:city|county|borough|council|cc|mbc)(?:'s)?){0,3}"
    r"\s(?:(?:former|interim|then|deputy|assistant|executive|corporate|strategic)\s){0,2}"
    r"(?:chief executive|director|head of|leader|boss|children's services (?:chief|boss|director|head))"
)
_HAILS_FROM = re.compile(
    r"(?:\b(?:staff|experts?|officers?|managers?|team)\sfrom\s[^.;]{0,60}"
    r"|former(?:ly)?\s(?:[\w' -]{0,60}\s)?(?:at\s|of\s|in\s)?|[a-z]\sfrom\s)(?:the\s)?$"
)
_LIKE = re.compile(
    r"\b(?:like|unlike|as (?:happened |seen |was done )?in|such as|similar to)\s"
    r"(?:[\w' -]{0,40}\s(?:and|or)\s)?(?:the\s)?$"
)
_POST_REACH = 110
_INTO = ("to", "into", "by", "joined", "over to")


def authorities_meant(document: Document, sentence: Sentence, reading: Reading) -> tuple[str, ...]:
    """Short official names: those named right behind the thing ("in Norfolk and Sandwell"), else the one in mind."""
    named = document.mentions_in(sentence)
    if owners := [one.authority for one in named if one.trust and one.start == reading.start]:
        return _moving(document, named, owners, reading)
    following = [one for one in named if one.start >= reading.end]
    is_led = following and _LEADS_ON.fullmatch(document.folded, reading.end, following[0].start)
    is_from = reading.step.type == "commissioner_appointed" and document.folded.startswith(" from", reading.end)
    if is_led and not is_from:
        return _listed(document, following)
    before = [one for one in named if one.end <= reading.start and not _is_aside(document, one, reading)]
    if before and _ITS.search(document.folded, max(sentence.start, reading.start - _ITS_REACH), reading.start):
        return (before[-1].authority,)
    found = document.authority_of(reading.start, reading.end)
    if found is None or found in document.subjects:
        return () if found is None else (found,)
    is_subject_named = any(one.authority in document.subjects for one in named)
    if is_subject_named or _is_by_the_way(document, found, named, reading):
        return document.subjects if len(document.subjects) == 1 else ()
    return (found,)


def _moving(
    document: Document, named: tuple[AuthorityMention, ...], owners: list[str], reading: Reading
) -> tuple[str, ...]:
    """Whose services go to a trust that is named: another authority's than its owners', if the sentence names one."""
    verb = document.folded[slice(*reading.verb)]
    if reading.verb[1] <= reading.start and verb.rstrip().endswith(_INTO):
        others = [one.authority for one in named if one.authority not in owners]
        others = others or [one for one in document.subjects if one not in owners]
        if len(set(others)) == 1:
            return (others[0],)
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
