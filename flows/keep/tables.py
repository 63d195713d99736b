"""Looking for damage in what is published: the tables, what says which they are, and what goes with them."""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import polars as pl

from flows.publications import CLOCKS_AGREE_WITHIN
from flows.publish import DESCRIPTOR, WORKBOOK
from flows.published import MANIFEST, PublishedFile, read_manifest
from flows.store import Store

PUBLISH = "run publish"
PUBLISH_ANEW = "delete it and run publish"


def damage_in_tables(tables: Store, now: datetime) -> Iterator[str]:
    """Yield where the published tables are not what `_published.json` says, nobody publishing meanwhile."""
    names = set(tables.list())
    there = {name for name in names if name.endswith(".parquet")}
    manifest = read_manifest(tables)
    if manifest is None:
        if there:
            yield f"{tables.place(MANIFEST)} is missing or damaged, so nothing tells what is published; {PUBLISH}"
        return
    moment = manifest.moment.astimezone(UTC)
    if moment > now + CLOCKS_AGREE_WITHIN:
        says = f"{tables.place(MANIFEST)} says that the tables are of {moment:%Y-%m-%d %H:%M} UTC"
        yield f"{says}, which is yet to come; check the clock, then {PUBLISH}"
    files = {file.name: file for made_of in manifest.tables.values() for file in made_of}
    for name in sorted(there - files.keys()):
        yield f"{tables.place(name)} is no part of what is published; delete it"
    for name in sorted(files):
        yield from _damage_in_table(tables, files[name])
    for name, is_whole in BESIDE.items():
        if name not in names:
            yield f"{tables.place(name)} is missing; {PUBLISH}"
        elif not is_whole(tables.read(name)):
            yield f"{tables.place(name)} is damaged; {PUBLISH_ANEW}"


def _damage_in_table(tables: Store, file: PublishedFile) -> Iterator[str]:
    try:
        content = tables.read(file.name)
    except FileNotFoundError:
        yield f"the published table {tables.place(file.name)} is missing; {PUBLISH}"
        return
    if len(content) != file.size or sha256(content).hexdigest() != file.sha256:
        yield f"the published table {tables.place(file.name)} is not what was published; {PUBLISH_ANEW}"
    elif (rows := pl.scan_parquet(BytesIO(content)).select(pl.len()).collect().item()) != file.rows:
        yield f"{tables.place(MANIFEST)} says {file.rows} rows of {file.name}, which has {rows}; {PUBLISH}"


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return packed.testzip() is None
    except (zipfile.BadZipFile, EOFError, ValueError, OSError):
        return False


def _is_description(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except ValueError:
        return False


# What goes with the tables and is not named by the manifest: whether it is whole.
BESIDE: Mapping[str, Callable[[bytes], bool]] = {DESCRIPTOR: _is_description, WORKBOOK: _is_workbook}
