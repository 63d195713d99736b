"""Whose a grade is: which authority's, or a school's, a home's or nobody's in particular."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from transforms.data import read_yaml, words
from transforms.extract.bindings import AreaGroup
from transforms.extract.clauses import Clues
from transforms.extract.document import AuthorityMention, Document
from transforms.extract.grades import Grade
from transforms.extract.subjects import is_aside
from transforms.extract.terms import Term

_LIST_GLUE = re.compile(
    r"^(?:'s?|\s|,|;|&|\b(?:and|both|the|as well as|along with|in|for|councils?|together with"
    r"|in (?:\w{4,7} )?(?:london|merseyside|manchester|midlands|yorkshire))\b)*$"
)
_APPOSITION = re.compile(r"^,\s[^,]{3,60},(?=\s)")
_WHOSE = re.compile(r",?\s(?:whose|which)\b")
_PLACED = re.compile(r"^,? in $")
_THERE = re.compile(r"^[\"'\u2019\u201d*]*\s(?:in|at)\s(?:the\s)?$")
_BESIDES = re.compile(r"\b(?:as well as|along with|alongside|in addition to|besides|like)\s(?:the\s)?$")
_QUALIFIES = re.compile(r"[\"'\u2019\u201d*]*(?:-rated|-graded)?[\"'\u2019\u201d*]*\s$")
_THING_AT = re.compile(
    r"(?:the |an? |some |all )?(?!(?:in|at|for|on|by|after|when|since|while|although|but) )[a-z][\w' -]{2,50}\s"
    r"(?:of|at|for|in|from|by|within)\s(?:the\s)?$"
)
_NEXT_CLAUSE = re.compile(r"[;\u2013\u2014]|,\s(?:with|while|but|whereas|although)\b|\b(?:while|whereas|although)\b")
_CLAUSE_MARK = re.compile(r"[:;,]|\b(?:that|after|when|which|who)\b")
_COPULA = re.compile(r"\b(?:is|are|was|were|be|been)\b")
# Characters between two grades that still have one subject: "was inadequate in 2015 and required improvement in 2018".
_SHARED_SUBJECT = 50
_SELF = re.compile(r"\b(?:it|they|we|our|its|their|them|us|'re|ofsted|inspectors|watchdog|watchdogs|one)\b")
_HEADS = re.compile(
    r"^[\u2022* ]{0,3}(?:(?:re-?)?(?:rated|judged|graded|found)\s(?:as\s|to\sbe\s)?[\"'\u2018\u201c]?$"
    r"|(?:(?:early|late)\s|\w{3,9}\s)?20\d\d\s?[:\u2013\u2014-]\s?[\"'\u2018\u201c]?$)"
)
_ALSO = re.compile(r"\b(?:as|so)\s(?:it\s)?(?:did|was|were|had|has|have)\s(?:in\s)?$")
_COUNTED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|both|all three|all four|the pair)\b"
    r"(?:(?:\s[\w-]{1,20}){0,3}\s(?:councils|boroughs|authorities|cities|counties)\b)?"
)
# Characters behind a grade in which councils in general make it nobody's.
_NOBODY_WITHIN = 60
# Namings back to which "the borough" may go.
_FAR = 50
# Characters in front of a grade in which its pronoun stands: "when it was".
_NEAR = 30
_NUMBER = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten)\b")
_NUMBERS = {"two": 2, "both": 2, "the pair": 2, "three": 3, "all three": 3, "four": 4, "all four": 4, "five": 5}
_NUMBERS |= {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


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


def _own_services(clues: Clues, start: int, end: int) -> list[Term]:
    return [one for one in clues.between("own", start, end) if "service" in clues.folded[one.start : one.end]]


@cache
def _verb_only() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A verb and small words up to a grade, behind a name and behind a pronoun."""
    choices = "|".join(sorted(words(read_yaml("ratings.yaml")["before_a_grade"])))
    verb = rf"(?:['\u2019]s?\s|\s|,\s)?(?:(?:{choices}|20\d\d)[\s,]{{1,2}}){{0,7}}"
    end = r"[\"'\u2018\u201c:\u2013\u2014-]{0,2}\s?[\"'\u2018\u201c]?$"
    return re.compile(verb + end), re.compile(rf"\b(?:it|they|we|ours?|one)\b{verb}{end}")


@cache
def _thing() -> re.Pattern[str]:
    return re.compile(rf"\s(?!(?:{'|'.join(read_yaml('ratings.yaml')['its_own'])})\b)[a-z]{{3,}}\s")


def _has_near_subject(document: Document, place: Place) -> bool:
    """Whether the authority, its services or a word for them stand right before the grade and its verb."""
    clues, grade = place.clues, place.grade
    start = clues.sentence.start
    ends = [one.end for one in document.mentions_in(clues.sentence) if one.end <= grade.start]
    ends += [one.end for kind in ("own", "areas", "rating_nouns") for one in clues.between(kind, start, grade.start)]
    if place.number and grade.start - place.grades[place.number - 1].end <= _SHARED_SUBJECT:
        return True
    if any(grade.start - one.end <= 3 for one in clues.between("superseded", start, grade.start)):
        return True
    before = clues.gap(max([start, *ends]), grade.start)
    before = _APPOSITION.sub("", before)
    behind_name, behind_pronoun = _verb_only()
    return bool((ends and behind_name.match(before)) or behind_pronoun.search(before))


def _is_laymans(place: Place) -> bool:
    """Whether somebody else than inspectors passes the judgement."""
    clues = place.clues
    return bool(clues.of("laymen")) and not clues.of("inspectors")


def _is_of_something_else(document: Document, place: Place) -> bool:
    """Whether the grade is of a thing of the authority's: its "response", "staffing at" its services."""
    clues, start = place.clues, place.limits[0]
    if _verb_only()[1].search(clues.gap(max(start, place.grade.start - _NEAR), place.grade.start)):
        return False
    anchors = [(one.start, one.end) for one in document.mentions_in(clues.sentence)]
    anchors += [(one.start, one.end) for one in clues.of("own", "areas", "rating_nouns")]
    anchors = sorted(one for one in anchors if start <= one[0] and one[1] <= place.grade.start)
    if not anchors:
        return False
    last = max(anchors, key=lambda one: one[1])
    behind = clues.gap(last[1], place.grade.start)
    owned = behind.startswith("'s ") or clues.folded[last[1] - 2 : last[1]] == "'s"
    if owned and _thing().match(behind.removeprefix("'s")):
        return True
    opening = clues.gap(start, anchors[0][0]) if start == clues.sentence.start else ""
    plain = not any(clues.has(kind, start, anchors[0][0]) for kind in ("copulas", "verdicts", "inspectors"))
    one_clause = not _CLAUSE_MARK.search(clues.gap(anchors[0][1], place.grade.start))
    return bool(plain and one_clause and _COPULA.search(behind) and _THING_AT.match(opening))


def is_nobodys(document: Document, place: Place, *, named: bool = False) -> bool:
    """Whether the clause of a grade speaks of councils in general; `named` areas are none of them."""
    clues, grade, (start, end) = place.clues, place.grade, place.limits
    everybody = [
        one for one in clues.of("nobody") if not (named and clues.folded[one.start : one.end].endswith("areas"))
    ]
    before = [one for one in everybody if start <= one.start and one.end <= grade.start]
    if before:
        mentions = [one for one in document.mentions_in(clues.sentence) if before[-1].end < one.start < grade.start]
        return not (mentions and _verb_only()[0].match(clues.gap(mentions[-1].end, grade.start)))
    limit = min(end, grade.end + _NOBODY_WITHIN)
    after = [one for one in everybody if grade.start <= one.start and one.end <= limit]
    return bool(after) and not _NEXT_CLAUSE.search(clues.gap(grade.end, after[0].start))


def is_own(document: Document, place: Place, thread_is_foreign: bool, *, named: bool = False) -> bool:
    """Whether a grade is an authority's. `named` tells that the sentence says "overall"."""
    clues, grade = place.clues, place.grade
    start, end = clues.sentence.start, clues.sentence.end
    foreign = clues.between("foreign", start, grade.start)
    everywhere = any(group.everywhere for group in place.groups)
    if not (grade.verdict or grade.firm or everywhere or _has_near_subject(document, place)):
        return False
    if _is_of_something_else(document, place) or _is_laymans(place):
        return False
    if foreign and not any(one.start > foreign[-1].end for one in _own_services(clues, start, grade.start)):
        return False
    if clues.between("foreign", grade.end, grade.end + 40) or (
        is_nobodys(document, place) and not enumerated(document, place)
    ):
        return False
    if clues.of("own") or document.mentions_in(clues.sentence):
        return True
    opening = clues.gap(start, grade.start)
    meant = _SELF.search(opening) or _HEADS.match(opening) or clues.has("rating_nouns", start, end)
    return bool((meant or named or everywhere) and not thread_is_foreign)


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
    row = in_a_row(clues, near)
    end = place.grade.start
    own_after = row and clues.between("own", row[-1].end + 1, end)
    beside = own_after and is_aside(document.folded, row[-1]) and not _WHOSE.match(clues.gap(row[-1].end, end))
    return [] if beside else row


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
    return [] if own else _row_after(document, place)


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
            yield one.authority


def enumerated(document: Document, place: Place) -> list[str]:
    """The authorities of a list whose length the clause tells: "three councils were judged good - A, B and C"."""
    clues, start, end = place.clues, place.clues.sentence.start, place.limits[1]
    numbers = {_NUMBERS[found] for found in _NUMBER.findall(clues.gap(start, end))}
    for row in (_row_after(document, place), _named_before(document, place)):
        names = list(dict.fromkeys(one.authority for one in row))
        if len(names) > 1 and len(names) in numbers:
            return names
    return []


def _counted(document: Document, place: Place) -> list[str] | None:
    """All subjects where the sentence counts them ("both councils"), none where it counts others, else None."""
    found = _COUNTED.search(place.clues.gap(place.clues.sentence.start, place.grade.start))
    bare = found and found[0] == found[1]
    if (
        not found
        or (bare and len(document.subjects) == 1)
        or (bare and (place.groups or found[1] in ("two", "three", "four", "five")))
    ):
        return None
    return list(document.subjects) if _NUMBERS[found[1]] == len(document.subjects) else []


def _meant(document: Document, place: Place) -> list[str]:
    """The authority that "the council", "it" or "its partner" means."""
    counted = _counted(document, place)
    if counted is not None:
        return counted
    name = document.authority_of(place.grade.start, place.grade.end)
    named = [one for one in document.mentions_in(place.clues.sentence) if one.end <= place.grade.start]
    if len(document.subjects) == 1 and named and all(is_aside(document.folded, one) for one in named):
        return list(document.subjects)
    if place.clues.has("partner", place.clues.sentence.start, place.grade.start):
        return [one for one in document.subjects if one != name] if len(document.subjects) == 2 else []
    if name and not named and name in set(_added(document, place)):
        name = _named_last(document, place.clues.sentence.start)
    return [name] if name else []


def _named_last(document: Document, end: int) -> str | None:
    """The subject named last before a place."""
    place = bisect_left(document.mentions, end, key=lambda one: one.start)
    earlier = reversed(document.mentions[max(0, place - _FAR) : place])
    return next((one.authority for one in earlier if one.authority in document.subjects), None)


def authorities_of(document: Document, place: Place) -> list[tuple[str, float]]:
    """The authorities that a grade is given to, with how certain that is."""
    row = qualified(document, place) or _placed_after(document, place) or _named_before(document, place)
    if place.clues.says("respectively") and len(row) == len(place.grades):
        row = [row[place.number]]
    row = row or _named_after(document, place)
    names = enumerated(document, place) or [one.authority for one in row] or _meant(document, place)
    certainty = 1.0 if row or len(document.subjects) == 1 else 0.85
    return [(name, certainty) for name in dict.fromkeys((*names, *_added(document, place)))]
