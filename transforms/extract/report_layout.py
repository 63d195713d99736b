"""The layouts of Ofsted's reports, read from data/ofsted_report.yaml into patterns for text in small letters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.data import read_yaml


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report with a row for each judgement: `labels` finds the label of a row, `judgements` reads it."""

    opens: re.Pattern[str] | None
    labels: re.Pattern[str]
    judgements: dict[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of graded report; `framework` is None where the day of the inspection decides."""

    heading: re.Pattern[str]
    framework: str | None
    table: re.Pattern[str] | None
    sections: tuple[Section, ...]
    statements: tuple[tuple[re.Pattern[str], str], ...]
    repeats_grades_in_headings: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """What all reports have in common; without one of the `marks`, in small letters, a text is no report."""

    marks: tuple[str, ...]
    dates: re.Pattern[str]
    inspector: re.Pattern[str]
    other_inspector: re.Pattern[str]
    signed: re.Pattern[str]
    letter: re.Pattern[str]
    visit: re.Pattern[str]
    other_report: re.Pattern[str]
    grade: re.Pattern[str]
    grades: dict[str, str]


def plain_key(words: str) -> str:
    """Words in small letters, single blanks between: how labels and grades are looked up."""
    return " ".join(words.casefold().split())


@cache
def layouts() -> tuple[Layout, ...]:
    """The layouts of graded reports, in the order in which they are tried."""
    return tuple(_layout(entry) for entry in _data()["reports"])


@cache
def wording() -> Wording:
    """Labels, openings and grades common to all reports."""
    data = _data()
    return Wording(
        marks=tuple(words.split(" ... ")[0].lower() for words in (*data["dates"], *data["letters"]["opens"])),
        dates=re.compile(rf"(?:{_any_of(data['dates'])})\s?(?::|\s(?=\d))"),
        inspector=re.compile(rf"(?:{_any_of(data['inspectors'])})\b\s?:?"),
        other_inspector=re.compile(rf"\b(?:{_any_of(data['other_inspectors'])})\s$"),
        signed=re.compile(_any_of(data["signed"])),
        letter=re.compile(_any_of(data["letters"]["opens"])),
        visit=re.compile(_any_of(data["letters"]["about"])),
        other_report=re.compile(_any_of(data["others"])),
        grade=re.compile(rf"\b(?:{_any_of(_spellings())})\b"),
        grades=_spellings(),
    )


def _data() -> Any:
    return read_yaml("ofsted_report.yaml")


@cache
def _spellings() -> dict[str, str]:
    return {plain_key(words): grade for grade, spelt in _data()["grades"].items() for words in spelt}


def _layout(entry: dict[str, Any]) -> Layout:
    parts = entry.get("sections") or {None: entry["rows"]}
    return Layout(
        heading=re.compile(_any_of(entry["headings"])),
        repeats_grades_in_headings=entry.get("repeats_grades_in_headings", False),
        framework=entry.get("framework"),
        table=re.compile(_phrase(entry["table"])) if "table" in entry else None,
        sections=tuple(_section(opens, rows) for opens, rows in parts.items() if rows),
        statements=tuple((_statement(words), judgement) for words, judgement in entry.get("statements", {}).items()),
    )


def _section(opens: str | None, rows: dict[str, str]) -> Section:
    judgements = {plain_key(label): judgement for label, judgement in rows.items()}
    return Section(re.compile(_phrase(opens)) if opens else None, re.compile(_any_of(rows)), judgements)


def _statement(words: str) -> re.Pattern[str]:
    """A whole line that is the words and a grade, which may stand on the next line."""
    grade = _any_of(_spellings())
    return re.compile(rf"\n{_phrase(words)}(?:\s(?:is|are))?\s{{1,3}}(?P<grade>{grade})\W{{0,3}}(?=\n|$)")


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(_phrase(one) for one in sorted(phrases, key=len, reverse=True))


def _phrase(words: str) -> str:
    parts = (r"[^\n]{0,80}?" if word == "..." else re.escape(word) for word in words.lower().split())
    return r"\s{1,3}".join(parts)
