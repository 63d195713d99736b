"""Facts of an article as rows of the tables, and those that no table takes as rejects."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

import polars as pl

from transforms.fact_rows import Fact, Origin, Row, fact_row
from transforms.facts import Facts
from transforms.ids import stable_id
from transforms.schema import SchemaError, Table
from transforms.sense import broken_rule
from transforms.tables import COMMITMENTS, DELIVERIES, INTERVENTIONS, LEADERSHIP, PEER_REVIEWS, RATINGS, REJECTS

SCHEMA_RULE = "schema"
"""The rule that a row breaks which does not fit its table."""
_REMEDY = "see the page with `extract --explain` and correct the rule or the data that misled it"


@dataclass(frozen=True, slots=True)
class Normalised:
    """A typed frame for each fact table, keyed by the table's name, and a frame of what was rejected."""

    frames: dict[str, pl.DataFrame]
    rejects: pl.DataFrame


def normalise(facts: Facts, origin: Origin) -> Normalised:
    """Return the facts as rows of the fact tables; the same facts give the same rows.

    A row that breaks a rule of sense or does not fit its table is a reject, and loses none of the others.
    """
    parts = (
        _sorted_out(RATINGS, facts.ratings, origin),
        _sorted_out(INTERVENTIONS, facts.interventions, origin),
        _sorted_out(PEER_REVIEWS, facts.peer_reviews, origin),
        _sorted_out(LEADERSHIP, facts.leadership, origin),
        _sorted_out(COMMITMENTS, facts.commitments, origin),
        _sorted_out(DELIVERIES, facts.deliveries, origin),
    )
    rejects = {row["reject_id"]: row for part in parts for row in part.rejects}
    return Normalised({part.table.name: part.frame for part in parts}, REJECTS.frame(rejects.values()))


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows that one table takes, and the rejects among those meant for it."""

    table: Table
    frame: pl.DataFrame
    rejects: Sequence[Row]


def _sorted_out(table: Table, facts: Iterable[Fact], origin: Origin) -> _Part:
    rows: dict[str, Row] = {}
    rejects: list[Row] = []
    for fact in facts:
        try:
            row = fact_row(table, fact, origin)
        except (ValueError, OverflowError) as error:
            rejects.append(_reject(table, asdict(cast(Any, fact)), SCHEMA_RULE, str(error), origin))
            continue
        fault = broken_rule(table.name, row, origin.text, origin.fetched_at.date())
        if fault:
            rejects.append(_reject(table, row, fault.rule, fault.says, origin))
        else:
            rows.setdefault(row[table.key[0]], row)
    return _fitting(table, list(rows.values()), rejects, origin)


def _fitting(table: Table, rows: list[Row], rejects: list[Row], origin: Origin) -> _Part:
    """The rows that fit the table; they are tried one by one only where not all of them do."""
    try:
        return _Part(table, table.frame(rows), rejects)
    except SchemaError:
        faults = [_misfit(table, row) for row in rows]
    fitting = [row for row, fault in zip(rows, faults, strict=True) if not fault]
    misfits = [
        _reject(table, row, SCHEMA_RULE, fault, origin) for row, fault in zip(rows, faults, strict=True) if fault
    ]
    return _Part(table, table.frame(fitting), [*rejects, *misfits])


def _misfit(table: Table, row: Row) -> str | None:
    try:
        table.frame([row])
    except SchemaError as error:
        return str(error)
    return None


def _reject(table: Table, row: Row, rule: str, says: str, origin: Origin) -> Row:
    """The row of the table of rejects; a fact that could not be made a row is kept as extraction gave it."""
    content = json.dumps(row, default=str, ensure_ascii=False, sort_keys=True)
    row_id = row.get(table.key[0], content)
    return {
        "reject_id": stable_id("reject", table.name, origin.article_id, origin.version, row_id),
        "table": table.name,
        "rule": rule,
        "message": f"{origin.url}, {table.name}: {says}; {_REMEDY}",
        "row": content,
        "article_id": origin.article_id,
        "version": origin.version,
        "source_id": origin.source_id,
        "url": origin.url,
        "rules": origin.rules,
        "run_id": origin.run_id,
        "rejected_at": origin.recorded_at,
    }
