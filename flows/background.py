"""What stands behind the news of an authority: interventions in force, its history, undertakings still open."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from flows.memory.layout import histories
from flows.memory.reading import read_standing
from flows.overturned import is_of_ratings
from flows.sheets import STANDING_UNDERTAKINGS
from transforms.history.changes import WITHDRAWN
from transforms.history_tables import CHANGES, INSPECTIONS, INTERVENTION_SPELLS, UNDERTAKINGS
from transforms.schema import Table
from transforms.wording import areas_phrase, change_types, judgement_order, words

Row = Mapping[str, Any]
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Past:
    """Something of an authority's past: known from `day` on, `month` says when it was."""

    day: date
    month: str
    what: str


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of one authority; `past` has the newest first, `undertakings` what is due next."""

    interventions: tuple[str, ...] = ()
    past: tuple[Past, ...] = ()
    undertakings: tuple[Row, ...] = ()


def backgrounds(memory: sa.Engine, authority_codes: Collection[str]) -> dict[str, Background]:
    """Return what is known of each of the authorities, by code."""
    interventions, inspections, changes, undertakings = (
        _by_authority(memory, table, authority_codes, **where)
        for table, where in (
            (INTERVENTION_SPELLS, {"status": ["in_force"]}),
            (INSPECTIONS, {}),
            (CHANGES, {"type": _told_in_histories()}),
            (UNDERTAKINGS, {"status": STANDING_UNDERTAKINGS}),
        )
    )
    return {
        code: Background(
            tuple(map(intervention_phrase, sorted(interventions[code], key=lambda row: row["kind"]))),
            _past(inspections[code], changes[code]),
            tuple(sorted(undertakings[code], key=_nearest_first)),
        )
        for code in authority_codes
    }


def _told_in_histories() -> list[str]:
    """Types of change that are mailed unasked; what inspections came to is told by their grades."""
    return [one.name for one in change_types().values() if one.mail and not is_of_ratings(one.name)]


def _by_authority(
    memory: sa.Engine, table: Table, codes: Collection[str], **where: Collection[str]
) -> defaultdict[str, list[Row]]:
    remembered = histories[table.name].c
    chosen = [remembered[name].in_(list(values)) for name, values in where.items()]
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in read_standing(memory, table, remembered.authority_code.in_(list(codes)), *chosen).iter_rows(named=True):
        rows[row["authority_code"]].append(row)
    return rows


def intervention_phrase(row: Row) -> str:
    """Return an intervention in force as mails have it: its kind, who, and since when."""
    since = f", since {row['began_on']:%B %Y}" if row["began_on"] else ""
    person = f" ({row['person']})" if row["person"] else ""
    return f"{row['kind'].replace('_', ' ')}{person}{since}"


def _nearest_first(row: Row) -> tuple[bool, int, str]:
    """Sort what is due next first, and after that what is overdue, the latest first."""
    overdue, day = row["status"] == OVERDUE, row["deadline"].toordinal()
    return overdue, -day if overdue else day, row["undertaking_id"]


def _past(inspections: list[Row], changes: list[Row]) -> tuple[Past, ...]:
    told = [Past(row["effective"], f"{row['effective']:%B %Y}", _without_name(row)) for row in changes if _stands(row)]
    return tuple(sorted((*_inspected(inspections), *told), key=lambda one: (one.day, one.what), reverse=True))


def _stands(row: Row) -> bool:
    return bool(row["action"] != WITHDRAWN)


def _without_name(row: Row) -> str:
    return str(row["summary"]).removeprefix(f"{row['authority']}: ")


def _inspected(rows: list[Row]) -> Iterator[Past]:
    ordered = sorted(rows, key=lambda row: (row["inspection_id"], judgement_order().index(row["judgement"])))
    for _, of_one in groupby(ordered, key=lambda row: str(row["inspection_id"])):
        graded = list(of_one)
        day = graded[0]["published"] or graded[0]["inspected_to"]
        if day is not None:
            yield Past(day, _month(graded[0], day), f"{_grades(graded)} (inspection)")


def _month(row: Row, day: date) -> str:
    """When it was inspected, as exactly as is known; else when that was published."""
    if row["inspected_from"] is None:
        return f"{day:%B %Y}"
    return f"{row['inspected_from']:{'%Y' if row['date_precision'] == 'year' else '%B %Y'}}"


def _grades(rows: list[Row]) -> str:
    """The overall grade; where there is none, each grade with its areas, the worst first."""
    overall = next((row for row in rows if row["judgement"] == "overall_effectiveness"), None)
    if overall:
        return f"{words('grades', overall['grade'])} overall"
    every = [row["judgement"] for row in rows]
    worst_first = sorted(rows, key=lambda row: (row["grade_rank"], row["grade"]))
    return "; ".join(
        f"{words('grades', grade)} {areas_phrase([row['judgement'] for row in alike], every)}"
        for grade, alike in groupby(worst_first, key=lambda row: str(row["grade"]))
    )
