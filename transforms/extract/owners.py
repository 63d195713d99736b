"""Which authorities a grade is given to: those in a row before or behind it, counted, or meant by a pronoun."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from transforms.extract.area_groups import AreaGroup
from transforms.extract.by_the_way import is_aside
from transforms.extract.clauses import Clues
from transforms.extract.document import AuthorityMention, Document
from transforms.extract.grades import Grade, says_in_order
from transforms.extract.topics import topic_of
from transforms.extract.trace import because
from transforms.extract.worded import Worded, numbers, phrases

_FILE = "rating_clauses.yaml"
_worded = partial(Worded, _FILE)
_LIST_GLUE = _worded(
    r"^(?:'s?|\s|,|;|&|\b(?:{joins_names}|in (?:\w{4,7} )?{regions}|in (?:\w{3,9} )?(?:19|20)\d\d)\b"
    r"|\((?:\w{3,9} )?(?:19|20)\d\d\))*$"
)
_WHOSE = _worded(r",?\s{whose}\b")
_TOLD_OF_THERE = _worded(r"(?:^|[,;:\u2013\u2014]\s|\b{opens_a_clause}\s){told_of_there}\s(?:the\s)?$")
_PLACED = re.compile(r"^,? in $")
_THERE = re.compile(r"^[\"'\u2019\u201d*]*:?\s(?:in|at)\s(?:the\s)?$")
_BESIDES = _worded(r"\b{besides}\s(?:the\s)?$")
_QUALIFIES = _worded(r"[\"'\u2019\u201d*]*(?:-{rated})?[\"'\u2019\u201d*]*\s$")
_ALSO = _worded(r"\b{as_did}\s(?:it\s)?{did_so}\s(?:in\s)?$")
_COUNTED = _worded(r"\b({numbers}|{all_of_them})\b(?:(?:\s[\w-]{1,20}){0,3}\s{counted}\b)?")
_INCLUDE = _worded(r"^[^,;:.]{0,20}\s{include_councils}:?\s(?:the\s)?$")
_NUMBER = _worded(r"\b{numbers}\b")
_ALONE, _IN_MIND = "rating.authority.only_subject", "rating.authority.in_mind"
# "Two", "five" by themselves may count anything; from six on, authorities.
_SMALL = 5
# Namings back to which "the borough" may go.
_FAR = 50


@dataclass(frozen=True, slots=True)
class Place:
    """One grade of a sentence among the others, with the rows of areas bound to it."""

    clues: Clues
    grades: Sequence[Grade]
    number: int
    groups: Sequence[AreaGroup]

    @property
    def grade(self) -> Grade:
        """The grade itself."""
        return self.grades[self.number]

    @property
    def limits(self) -> tuple[int, int]:
        """End of the grade before and start of the grade after, or the bounds of the sentence."""
        sentence = self.clues.sentence
        before = self.grades[self.number - 1].end if self.number else sentence.start
        after = self.grades[self.number + 1].start if self.number + 1 < len(self.grades) else sentence.end
        return before, after


def in_a_row(clues: Clues, mentions: Sequence[AuthorityMention]) -> list[AuthorityMention]:
    """The last of the mentions, with those before it that stand in one list with it."""
    row: list[AuthorityMention] = []
    for one in reversed(mentions):
        if row and _PLACED.match(clues.gap(one.end, row[-1].start)):
            row.pop()
        elif row and one.start != row[-1].start and not _LIST_GLUE.match(clues.gap(one.end, row[-1].start)):
            break
        row.append(one)
    return row[::-1]


def _named_before(document: Document, place: Place) -> list[AuthorityMention]:
    clues, limits = place.clues, place.limits
    named = [one for one in document.mentions_in(clues.sentence) if one.end <= place.grade.start]
    near = [one for one in named if one.start >= limits[0]] or named
    clause = clues.folded.rfind("; ", limits[0], place.grade.start)
    near = [one for one in near if one.start > clause] or near
    row = in_a_row(clues, near)
    end = place.grade.start
    own_after = row and clues.between("own", row[-1].end + 1, end)
    if not own_after or not is_aside(document.folded, row[-1]):
        return row
    is_topic = _WHOSE.match(clues.gap(row[-1].end, end)) or _TOLD_OF_THERE.search(
        clues.gap(clues.sentence.start, row[-1].start)
    )
    return row if is_topic else []


def qualified(document: Document, place: Place) -> list[AuthorityMention]:
    """The authorities right behind their grade: "good-rated ...", "the 'inadequate' ..."."""
    row = _row_after(document, place)
    return row if row and _QUALIFIES.match(place.clues.gap(place.grade.end, row[0].start)) else []


def _placed_after(document: Document, place: Place) -> list[AuthorityMention]:
    """The authorities where a grade was given: "rated good in A and B", with those added before: "as well as C"."""
    row = _row_after(document, place)
    if not row or not _THERE.match(place.clues.gap(place.grade.end, row[0].start)):
        return []
    before = _named_before(document, place)
    besides = before and _BESIDES.search(place.clues.gap(max(0, before[0].start - 20), before[0].start))
    return [*before, *row] if besides else row


def _named_after(document: Document, place: Place) -> list[AuthorityMention]:
    own = place.clues.between("own", place.clues.sentence.start, place.grade.start)
    row = [] if own else _row_after(document, place)
    is_by_the_way = row and is_aside(document.folded, row[0]) and "," in place.clues.gap(place.grade.end, row[0].start)
    return [] if is_by_the_way else row


def _row_after(document: Document, place: Place) -> list[AuthorityMention]:
    clues, end = place.clues, place.limits[1]
    named = [one for one in document.mentions_in(clues.sentence) if place.grade.end <= one.start < end]
    if not named:
        return []
    first = next(n for n in range(len(named)) if n + 1 == len(named) or len(in_a_row(clues, named[n : n + 2])) < 2)
    return named[: first + 1]


def _added(document: Document, place: Place) -> Iterator[str]:
    """Authorities added behind the grade: "..., as it did Westminster"."""
    for one in document.mentions_in(place.clues.sentence):
        if place.grade.end <= one.start < place.limits[1] and _ALSO.search(place.clues.gap(one.start - 20, one.start)):
            yield because(one.authority, "rating.authority.added", place.grade, one)


def enumerated(document: Document, place: Place) -> list[str]:
    """The authorities of a list whose length the clause tells: "three councils were judged good - A, B and C"."""
    clues, start, end = place.clues, place.clues.sentence.start, place.limits[1]
    told = {numbers(_FILE, "numbers")[found[0]] for found in _NUMBER.finditer(clues.gap(start, end))}
    behind = _row_after(document, place)
    for row in (behind, _named_before(document, place)):
        names = list(dict.fromkeys(one.authority for one in row))
        listed = row is behind and bool(row) and _INCLUDE.match(clues.gap(place.grade.end, row[0].start))
        if len(names) > 1 and (len(names) in told or listed):
            return names
    return []


def _counted(document: Document, place: Place) -> list[str] | None:
    """All subjects where the sentence counts them ("both councils"), none where it counts others, else None."""
    found = _COUNTED.search(place.clues.gap(place.clues.sentence.start, place.grade.start))
    bare = found and found[0] == found[1]
    told = _length(found[1]) if found else 0
    small = bare and found and found[1] in phrases(_FILE, "numbers") and told <= _SMALL
    if not found or small or (bare and (place.groups or len(document.subjects) == 1)):
        return None
    return list(document.subjects) if told == len(document.subjects) else []


def _length(counted: str) -> int:
    words = " ".join(counted.split())
    return (numbers(_FILE, "numbers") | numbers(_FILE, "all_of_them"))[words]


def _meant(document: Document, place: Place) -> list[str]:
    """The authority that "the council", "it" or "its partner" means."""
    counted = _counted(document, place)
    if counted is not None:
        return because(counted, "rating.authority.counted", place.grade)
    if topic := topic_of(document, place.clues):
        return because([topic], "rating.authority.in_mind", place.grade)
    name = document.authority_of(place.grade.start, place.grade.end)
    named = [one for one in document.mentions_in(place.clues.sentence) if one.end <= place.grade.start]
    if len(document.subjects) == 1 and named and all(is_aside(document.folded, one) for one in named):
        return because(list(document.subjects), "rating.authority.only_subject", place.grade)
    if place.clues.has("partner", place.clues.sentence.start, place.grade.start):
        partner = [one for one in document.subjects if one != name] if len(document.subjects) == 2 else []
        return because(partner, "rating.authority.partner", place.grade)
    if name and not named and name in set(_added(document, place)):
        name = _named_last(document, place.clues.sentence.start)
    alone = len(document.subjects) == 1
    return because([name] if name else [], _ALONE if alone else _IN_MIND, place.grade)


def _named_last(document: Document, end: int) -> str | None:
    """The subject named last before a place."""
    place = bisect_left(document.mentions, end, key=lambda one: one.start)
    earlier = reversed(document.mentions[max(0, place - _FAR) : place])
    return next((one.authority for one in earlier if one.authority in document.subjects), None)


def _told(row: list[AuthorityMention], reason: str, place: Place) -> list[AuthorityMention]:
    return because(row, reason, place.grade, (row[0].start, row[-1].end)) if row else []


def authorities_of(document: Document, place: Place) -> list[tuple[str, float]]:
    """The authorities that a grade is given to, with how certain that is."""
    row = (
        _told(qualified(document, place), "rating.authority.qualified", place)
        or _told(_placed_after(document, place), "rating.authority.placed", place)
        or _told(_named_before(document, place), "rating.authority.before", place)
    )
    if len(row) == len(place.grades) and says_in_order(place.clues):
        row = [row[place.number]]
    row = row or _told(_named_after(document, place), "rating.authority.after", place)
    listed = enumerated(document, place)
    names = listed or [one.authority for one in row] or _meant(document, place)
    if listed:
        because(listed, "rating.authority.listed", place.grade)
    is_sure = row or len(document.subjects) == 1
    certainty = 1.0 if is_sure else because(0.85, "rating.confidence.inferred", place.grade)
    return [(name, certainty) for name in dict.fromkeys((*names, *_added(document, place)))]
