"""Who the commissioner or adviser is that a sentence speaks of."""

import re

from transforms.extract.document import Document
from transforms.extract.intervention_words import cues
from transforms.extract.names import NameSpan, find_names
from transforms.extract.sentences import Sentence
from transforms.extract.wording import plain

_APPOSITION_AFTER = re.compile(
    r"(?:s?['\"]?,?\s(?:for|of|in|at|to)\s[^.;:]{0,60}?)?"
    r"['\"]?(?:,|\s-|\s\(|:|\sis|\swas|\swill be|\sto be)?\s?(?:lord|lady|sir|dame)?\s?$"
)
_APPOSITION_BEFORE = re.compile(
    r"^(?:,?\swho\s(?:is|was|has been|had been|becomes|became)|,|\s-|\s\(|\sas|\sto be|\sis|\swas|\sbecomes?)?\s"
    r"(?:(?:the|its|their|a|an|new|dfe|dfe's|government|government's|department for education|independent|specialist"
    r"|children's|services|improvement|appointed|dfe-appointed|government-appointed|current)[\s'\"]+){0,6}$"
)
_OWN_CLAUSE = re.compile(r"\b(?:after|when|while|because|since|following|whether|said|says|told)\b")
_APPOINTED_NEXT = re.compile(
    r"\s(?:(?:has|have|had) been|is|was|will be|to be|is to be|is being)\s(?:appointed|named|made|sent in|chosen)\b"
)
_TITLES_FOR_FIRST_NAMES = {"Lord", "Lady", "Baroness", "Baron"}
_TAKES_THE_POST = re.compile(
    r"\b(?:(?:re-?)?appoint|nam(?:ed|es)|made|put|remov|takes? over|steps? down|stood down|stepped down|left|sent|becom"
    r"|quit|resign|fill|role|as commissioner|will (?:direct|oversee|report|review|lead|conduct|assess|take))"
)


def person_in_post(document: Document, sentence: Sentence, start: int, end: int) -> str | None:
    """The full name that stands in apposition to the post at `start` to `end`."""
    folded = document.folded
    for one in _names(document, sentence):
        follows = one.start >= end and _APPOSITION_AFTER.match(folded[end : one.start])
        if follows or (one.end <= start and _APPOSITION_BEFORE.match(folded[one.end : start])):
            return one.name
    return None


def person_beside(document: Document, sentence: Sentence, start: int, end: int) -> str | None:
    """The full name of whoever takes or holds the post: in apposition, in the same sentence, or opening the next."""
    if beside := person_in_post(document, sentence, start, end):
        return beside
    names = [one for one in _names(document, sentence) if not _is_apart(document, end, one)]
    if names and _TAKES_THE_POST.search(document.folded, sentence.start, sentence.end):
        return min(names, key=lambda one: min(abs(one.start - end), abs(start - one.end))).name
    return _opens_next(document, sentence)


def _is_apart(document: Document, end: int, name: NameSpan) -> bool:
    """Whether the name stands behind the post in a clause of its own ("after the chief inspector, ...")."""
    return name.start > end and bool(_OWN_CLAUSE.search(document.folded, end, name.start))


def _opens_next(document: Document, sentence: Sentence) -> str | None:
    if sentence.index + 1 >= len(document.sentences):
        return None
    following = document.sentences[sentence.index + 1]
    names = [one for one in _names(document, following) if one.start <= following.start + 2]
    takes = _TAKES_THE_POST.search(document.folded, following.start, following.end)
    return names[0].name if names and takes else None


def _names(document: Document, sentence: Sentence) -> list[NameSpan]:
    """Full names in a sentence, ministers, leaders and inspectors left out."""
    taken = [(one.start - sentence.start, one.end - sentence.start) for one in document.mentions_in(sentence)]
    spans = find_names(plain(sentence.text), taken)
    moved = [NameSpan(one.start + sentence.start, one.end + sentence.start, one.title, one.parts) for one in spans]
    full = (one for one in moved if len(one.parts) > 1 or one.title in _TITLES_FOR_FIRST_NAMES)
    return [one for one in full if not _is_somebody_else(document.folded, one)]


def _is_somebody_else(folded: str, name: NameSpan) -> bool:
    if _APPOINTED_NEXT.match(folded, name.end):
        return False
    before = folded[max(0, name.start - 40) : name.start]
    return bool(cues().other_persons_before.search(before) or cues().other_persons_after.match(folded, name.end))
