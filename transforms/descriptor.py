"""The tables described for machines: a Data Package (version 2 of the standard), made from the schemas."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from transforms.catalogue import AUTHORITIES, HISTORIES, TABLES, history_name
from transforms.history_tables import CURRENT_RATINGS, INSPECTIONS
from transforms.schema import Column, Table
from transforms.tables import ARTICLES, FACT_TABLES

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
PARQUET = "application/vnd.apache.parquet"
DESCRIPTION = (
    "Inspections, interventions, leadership and undertakings in English children's services, read from public news. "
    "Sentences given as evidence are quoted from the articles named beside them and stay under their sources' "
    "licences. Whole texts are those of sources under the Open Government Licence, unless the operator chose otherwise."
)
TYPES: Mapping[type[pl.DataType], Mapping[str, str]] = {
    pl.String: {"type": "string"},
    pl.Int64: {"type": "integer"},
    pl.Float64: {"type": "number"},
    pl.Boolean: {"type": "boolean"},
    pl.Date: {"type": "date"},
    pl.Datetime: {"type": "datetime"},
    pl.List: {"type": "array"},
}


def datapackage(files: Mapping[str, Sequence[str]], moment: datetime) -> dict[str, Any]:
    """Return the descriptor of the tables published at that moment, ready for JSON.

    `files` has for each table its paths relative to the tables folder; a history goes by `history/<name>`. Tables
    without a path are left out. Raises KeyError for a name that is no table's.
    """
    known = {table.name: table for table in TABLES} | {history_name(table): table for table in HISTORIES}
    unknown = sorted(set(files) - set(known))
    if unknown:
        raise KeyError(f"no table {', '.join(unknown)} in transforms/catalogue.py")
    return {
        "$schema": PROFILE,
        "name": "inspection-watch",
        "title": "Inspections of English children's services in the news",
        "description": DESCRIPTION,
        "created": moment.isoformat(),
        "resources": [_resource(name, table, files[name]) for name, table in known.items() if files.get(name)],
    }


def _resource(name: str, table: Table, paths: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name.replace("/", "-"),
        "type": "table",
        "description": f"One row per {table.one_row_per}.",
        "path": paths[0] if len(paths) == 1 else sorted(paths),
        "format": "parquet",
        "mediatype": PARQUET,
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    fields = [_field(column) for column in table.columns]
    links = list(_foreign_keys(table))
    return {"fields": fields, "primaryKey": list(table.key), **({"foreignKeys": links} if links else {})}


def _field(column: Column) -> dict[str, Any]:
    required = {} if column.may_be_empty else {"constraints": {"required": True}}
    return {"name": column.name, **TYPES[type(column.dtype)], "description": column.meaning, **required}


def _foreign_keys(table: Table) -> Iterator[dict[str, Any]]:
    columns = set(table.schema)
    if table.name in {fact.name for fact in FACT_TABLES}:
        yield _link(ARTICLES, "article_id", "version")
    # Not its history: an inspection that came to be known by another date is there under another id.
    if table == CURRENT_RATINGS:
        yield _link(INSPECTIONS, "inspection_id", "judgement")
    if "authority_code" in columns and table.name != AUTHORITIES.name:
        yield _link(AUTHORITIES, "authority_code")


def _link(table: Table, *fields: str) -> dict[str, Any]:
    return {"fields": list(fields), "reference": {"resource": table.name, "fields": list(fields)}}
