"""Which changes each feed has, read from the change log: what was news when it was flagged, each thing once.

The log of a change whose date or subject came to be known better goes on under another id; readers see one entry.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from flows.atom import Entry
from flows.memory.layout import histories
from flows.memory.reading import in_chunks, plain_rows
from flows.overturned import is_overturned
from flows.scopes import Scope
from transforms.history.changes import CORRECTED, FLAGGED, WITHDRAWN
from transforms.history_tables import CHANGES

MOST_ENTRIES = 100
# A further witness, or something newer of the kind, is no reason to show a reader the entry again; nor is a correction
# that overturns nothing.
SHOWN_AGAIN = (FLAGGED, CORRECTED, WITHDRAWN)

_log = histories[CHANGES.name].c
# Without what was history when it was flagged: that is most of a log, and no feed shows it.
_LINES = sa.select(
    *(_log[name] for name in ("change_id", "authority_code", "type", "judgement", "old_value", "new_value", "summary")),
    *(
        _log[name]
        for name in ("effective", "detected_at", "overtaken", "action", "corrects", "because", "known_from", "revision")
    ),
)
_LINES = _LINES.where(~(_log.overtaken & (_log.action == FLAGGED)))
# What goes on under another id comes before what has its old one now.
_LINES = _LINES.order_by(_log.known_from, _log.corrects.is_(None), _log.revision)
_STANDING = sa.select(
    *(_log[name] for name in ("change_id", "authority_code", "authority", "type", "severity", "summary", "effective")),
    *(_log[name] for name in ("old_value", "new_value", "corroborated", "evidence", "url")),
).where(_log.known_to.is_(None))


@dataclass(slots=True)
class _Log:
    """The log in short: by the id of each change what was last shown of it, its first id, and first ids of news."""

    shown: dict[str, Any] = field(default_factory=dict)
    first_ids: dict[str, str] = field(default_factory=dict)
    news: set[str] = field(default_factory=set)

    def add(self, line: Any) -> None:
        """Take in the next entry of the log."""
        of = line.corrects.rpartition("/")[0] if line.corrects else line.change_id
        if line.change_id in self.first_ids and line.action == FLAGGED and not line.corrects:
            self.first_ids[line.change_id] = f"{line.change_id}/{line.revision}"
        first_id = self.first_ids.setdefault(line.change_id, self.first_ids.get(of, line.change_id))
        if not line.overtaken:
            self.news.add(first_id)
        before = self.shown.get(of)
        is_same = line.action not in SHOWN_AGAIN or (line.action == CORRECTED and not _overturns(line, before))
        self.shown[line.change_id] = before if before is not None and is_same else line

    def entries(self) -> Iterator[tuple[str, str, Any]]:
        """Yield lasting id, id and what was last shown of each change that was ever news."""
        together = defaultdict(list)
        for change_id, line in self.shown.items():
            together[self.first_ids[change_id]].append((change_id, line))
        for first_id in self.news & together.keys():
            yield from _by_lasting_id(first_id, together[first_id])


def _overturns(line: Any, before: Any) -> bool:
    return before is not None and is_overturned(before._mapping, line._mapping)


def _by_lasting_id(first_id: str, known: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """Yield the changes that stand of those with one first id, normally one; where none does, what became of them."""
    if len(known) == 1:
        yield first_id, *known[0]
        return
    standing = [one for one in known if one[1].action != WITHDRAWN]
    shown = standing or [max(known, key=lambda one: (one[1].known_from, one[0]))]
    first, *others = sorted(shown, key=lambda one: (one[0] != first_id, one[1].known_from, one[0]))
    yield first_id, *first
    yield from ((change_id, change_id, line) for change_id, line in others)


# Told apart by identity: each is one entry.
@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    lasting_id: str
    change_id: str
    line: Any
    published: datetime
    updated: datetime


def feeds(
    connection: sa.Connection, due: Collection[Scope], news_for: timedelta
) -> Iterator[tuple[Scope, list[Entry]]]:
    """Yield the newest entries of each scope, never none.

    What took effect longer than `news_for` before it was flagged is dated by the day on which it did.
    """
    by_authority = _newest_by_authority(connection, news_for)
    chosen = {scope: _chosen(scope, by_authority) for scope in due}
    rows = _rows(connection, {one.change_id for listed in chosen.values() for one in listed})
    # One entry for all feeds that have it.
    entries = {one: _entry(one, rows[one.change_id]) for listed in chosen.values() for one in listed}
    for scope, listed in chosen.items():
        if listed:
            yield scope, [entries[one] for one in listed]


def _newest_by_authority(connection: sa.Connection, news_for: timedelta) -> Mapping[str, Sequence[_Shown]]:
    log = _Log()
    for line in connection.execute(_LINES).all():
        log.add(line)
    found = defaultdict(list)
    for entry in log.entries():
        one = _dated(*entry, news_for)
        found[one.line.authority_code].append(one)
    return {code: sorted(listed, key=_age, reverse=True)[:MOST_ENTRIES] for code, listed in found.items()}


def _chosen(scope: Scope, by_authority: Mapping[str, Sequence[_Shown]]) -> list[_Shown]:
    own = (one for code, listed in by_authority.items() if scope.has(code) for one in listed)
    return sorted(own, key=_age, reverse=True)[:MOST_ENTRIES]


def _age(one: _Shown) -> tuple[datetime, date, str]:
    return one.updated, one.line.effective, one.lasting_id


def _dated(lasting_id: str, change_id: str, line: Any, news_for: timedelta) -> _Shown:
    is_old = line.effective < line.detected_at.date() - news_for
    published = datetime.combine(line.effective, time(), UTC) if is_old else line.detected_at
    return _Shown(lasting_id, change_id, line, published, line.known_from if line.corrects else published)


def _rows(connection: sa.Connection, change_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    return {
        row["change_id"]: row
        for some in in_chunks(change_ids)
        for row in plain_rows(connection, _STANDING.where(_log.change_id.in_(some)))
    }


def _entry(shown: _Shown, row: dict[str, Any]) -> Entry:
    line = shown.line
    return Entry(shown.lasting_id, line.action, line.because, shown.published, shown.updated, row)
