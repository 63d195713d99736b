"""What is published to listen to, feeds and calendars: which of them belong there, and those that are due again."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

import sqlalchemy as sa

import flows
from flows.atom import atom_document, written
from flows.deadlines import deadlines
from flows.feeds import feeds
from flows.memory.layout import histories
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


def offered_feeds(connection: sa.Connection, how: Listening, there: Collection[str], touched: Collection[str]) -> Offer:
    """Make the feeds of these authorities, by their codes, and of all that they are part of, and those not there."""
    named = {FEEDS.format(scope.path): scope for scope in scopes(_codes(connection, CHANGES, IS_NEWS))}
    return Offer(frozenset(named), tuple(_feeds(connection, _due(named, touched, there), how)))


def offered_calendars(
    connection: sa.Connection, there: Collection[str], touched: Collection[str], *, is_due: bool
) -> Offer:
    """Make the calendars of these authorities and of all that they are part of, and those not there, if it is time."""
    named = {CALENDARS.format(scope.path): scope for scope in scopes(_codes(connection, UNDERTAKINGS, IS_DATED))}
    due = _due(named, touched, there) if is_due else []
    return Offer(frozenset(named), tuple(_calendars(connection, due)))


def entries_by_authority(connection: sa.Connection, table: Table) -> dict[str, int]:
    """Return a number for each code of an authority that every new, altered or withdrawn row of the table raises.

    An index has all that is counted; moments would not do, as clocks of machines differ.
    """
    rows = histories[table.name].c
    number = sa.func.count() + sa.func.count(rows.known_to)
    query = sa.select(rows.authority_code, number).group_by(rows.authority_code)
    return dict(connection.execute(query).tuples().all())


def _codes(connection: sa.Connection, table: Table, which: sa.ColumnElement[bool]) -> Iterator[str]:
    """The codes of the authorities that ever had such a row: looked for one by one, as an index has the codes."""
    rows = histories[table.name].c
    codes = sa.select(rows.authority_code).distinct().subquery().c.authority_code
    yield from connection.execute(
        sa.select(codes).where(sa.exists().where(rows.authority_code == codes, which))
    ).scalars()


def _due(named: dict[str, Scope], touched: Collection[str], there: Collection[str]) -> list[Scope]:
    return [scope for name, scope in named.items() if name not in there or any(scope.has(code) for code in touched)]


def _feeds(connection: sa.Connection, due: Collection[Scope], how: Listening) -> Iterator[tuple[str, bytes]]:
    listed = list(feeds(connection, due, how.news_for)) if due else []
    # Written once for all feeds that have it, as that takes long.
    known = {entry: written(entry) for entry in {one for _, entries in listed for one in entries}}
    for scope, entries in listed:
        name = FEEDS.format(scope.path)
        address = f"{how.base.rstrip('/')}/{name}" if how.base else None
        yield name, atom_document(scope, [known[entry] for entry in entries], address)


def _calendars(connection: sa.Connection, due: Collection[Scope]) -> Iterator[tuple[str, bytes]]:
    if not due:
        return
    # Loaded only where a calendar is made: no other command is to wait for its library.
    from flows.calendars import calendar_document, event_of

    listed = list(deadlines(connection, due))
    # As with feeds.
    events = {row["undertaking_id"]: row for _, rows in listed for row in rows}
    known = {undertaking_id: event_of(row) for undertaking_id, row in events.items()}
    for scope, rows in listed:
        events_of_scope = [known[row["undertaking_id"]] for row in rows]
        yield CALENDARS.format(scope.path), calendar_document(scope, events_of_scope)
