"""Flag: what new articles change in the history of the authorities they name, and whom that is owed to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from flows.join import join_articles
from flows.memory.facts import articles_to_flag, tick_off_flagged
from flows.memory.histories import append_entries, change_log, replace_rows, settle_commitments
from flows.memory.known import articles_known, authorities_of, authorities_to_look_at_again, cause_of, facts_known
from flows.memory.locks import exclusive
from flows.memory.outbox import Owed, follow_corrections, owe
from flows.memory.reading import snapshot
from flows.workshop import Workshop
from transforms.history.changes import FLAGGED, INADEQUATE_NEW, WITNESSED, Cause, Change, Logged, is_news, new_entries
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


def flag_changes(workshop: Workshop) -> FlaggedCounts:
    """Look at every article version that was not looked at yet, and at what has fallen due.

    An authority's history, its change log and the mails owed are written together, one authority at a time.
    """
    with exclusive(workshop.memory, "flag"):
        now = workshop.clock()
        join_articles(workshop.memory, workshop.clock)
        to_flag = articles_to_flag(workshop.memory)
        cause = cause_of(workshop.memory, to_flag)
        codes = authorities_of(workshop.memory, [article_id for article_id, _ in to_flag])
        due = authorities_to_look_at_again(workshop.memory, now.date())
        counts = derive_all(workshop, sorted(codes | due), cause)
        tick_off_flagged(workshop.memory, to_flag, now)
    return counts + FlaggedCounts(looked_at=len(to_flag))


def derive_all(workshop: Workshop, authority_codes: Iterable[str], cause: Cause) -> FlaggedCounts:
    """Derive the histories of these authorities anew and write what differs."""
    return sum((_derive(workshop, code, cause) for code in authority_codes), FlaggedCounts())


def _derive(workshop: Workshop, authority_code: str, cause: Cause) -> FlaggedCounts:
    # Of one moment, as an article edited meanwhile would otherwise seem to state nothing.
    with snapshot(workshop.memory) as connection:
        articles = articles_known(connection, authority_code)
        facts = facts_known(connection, authority_code, articles)
        log = change_log(connection, authority_code)
    # Anew for each, as publishing looks for rows by their moment, and all authorities may take hours.
    now = workshop.clock()
    history = history_of(authority_code, facts, articles, now.date())
    entries = new_entries(history.changes, log, cause, now)
    owed = list(_owed(entries, log, workshop, now.date()))
    with workshop.memory.begin() as connection:
        for table in HISTORY_TABLES:
            if table is not CHANGES:
                replace_rows(connection, table, authority_code, history.rows.get(table.name, ()), now)
        settle_commitments(connection, _unsettled(history, facts[COMMITMENTS.name]), now)
        append_entries(connection, entries, log, now)
        follow_corrections(connection, entries)
        owe(connection, owed, now)
    return _counts(entries, owed)


def _unsettled(history: History, commitments: pl.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Undertakings that a commitment stating them has another status than."""
    status = dict(commitments.select("commitment_id", "status").iter_rows())
    for row in history.rows[UNDERTAKINGS.name]:
        if any(status.get(commitment_id) != row["status"] for commitment_id in row["commitment_ids"]):
            yield row


def _owed(entries: Iterable[Change], log: Iterable[Logged], workshop: Workshop, today: date) -> Iterator[Owed]:
    before = {name: one for one in log for name in (one.change.change_id, one.entry)}
    oldest = today - timedelta(days=workshop.settings.mail_max_age_days)
    for entry in entries:
        row = entry.row
        known = before.get(row["corrects"] or entry.change_id)
        if row["effective"] < oldest or not is_news(entry, known):
            continue
        for subscriber in workshop.settings.subscribers:
            if subscriber.wants(row["type"], row["authority"]):
                yield Owed(entry.change_id, subscriber.address, INADEQUATE_NEW if known else None)


def _counts(entries: Sequence[Change], owed: Sequence[Owed]) -> FlaggedCounts:
    flagged = [entry for entry in entries if entry.row["action"] == FLAGGED]
    news = tuple(entry.change_id for entry in flagged if not entry.row["overtaken"])
    witnessed = sum(entry.row["action"] == WITNESSED for entry in entries)
    corrected = {entry.row["corrects"] for entry in entries} - {None}
    return FlaggedCounts(
        changes=len(news),
        history=len(flagged) - len(news),
        witnesses=witnessed,
        corrections=len(corrected),
        mails_owed=len(owed),
        change_ids=news,
    )
