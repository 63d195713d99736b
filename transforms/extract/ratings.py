"""Grades that a text states for the judgements of authorities."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from transforms.data import read_yaml
from transforms.extract.bindings import AreaGroup, bind
from transforms.extract.clauses import Clues, read_clues
from transforms.extract.dates import DateMention, iso_period
from transforms.extract.document import AuthorityMention, Document
from transforms.extract.grades import Grade, find_grades
from transforms.extract.inspected import dates_of_grade, reported_inspection
from transforms.extract.sentences import TITLE
from transforms.extract.standing import Stated, Tense, settle
from transforms.extract.tense import tense_of
from transforms.facts import Evidence, Rating, Service
from transforms.frameworks import framework_on

OVERALL = "overall_effectiveness"
CHILDREN: Service = "childrens_services"
_LIST_GLUE = re.compile(r"^(?:'s?|\s|,|&|\band\b|\bboth\b|\bthe\b|\bas well as\b|\balong with\b)*$")
_PRONOUN = re.compile(r"^[\"'\u2018\u201c\s]*(?:it|they|we|its|their|this|that|he|she|inspectors|ofsted|the watchdog|once again)\b")
_SELF = re.compile(r"\b(?:it|they|we|our|its|their|us|'re|ofsted|inspectors|watchdog|watchdogs)\b")
_TO = re.compile(r"^[\"'\u2019\u201d*]*\s(?:up |down )?to\b")


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
        for number, grade in enumerate(grades):
            before = grades[number - 1].end if number else clues.sentence.start
            after = grades[number + 1].start if number + 1 < len(grades) else clues.sentence.end
            tense = tense_of(clues, grades, number, tense)
            dates = dates_of_grade(clues, self.document.dates, grade, (before, after), dates if tense == "past" else [])
            yield from self._stated(clues, grade, bound[number], (before, after), tense, dates)
        self._remember(clues, grades)

    def _named(self, clues: Clues) -> Iterator[Grade]:
        last = self.thread.grade
        for grade in find_grades(clues):
            name = grade.name or last
            if name:
                last = name
                yield Grade(grade.start, grade.end, name, grade.same, grade.firm, grade.verdict)

    def _remember(self, clues: Clues, grades: list[Grade]) -> None:
        thread = self.thread
        if grades:
            thread.grade = grades[-1].name
        subjects = clues.of("own", "foreign", "areas")
        if subjects and not (thread.foreign and _PRONOUN.match(clues.gap(clues.sentence.start, clues.sentence.end))):
            thread.foreign = subjects[0].kind == "foreign"
        for term in clues.of("services", "own"):
            if term.kind == "services":
                thread.service = term.value  # type: ignore[assignment]
            elif "child" in clues.folded[term.start : term.end]:
                thread.service = CHILDREN

    def _stated(
        self, clues: Clues, grade: Grade, groups: list[AreaGroup], limits: tuple[int, int],
        tense: Tense, dates: list[DateMention],
    ) -> Iterator[Stated]:  # fmt: skip
        targets = list(self._targets(clues, grade, groups, limits[0]))
        if not targets:
            return
        for authority, certainty in self._authorities(clues, grade, groups, limits):
            for service, judgement, explicit in targets:
                confidence = certainty * (0.97 if explicit else 0.9) * (1 if grade.verdict or grade.firm else 0.9)
                confidence *= 0.9 if clues.sentence.paragraph == TITLE else 1
                rule = "same_grade" if grade.same else "grade_of_area" if explicit else "grade_of_services"
                for period in dates or [None]:
                    yield Stated(
                        authority, service, judgement, grade.name, tense, period, clues.sentence, rule,
                        round(confidence, 3), explicit,
                    )  # fmt: skip

    def _targets(
        self, clues: Clues, grade: Grade, groups: list[AreaGroup], since: int
    ) -> Iterator[tuple[Service, str, bool]]:
        names = tuple(dict.fromkeys(name for group in groups for name in group.names))
        services = tuple(dict.fromkeys(service for group in groups for service in group.services))
        if names and not (services and names == (OVERALL,)):
            service = self._service(clues) if names == (OVERALL,) else CHILDREN
            if names != (OVERALL,) or self._is_own(clues, grade, since, named=True):
                yield from ((service, name, True) for name in names)
        for service in services:
            yield service, OVERALL, True  # type: ignore[misc]
        unnamed = groups and not any(group.everywhere for group in groups)
        own_services = [one for one in clues.between("own", grade.end, grade.end + 60) if services]
        if (not names and not services and not unnamed and self._is_own(clues, grade, since)) or own_services:
            yield self._service(clues) if not services else CHILDREN, OVERALL, False

    def _service(self, clues: Clues) -> Service:
        """The service that "the service" means here."""
        named = [term for term in clues.of("own") if "child" in clues.folded[term.start : term.end]]
        stated = clues.of("services")
        if named:
            return CHILDREN
        return stated[0].value if stated else self.thread.service  # type: ignore[return-value]

    def _is_own(self, clues: Clues, grade: Grade, since: int, *, named: bool = False) -> bool:
        """Whether an unnamed grade is the authority's, and not a school's, a home's or nobody's in particular."""
        start = clues.sentence.start
        foreign = clues.between("foreign", start, grade.start)
        services = [one for one in clues.between("own", start, grade.start) if "service" in clues.folded[one.start : one.end]]
        if foreign and not any(one.start > foreign[-1].end for one in services):
            return False
        if clues.between("foreign", grade.end, grade.end + 40) or clues.has("nobody", start, clues.sentence.end):
            return False
        named_here = any(clues.sentence.start <= one.start < clues.sentence.end for one in self.document.mentions)
        if named_here or clues.of("own"):
            return True
        pronoun = _SELF.search(clues.gap(start, grade.start)) or clues.has("rating_nouns", start, clues.sentence.end)
        return bool((pronoun or named) and not self.thread.foreign)

    def _authorities(
        self, clues: Clues, grade: Grade, groups: list[AreaGroup], limits: tuple[int, int]
    ) -> Iterator[tuple[str, float]]:
        start = min([grade.start, *(group.start for group in groups)])
        named = [one for one in self.document.mentions if clues.sentence.start <= one.start < clues.sentence.end]
        before = [one for one in named if one.end <= max(grade.start, start)]
        near = [one for one in before if one.start >= limits[0]] or before
        after = [one for one in named if grade.end <= one.start < limits[1]]
        chosen = in_a_row(clues, near) if near else in_a_row(clues, after[::-1], backwards=True)
        for name in dict.fromkeys(one.authority for one in chosen):
            yield name, 1.0
        if not chosen:
            name = self.document.authority_of(grade.start, grade.end)
            if name:
                yield name, 1.0 if len(self.document.subjects) == 1 else 0.85


def in_a_row(clues: Clues, mentions: Sequence[AuthorityMention], *, backwards: bool = False) -> list[AuthorityMention]:
    """The last of the mentions, with those that stand in one list with it."""
    if not mentions:
        return []
    row = [mentions[-1]]
    for other in reversed(mentions[:-1]):
        left, right = (row[-1], other) if backwards else (other, row[-1])
        if left.start != right.start and not _LIST_GLUE.match(clues.gap(left.end, right.start)):
            break
        row.append(other)
    return row[::-1]


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
        day = period.first if period else document.published if current else None
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
