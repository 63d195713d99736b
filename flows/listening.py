"""What is published to listen to, feeds and calendars: which of them belong there, and those that are due again."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

import sqlalchemy as sa

import flows
from flows.atom import atom_document
from flows.deadlines import deadlines
from flows.feeds import feeds
from flows.memory.layout import histories
from flows.publications import CLOCKS_AGREE_WITHIN
from flows.scopes import Scope, regions_by_code, scopes
from transforms.history_tables import CHANGES, UNDERTAKINGS
from transforms.ids import stable_id, text_hash
from transforms.schema import Table

FEEDS, CALENDARS = "feeds/{}.atom", "calendar/{}.ics"
FOLDERS = ("feeds/", "calendar/")
IS_NEWS = histories[CHANGES.name].c.overtaken.is_(False)
IS_DATED = histories[UNDERTAKINGS.name].c.deadline.is_not(None)
# What decides how they look: another version of it makes all of them anew.
WRITERS = (
    "atom.py",
    "calendars.py",
    "corrections.py",
    "deadlines.py",
    "feeds.py",
    "overturned.py",
    "page_words.py",
    "scopes.py",
    "uris.py",
)


@dataclass(frozen=True, slots=True)
class Listening:
    """How feeds and calendars are made: `base` is the address of the published folder, where it has one.

    What took effect longer than `news_for` before it was flagged is no news to a feed.
    """

    base: str | None
    news_for: timedelta

    @property
    def key(self) -> str:
        """What differs where all of them are to be made anew."""
        return stable_id(self.base, self.news_for, sorted(regions_by_code().items()), _code())


@cache
def _code() -> str:
    return text_hash("\n".join((files(flows) / name).read_text(encoding="utf-8") for name in WRITERS))


@dataclass(frozen=True, slots=True)
class Offer:
    """The names of all feeds and calendars that belong there, and the content of those that were due."""

    names: frozenset[str] = frozenset()
    contents: tuple[tuple[str, bytes], ...] = ()

    def __add__(self, other: "Offer") -> "Offer":
        return Offer(self.names | other.names, self.contents + other.contents)

    def is_stale(self, name: str) -> bool:
        """Whether the file is a feed or a calendar that belongs there no longer."""
        return name.startswith(FOLDERS) and name not in self.names


def offered_feeds(connection: sa.Connection, how: Listening, there: Collection[str], since: datetime | None) -> Offer:
    """Make the feeds that something changed in since that moment, or ever, or that are not there."""
    named = {FEEDS.format(scope.path): scope for scope in scopes(_codes(connection, CHANGES, IS_NEWS))}
    due = _due(named, _touched(connection, CHANGES, since), there)
    return Offer(frozenset(named), tuple(_feeds(connection, due, how)))


def offered_calendars(
    connection: sa.Connection, there: Collection[str], since: datetime | None, *, is_due: bool
) -> Offer:
    """Make the calendars that something changed in since that moment, or ever, or that are not there, if it is time."""
    named = {CALENDARS.format(scope.path): scope for scope in scopes(_codes(connection, UNDERTAKINGS, IS_DATED))}
    due = _due(named, _touched(connection, UNDERTAKINGS, since), there) if is_due else []
    return Offer(frozenset(named), tuple(_calendars(connection, due)))


def _codes(connection: sa.Connection, table: Table, which: sa.ColumnElement[bool]) -> Iterator[str]:
    """The codes of the authorities that ever had such a row: looked for one by one, as an index has the codes."""
    rows = histories[table.name].c
    codes = sa.select(rows.authority_code).distinct().subquery().c.authority_code
    yield from connection.execute(
        sa.select(codes).where(sa.exists().where(rows.authority_code == codes, which))
    ).scalars()


def _touched(connection: sa.Connection, table: Table, since: datetime | None) -> set[str] | None:
    """The codes of the authorities that have rows which came or went since then; None for all."""
    if since is None:
        return None
    rows = histories[table.name].c
    # Each code as often as it comes: to make them distinct, SQLite would walk along all rows.
    queries = (
        sa.select(rows.authority_code).where(stamp >= since - CLOCKS_AGREE_WITHIN)
        for stamp in (rows.known_from, rows.known_to)
    )
    return {code for query in queries for code in connection.execute(query).scalars()}


def _due(named: dict[str, Scope], touched: set[str] | None, there: Collection[str]) -> list[Scope]:
    return [
        scope
        for name, scope in named.items()
        if touched is None or name not in there or any(scope.has(code) for code in touched)
    ]


def _feeds(connection: sa.Connection, due: Collection[Scope], how: Listening) -> Iterator[tuple[str, bytes]]:
    for scope, entries in feeds(connection, due, how.news_for) if due else ():
        name = FEEDS.format(scope.path)
        yield name, atom_document(scope, entries, f"{how.base.rstrip('/')}/{name}" if how.base else None)


def _calendars(connection: sa.Connection, due: Collection[Scope]) -> Iterator[tuple[str, bytes]]:
    if not due:
        return
    # Loaded only where a calendar is made: no other command is to wait for its library.
    from flows.calendars import calendar_document, event_of

    listed = list(deadlines(connection, due))
    # Written once for all calendars that have it: that is what takes long.
    events = {row["undertaking_id"]: row for _, rows in listed for row in rows}
    written = {undertaking_id: event_of(row) for undertaking_id, row in events.items()}
    for scope, rows in listed:
        events_of_scope = [written[row["undertaking_id"]] for row in rows]
        yield CALENDARS.format(scope.path), calendar_document(scope, events_of_scope)
