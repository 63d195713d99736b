"""Flag: what new articles change against what was known, and whom that is owed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from flows.memory.changes import Owed, known_changes, remember_changes
from flows.memory.facts import articles_to_flag, latest_articles, latest_facts
from flows.memory.layout import facts as fact_tables
from flows.workshop import Workshop
from transforms.changes import Flagged, change_rows, flag
from transforms.events import Event, events_in
from transforms.reconcile import visits_by_authority, with_article
from transforms.stories import assign_stories
from transforms.tables import COMMITMENTS, FACT_TABLES, INTERVENTIONS, LEADERSHIP, PEER_REVIEWS, RATINGS
from transforms.visits import Visit

EVENT_TABLES = (INTERVENTIONS, PEER_REVIEWS, LEADERSHIP, COMMITMENTS)


@dataclass(frozen=True, slots=True)
class FlaggedCounts:
    """What flagging came to, in numbers."""

    looked_at: int = 0
    changes: int = 0
    witnesses: int = 0
    mails_owed: int = 0
    change_ids: tuple[str, ...] = ()


def flag_changes(workshop: Workshop) -> FlaggedCounts:
    """Look at every article version that was not looked at yet; write changes and the mails owed together."""
    to_flag = articles_to_flag(workshop.memory)
    if not to_flag:
        return FlaggedCounts()
    now = workshop.clock()
    visits, events = _known(workshop, [article_id for article_id, _ in to_flag])
    new_articles = frozenset(article_id for article_id, _ in to_flag)
    flagged = flag(visits, events, known_changes(workshop.memory), new_articles, now)
    change_rows(flagged)  # raises before a row that does not fit its table enters the memory
    owed = list(_owed(flagged, workshop, now.date()))
    new = remember_changes(workshop.memory, flagged, owed, to_flag, now)
    change_ids = tuple(change.row["change_id"] for change in flagged if change.is_new)
    return FlaggedCounts(len(to_flag), new, len(flagged) - len(change_ids), len(owed), change_ids)


def _known(workshop: Workshop, article_ids: list[str]) -> tuple[dict[tuple[str, str], list[Visit]], list[Event]]:
    """All that is known of the authorities that the articles name."""
    articles = assign_stories(latest_articles(workshop.memory))
    touched = _touched_codes(workshop, articles, article_ids)
    facts = {
        table.name: latest_facts(
            workshop.memory, table, articles, fact_tables[table.name].c.authority_code.in_(touched)
        )
        for table in FACT_TABLES
    }
    visits = visits_by_authority(facts[RATINGS.name], articles)
    return visits, events_in(
        {table.name: with_article(facts[table.name], articles) for table in EVENT_TABLES}, articles
    )


def _touched_codes(workshop: Workshop, articles: pl.DataFrame, article_ids: list[str]) -> list[str]:
    codes = {
        code
        for table in FACT_TABLES
        for code in latest_facts(
            workshop.memory, table, articles, fact_tables[table.name].c.article_id.in_(article_ids)
        )["authority_code"]
    }
    return sorted(codes)


def _owed(flagged: Iterable[Flagged], workshop: Workshop, today: date) -> Iterable[Owed]:
    oldest = today - timedelta(days=workshop.settings.mail_max_age_days)
    for change in flagged:
        row = change.row
        if not change.is_new or row["effective"] < oldest:
            continue
        for subscriber in workshop.settings.subscribers:
            if subscriber.wants(row["type"], row["authority"]):
                yield Owed(row["change_id"], subscriber.address)
