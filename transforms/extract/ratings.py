"""Grades that a text states for the judgements of authorities."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import cast

from transforms.data import read_yaml
from transforms.extract.bindings import bind
from transforms.extract.clauses import Clues, read_clues
from transforms.extract.dates import DateMention, iso_period
from transforms.extract.document import Document
from transforms.extract.grades import Grade, find_grades
from transforms.extract.inspected import dates_of_grade, reported_inspection
from transforms.extract.owners import Place, authorities_of, is_own, qualified
from transforms.extract.sentences import TITLE
from transforms.extract.standing import Stated, Tense, settle
from transforms.extract.tense import tense_of
from transforms.facts import Evidence, Rating, Service
from transforms.frameworks import framework_on

OVERALL = "overall_effectiveness"
CHILDREN: Service = "childrens_services"
# Characters behind a grade in which its services, or "for the second time running", are looked for.
_NEAR = 60
# A report comes out about two months behind its inspection.
_USUAL_WAIT = timedelta(days=60)
_PRONOUN = re.compile(r"[\"'\s]*(?:it|they|we|its|their|this|that|he|she|inspectors|ofsted|the watchdog|once again)\b")
_CHANGED = re.compile(r"[\"'\s]*(?:that|this|the)\s(?:rating|grade|mark|judgement|judgment)\b")


@dataclass(slots=True)
class _Thread:
    """What a story has in mind from one sentence to the next."""

    grade: str = ""
    areas: tuple[str, ...] = ()
    foreign: bool = False
    service: Service = CHILDREN


@dataclass(frozen=True, slots=True)
class _Reader:
    document: Document
    thread: _Thread = field(default_factory=_Thread)

    def read(self, clues: Clues) -> Iterator[Stated]:
        """The grades stated in one sentence."""
        grades = list(self._named(clues))
        bound = bind(clues, grades)
        tense: Tense = "present"
        dates: list[DateMention] = []
        for number in range(len(grades)):
            place = Place(clues, grades, number, bound[number])
            tense = tense_of(clues, grades, number, tense)
            dates = dates_of_grade(
                clues, self.document.dates, place.grade, place.limits, dates, past=tense != "present"
            )
            yield from self._stated(place, tense, dates)
        self._remember(clues, grades)

    def _named(self, clues: Clues) -> Iterator[Grade]:
        """The grades of a sentence, those that repeat an earlier one with its name."""
        last = self.thread.grade
        for grade in find_grades(clues):
            last = grade.name or last
            if last:
                yield replace(grade, name=last)

    def _remember(self, clues: Clues, grades: list[Grade]) -> None:
        thread = self.thread
        if grades:
            thread.grade = grades[-1].name
        thread.foreign = self._is_foreign(clues)
        for term in clues.of("services", "own"):
            if term.kind == "services":
                thread.service = cast(Service, term.value)
            elif "child" in clues.folded[term.start : term.end]:
                thread.service = CHILDREN

    def _is_foreign(self, clues: Clues) -> bool:
        """Whether the story is now with a school, a home or the like: until it names the council's services alone."""
        subjects = clues.of("own", "foreign", "areas")
        if not subjects or subjects[0].kind == "foreign" or not self.thread.foreign:
            return bool(subjects) and subjects[0].kind == "foreign" or self.thread.foreign
        return bool(clues.of("foreign")) or bool(_PRONOUN.match(clues.folded, clues.sentence.start))

    def _stated(self, place: Place, tense: Tense, dates: list[DateMention]) -> Iterator[Stated]:
        targets = list(self._targets(place))
        if not targets:
            return
        self.thread.areas = tuple(judgement for _, judgement, _ in targets)
        grade, sentence = place.grade, place.clues.sentence
        is_qualified = bool(qualified(self.document, place))
        repeated = tense == "present" and place.clues.has("repeated", grade.end, grade.end + _NEAR)
        for authority, certainty in authorities_of(self.document, place):
            for service, judgement, explicit in targets:
                confidence = _confidence(place, certainty, explicit)
                rule = "same_grade" if grade.same else "grade_of_area" if explicit else "grade_of_services"
                again = dates if place.clues.has("repeated_in", grade.end, grade.end + _NEAR // 2) else []
                periods: list[DateMention | None] = [*dates] if dates and not again else [None]
                for period in periods:
                    row = Stated(
                        authority, service, judgement, grade.name, tense, period, sentence, rule, confidence, explicit,
                        news=grade.verdict and not is_qualified,
                    )  # fmt: skip
                    yield row
                for period in again or ([None] if repeated else []):
                    yield replace(row, tense="superseded", period=period, rule="grade_repeated")

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
        elif names == (OVERALL,):
            if is_own(self.document, place, self.thread.foreign, named=True):
                yield self._service(clues), OVERALL, True
        elif names and not (self.thread.foreign and not self._names_its_own(clues)):
            yield from ((CHILDREN, name, True) for name in names)
        elif self.thread.areas and _CHANGED.match(clues.folded, clues.sentence.start):
            yield from ((self._service(clues), name, False) for name in self.thread.areas)
        elif not groups or any(group.everywhere for group in groups):
            if is_own(self.document, place, self.thread.foreign):
                yield self._service(clues), OVERALL, False

    def _names_its_own(self, clues: Clues) -> bool:
        return bool(clues.of("own") or self.document.mentions_in(clues.sentence))

    def _service(self, clues: Clues) -> Service:
        """The service that "the service" means here."""
        if any("child" in clues.folded[term.start : term.end] for term in clues.of("own")):
            return CHILDREN
        stated = clues.of("services")
        return cast(Service, stated[0].value) if stated else self.thread.service


def _confidence(place: Place, certainty: float, explicit: bool) -> float:
    """How sure a row is: less where area or authority are only implied, the grade bare, or the line a headline."""
    grade = place.grade
    confidence = certainty * (0.97 if explicit else 0.9) * (1 if grade.verdict or grade.firm else 0.9)
    return round(confidence * (0.9 if place.clues.sentence.paragraph == TITLE else 1), 3)


def _judgements(name: str, day: date | None) -> tuple[str, ...]:
    """The judgements of the framework of the day that a name stands for."""
    rules = read_yaml("ratings.yaml")
    if day is None:
        return (name,)
    possible = framework_on(day).judgements_on(day)
    if name in possible:
        return (name,)
    if name in rules["together"]:
        return tuple(rules["together"][name])
    others = [other for other in rules["instead"].get(name, ()) if other in possible]
    return (others[0] if others else name,)


def _rows(document: Document, stated: list[Stated], inspected: DateMention | None) -> Iterator[Rating]:
    for row in stated:
        current = row.tense == "present"
        subject = row.authority in document.subjects and row.service == CHILDREN
        period = row.period or (inspected if current and subject else None)
        day = period.first if period else document.published - _USUAL_WAIT if document.published and current else None
        for name in _judgements(row.judgement, day) if row.service == CHILDREN else (row.judgement,):
            framework = framework_on(day) if day and row.service == CHILDREN else None
            if framework and name == OVERALL and OVERALL not in framework.judgements and "safeguarding" not in framework.judgements:
                continue
            yield Rating(
                authority=row.authority,
                service=row.service,
                judgement=name,
                grade=row.grade,
                when="current" if current else "previous",
                inspected=iso_period(period) if period else None,
                framework=framework.key if framework else None,
                evidence=Evidence(row.sentence.start, row.sentence.end, row.rule, row.confidence),
            )


def find_ratings(document: Document) -> list[Rating]:
    """All grades that the text states, one row each, in order of their evidence."""
    every = list(read_clues(document))
    reader = _Reader(document)
    stated = [row for clues in every for row in reader.read(clues)]
    inspected = reported_inspection(every, document.dates, document.published)
    rows = list(_rows(document, settle(stated, inspected, document.published), inspected))
    return list({(r.authority, r.service, r.judgement, r.grade, r.when, r.inspected): r for r in reversed(rows)}.values())[::-1]
