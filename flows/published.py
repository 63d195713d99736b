"""What is published: which files make up each table, as of one moment (`tables/_published.json`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

import orjson

from flows.store import Store
from transforms.catalogue import HISTORIES, TABLES
from transforms.ids import stable_id

MANIFEST = "_published.json"
FOLDER = "tables"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a table, by its name below tables/."""

    name: str
    rows: int
    size: int
    sha256: str

    @classmethod
    def of(cls, name: str, rows: int, content: bytes) -> Self:
        """Describe a file that is to be written."""
        return cls(name, rows, len(content), sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The moment that all tables are of, and the files of each; `layout` stands for the columns that they have.

    `begun` is the moment of the first edition in this folder.
    `changed` is when any of them last differed from the edition before; `workbook` and `calendars` are the moments that
    those show, and `critical` is how often the log had told of critical changes. `full_text` stands for the sources
    whose articles have their text, `listening` for how feeds and calendars are made, and `entries` for the rows that
    they were made of: a number for each authority, by table.
    """

    moment: datetime
    begun: datetime
    tables: Mapping[str, tuple[PublishedFile, ...]] = field(default_factory=dict)
    layout: str = ""
    changed: datetime | None = None
    workbook: datetime | None = None
    calendars: datetime | None = None
    critical: int | None = None
    full_text: str = ""
    listening: str = ""
    entries: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {name: sum(file.rows for file in files) for name, files in self.tables.items()}


def present_layout() -> str:
    """Return what stands for the columns that tables are published with today."""
    return stable_id(*(f"{table.name} {dict(table.schema)}" for table in (*TABLES, *HISTORIES)))


def read_manifest(tables: Store) -> Manifest | None:
    """Return what is published, or None where nothing is, or where what says so is damaged."""
    try:
        content = orjson.loads(tables.read(MANIFEST))
        return Manifest(
            datetime.fromisoformat(content["moment"]),
            datetime.fromisoformat(content.get("begun", content["moment"])),
            {name: _files(table["files"], table["rows"]) for name, table in content["tables"].items()},
            content["layout"],
            datetime.fromisoformat(content["changed"]),
            datetime.fromisoformat(content["workbook"]),
            datetime.fromisoformat(content["calendars"]) if "calendars" in content else None,
            content.get("critical"),
            content.get("full_text", ""),
            content.get("listening", ""),
            {name: dict(entries) for name, entries in content.get("entries", {}).items()},
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _files(entries: Iterable[dict[str, Any]], rows: int) -> tuple[PublishedFile, ...]:
    files = tuple(PublishedFile(one["name"], one["rows"], one["bytes"], one["sha256"]) for one in entries)
    if sum(file.rows for file in files) != rows:
        raise ValueError(f"{rows} rows are not those of the files")
    return files


def _entry(file: PublishedFile) -> dict[str, Any]:
    return {"name": file.name, "rows": file.rows, "bytes": file.size, "sha256": file.sha256}


def write_manifest(tables: Store, manifest: Manifest) -> None:
    """Replace what says what is published; the last thing that publishing does."""
    counts = manifest.rows()
    content = {
        "moment": manifest.moment.isoformat(),
        "begun": manifest.begun.isoformat(),
        "changed": (manifest.changed or manifest.moment).isoformat(),
        "workbook": (manifest.workbook or manifest.moment).isoformat(),
        "calendars": (manifest.calendars or manifest.moment).isoformat(),
        "critical": manifest.critical,
        "layout": manifest.layout,
        "full_text": manifest.full_text,
        "listening": manifest.listening,
        "entries": manifest.entries,
        "tables": {
            name: {"rows": counts[name], "files": [_entry(file) for file in files]}
            for name, files in manifest.tables.items()
        },
    }
    tables.write(MANIFEST, orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
