"""The change log: what happened, each thing once, and what the log must say where that differs from what it said."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from transforms.history.event import Event
from transforms.history.witnesses import RANKED_SOURCE_KINDS, summarise
from transforms.ids import stable_id
from transforms.wording import change_types

RATING = "rating"
# Two graded inspections of one authority are never as close as this.
SAME_INSPECTION = timedelta(days=270)
INADEQUATE_NEW = "inadequate_new"
FLAGGED, WITNESSED, OVERTAKEN, CORRECTED, WITHDRAWN = "flagged", "witnessed", "overtaken", "corrected", "withdrawn"
# What a further witness changes; but for being overtaken, anything else that changes is a correction.
OF_WITNESSES = frozenset({"n_sources", "article_ids", "best_source_kind", "corroborated", "evidence", "url"})


@dataclass(frozen=True, slots=True)
class Change:
    """A change; `row` has the columns of the table changes, `family` and `subject` are those of its event."""

    row: Mapping[str, Any]
    family: str
    subject: str | None

    @property
    def change_id(self) -> str:
        """Id of the change."""
        return str(self.row["change_id"])


@dataclass(frozen=True, slots=True)
class Logged:
    """A change as the log's latest entry on it has it."""

    change: Change
    revision: int

    @property
    def entry(self) -> str:
        """What names the entry."""
        return f"{self.change.change_id}/{self.revision}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether the log has taken the change back."""
        return bool(self.change.row["action"] == WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the log is looked at anew: articles whose text was edited, articles read by other rules, or only time."""

    edited: frozenset[str] = field(default_factory=frozenset)
    reread: frozenset[str] = field(default_factory=frozenset)
    rules_changed: bool = False


def changes_in(events: Iterable[Event]) -> list[Change]:
    """Return the changes that the events of one authority are, oldest first; the log's own columns are not in them."""
    listed = sorted(events, key=lambda event: (event.effective, event.type, event.key))
    newest_inspection = max((event.effective for event in listed if event.family == RATING), default=None)
    newest = {event.family: event.effective for event in listed}
    return [_change(event, event.overtaken or _is_old(event, newest, newest_inspection)) for event in listed]


def _is_old(event: Event, newest: Mapping[str, date], newest_inspection: date | None) -> bool:
    """Whether something newer of its kind is known, or an inspection that came after it."""
    if newest_inspection and event.effective < newest_inspection - SAME_INSPECTION:
        return True
    if change_types()[event.type].lasting:
        return False
    return newest[event.family] > event.effective + _same_event(event.family, event.same_event)


def _same_event(family: str, by_type: timedelta) -> timedelta:
    return SAME_INSPECTION if family == RATING else by_type


def _change(event: Event, overtaken: bool) -> Change:
    row = {
        "change_id": stable_id("change", event.authority_code, *event.key),
        "type": event.type,
        "severity": change_types()[event.type].severity,
        "authority_code": event.authority_code,
        "authority": event.authority,
        "judgement": event.judgement,
        "old_value": event.old_value,
        "new_value": event.new_value,
        "effective": event.effective,
        "summary": event.summary,
        "overtaken": overtaken,
        **summarise(event.witnesses),
    }
    return Change(row, event.family, event.subject)


def new_entries(derived: Iterable[Change], log: Collection[Logged], cause: Cause, now: datetime) -> list[Change]:
    """Return the entries by which the log of one authority comes to say what is derived now; none where it does.

    A change that is told otherwise is `corrected`, one that nothing supports any longer `withdrawn`; both name the
    entry that they correct. A change whose id became another, since its date is known better or since one before it in
    its month came to be known, corrects the old one. An id that is another's now is `flagged` anew.
    """
    current = {change.change_id: change for change in derived}
    moved = [one for one in log if _has_moved(one, current)]
    known = {one.change.change_id: one for one in log if one not in moved}
    gone = [one for one in log if one.change.change_id not in current and not one.is_withdrawn]
    entries: list[Change] = []
    for change_id, change in current.items():
        if change_id in known:
            entries.extend(_told_again(change, known[change_id], cause))
        elif before := _moved_to(change, moved) or _renamed(change, gone):
            reason = _reason(change, before, cause)
            entries.append(_entry(change, CORRECTED, before.change.row["detected_at"], before, reason))
            if before in gone:
                gone.remove(before)
                entries.append(_withdrawn(before, reason))
        else:
            entries.append(_entry(change, FLAGGED, now))
    return entries + [_withdrawn(one, _reason(one.change, one, cause)) for one in gone]


def _has_moved(logged: Logged, current: Mapping[str, Change]) -> bool:
    """Whether another change has the logged one's id now, and all that told the logged one tells a third."""
    here = current.get(logged.change.change_id)
    if (
        here is None
        or logged.is_withdrawn
        or not set(logged.change.row["article_ids"]).isdisjoint(here.row["article_ids"])
    ):
        return False
    return any(_is_moved(change, logged) for change in current.values())


def _is_moved(change: Change, logged: Logged) -> bool:
    then = logged.change
    return (
        change.change_id != then.change_id
        and (change.family, change.row["type"]) == (then.family, then.row["type"])
        and _is_told_by_the_same(change, then)
    )


def _moved_to(change: Change, moved: Sequence[Logged]) -> Logged | None:
    return next((one for one in moved if _is_moved(change, one)), None)


def _told_again(change: Change, logged: Logged, cause: Cause) -> Iterator[Change]:
    before = logged.change.row
    differing = {name for name, value in change.row.items() if value != before[name]}
    if logged.is_withdrawn:
        yield _entry(change, FLAGGED, before["detected_at"], logged, _reason(change, logged, cause))
    elif differing - OF_WITNESSES - {OVERTAKEN}:
        yield _entry(change, CORRECTED, before["detected_at"], logged, _reason(change, logged, cause))
    elif differing:
        yield _entry(change, OVERTAKEN if differing == {OVERTAKEN} else WITNESSED, before["detected_at"])


def _withdrawn(logged: Logged, because: str) -> Change:
    return _entry(logged.change, WITHDRAWN, logged.change.row["detected_at"], logged, because)


def _renamed(change: Change, gone: Sequence[Logged]) -> Logged | None:
    """Return the logged change that this one had been before its date or subject was known as well as now."""
    span = _same_event(change.family, timedelta(days=change_types()[change.row["type"]].same_event_days))
    alike = [one for one in gone if _may_be(change, one.change, span)]
    day = change.row["effective"]
    return min(alike, key=lambda one: (abs(one.change.row["effective"] - day), one.entry), default=None)


def _may_be(change: Change, other: Change, span: timedelta) -> bool:
    return (
        change.family == other.family
        and (change.family == RATING or change.row["type"] == other.row["type"])
        and (change.subject is None or other.subject is None or change.subject == other.subject)
        and (abs(change.row["effective"] - other.row["effective"]) <= span or _is_told_by_the_same(change, other))
    )


def _is_told_by_the_same(change: Change, other: Change) -> bool:
    """Whether all that told the one tells the other now: then an older article has come to be known of it."""
    return frozenset(other.row["article_ids"]) <= frozenset(change.row["article_ids"])


def _reason(change: Change, before: Logged, cause: Cause) -> str:
    told_by = frozenset(before.change.row["article_ids"])
    if cause.rules_changed or told_by & cause.reread:
        return "rules_changed"
    if told_by & cause.edited:
        return "article_edited"
    if _source_rank(change) < _source_rank(before.change):
        return "stronger_source"
    return "further_article"


def _source_rank(change: Change) -> int:
    return RANKED_SOURCE_KINDS.index(change.row["best_source_kind"])


def _entry(
    change: Change,
    action: str,
    detected_at: datetime,
    corrects: Logged | None = None,
    because: str | None = None,
) -> Change:
    of_the_log = {
        "detected_at": detected_at,
        "action": action,
        "corrects": corrects.entry if corrects else None,
        "because": because,
    }
    return Change({**change.row, **of_the_log}, change.family, change.subject)


def is_news(entry: Change, before: Logged | None) -> bool:
    """Whether readers are to hear of the entry: flagged for the first time, or told graver by a further article."""
    row = entry.row
    if row["overtaken"] or before is None:
        return bool(row["action"] == FLAGGED and not row["overtaken"])
    known = before.change.row
    return bool(
        row["action"] == CORRECTED
        and known["type"] != INADEQUATE_NEW == row["type"]
        and not frozenset(row["article_ids"]) <= frozenset(known["article_ids"])
    )
