"""Which authority, or which several, a step of intervention is taken at."""

import re

from transforms.extract.document import AuthorityMention, Document
from transforms.extract.intervention_reading import Reading
from transforms.extract.sentences import Sentence

_LEADS_ON = re.compile(
    r"(?:'s)?(?:\s(?:appointed|sent|issued|served|lifted|imposed|brought))?\s(?:for|of|in|at|to|into|on|over|from|by)\s"
    r"(?:[\w' -]{0,45}\s(?:for|of|in|at|on)\s)?(?:the\s)?"
)
_GOES_ON = re.compile(r"(?:'s)?(?:,\s|,?\sand\s|\s&\s)(?:the\s)?")
_POST_AT = re.compile(
    r"\b(?:chief executive|director|head|leader|boss|manager|officer|runs|ran|worked)\b"
    r"[^.;]{0,70}\b(?:of|at|in|for|from)\s(?:the\s)?$"
)
_POST_REACH = 110


def authorities_meant(document: Document, sentence: Sentence, reading: Reading) -> tuple[str, ...]:
    """Short official names: those named right behind the thing ("in Norfolk and Sandwell"), else the one in mind."""
    named = document.mentions_in(sentence)
    following = [one for one in named if one.start >= reading.end]
    if following and _LEADS_ON.fullmatch(document.folded, reading.end, following[0].start):
        return _listed(document, following)
    found = document.authority_of(reading.start, reading.end)
    if found is None:
        return ()
    if (
        len(document.subjects) == 1
        and found != document.subjects[0]
        and _is_by_the_way(document, found, named, reading)
    ):
        return document.subjects
    return (found,)


def _listed(document: Document, mentions: list[AuthorityMention]) -> tuple[str, ...]:
    listed = [mentions[0]]
    for one in mentions[1:]:
        if one.start > listed[-1].end and not _GOES_ON.fullmatch(document.folded, listed[-1].end, one.start):
            break
        listed.append(one)
    return tuple(dict.fromkeys(one.authority for one in listed))


def _is_by_the_way(document: Document, found: str, named: tuple[AuthorityMention, ...], reading: Reading) -> bool:
    """Whether an authority that the story is not about is named as an employer, or before a full stop only."""
    mentions = [one for one in named if one.authority == found]
    return bool(mentions) and all(
        _POST_AT.search(document.folded, max(0, one.start - _POST_REACH), one.start)
        or ". " in document.text[one.end : reading.start]
        for one in mentions
    )
