"""Publishing as a pass does, and what is then published."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.published import MANIFEST
from flows.workshop import Workshop
from tests.flows.press import tell
from tests.transforms.telling import Told
from transforms.catalogue import HISTORIES, TABLES

NAMES = {table.name for table in TABLES} | {f"history/{table.name}" for table in HISTORIES}


def publish(workshop: Workshop, *told: Told) -> Path:
    """Tell, flag and publish; return the folder of the tables."""
    tell(workshop, *told)
    flag_changes(workshop)
    return Path(publish_tables(workshop).place)


def read(folder: Path, name: str) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(folder / file["name"]) for file in manifest(folder)["tables"][name]["files"]])


def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return content


def parquet(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def written(folder: Path) -> dict[str, int]:
    """Which file each name leads to: a file that is replaced is another one."""
    return {str(path.relative_to(folder)): path.stat().st_ino for path in sorted(folder.rglob("*.parquet"))}
