"""The one authority that a sentence goes on to tell of without naming it."""

import re
from bisect import bisect_left
from functools import partial

from transforms.extract.by_the_way import is_aside
from transforms.extract.clauses import Clues
from transforms.extract.document import Document
from transforms.extract.sentences import TITLE
from transforms.extract.worded import Worded

_worded = partial(Worded, "rating_clauses.yaml")
_ANAPHOR = _worded(r"[\"'\u2018\u201c]?{goes_back_to_one}\b")
_HEADS_PARAGRAPH = re.compile(r"\s?[:|\u2013\u2014-]\s")
# Characters within which the authority stands that a sentence is about.
_TOPIC_WITHIN = 40
# Sentences back to which "it" may go.
_BACK = 4


def topic_of(document: Document, clues: Clues) -> str | None:
    """The one authority that heads the paragraph, or that one is told of to which "it" or "that" goes back."""
    sentence = clues.sentence
    if document.mentions_in(sentence) or clues.of("partner") or sentence.paragraph == TITLE:
        return None
    place = bisect_left(document.sentence_starts, sentence.start)
    before = document.sentences[max(0, place - 6) : place]
    first = next((one for one in before if one.paragraph == sentence.paragraph), None)
    if first is None:
        return None
    head = document.mentions_in(first)[:1]
    if head and head[0].start - first.start <= 2 and _HEADS_PARAGRAPH.match(document.folded, head[0].end):
        return head[0].authority
    return _told_before(document, place)


def _told_before(document: Document, place: int) -> str | None:
    """The authority of the last sentence before a place that names any, where those from there on all go back to it."""
    for number in range(place, max(0, place - _BACK), -1):
        if not _ANAPHOR.match(document.folded, document.sentences[number].start):
            return None
        before = document.sentences[number - 1]
        if named := document.mentions_in(before):
            alone = len({one.authority for one in named}) == 1 and not is_aside(document.folded, named[0])
            return named[0].authority if alone and named[0].start - before.start <= _TOPIC_WITHIN else None
    return None
