"""Flag: what new articles change in the history of the authorities they name, and whom that is owed to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from flows.beginning import end_where_all_is_read, is_beginning
from flows.held import tell_of_held
from flows.join import join_articles
from flows.memory.corrections import owe_corrections
from flows.memory.facts import articles_to_flag, tick_off_flagged
from flows.memory.held import weigh
from flows.memory.histories import append_entries, change_log, replace_rows, settle_commitments
from flows.memory.known import articles_known, authorities_of, authorities_to_look_at_again, cause_of, facts_known
from flows.memory.locks import LONGEST_WAIT, exclusive
from flows.memory.outbox import PENDING, SUMMARISED, UNWEIGHED, Owed, follow_corrections, owe
from flows.memory.owed_before import owed_before, was_struck
from flows.memory.reading import snapshot
from flows.owed import is_confirmed, owed_for
from flows.subscriptions import CRITICAL
from flows.workshop import Workshop
from transforms.history.changes import FLAGGED, WITNESSED, Cause, Change, Logged, new_entries
from transforms.history.of_authority import History, history_of
from transforms.history_tables import CHANGES, HISTORY_TABLES, UNDERTAKINGS
from transforms.tables import COMMITMENTS


@dataclass(frozen=True, slots=True)
class FlaggedCounts:
    """What flagging came to, in numbers; `change_ids` are those that are news."""

    looked_at: int = 0
    changes: int = 0
    history: int = 0
    witnesses: int = 0
    corrections: int = 0
    mails_owed: int = 0
    change_ids: tuple[str, ...] = ()

    def __add__(self, other: "FlaggedCounts") -> "FlaggedCounts":
        return FlaggedCounts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def flag_changes(workshop: Workshop, wait: timedelta = LONGEST_WAIT) -> FlaggedCounts:
    """Look at every article version that was not looked at yet, and at what has fallen due.

    An authority's history, its change log and the mails owed are written together, one authority at a time. The
    operator is told where critical changes are too many to be mailed unseen.
    Raises SettingsError where it is not known who subscribes, MemoryUnavailable where another process flags for longer
    than `wait`; what was not written then is looked at the next time.
    """
    with exclusive(workshop.memory, "flag", wait):
        now = workshop.clock()
        join_articles(workshop.memory, workshop.clock)
        to_flag = articles_to_flag(workshop.memory)
        cause = cause_of(workshop.memory, to_flag)
        codes = authorities_of(workshop.memory, [article_id for article_id, _ in to_flag])
        due = authorities_to_look_at_again(workshop.memory, now.date())
        beginning = is_beginning(workshop, anything_to_flag=bool(to_flag))
        counts = derive_all(workshop, sorted(codes | due), cause, beginning=beginning)
        tick_off_flagged(workshop.memory, to_flag, now)
        if beginning:
            end_where_all_is_read(workshop)
    tell_of_held(workshop)
    return counts + FlaggedCounts(looked_at=len(to_flag))


def derive_all(
    workshop: Workshop, authority_codes: Iterable[str], cause: Cause, *, beginning: bool = False
) -> FlaggedCounts:
    """Derive the histories of these authorities anew and write what differs.

    What is critical is mailed only once it is known how much of that there is, and of the `beginning` a summary only.
    """
    counts = sum((_derive(workshop, code, cause, beginning) for code in authority_codes), FlaggedCounts())
    weigh(workshop.memory, workshop.settings.hold_more_than, workshop.clock())
    return counts


def _derive(workshop: Workshop, authority_code: str, cause: Cause, beginning: bool) -> FlaggedCounts:
    # Of one moment, as an article edited meanwhile would otherwise seem to state nothing.
    with snapshot(workshop.memory) as connection:
        articles = articles_known(connection, authority_code)
        facts = facts_known(connection, authority_code)
        log = change_log(connection, authority_code)
    # Anew for each, as publishing looks for rows by their moment, and all authorities may take hours.
    now = workshop.clock()
    history = history_of(authority_code, facts, articles, now.date())
    entries = new_entries(history.changes, log, cause, now)
    with workshop.memory.begin() as connection:
        owed = [_as(one, entry, beginning) for entry, one in _owed(connection, entries, log, workshop, now.date())]
        for table in HISTORY_TABLES:
            if table is not CHANGES:
                replace_rows(connection, table, authority_code, history.rows.get(table.name, ()), now)
        settle_commitments(connection, _unsettled(history, facts[COMMITMENTS.name]), now)
        append_entries(connection, entries, log, now)
        follow_corrections(connection, entries)
        owe(connection, owed, now)
        addresses = [one.address for one in workshop.settings.audience]
        to_correct = owe_corrections(connection, entries, addresses, now)
    return _counts(entries, (0 if beginning else len(owed)) + to_correct)


def _unsettled(history: History, commitments: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Undertakings that a commitment stating them has another status than."""
    status = {row["commitment_id"]: row["status"] for row in commitments}
    for row in history.rows[UNDERTAKINGS.name]:
        if any(status.get(commitment_id) != row["status"] for commitment_id in row["commitment_ids"]):
            yield row


def _owed(
    connection: sa.Connection, entries: Iterable[Change], log: Iterable[Logged], workshop: Workshop, today: date
) -> Iterator[tuple[Change, Owed]]:
    before = {name: one for one in log for name in (one.change.change_id, one.entry)}
    oldest = today - timedelta(days=workshop.settings.mail_max_age_days)
    for entry in entries:
        known = before.get(entry.row["corrects"] or entry.change_id)
        if known and entry.row["action"] == FLAGGED and not entry.row["corrects"]:
            # The id was another's, for whom mail was owed under it.
            renamed = owed_for(entry, None, workshop.settings.audience, oldest)
            yield from ((entry, replace(one, again=known.entry)) for one in renamed)
            continue
        told = owed_before(connection, entry) if is_confirmed(entry, known) else ()
        owed = [(entry, one) for one in owed_for(entry, known, workshop.settings.audience, oldest, told)]
        if owed and not was_struck(connection, entry):
            yield from owed


def _as(owed: Owed, entry: Change, beginning: bool) -> Owed:
    if beginning:
        return replace(owed, state=SUMMARISED)
    return replace(owed, state=UNWEIGHED if entry.row["severity"] == CRITICAL else PENDING)


def _counts(entries: Sequence[Change], mails_owed: int) -> FlaggedCounts:
    flagged = [entry for entry in entries if entry.row["action"] == FLAGGED]
    news = tuple(entry.change_id for entry in flagged if not entry.row["overtaken"])
    witnessed = sum(entry.row["action"] == WITNESSED for entry in entries)
    corrected = {entry.row["corrects"] for entry in entries} - {None}
    return FlaggedCounts(
        changes=len(news),
        history=len(flagged) - len(news),
        witnesses=witnessed,
        corrections=len(corrected),
        mails_owed=mails_owed,
        change_ids=news,
    )
