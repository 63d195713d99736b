"""What ends with an authority: nothing is in force, in post or due any longer where there is no authority."""

from datetime import date, timedelta
from typing import Any

from transforms.authorities import authority_register
from transforms.history_tables import INTERVENTION_SPELLS, POST_SPELLS, UNDERTAKINGS

LAPSED = "lapsed"
Rows = dict[str, list[dict[str, Any]]]


def abolished_from(authority_code: str) -> date | None:
    """Return the first day without the authority; None for one that is there.

    One to come has no code yet, and a code may have been another register's.
    """
    try:
        last = authority_register().by_code(authority_code).valid_to
    except KeyError:
        return None
    return last + timedelta(days=1) if last else None


def lapses(deadline: date | None, end: date | None) -> bool:
    """Whether what was to be done by then had not fallen due when the authority came to its `end`."""
    return end is not None and (deadline is None or deadline >= end)


def rows_after(end: date, rows: Rows) -> Rows:
    """Return the rows, by name of the table, of an authority that is no more since the day `end`."""
    return {
        **rows,
        INTERVENTION_SPELLS.name: [_ended(row, end) for row in rows[INTERVENTION_SPELLS.name]],
        POST_SPELLS.name: [_left(row, end) for row in rows[POST_SPELLS.name]],
        UNDERTAKINGS.name: [_lapsed(row, end) for row in rows[UNDERTAKINGS.name]],
    }


def _ended(row: dict[str, Any], end: date) -> dict[str, Any]:
    if row["status"] == "ended":
        return row
    began_on = row["began_on"]
    return {**row, "status": "ended", "ended_on": max(end, began_on) if began_on else None}


def _left(row: dict[str, Any], end: date) -> dict[str, Any]:
    if row["status"] == "left":
        return row
    return {**row, "status": "left", "left_on": max(end, row["appointed_on"] or end, row["leaving_told_on"] or end)}


def _lapsed(row: dict[str, Any], end: date) -> dict[str, Any]:
    return {**row, "status": LAPSED} if row["status"] != "done" and lapses(row["deadline"], end) else row
