"""Publish: the tables for analysts, as Parquet, made from the memory as it is at one moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

import orjson
import polars as pl
import sqlalchemy as sa
from pydantic import HttpUrl

from flows.feeds import SHOWN_AGAIN
from flows.full_text import FullText
from flows.listening import IS_NEWS, Listening, Offer, entries_by_authority, offered_calendars, offered_feeds
from flows.memory.layout import histories
from flows.memory.locks import exclusive
from flows.memory.publishings import last_publishing, remember_publishing
from flows.memory.reading import read_rows, snapshot
from flows.months import Month
from flows.publications import CLOCKS_AGREE_WITHIN, Publication, publications
from flows.published import FOLDER, Manifest, PublishedFile, present_layout, read_manifest, write_manifest
from flows.sources_table import sources_now
from flows.store import Store
from flows.subscriptions import CRITICAL
from flows.workbook import workbook
from flows.workshop import Workshop
from transforms.authorities_frame import authorities_frame
from transforms.catalogue import AUTHORITIES
from transforms.descriptor import datapackage
from transforms.history.changes import WITHDRAWN
from transforms.history_tables import CHANGES, CURRENT_RATINGS, INTERVENTION_SPELLS, POST_SPELLS, UNDERTAKINGS
from transforms.schema import Table
from transforms.tables import ARTICLES, SOURCES

# A table that grows beyond this is published by month, so that a pass writes what it touched and no more.
LARGE = 10_000
# Somewhat more than the workbook tells of.
CHANGES_SHOWN = timedelta(days=3 * 366)
# Workbook and calendars, which take as long to make as all else of a pass that found little: programs ask for calendars
# every six hours, as those tell them to, and what is critical is in the workbook at once.
REMADE_EVERY = timedelta(hours=3)
# Of such tables the files are no smaller by higher levels, and take twice as long to write.
ZSTD_LEVEL = 1
DESCRIPTOR = "datapackage.json"
WORKBOOK = "current-ratings.xlsx"


@dataclass(frozen=True, slots=True)
class Published:
    """Where the tables are, and how many rows each has."""

    place: str
    rows: dict[str, int]


@dataclass(slots=True)
class _Edition:
    """The files of a new edition: which make up each table, and the content of those that differ from the last."""

    last: Manifest
    last_files: Mapping[str, PublishedFile]
    folder: Store
    there: frozenset[str]
    full_text: FullText
    listening: Listening
    offer: Offer = field(default_factory=Offer)
    tables: dict[str, tuple[PublishedFile, ...]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, frame: pl.DataFrame) -> PublishedFile:
        """Take a frame in as a file; it is to be written unless the same stands there."""
        buffer = BytesIO()
        frame.write_parquet(buffer, compression_level=ZSTD_LEVEL)
        content = buffer.getvalue()
        file = PublishedFile.of(name, len(frame), content)
        if self.last_files.get(name) != file or not self.has(name, content):
            self.contents[name] = content
        return file

    def published(self, name: str) -> pl.DataFrame | None:
        """Return the rows of a file as last published; None where it is not there or not as it was then."""
        last = self.last_files.get(name)
        if last is None or name not in self.there:
            return None
        content = self.folder.read(name)
        return pl.read_parquet(BytesIO(content)) if PublishedFile.of(name, last.rows, content) == last else None

    def shows_otherwise(self, table: str) -> bool:
        """Whether rows of the table that nothing changed are published otherwise than last time all the same."""
        return table == ARTICLES.name and self.last.full_text != self.full_text.key

    @property
    def is_heard_alike(self) -> bool:
        """Whether feeds and calendars are made as those of last time were."""
        return self.last.listening == self.listening.key

    def has(self, name: str, content: bytes) -> bool:
        """Whether that stands there; what a publishing left that died before its end is not what the manifest names."""
        return name in self.there and self.folder.read(name) == content


def publish_tables(workshop: Workshop, *, anew: bool = False) -> Published:
    """Write what differs from the tables as last published, and last of all which files make them up.

    With them go feeds and calendars. Every file is replaced whole; tables that did not change are left alone, unless
    all are to be written `anew`, which mends files that were damaged. Raises StoreError.
    """
    tables = workshop.settings.store.sub(FOLDER)
    with exclusive(workshop.memory, "publish"):
        moment = workshop.clock()
        with snapshot(workshop.memory) as connection:
            last = _last_edition(connection, tables, moment, anew=anew)
            edition = _new_edition(workshop, connection, tables, last)
            manifest = _manifest(edition, moment, connection)
            edition.offer = _offer(edition, manifest, connection)
            extras = dict(_extras(edition, manifest, connection))
        for name, content in (edition.contents | extras).items():
            tables.write(name, content)
        write_manifest(tables, manifest)
        # Where this is not reached, all is made anew the next time.
        remember_publishing(workshop.memory, manifest.begun, moment)
        _sweep(tables, edition, manifest)
    return Published(tables.place(), manifest.rows())


def _last_edition(connection: sa.Connection, tables: Store, moment: datetime, *, anew: bool) -> Manifest:
    """What to build on: the tables as last published, or none of them where their moment says nothing of the memory."""
    last = read_manifest(tables)
    if last is None:
        return Manifest(moment, begun=moment)
    # By a clock that was wrong: all that came in since seems to be older.
    is_ahead = last.moment > moment + CLOCKS_AGREE_WITHIN
    is_of_memory = last.moment == last_publishing(connection, last.begun)
    if anew or is_ahead or not is_of_memory or last.layout != present_layout():
        return Manifest(moment, last.begun)
    return last


def _new_edition(workshop: Workshop, connection: sa.Connection, tables: Store, last: Manifest) -> _Edition:
    last_files = {file.name: file for files in last.tables.values() for file in files}
    full_text = FullText.of(workshop.settings.publish_full_text, workshop.register)
    listening = Listening(_address(workshop.settings.feeds_url), timedelta(days=workshop.settings.mail_max_age_days))
    edition = _Edition(last, last_files, tables, frozenset(tables.list()), full_text, listening)
    for publication in publications(full_text):
        edition.tables.update(_files(publication, edition, connection))
    for table, frame in ((AUTHORITIES, authorities_frame()), (SOURCES, sources_now(workshop))):
        edition.tables[table.name] = (edition.add(f"{table.name}.parquet", table.checked(frame)),)
    return edition


def _offer(edition: _Edition, manifest: Manifest, connection: sa.Connection) -> Offer:
    def touched(table: Table) -> set[str]:
        before = edition.last.entries.get(table.name, {}) if edition.is_heard_alike else {}
        return {code for code, entries in manifest.entries[table.name].items() if entries != before.get(code)}

    feeds = offered_feeds(connection, edition.listening, edition.there, touched(CHANGES))
    is_due = manifest.calendars == manifest.moment
    return feeds + offered_calendars(connection, edition.there, touched(UNDERTAKINGS), is_due=is_due)


def _address(url: HttpUrl | None) -> str | None:
    return str(url) if url else None


def _files(
    publication: Publication, edition: _Edition, connection: sa.Connection
) -> dict[str, tuple[PublishedFile, ...]]:
    """Return the files of each table, those that nothing changed in as they are."""
    last = {name: files for name in publication.names if (files := edition.last.tables.get(name)) is not None}
    is_complete = _is_complete(publication, edition, last)
    stands = is_complete and not edition.shows_otherwise(publication.name)
    touched = publication.touched(connection, edition.last.moment if stands else None)
    if is_complete and not touched:
        return last
    if not is_complete or _is_whole(publication.name, last[publication.name]):
        if publication.count(connection) <= LARGE:
            rows = _rows(publication, edition, connection, f"{publication.name}.parquet")
            return {name: (edition.add(f"{name}.parquet", frame),) for name, frame in publication.tables(rows)}
        last, touched = {}, publication.touched(connection, None)
    return _by_month(publication, last, touched, edition, connection)


def _is_complete(publication: Publication, edition: _Edition, last: Mapping[str, Sequence[PublishedFile]]) -> bool:
    """Whether each table was published, all cut alike, and is there."""
    cuts = {_is_whole(name, files) for name, files in last.items() if files}
    names = {file.name for files in last.values() for file in files}
    return len(last) == len(publication.names) and len(cuts) == 1 and edition.there.issuperset(names)


def _is_whole(name: str, files: Sequence[PublishedFile]) -> bool:
    return [file.name for file in files] == [f"{name}.parquet"]


def _by_month(
    publication: Publication,
    last: Mapping[str, Sequence[PublishedFile]],
    touched: set[Month],
    edition: _Edition,
    connection: sa.Connection,
) -> dict[str, tuple[PublishedFile, ...]]:
    found = {name: {file.name: file for file in last.get(name, ())} for name in publication.names}
    for month in sorted(touched):
        filed = f"{publication.name}/{month}.parquet"
        rows = _rows(publication, edition, connection, filed, month, is_only=len(touched) == 1)
        for name, frame in publication.tables(rows):
            file_name = f"{name}/{month}.parquet"
            found[name].pop(file_name, None)
            if len(frame):
                found[name][file_name] = edition.add(file_name, frame)
    return {name: tuple(files[file] for file in sorted(files)) for name, files in found.items()}


def _rows(
    publication: Publication,
    edition: _Edition,
    connection: sa.Connection,
    name: str,
    month: Month | None = None,
    *,
    is_only: bool = False,
) -> pl.DataFrame:
    published = None if edition.shows_otherwise(publication.name) else edition.published(name)
    if published is None:
        return publication.frame(connection, month)
    # Asked for a month too, SQLite walks along the month rather than look up what changed.
    return publication.renewed(published, connection, None if is_only else month, edition.last.moment)


def _manifest(edition: _Edition, moment: datetime, connection: sa.Connection) -> Manifest:
    last = edition.last
    changed = moment if edition.contents else last.changed or moment
    workbook, calendars = last.workbook or moment, last.calendars or moment
    critical = _critical_entries(connection)
    if critical != last.critical or (changed > workbook and moment - workbook >= REMADE_EVERY):
        workbook = moment
    if not edition.is_heard_alike or moment - calendars >= REMADE_EVERY:
        calendars = moment
    of_calendars = last.entries.get(UNDERTAKINGS.name, {})
    entries = {
        CHANGES.name: entries_by_authority(connection, CHANGES),
        UNDERTAKINGS.name: entries_by_authority(connection, UNDERTAKINGS) if calendars == moment else of_calendars,
    }
    moments, keys = (changed, workbook, calendars), (edition.full_text.key, edition.listening.key)
    return Manifest(moment, last.begun, edition.tables, present_layout(), *moments, critical, *keys, entries)


def _critical_entries(connection: sa.Connection) -> int:
    """Count how often the log told of something critical, corrected that or took it back."""
    log, ever = histories[CHANGES.name].c, histories[CHANGES.name].alias().c
    # What is corrected may be critical no longer.
    was_critical = sa.exists().where(ever.change_id == log.change_id, ever.severity == CRITICAL)
    told = (IS_NEWS, log.action.in_(SHOWN_AGAIN), was_critical)
    return connection.execute(sa.select(sa.func.count()).where(*told)).scalar_one()


def _extras(edition: _Edition, manifest: Manifest, connection: sa.Connection) -> Iterator[tuple[str, bytes]]:
    """What goes with the tables: description for machines, feeds, calendars, and the workbook, not at every pass."""
    moment = manifest.moment
    if manifest.changed == moment or DESCRIPTOR not in edition.there:
        files = {name: [file.name for file in made_of] for name, made_of in edition.tables.items()}
        pretty = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        yield DESCRIPTOR, orjson.dumps(datapackage(files, moment), option=pretty)
    if manifest.workbook == moment or WORKBOOK not in edition.there:
        yield WORKBOOK, workbook(_of_workbook(connection, moment), moment)
    yield from ((name, content) for name, content in edition.offer.contents if not edition.has(name, content))


def _of_workbook(connection: sa.Connection, moment: datetime) -> dict[str, pl.DataFrame]:
    """Read the rows that the workbook shows, which are bounded however much is known."""
    changes, undertakings = histories[CHANGES.name].c, histories[UNDERTAKINGS.name].c
    shown = {
        CURRENT_RATINGS: (),
        INTERVENTION_SPELLS: (histories[INTERVENTION_SPELLS.name].c.status == "in_force",),
        POST_SPELLS: (histories[POST_SPELLS.name].c.status != "left",),
        CHANGES: (changes.action != WITHDRAWN, changes.effective >= moment.date() - CHANGES_SHOWN),
        UNDERTAKINGS: (undertakings.status.in_(("open", "overdue")),),
    }
    frames = {
        table.name: read_rows(connection, table, histories[table.name].c.known_to.is_(None), *where)
        for table, where in shown.items()
    }
    return frames | {AUTHORITIES.name: authorities_frame()}


def _sweep(tables: Store, edition: _Edition, manifest: Manifest) -> None:
    """Delete Parquet that no table is made of any longer, as a whole file became months, and feeds of nobody."""
    made_of = {file.name for files in manifest.tables.values() for file in files}
    for name in edition.there - made_of:
        if name.endswith(".parquet") or edition.offer.is_stale(name):
            tables.delete(name)
