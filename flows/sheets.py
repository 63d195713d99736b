"""The sheets of the workbook: what stands in which column, and what each column means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from transforms.overview import Comparison, Row, Standing, comparisons, judgements_shown, standings
from transforms.wording import words

CHANGES_OF_MONTHS = 24
STANDING_UNDERTAKINGS = ("open", "overdue")


@dataclass(frozen=True, slots=True)
class Graded:
    """A cell with a grade; `historic` where the newest inspection no longer graded it."""

    grade: str
    historic: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to an address."""

    url: str


Cell = str | int | float | date | Graded | Link | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet; `width` in characters, longer texts are wrapped where `wrapped`."""

    heading: str
    width: int
    meaning: str
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its first `frozen` columns stay in sight."""

    name: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]
    frozen: int = 1


NAME = Field("Authority", 30, "short official name")
SOURCE = Field("Source", 40, "address of the best source: the inspectorate's before the council's before the press's")
EVIDENCE = Field("Evidence", 70, "sentence of that source, word for word", wrapped=True)


def sheets_of(frames: Mapping[str, pl.DataFrame], day: date) -> tuple[Sheet, ...]:
    """Return the sheets with the tables as they stand on that day."""
    every = standings(frames, day)
    return (
        current_ratings(every, day),
        statistical_neighbours(comparisons(every)),
        changes(frames["changes"], day),
        undertakings(frames["undertakings"]),
    )


def current_ratings(every: Sequence[Standing], day: date) -> Sheet:
    """One row an authority: its grades, since when, what was before, who intervenes and who directs."""
    judgements = judgements_shown(every, day)
    fields = (
        NAME,
        Field("Region", 23, "English region"),
        Field("Type", 21, "kind of council"),
        Field("GSS code", 12, "code of the Office for National Statistics"),
        *(Field(_heading(one), 19, f"standing grade: {words('judgements', one)}") for one in judgements),
        Field("Newest grade since", 13, "publication of the newest report, or else its inspection"),
        Field("Previous overall", 19, "the overall grade before"),
        Field("Direction", 20, "step from the grade before: overall, or area by area where the newest report has none"),
        Field("Framework", 12, "inspection framework of the newest grade"),
        Field("Intervention", 34, "interventions in force, with the commissioner or adviser where named"),
        Field("Director", 30, "director of children's services as last told, where the news named one"),
        Field("Note", 36, "what stands as history: grades in italics", wrapped=True),
        SOURCE,
    )
    return Sheet("Current ratings", fields, tuple(_standing_row(one, judgements) for one in every))


def _heading(judgement: str) -> str:
    return words("judgements", judgement).capitalize()


def _standing_row(one: Standing, judgements: Sequence[str]) -> tuple[Cell, ...]:
    authority, newest, overall = one.authority, one.newest, one.overall
    return (
        authority["authority"],
        authority["region"],
        authority["type"],
        authority["authority_code"],
        *(_graded(one.grades.get(judgement)) for judgement in judgements),
        newest["since"] if newest else None,
        _graded({"grade": overall["previous_grade"], "historic": True} if overall else None),
        one.direction,
        (newest["framework"] or "").replace("_", " ").upper() if newest else None,
        "; ".join(map(_intervention, one.interventions)),
        _director(one.director) if one.director else None,
        _note(one, judgements),
        Link(newest["url"]) if newest else None,
    )


def _graded(row: Row | None) -> Graded | None:
    return Graded(row["grade"], row["historic"]) if row and row["grade"] else None


def _intervention(row: Row) -> str:
    person = f" ({row['person']})" if row["person"] else ""
    return f"{row['kind'].replace('_', ' ')}{person}"


def _director(row: Row) -> str:
    interim = " (interim)" if row["interim"] else ""
    leaving = " (leaving)" if row["status"] == "leaving" else ""
    return f"{row['person']}{interim}{leaving}"


def _note(one: Standing, judgements: Sequence[str]) -> str | None:
    old = [one.grades[name] for name in judgements if name in one.grades and one.grades[name]["historic"]]
    told = (f"{_heading(row['judgement'])}: stands as history{_since(row)}" for row in old)
    return "; ".join(told) or None


def _since(row: Row) -> str:
    return f", from {row['since']:%-d %B %Y}" if row["since"] else ""


def statistical_neighbours(compared: Sequence[Comparison]) -> Sheet:
    """Each authority with its statistical neighbours, nearest first, and their overall grades beside them."""
    most = max((len(one.neighbours) for one in compared), default=0)
    pairs = [
        field
        for number in range(1, most + 1)
        for field in (
            Field(f"Neighbour {number}", 22, "statistical neighbour by the Department for Education, 1 the nearest"),
            Field(f"Overall {number}", 19, "its overall grade"),
        )
    ]
    fields = (
        NAME,
        Field("Overall", 19, "its own overall grade, in italics where it stands as history"),
        Field("Own place", 8, "1 for the best of the authority and its neighbours; equal grades share a place"),
        Field("Out of", 8, "how many of them have an overall grade"),
        Field("Neighbours' mean", 11, "mean overall rank of the neighbours: 4 outstanding to 1 inadequate"),
        *pairs,
    )
    return Sheet("Statistical neighbours", fields, tuple(_comparison_row(one, most) for one in compared))


def _comparison_row(one: Comparison, most: int) -> tuple[Cell, ...]:
    cells: list[Cell] = [one.standing.authority["authority"], _graded(one.standing.overall), one.place, one.of]
    cells.append(round(one.mean_rank, 2) if one.mean_rank else None)
    for neighbour in one.neighbours:
        cells += [neighbour.authority["authority"], _graded(neighbour.overall)]
    return tuple(cells + [None] * (2 * (most - len(one.neighbours))))


def changes(frame: pl.DataFrame, day: date) -> Sheet:
    """The changes of the last two years, newest first."""
    begin = pl.lit(day).dt.offset_by(f"-{CHANGES_OF_MONTHS}mo")
    recent = frame.filter(pl.col("effective") >= begin, pl.col("action") != "withdrawn")
    fields = (
        Field("Effective", 13, "day on which it took effect, as near as the sources say"),
        NAME,
        Field("Severity", 10, "critical, high, medium or low"),
        Field("Type", 26, "what changed"),
        Field("Change", 60, "the change in one sentence", wrapped=True),
        Field("Before", 19, "what was known before"),
        Field("Now", 19, "what is so now"),
        Field("Overtaken", 10, "yes: something newer of the kind is known"),
        Field("Sources", 9, "number of sources that state it"),
        Field("Confirmed", 10, "yes: stated by an official source or in two different stories"),
        EVIDENCE,
        SOURCE,
    )
    newest_first = recent.sort("effective", "authority", "change_id", descending=[True, False, False])
    return Sheet("Changes", fields, tuple(map(_change_row, newest_first.iter_rows(named=True))), frozen=2)


def _change_row(row: Row) -> tuple[Cell, ...]:
    return (
        row["effective"],
        row["authority"],
        row["severity"],
        row["type"].replace("_", " "),
        row["summary"],
        _value(row, "old_value"),
        _value(row, "new_value"),
        _yes(row["overtaken"]),
        row["n_sources"],
        _yes(row["corroborated"]),
        row["evidence"],
        Link(row["url"]),
    )


def _value(row: Row, name: str) -> Cell:
    value: str | None = row[name]
    return Graded(value) if value and row["judgement"] else value


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def undertakings(frame: pl.DataFrame) -> Sheet:
    """What is undertaken and not reported done, by deadline."""
    standing = frame.filter(pl.col("status").is_in(STANDING_UNDERTAKINGS))
    fields = (
        Field("Deadline", 13, "last day by which it is to be done"),
        NAME,
        Field("Status", 10, "open, or overdue: the deadline is past and nothing reports it done"),
        Field("Category", 20, "what kind of undertaking"),
        Field("Pounds", 14, "money undertaken"),
        Field("Who", 28, "who undertook it"),
        Field("Post", 32, "that person's post"),
        Field("Made on", 13, "first publication that tells of it"),
        Field("Repeated on", 13, "last publication that tells of it again"),
        EVIDENCE,
        SOURCE,
    )
    by_deadline = standing.sort("deadline", "authority", "undertaking_id", nulls_last=True)
    return Sheet("Undertakings", fields, tuple(map(_undertaking_row, by_deadline.iter_rows(named=True))), frozen=2)


def _undertaking_row(row: Row) -> tuple[Cell, ...]:
    return (
        row["deadline"],
        row["authority"],
        row["status"],
        row["category"].replace("_", " "),
        row["amount_gbp"],
        row["speaker"],
        words("roles", row["speaker_role"]),
        row["made_on"],
        row["repeated_on"],
        row["evidence"],
        Link(row["url"]),
    )
