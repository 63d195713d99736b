"""What stands for each authority on a day, and how it stands among its statistical neighbours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any

import polars as pl

from transforms.frameworks import framework_on, grade_rank
from transforms.history_tables import CURRENT_RATINGS, INTERVENTION_SPELLS, POST_SPELLS
from transforms.wording import judgement_order

OVERALL = "overall_effectiveness"
DIRECTOR = "director_of_childrens_services"
STEPS = {1: "up", -1: "down", 0: "same"}
FIRST = "first"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """One authority in rows of the tables: `grades` by judgement, `interventions` in force, `director` if known."""

    authority: Row
    grades: Mapping[str, Row]
    interventions: Sequence[Row] = ()
    director: Row | None = None

    @property
    def overall(self) -> Row | None:
        """The standing overall grade; `historic` where the newest inspection graded none."""
        return self.grades.get(OVERALL)

    @property
    def fresh(self) -> list[Row]:
        """What the newest inspection graded: the overall grade alone, or else its areas."""
        if self.overall and not self.overall["historic"]:
            return [self.overall]
        return [row for row in self.grades.values() if not row["historic"]]

    @property
    def newest(self) -> Row | None:
        """The newest grade of all that stand."""
        return max(self.fresh, key=_since, default=self.overall)

    @property
    def direction(self) -> str:
        """Up, down or same; "2 up, 1 same" by areas where the newest inspection has no overall grade."""
        steps = [_step(row) for row in self.fresh]
        if self.fresh == [self.overall]:
            return steps[0]
        return ", ".join(f"{steps.count(step)} {step}" for step in (*STEPS.values(), FIRST) if step in steps)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An authority among its statistical neighbours, nearest first, by overall grade.

    `mean_rank` is that of the neighbours with a grade, 4 outstanding to 1 inadequate. `place` counts from 1 for the
    best among the authority and those neighbours, equal grades sharing a place; `of` is how many they are.
    """

    standing: Standing
    neighbours: tuple[Standing, ...]
    mean_rank: float | None
    place: int | None
    of: int


def standings(frames: Mapping[str, pl.DataFrame], day: date) -> tuple[Standing, ...]:
    """Return what stands for each authority that has its duties on that day, in order of name."""
    grades = _by_authority(frames[CURRENT_RATINGS.name])
    in_force = pl.col("status") == "in_force"
    interventions = _by_authority(frames[INTERVENTION_SPELLS.name].filter(in_force).sort("kind", "began_on"))
    in_post = (pl.col("role") == DIRECTOR) & (pl.col("status") != "left") & pl.col("person").is_not_null()
    directors = _by_authority(frames[POST_SPELLS.name].filter(in_post).sort("appointed_on", nulls_last=False))
    authorities = frames["authorities"].filter(
        pl.col("valid_from").is_null() | (pl.col("valid_from") <= day),
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= day),
    )
    return tuple(
        Standing(
            row,
            {grade["judgement"]: grade for grade in grades[row["authority_code"]]},
            interventions[row["authority_code"]],
            next(reversed(directors[row["authority_code"]]), None),
        )
        for row in authorities.sort("authority", "authority_code").iter_rows(named=True)
    )


def comparisons(every: Sequence[Standing]) -> tuple[Comparison, ...]:
    """Return each authority among its statistical neighbours; neighbours that are not among `every` are left out."""
    by_code = {one.authority["authority_code"]: one for one in every}
    return tuple(
        _comparison(one, tuple(by_code[code] for code in one.authority["statistical_neighbours"] if code in by_code))
        for one in every
    )


def judgements_shown(every: Sequence[Standing], day: date) -> list[str]:
    """Return the judgements to show, overall first: those of the framework in force and all that newest ones grade."""
    shown = {OVERALL, *framework_on(day).judgements_on(day)}
    shown.update(name for one in every for name, row in one.grades.items() if not row["historic"])
    return [name for name in judgement_order() if name in shown]


def _comparison(standing: Standing, neighbours: tuple[Standing, ...]) -> Comparison:
    ranks = [one.overall["grade_rank"] for one in neighbours if one.overall]
    own = standing.overall["grade_rank"] if standing.overall else None
    return Comparison(
        standing,
        neighbours,
        fmean(ranks) if ranks else None,
        1 + sum(rank > own for rank in ranks) if own and ranks else None,
        len(ranks) + bool(own),
    )


def _by_authority(frame: pl.DataFrame) -> defaultdict[str, list[Row]]:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["authority_code"]].append(row)
    return rows


def _since(row: Row) -> date:
    since: date | None = row["since"]
    return since or date.min


def _step(row: Row) -> str:
    if not row["previous_grade"]:
        return FIRST
    difference = row["grade_rank"] - grade_rank(row["previous_grade"])
    return STEPS[(difference > 0) - (difference < 0)]
