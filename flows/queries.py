"""What the commands show, asked of the published tables."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import polars as pl

from flows.passes import Pass
from flows.published import FOLDER, read_manifest
from flows.store import FolderStore, Store
from transforms.authorities import authority_register
from transforms.catalogue import history_name, with_history
from transforms.history.changes import WITHDRAWN
from transforms.history_tables import CHANGES, CURRENT_RATINGS, RATING_SPELLS
from transforms.schema import Table
from transforms.tables import COMMITMENTS

RATING_COLUMNS = (
    "authority_code",
    "authority",
    "judgement",
    "grade",
    "since",
    "previous_grade",
    "historic",
    "framework",
    "url",
)


class NothingPublished(Exception):
    """There are no tables to ask."""


class UnknownAuthority(Exception):
    """A name is not that of an authority with children's services."""


def read_published(store: Store, table: Table, authority: str | None = None, *, history: bool = False) -> pl.DataFrame:
    """Return the rows of a published table, or of its history, of that authority, named in any form, or of all.

    Raises NothingPublished where no pass has written it, and UnknownAuthority.
    """
    wanted = _official_name(authority)
    name = history_name(table) if history else table.name
    tables = store.sub(FOLDER)
    manifest = read_manifest(tables)
    if manifest is None or name not in manifest.tables:
        raise NothingPublished(
            f"there is no table {tables.place(name)}.parquet; run `inspection-watch run` first, or give --data"
        )
    try:
        frames = [_scan(tables, file.name) for file in manifest.tables[name]]
        rows = pl.concat(frames) if frames else (with_history(table) if history else table).frame([]).lazy()
        return (rows if wanted is None else rows.filter(pl.col("authority") == wanted)).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise NothingPublished(
            f"the table {tables.place(name)} cannot be read ({_first_line(error)}); run `inspection-watch publish`"
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _scan(tables: Store, name: str) -> pl.LazyFrame:
    if isinstance(tables, FolderStore):
        return pl.scan_parquet(tables.place(name))
    return pl.read_parquet(BytesIO(tables.read(name))).lazy()


def _official_name(authority: str | None) -> str | None:
    if authority is None:
        return None
    found = authority_register().resolve(authority)
    if found is None:
        raise UnknownAuthority(
            f"{authority!r} is no authority with children's services; try its official or short name"
        )
    return found.name


def known_on(history: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the rows of a history that were known at the end of that day (UTC)."""
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    return history.filter(pl.col("known_from") < end, pl.col("known_to").is_null() | (pl.col("known_to") >= end))


def ratings(
    store: Store, authority: str | None = None, as_of: date | None = None, known: date | None = None
) -> pl.DataFrame:
    """Return the standing grades, or those that stood on the day `as_of`, as known now or at the end of `known`.

    A grade of which nobody tells since when it stands is known to have stood from the day on which that is known.
    """
    if as_of is None:
        return _as_known(store, CURRENT_RATINGS, authority, known).select(RATING_COLUMNS).sort("authority", "judgement")
    spells = _as_known(store, RATING_SPELLS, authority, known)
    begun = (pl.col("since") <= as_of) | (pl.col("since").is_null() & (as_of >= (known or _published_on(store))))
    stood = begun & (pl.col("stood_until").is_null() | (pl.col("stood_until") > as_of))
    historic = (pl.col("historic_from") <= as_of).fill_null(value=False).alias("historic")
    return spells.filter(stood).with_columns(historic).select(RATING_COLUMNS).sort("authority", "judgement")


def _published_on(store: Store) -> date:
    manifest = read_manifest(store.sub(FOLDER))
    return manifest.moment.date() if manifest else date.max


def history_elsewhere(authority: str) -> str | None:
    """Say where else grades of an authority that is new, or is no more, are to be found; None for all others."""
    register = authority_register()
    named = register.resolve(authority)
    before = register.predecessors(named) if named else ()
    if named and named.valid_from and before:
        names = " and ".join(dict.fromkeys(one.name for one in before))
        took_over = f"{named.name} took over on {named.valid_from:%-d %B %Y}; the grades before stand under {names}"
        return f'{took_over}: ratings --authority "{before[0].name}" --as-of {before[0].valid_to}'
    if named and named.valid_to:
        until = f"{named.name} has its duties until {named.valid_to:%-d %B %Y}"
        return f'{until}: ratings --authority "{named.name}" --as-of {named.valid_to}'
    return None


def _as_known(store: Store, table: Table, authority: str | None, known: date | None) -> pl.DataFrame:
    """Return the rows of a table as known now, or at the end of a day."""
    if known is None:
        return read_published(store, table, authority)
    return known_on(read_published(store, table, authority, history=True), known)


def changes(
    store: Store, since: date | None = None, authority: str | None = None, known: date | None = None
) -> pl.DataFrame:
    """Return the changes, newest first, as known now or at the end of the day `known`; `since` is of detection."""
    log = _as_known(store, CHANGES, authority, known).filter(pl.col("action") != WITHDRAWN)
    if since is not None:
        log = log.filter(pl.col("detected_at").dt.date() >= since)
    return log.sort("effective", "change_id", descending=True)


def changes_of(store: Store, done: Pass) -> pl.DataFrame:
    """Return the changes that a pass flagged."""
    log = read_published(store, CHANGES)
    return log.filter(pl.col("change_id").is_in(list(done.flagged.change_ids)))


def commitments(
    store: Store, authority: str | None = None, status: str | None = None, due_before: date | None = None
) -> pl.DataFrame:
    """Return commitments, those with the nearest deadline first."""
    rows = read_published(store, COMMITMENTS, authority)
    if status is not None:
        rows = rows.filter(pl.col("status") == status)
    if due_before is not None:
        rows = rows.filter(pl.col("deadline") < due_before)
    return rows.sort("deadline", "authority", "commitment_id", nulls_last=True)
