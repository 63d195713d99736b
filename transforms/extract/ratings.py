"""Grades that a text states for the judgements of authorities."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from transforms.data import read_yaml
from transforms.extract.clauses import read_clues
from transforms.extract.dates import DateMention, iso_period
from transforms.extract.document import Document
from transforms.extract.inspected import reported_inspection
from transforms.extract.standing import Stated, settle
from transforms.extract.statements import CHILDREN, OVERALL, Reader
from transforms.facts import Evidence, Rating
from transforms.frameworks import Framework, framework_on

_NOWHERE = Evidence(0, 0, "", 0.0)
# A report comes out about two months behind its inspection.
_USUAL_WAIT = timedelta(days=60)


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


def _has_overall(framework: Framework) -> bool:
    """Whether an overall grade may be told of a framework, also as a short word for its two grades of 2009 to 2013."""
    return OVERALL in framework.judgements or "safeguarding" in framework.judgements


def _sharpened(period: DateMention | None, inspected: DateMention | None) -> DateMention | None:
    """The time of the inspection reported, for a grade without date or with that year only."""
    if period and inspected and period.precision == "year" and period.first.year == inspected.first.year:
        return inspected
    return period or inspected


def _rows(document: Document, stated: list[Stated], inspected: DateMention | None) -> Iterator[Rating]:
    for row in stated:
        current = row.tense == "present"
        subject = row.authority in document.subjects and row.service == CHILDREN
        period = _sharpened(row.period, inspected) if current and subject else row.period
        day = period.first if period else document.published - _USUAL_WAIT if document.published and current else None
        for name in _judgements(row.judgement, day) if row.service == CHILDREN else (row.judgement,):
            framework = framework_on(day) if day and row.service == CHILDREN else None
            if framework and name == OVERALL and not _has_overall(framework):
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
    if not any(clues.of("grades") for clues in every):
        return []
    reader = Reader(document)
    stated = [row for clues in every for row in reader.read(clues)]
    inspected = None if document.focus.sections else reported_inspection(document, every)
    rows = list(_rows(document, settle(stated, inspected, document.published), inspected))
    return list({replace(row, evidence=_NOWHERE): row for row in reversed(rows)}.values())[::-1]
