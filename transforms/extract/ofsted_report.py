"""Ofsted's own reports and letters after visits: what they say of themselves, and the grades they give."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date

from transforms.article import Article
from transforms.extract.dates import DateMention, find_dates
from transforms.extract.mentions import find_mentions, fold
from transforms.extract.report_layout import Layout, Section, layouts, plain_key, wording
from transforms.extract.trace import because
from transforms.extract.wording import lowered
from transforms.facts import Evidence, Rating, Report
from transforms.frameworks import framework_on

_FRONT = 6_000
"""Characters of the first page and what may stand before it."""
_HEADING = 1_500
_DATE_LINE = 160
_BETWEEN_CELLS = re.compile(r"(?:[\s:.()\d\u2013-]|\b(?:is|are|grade)\b){0,40}")
_COLON = re.compile(r"\s{0,3}:\s{0,3}")
_NAME = re.compile(
    r"\W{0,4}((?:[A-Z][\w'-]+\s){1,3}?[A-Z][\w'-]+)(?=\s(?:HMI|SHMI|Senior|Her|His|HM)\b|[,/;]|\s?\n|\s?$)"
)
_DIGITS_APART = re.compile(r"(?<!\d)([0-3]) (\d)(?=\s?(?:[A-Z]|to\b|and\b|[-\u2013]))")
_PLAIN = {"\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u202f": " "}
_END_OF_DATES = re.compile(r"\n\n(?!\s?(?:\d|and\b))|\b(?:Lead|Report|Reporting|Published|Age|Judgement)\b")
_COPYRIGHT = re.compile(r"\u00a9 Crown copyright (\d{4})")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with plain quotation marks, as printed and in small letters, every character at its old place."""

    printed: str
    small: str


@dataclass(frozen=True, slots=True)
class _Grade:
    """A grade with its label, as it stands in the text."""

    judgement: str
    grade: str
    evidence: Evidence


def read_report(article: Article) -> tuple[Report, tuple[Rating, ...]] | None:
    """Read a report of Ofsted's, or return None for any other text.

    The ratings are those of this inspection; earlier ones that the prose recalls are left to the rules for prose.
    """
    text = article.text
    front = _plain(text[:_FRONT])
    if not any(mark in front.small for mark in wording().marks):
        return None
    layout = _layout_of(front.small)
    if layout:
        return _read_graded(text, layout, article.published)
    if _is_letter(front.small):
        return _read_letter(_plain(text), article.published), ()
    if wording().other_report.search(front.small, 0, _HEADING) and (dates := _dates_on_front(front, article.published)):
        start, end = _spell(dates)
        return Report(None, start, end, article.published, _lead_inspector(front), graded=False), ()
    return None


def _plain(text: str) -> _Text:
    for fancy, plain in _PLAIN.items():
        text = text.replace(fancy, plain)
    return _Text(text, lowered(text))


def _layout_of(small: str) -> Layout | None:
    if not wording().dates.search(small):
        return None
    return next((one for one in layouts() if one.heading.search(small, 0, _HEADING)), None)


def _is_letter(small: str) -> bool:
    opening = wording().letter.search(small, 0, _FRONT)
    return bool(opening and wording().visit.search(small, max(0, opening.start() - _HEADING), opening.end() + 400))


def _read_graded(full_text: str, layout: Layout, published: date | None) -> tuple[Report, tuple[Rating, ...]]:
    text = _plain(full_text)
    start, end = _spell(_dates_on_front(text, published))
    framework = layout.framework or (framework_on(start).key if start else None)
    report = Report(framework, start, end, published, _lead_inspector(text), graded=True)
    authority = _authority(full_text, published)
    inspected = f"{start}/{end}" if start and end else None
    expected = set(framework_on(start).judgements_on(start)) if start else set[str]()
    grades = sorted(_grades(text.small, layout, expected).values(), key=lambda one: one.evidence.start)
    for one in grades:
        because(authority, "rating.authority.of_report", one.evidence)
        because(inspected, "rating.inspected.on_front" if inspected else "rating.inspected.untold", one.evidence)
    return report, tuple(
        Rating(authority, one.judgement, one.grade, "current", inspected, one.evidence, framework=framework)
        for one in grades
        if authority
    )


def _read_letter(text: _Text, published: date | None) -> Report:
    opening = wording().letter.search(text.small, 0, _FRONT)
    place = opening.start() if opening else 0
    paragraph = text.printed[place : text.printed.find("\n", place + 200)]
    dates = [one for one in find_dates(paragraph, published) if one.precision == "day"]
    start, end = _spell(dates or _dates_on_front(text, published))
    framework = framework_on(start).key if start else None
    return Report(framework, start, end, published, _lead_inspector(text) or _signature(text), graded=False)


def _dates_on_front(text: _Text, published: date | None) -> list[DateMention]:
    """The days after the label of the dates; a missing year is that of publication or of the copyright."""
    label = wording().dates.search(text.small, 0, _FRONT)
    if not label:
        return []
    line = text.printed[label.end() : label.end() + _DATE_LINE].lstrip()
    stop = _END_OF_DATES.search(line)
    line = _DIGITS_APART.sub(r"\1\2", line[: stop.start() if stop else None])
    year = None if published else _COPYRIGHT.search(text.printed)
    anchor = date(int(year[1]), 12, 31) if year else published
    return [one for one in find_dates(line, anchor) if one.precision == "day"]


def _spell(dates: Iterable[DateMention]) -> tuple[date | None, date | None]:
    days = [day for one in dates for day in (one.first, one.last)]
    return min(days, default=None), max(days, default=None)


def _lead_inspector(text: _Text) -> str | None:
    for label in wording().inspector.finditer(text.small):
        is_other = wording().other_inspector.search(text.small, max(0, label.start() - 12), label.start())
        if not is_other and (name := _NAME.match(text.printed, label.end(), label.end() + 80)):
            return name[1]
    return None


def _signature(text: _Text) -> str | None:
    closing = wording().signed.search(text.small)
    name = _NAME.match(text.printed, closing.end(), closing.end() + 80) if closing else None
    return name[1] if name else None


def _authority(text: str, published: date | None) -> str | None:
    """The authority named first on the first page, else the one named most."""
    for part in (text[:_HEADING], text):
        named = [one.authority for one in find_mentions(part, fold(part), published)]
        if named:
            return named[0] if len(part) <= _HEADING else Counter(named).most_common(1)[0][0]
    return None


def _grades(text: str, layout: Layout, expected: Set[str]) -> dict[str, _Grade]:
    found: dict[str, _Grade] = {}
    for start, end, section in _parts(text, layout):
        for grade in _rows(text, start, end, section):
            found.setdefault(grade.judgement, grade)
        if layout.repeats_grades_in_headings and not expected <= found.keys():
            for grade in _headings(text, section):
                found.setdefault(grade.judgement, grade)
    for pattern, judgement in layout.statements:
        if judgement not in found and (match := pattern.search(text)):
            key = wording().grades[plain_key(match["grade"])]
            found[judgement] = _Grade(
                judgement, key, Evidence(match.start() + 1, match.end("grade"), "report_statement", 0.98)
            )
    return found


def _parts(text: str, layout: Layout) -> Iterator[tuple[int, int, Section]]:
    """Where the rows of each section stand: on the first page, or behind the heading of the table."""
    begin, end = 0, _FRONT
    if layout.table:
        headings = list(layout.table.finditer(text))
        begin, end = (headings[-1].end() if headings else len(text)), len(text)
    openings = [section.opens.search(text, begin, end) if section.opens else None for section in layout.sections]
    starts = [opening.end() if opening else begin for opening in openings]
    for section, opening, start in zip(layout.sections, openings, starts, strict=True):
        if opening or not section.opens:
            yield start, min([other for other in starts if other > start], default=end), section


def _rows(text: str, start: int, end: int, section: Section) -> Iterator[_Grade]:
    """Labels and the grades beside them; where all labels come first, the grades follow in the same order."""
    waiting: list[re.Match[str]] = []
    cells = sorted(
        [*section.labels.finditer(text, start, end), *wording().grade.finditer(text, start, end)], key=re.Match.start
    )
    past = start
    for cell in cells:
        if not _BETWEEN_CELLS.fullmatch(text, past, cell.start()):
            waiting.clear()
        past = cell.end()
        key = plain_key(cell[0])
        if key in section.judgements:
            waiting.append(cell)
        elif waiting:
            label = waiting.pop(0)
            evidence = Evidence(label.start(), cell.end(), "report_table", 0.99)
            yield _Grade(section.judgements[plain_key(label[0])], wording().grades[key], evidence)


def _headings(text: str, section: Section) -> Iterator[_Grade]:
    """Headings of the report's chapters that repeat the grade ("...: good"), for a table that cannot be read."""
    for label in section.labels.finditer(text):
        colon = _COLON.match(text, label.end())
        if colon and (grade := wording().grade.match(text, colon.end())):
            evidence = Evidence(label.start(), grade.end(), "report_heading", 0.95)
            yield _Grade(section.judgements[plain_key(label[0])], wording().grades[plain_key(grade[0])], evidence)
