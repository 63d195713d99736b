"""Grades that a text states for the judgements of authorities."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial

from transforms.data import read_yaml
from transforms.extract.clauses import read_clues
from transforms.extract.dates import DateMention, iso_period
from transforms.extract.document import Document
from transforms.extract.outdated import put_aside, without_impossible
from transforms.extract.reported_inspections import reported_inspection
from transforms.extract.standing import settle
from transforms.extract.stated import Stated
from transforms.extract.statements import Reader
from transforms.extract.terms import vocabulary
from transforms.extract.thread import CHILDREN, OVERALL, Thread
from transforms.extract.trace import because, dropped, taken
from transforms.facts import Evidence, Rating
from transforms.frameworks import Framework, framework_on

_NOWHERE = Evidence(0, 0, "", 0.0)
# A report comes out about two months behind its inspection.
_USUAL_WAIT = timedelta(days=60)
# So long after a framework ended, inspections begun under it were still reported on.
_AFTERMATH = timedelta(days=365)
_PROTECTION, _ARRANGEMENTS = "help_and_protection", "protection_arrangements"
_OF_OLD_FRAMEWORK = ("adoption", "lscb")


def _judgements(name: str, day: date | None, *, alone: bool = False) -> tuple[str, ...]:
    """The judgements of the framework of the day that a name stands for, `alone` if no others are told with it."""
    rules = read_yaml("ratings.yaml")
    alone = alone or name == _ARRANGEMENTS
    name = _PROTECTION if name == _ARRANGEMENTS else name
    if day is None:
        return (name,)
    if name == _PROTECTION and rules["protection_alone"]["begins"] <= day <= rules["protection_alone"]["ends"]:
        return (OVERALL if alone else name,)
    possible = framework_on(day).judgements_on(day)
    if name in possible:
        return (name,)
    if name in rules["together"]:
        return tuple(rules["together"][name])
    others = [other for other in rules["instead"].get(name, ()) if other in possible]
    return (others[0] if others else name,)


def _has_overall(framework: Framework) -> bool:
    """Whether an overall grade may be told of a framework, also as a short word for its two grades of 2009 to 2013."""
    return OVERALL in framework.judgements or "safeguarding" in framework.judgements


def _sharpened(period: DateMention | None, inspected: DateMention | None) -> DateMention | None:
    """The time of the inspection reported, for a grade without date or with that year only."""
    if period and inspected and period.precision == "year" and period.first.year == inspected.first.year:
        return inspected
    return period or inspected


def _is_subjects(document: Document, row: Stated) -> bool:
    return row.authority in document.subjects and row.service == CHILDREN


def _period(document: Document, row: Stated, inspected: DateMention | None) -> DateMention | None:
    current = row.tense == "present" and _is_subjects(document, row)
    if current and inspected and _is_anothers(document, row, inspected):
        return row.period
    return _sharpened(row.period, inspected) if current else row.period


def _is_anothers(document: Document, row: Stated, inspected: DateMention) -> bool:
    """Whether the sentence that dates the inspection names other authorities only."""
    return _reported_of(document, inspected, row.authority) is None


def _day(document: Document, stated: list[Stated], row: Stated, inspected: DateMention | None) -> date | None:
    """The first day of the inspection, else when one in the news may have been."""
    period = _period(document, row, inspected)
    if period:
        return _under_old_framework(stated, row, period.first)
    if document.published and row.tense == "present":
        return _under_old_framework(stated, row, document.published - _USUAL_WAIT)
    return None


def _under_old_framework(stated: list[Stated], row: Stated, day: date) -> date:
    """The day, or the last of the framework before, where a judgement of that one is given with the row's."""
    framework = framework_on(day)
    if day - framework.begins > _AFTERMATH or _OF_OLD_FRAMEWORK[0] in framework.judgements:
        return day
    given = {one.judgement for one in stated if (one.authority, one.tense) == (row.authority, row.tense)}
    before = framework_on(framework.begins - timedelta(days=1))
    is_old = any(name in given and name in before.judgements for name in _OF_OLD_FRAMEWORK)
    return framework.begins - timedelta(days=1) if is_old else day


def _with_joint_grades(document: Document, stated: list[Stated], inspected: DateMention | None) -> Iterator[Stated]:
    """The rows, those of areas that had one joint grade then made one where the same words grade all of them."""
    graded = {(row.authority, row.tense, row.at, row.judgement) for row in stated}
    for row in stated:
        joint, parts = _joint_judgement(row, _day(document, stated, row, inspected))
        if joint and all((row.authority, row.tense, row.at, part) in graded for part in parts):
            if row.judgement == parts[0]:
                yield replace(row, judgement=joint)
        else:
            yield row


def _joint_judgement(row: Stated, day: date | None) -> tuple[str, tuple[str, ...]]:
    """The joint judgement of that day to which the row's belongs, and all that belong to it; else nothing."""
    for joint, parts in _joint_judgements():
        if row.judgement in parts and day and joint in framework_on(day).judgements_on(day):
            return joint, parts
    return "", ()


@cache
def _joint_judgements() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(parts)) for name, parts in read_yaml("ratings.yaml")["together"].items())


def _is_beside(row: Stated, other: Stated) -> bool:
    """Whether another row grades the whole or its leadership at the same inspection."""
    together = row.authority == other.authority and other.judgement in (OVERALL, "leadership")
    return together and row.tense == other.tense and (row.period == other.period or not row.period or not other.period)


def _rows(document: Document, stated: list[Stated], inspected: DateMention | None) -> Iterator[Rating]:
    for row in _with_joint_grades(document, stated, inspected):
        current = row.tense == "present"
        subject = _is_subjects(document, row)
        period = _period(document, row, inspected)
        if period:
            told = "rating.inspected.told" if period is row.period else "rating.inspected.reported"
            because(period, told, row.at, period)
        day = _day(document, stated, row, inspected)
        alone = not any(_is_beside(row, other) for other in stated)
        for name in _judgements(row.judgement, day, alone=alone) if row.service == CHILDREN else (row.judgement,):
            framework = framework_on(day) if day and row.service == CHILDREN else None
            if framework and name == OVERALL and not _has_overall(framework):
                if period or subject:
                    dropped("rating.no_overall_then", row.at)
                    continue
                framework = None
            rating = Rating(
                authority=row.authority,
                service=row.service,
                judgement=name,
                grade=row.grade,
                when="current" if current else "previous",
                inspected=iso_period(period) if period else None,
                framework=framework.key if framework else None,
                evidence=Evidence(row.sentence.start, row.sentence.end, row.rule, row.confidence),
                recalled=current and row.recalled,
            )
            yield taken(rating, row.at)


def _reported_of(document: Document, inspected: DateMention | None, authority: str) -> DateMention | None:
    """The inspection reported, unless the sentence that dates it names other authorities only."""
    if inspected is None:
        return None
    named = {one.authority for one in document.mentions_in(document.sentence_at(inspected.start))}
    return inspected if authority in named or not named else None


def find_ratings(document: Document) -> list[Rating]:
    """All grades that the text states, one row each, in order of their evidence."""
    if not vocabulary("ratings.yaml", ("grades",)).find(document.text, document.folded):
        return []
    every = list(read_clues(document))
    if not any(clues.of("grades") for clues in every):
        return []
    stated = Reader(document, Thread(document)).read_all(every)
    inspected = None if document.focus.sections else reported_inspection(document, every)
    possible = without_impossible(stated)
    reported_of = partial(_reported_of, document, inspected)
    settled = put_aside(settle(possible, reported_of, document.published), document.published)
    rows = list(_rows(document, settled, inspected))
    return list({replace(row, evidence=_NOWHERE): row for row in reversed(rows)}.values())[::-1]
