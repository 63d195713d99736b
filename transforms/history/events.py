"""What articles tell together, but for grades: interventions, peer reviews, posts, undertakings, and the events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from transforms.history.abolition import abolished_from, rows_after
from transforms.history.article_events import article_events, subject_codes
from transforms.history.done import mark_done
from transforms.history.event import Event
from transforms.history.interventions import intervention_events, reconcile_interventions
from transforms.history.peer_reviews import peer_review_events, reconcile_peer_reviews
from transforms.history.posts import post_events, reconcile_posts
from transforms.history.reconcile import Rows
from transforms.history.undertakings import reconcile_undertakings, undertaking_events
from transforms.history_tables import INTERVENTION_SPELLS, PEER_REVIEW_VISITS, POST_SPELLS, UNDERTAKINGS
from transforms.tables import COMMITMENTS, DELIVERIES, INTERVENTIONS, LEADERSHIP, PEER_REVIEWS

TABLES = (INTERVENTION_SPELLS, PEER_REVIEW_VISITS, POST_SPELLS, UNDERTAKINGS)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Rows by the name of their table, and what happened by them and by the articles, oldest first."""

    rows: dict[str, list[dict[str, Any]]]
    events: list[Event]


def reconcile_events(
    facts: Mapping[str, Rows], articles: Rows, today: date, authority_code: str | None = None
) -> Reconciled:
    """Return what articles tell together of that authority, or of each; it depends on their set, not on their order.

    `facts` are the rows of the fact tables, by name, joined with their article (reconcile.with_article); `articles`
    has the columns of its table.
    """
    codes = [authority_code] if authority_code else _all_codes(facts, articles)
    each = [_of_one(code, facts, articles, today) for code in codes]
    rows = {table.name: [row for one in each for row in one.rows[table.name]] for table in TABLES}
    events = [event for one in each for event in one.events]
    return Reconciled(rows, sorted(events, key=lambda event: (event.effective, event.authority_code, event.key)))


def _all_codes(facts: Mapping[str, Rows], articles: Rows) -> list[str]:
    stated = (row["authority_code"] for rows in facts.values() for row in rows)
    return sorted({*stated, *subject_codes(articles)})


def _of_one(code: str, facts: Mapping[str, Rows], articles: Rows, today: date) -> Reconciled:
    own = {name: [row for row in rows if row["authority_code"] == code] for name, rows in facts.items()}
    spells = reconcile_interventions(own[INTERVENTIONS.name])
    reviews = reconcile_peer_reviews(own[PEER_REVIEWS.name])
    posts = reconcile_posts(own[LEADERSHIP.name])
    undertakings = reconcile_undertakings(own[COMMITMENTS.name])
    mark_done(undertakings, own[DELIVERIES.name], spells, reviews, today)
    abolished = abolished_from(code)
    rows = {
        INTERVENTION_SPELLS.name: [one.row() for one in spells],
        PEER_REVIEW_VISITS.name: [one.row() for one in reviews],
        POST_SPELLS.name: [one.row() for one in posts],
        UNDERTAKINGS.name: [one.row(today) for one in undertakings],
    }
    events = [
        *intervention_events(spells),
        *peer_review_events(reviews),
        *post_events(posts),
        *undertaking_events(undertakings, today, abolished),
        *article_events(articles, code),
    ]
    return Reconciled(rows_after(abolished, rows) if abolished and abolished <= today else rows, events)
