"""Sentence after sentence: which grade is stated for what and whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import cast

from transforms.data import read_yaml, words
from transforms.extract.bindings import bind
from transforms.extract.clauses import Clues
from transforms.extract.dates import DateMention
from transforms.extract.document import AuthorityMention, Document
from transforms.extract.grade_tables import cells_of, read_row
from transforms.extract.grades import Grade, find_grades
from transforms.extract.inspected import dates_of_grades, is_new_clause
from transforms.extract.owners import Place, authorities_of, enumerated, is_nobodys, is_own, qualified
from transforms.extract.sentences import TITLE
from transforms.extract.standing import Stated, Tense
from transforms.extract.tense import tense_of
from transforms.extract.terms import Term
from transforms.facts import Service

OVERALL = "overall_effectiveness"
CHILDREN: Service = "childrens_services"
# Characters behind a grade in which its services, or "for the second time running", are looked for.
_NEAR = 60
# Characters from the start of a sentence within which its subject stands.
_SUBJECT_WITHIN = 40
# Characters of a list line beside the area it names.
_LIST_LINE = 20
_NAME_LINE = 4
# Characters of " judgement" behind a grade.
_RATING_WORD = 11
_PRONOUN = re.compile(r"[\"'\s]*(?:it|they|we|its|their|this|that|he|she|inspectors|ofsted|the watchdog|once again)\b")
_BOTH = re.compile(r"[\"'\s]*(?:in\s(?:\w{3,9}\s)?20\d\d,?\s)?both\s(?:were|are|had|have)\b")
_ALL_OF_THEM = re.compile(r"[\"'\s]*(?:all|each|both|they all|they were all|they are all)\b")
_THEY = re.compile(r"(?:they|these|it)\s(?:were|are|was|is|have|had|has)\b")
_CHANGED = re.compile(r"[\"'\s]*(?:that|this|the)\s(?:rating|grade|mark|judgement|judgment)\b")


@cache
def _also_a_providers() -> frozenset[str]:
    return words(read_yaml("ratings.yaml")["also_a_providers"])


@dataclass(slots=True)
class _Thread:
    """What a story has in mind from one sentence to the next."""

    grade: str = ""
    areas: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    list_grade: Grade | None = None
    heading: Clues | None = None
    foreign: bool = False
    service: Service = CHILDREN


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the sentences of a document in their order, since one leans on those before it."""

    document: Document
    thread: _Thread = field(default_factory=_Thread)

    def read(self, clues: Clues) -> Iterator[Stated]:
        """The grades stated in one sentence."""
        if not (clues.terms or self.thread.list_grade):
            return
        if cells_of(clues):
            if not clues.of("grades"):
                self.thread.heading = clues
            elif self.thread.heading:
                yield from read_row(self.document, self.thread.heading, clues, OVERALL)
                return
        grades = list(self._named(clues))
        if not grades and self.thread.list_grade:
            grades = self._carried(clues, self.thread.list_grade)
        if grades:
            yield from self._of_grades(clues, grades)
        self._remember(clues, [one for one in grades if one.start < one.end])

    def _of_grades(self, clues: Clues, grades: list[Grade]) -> Iterator[Stated]:
        bound = bind(clues, grades)
        tense: Tense = "present"
        dated = dates_of_grades(clues, self.document.dates_in(clues.sentence), grades)
        dates: list[DateMention] = []
        for number in range(len(grades)):
            place = Place(clues, grades, number, bound[number])
            tense = tense_of(clues, grades, number, tense)
            shared = tense != "present" or not is_new_clause(clues, place.limits[0], place.grade)
            dates = dated[number] or (dates if shared else [])
            yield from self._stated(place, tense, dates)

    def _named(self, clues: Clues) -> Iterator[Grade]:
        """The grades of a sentence, those that repeat an earlier one with its name."""
        last = self.thread.grade
        for grade in find_grades(clues):
            last = grade.name or last
            if last:
                yield replace(grade, name=last)

    def _carried(self, clues: Clues, grade: Grade) -> list[Grade]:
        """The grade announced above a list ("rated good:"), put in front of a line of the list that names an area."""
        areas = clues.of("areas")
        named: Sequence[Term | AuthorityMention] = areas or self.document.mentions_in(clues.sentence)
        if len(named) != 1 or len(clues.sentence.text) - (named[0].end - named[0].start) > (
            _LIST_LINE if areas else _NAME_LINE
        ):
            self.thread.list_grade = None
            return []
        start = clues.sentence.start
        return [replace(grade, start=start, end=named[0].start, same=bool(areas), firm=True)]

    def _remember(self, clues: Clues, grades: list[Grade]) -> None:
        thread = self.thread
        if grades:
            thread.grade = grades[-1].name
        text = clues.sentence.text.rstrip("*_ ")
        if len(grades) == 1 and not grades[0].same and not clues.of("areas"):
            bare = len(text) <= grades[0].end - grades[0].start + 2
            headline = text.endswith(clues.text[grades[0].start : grades[0].end]) and bool(clues.of("nobody"))
            opens_list = text.endswith(":") or bare or headline
            thread.list_grade = grades[0] if opens_list else None
        elif grades and not grades[0].same:
            thread.list_grade = None
        thread.named = tuple(dict.fromkeys(term.value for term in clues.of("areas")))
        thread.listed = () if grades else thread.named
        heads = [one for one in clues.of("areas") if one.start - clues.sentence.start <= _NAME_LINE]
        thread.topic = () if grades else tuple(one.value for one in heads)
        thread.foreign = self._is_foreign(clues)
        for term in clues.of("services", "own"):
            if term.kind == "services":
                thread.service = cast(Service, term.value)
            elif "child" in clues.folded[term.start : term.end]:
                thread.service = CHILDREN

    def _is_foreign(self, clues: Clues) -> bool:
        """Whether the story is now with a school, a home or the like: until it names the council's services alone."""
        graded, start = bool(clues.of("grades", "same")), clues.sentence.start
        subjects = [
            one
            for one in clues.of("own", "foreign", "areas")
            if one.kind != "foreign" or graded or one.start - start <= _SUBJECT_WITHIN
            if not (self.thread.foreign and clues.folded[one.start : one.end] in _also_a_providers())
        ]
        if not subjects or subjects[0].kind == "foreign" or not self.thread.foreign:
            return (bool(subjects) and subjects[0].kind == "foreign") or self.thread.foreign
        return bool(clues.of("foreign")) or bool(_PRONOUN.match(clues.folded, clues.sentence.start))

    def _stated(self, place: Place, tense: Tense, dates: list[DateMention]) -> Iterator[Stated]:
        """The rows of one grade: for each authority, each judgement and each date of inspection one."""
        targets = list(self._targets(place))
        if not targets:
            return
        self.thread.areas = tuple(judgement for _, judgement, _ in targets)
        again = dates if place.clues.has("repeated_in", place.grade.end, place.grade.end + _NEAR // 2) else []
        times = max(self._times_before(place) if tense == "present" else 0, len(again))
        marked = place.clues.gap(place.grade.end, place.grade.end + 7).startswith(("-rated", "-graded"))
        news = not (marked or qualified(self.document, place))
        for authority, certainty in authorities_of(self.document, place):
            for service, judgement, explicit in targets:
                row = Stated(
                    authority=authority,
                    service=service,
                    judgement=judgement,
                    grade=place.grade.name,
                    tense=tense,
                    period=None,
                    sentence=place.clues.sentence,
                    rule="same_grade" if place.grade.same else "grade_of_area" if explicit else "grade_of_services",
                    confidence=_confidence(place, certainty, explicit),
                    explicit=explicit,
                    news=news,
                )
                yield from _dated(row, [] if again else dates)
                if times:
                    before = replace(row, tense="superseded", rule="grade_repeated", times=times)
                    yield from _dated(before, again)

    def _targets(self, place: Place) -> Iterator[tuple[Service, str, bool]]:
        """Service and judgement that a grade is given for, and whether the sentence names them."""
        clues, groups = place.clues, place.groups
        names = tuple(dict.fromkeys(name for group in groups for name in group.names))
        services = tuple(dict.fromkeys(cast(Service, name) for group in groups for name in group.services))
        if place.grade.same and not groups and not clues.says("same"):
            return
        if services:
            yield from ((service, OVERALL, True) for service in services)
            if clues.between("own", place.grade.end, max(group.start for group in groups)):
                yield CHILDREN, OVERALL, False
        elif names and names != (OVERALL,):
            nobodys = is_nobodys(self.document, place, named=True) and not enumerated(self.document, place)
            if not nobodys and (not self.thread.foreign or self._names_its_own(clues)):
                yield from ((CHILDREN, name, True) for name in names)
        elif not names and not groups and _is_mere_heading(place):
            return
        elif not names and (meant := self._meant(clues)):
            yield from ((CHILDREN, name, False) for name in meant)
        elif _is_overall(place) and is_own(self.document, place, self.thread.foreign, named=bool(names)):
            yield self._service(clues), OVERALL, bool(names)

    def _meant(self, clues: Clues) -> tuple[str, ...]:
        """The areas that "all of them" or "that grade" at the head of a sentence goes back to."""
        start = clues.sentence.start
        if self.thread.listed and _ALL_OF_THEM.match(clues.folded, start):
            return self.thread.listed
        if len(self.thread.named) == 2 and _BOTH.match(clues.folded, start):
            return self.thread.named
        if self.thread.topic and _THEY.match(clues.folded, start):
            return self.thread.topic
        return self.thread.areas if _CHANGED.match(clues.folded, start) else ()

    def _times_before(self, place: Place) -> int:
        """How often the same grade was given before: once for "the second time", twice for "the third"."""
        sentence = place.clues.sentence
        start = sentence.start if len(place.grades) == 1 else place.grade.start - _NEAR // 2
        cues = place.clues.between("repeated", start, min(sentence.end, place.grade.end + _NEAR))
        return max((int(cue.value) for cue in cues), default=0)

    def _names_its_own(self, clues: Clues) -> bool:
        return bool(clues.of("own") or self.document.mentions_in(clues.sentence))

    def _service(self, clues: Clues) -> Service:
        """The service that "the service" means here."""
        if any("child" in clues.folded[term.start : term.end] for term in clues.of("own")):
            return CHILDREN
        stated = clues.of("services")
        return cast(Service, stated[0].value) if stated else self.thread.service


def _is_mere_heading(place: Place) -> bool:
    """Whether a line is only "Inadequate rating", a heading within the story."""
    clues, grade = place.clues, place.grade
    rest = len(clues.sentence.text) - (grade.end - grade.start)
    return 0 < rest <= _RATING_WORD and clues.has("rating_nouns", grade.end, clues.sentence.end)


def _is_overall(place: Place) -> bool:
    """Whether a grade is for the whole: no area is named or counted beside it, or "overall" or "all areas" is."""
    return not place.groups or any(group.everywhere or group.names for group in place.groups)


def _dated(row: Stated, dates: list[DateMention]) -> Iterator[Stated]:
    """The row once for each date, or once without."""
    yield from (replace(row, period=one) for one in dates) if dates else (row,)


def _confidence(place: Place, certainty: float, explicit: bool) -> float:
    """How sure a row is: less where area or authority are only implied, the grade bare, or the line a headline."""
    grade = place.grade
    confidence = certainty * (0.97 if explicit else 0.9) * (1 if grade.verdict or grade.firm else 0.9)
    return round(confidence * (0.9 if place.clues.sentence.paragraph == TITLE else 1), 3)
