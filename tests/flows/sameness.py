"""What an installation comes to, without what differs from one run to the next by nature, and how two differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from flows.memory.layout import outbox, pages
from flows.pagestore import DamagedPage, PageStore
from flows.published import FOLDER, PublishedFile, read_manifest
from flows.store import Store
from transforms.catalogue import HISTORY_FOLDER, TABLES
from transforms.history_tables import HISTORY_TABLES
from transforms.schema import INSTANT
from transforms.tables import ARTICLES

# They are made of the run, which is another each time.
OF_THE_RUN = ("run_id", "failure_id", "verdict_run")
# What a row of the log says of the entries before it, of which there are more or fewer.
OF_THE_LOG = ("corrects", "because", "action")
EXAMPLES_SHOWN = 2
OF_HISTORIES = {table.key for table in HISTORY_TABLES}
KEYS = {table.name: table.key for table in TABLES}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The tables as published, the rows of the outbox and the text of each message."""

    tables: Mapping[str, pl.DataFrame]
    owed: pl.DataFrame
    messages: Mapping[str, str]


def outcome(store: Store, memory: sa.Engine) -> Outcome:
    """Read what is published, and what was owed and told to whom."""
    return Outcome(
        {name: _without_clocks(name, frame) for name, frame in published(store.sub(FOLDER)).items()},
        _owed(memory),
        dict(_messages(store.sub("outbox"))),
    )


def published(tables: Store) -> dict[str, pl.DataFrame]:
    """Return the published tables by name."""
    manifest = read_manifest(tables)
    assert manifest, "nothing is published"
    return {
        name: pl.concat([pl.read_parquet(BytesIO(tables.read(file.name))) for file in files])
        for name, files in manifest.tables.items()
    }


def _without_clocks(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    if name.startswith(HISTORY_FOLDER) and "revision" in frame.columns:
        key = KEYS[name.removeprefix(f"{HISTORY_FOLDER}/")]
        frame = frame.sort("revision").unique(key, keep="last").sort(key).drop("revision")
    if "corrects" in frame.columns:
        frame = frame.with_columns(pl.col("corrects").str.split("/").list.first())
    clocks = [column for column, kind in frame.schema.items() if kind == INSTANT]
    return frame.drop(*clocks, *OF_THE_RUN, strict=False)


def without_log(found: Outcome) -> Outcome:
    """Leave out by how many steps the log came to what it says, and how alerts were put together to messages."""
    tables = {
        name: frame.drop(*OF_THE_LOG, strict=False)
        for name, frame in found.tables.items()
        if not (name.startswith(HISTORY_FOLDER) and KEYS[name.removeprefix(f"{HISTORY_FOLDER}/")] in OF_HISTORIES)
    }
    # Of which story a version was that stood no longer when its copies came in is not decided by the pages alone.
    overtaken = pl.col("version") < pl.col("version").max().over("article_id")
    story = pl.when(overtaken.not_()).then("story_id").alias("story_id")
    tables[ARTICLES.name] = tables[ARTICLES.name].with_columns(story)
    return Outcome(tables, found.owed.select("address", "change_id", "state").sort(pl.all()), {})


def _owed(memory: sa.Engine) -> pl.DataFrame:
    names = ("address", "change_id", "state", "message_id", "attempts")
    with memory.connect() as connection:
        rows = connection.execute(sa.select(*(outbox.c[name] for name in names)).order_by(outbox.c.alert_id))
        return pl.DataFrame([tuple(row) for row in rows], schema=names, orient="row", infer_schema_length=None)


def _messages(mails: Store) -> Iterator[tuple[str, str]]:
    for name in mails.list():
        message = message_from_bytes(mails.read(name), policy=policy.default)
        body = message.get_body(("plain",))
        yield str(message["Message-ID"]), f"{message['To']} {message['Subject']} {body and body.get_content()}"


def differences(expected: Outcome, found: Outcome) -> Iterator[str]:
    """Say in a line each what differs."""
    for name in sorted(expected.tables.keys() | found.tables.keys()):
        yield from _differing_rows(name, expected.tables.get(name), found.tables.get(name))
    yield from _differing_rows("the outbox", expected.owed, found.owed)
    for message_id in sorted(expected.messages.keys() | found.messages.keys()):
        if expected.messages.get(message_id) != found.messages.get(message_id):
            yield f"message {message_id}: {found.messages.get(message_id)!r}, not {expected.messages.get(message_id)!r}"


def _differing_rows(name: str, expected: pl.DataFrame | None, found: pl.DataFrame | None) -> Iterator[str]:
    if expected is None or found is None:
        yield f"{name}: {'missing' if found is None else 'not expected'}"
    elif expected.columns != found.columns:
        yield f"{name}: columns {found.columns}, not {expected.columns}"
    elif not expected.equals(found):
        rows, expected_rows = [str(row) for row in found.rows()], [str(row) for row in expected.rows()]
        yield f"{name}: {len(rows)} rows, {len(expected_rows)} expected"
        for row in sorted(set(expected_rows) - set(rows))[:EXAMPLES_SHOWN]:
            yield f"{name}: no row {row}"
        for row in sorted(set(rows) - set(expected_rows))[:EXAMPLES_SHOWN]:
            yield f"{name}: not expected {row}"


def faults(store: Store, memory: sa.Engine) -> Iterator[str]:
    """Say what is wrong with an installation at rest, whatever is in it."""
    tables = store.sub(FOLDER)
    manifest = read_manifest(tables)
    if manifest is None:
        yield "nothing is published"
        return
    files = {file.name: file for made_of in manifest.tables.values() for file in made_of}
    for file in files.values():
        yield from _faults_of_file(tables, file)
    yield from (f"{name} is of no table" for name in tables.list() if name.endswith(".parquet") and name not in files)
    yield from _faults_of_mail(store, memory)
    yield from _faults_of_pages(store, memory)


def _faults_of_file(tables: Store, file: PublishedFile) -> Iterator[str]:
    content = tables.read(file.name)
    if (sha256(content).hexdigest(), len(content)) != (file.sha256, file.size):
        yield f"{file.name} is not the file that the manifest names"
    elif len(pl.read_parquet(BytesIO(content))) != file.rows:
        yield f"{file.name} has not the {file.rows} rows that the manifest says"


def _faults_of_mail(store: Store, memory: sa.Engine) -> Iterator[str]:
    owed = _owed(memory)
    if unsent := [state for state in owed["state"] if state not in ("sent", "withdrawn")]:
        yield f"the outbox holds {len(unsent)} alerts that are {', '.join(sorted(set(unsent)))}"
    if owed.select("address", "change_id").is_duplicated().any():
        yield "an address was told of a change twice"
    sent = set(owed.filter(pl.col("state") == "sent")["message_id"])
    if sent != (there := dict(_messages(store.sub("outbox"))).keys()):
        yield f"messages {sorted(sent - there)} are not in the outbox, {sorted(there - sent)} are not in the memory"


def _faults_of_pages(store: Store, memory: sa.Engine) -> Iterator[str]:
    kept = PageStore(store.sub("pages"))
    with memory.connect() as connection:
        hashes = connection.execute(sa.select(pages.c.page_hash).distinct()).scalars().all()
    for page_hash in hashes:
        try:
            kept.get(page_hash)
        except (FileNotFoundError, DamagedPage) as error:
            yield str(error)


def torn(folder: Path) -> Iterator[str]:
    """Say which files that a reader's glob for Parquet finds cannot be read: there are none at any moment."""
    for path in sorted(folder.rglob("*.parquet")):
        try:
            pl.read_parquet(path)
        except (pl.exceptions.PolarsError, OSError) as error:
            yield f"{path.name}: {error}"
