"""All that the articles tell of one authority, reconciled: a function of what they state and of the day alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from transforms.history.changes import Change, changes_in
from transforms.history.events import reconcile_events
from transforms.history.outcomes import outcome_events
from transforms.history.reconcile import Rows, reconciled_rows, visits_by_authority, with_article
from transforms.tables import RATINGS


@dataclass(frozen=True, slots=True)
class History:
    """The history of one authority: `rows` by name of the table of reconciled things, and the changes in it."""

    rows: Mapping[str, Rows]
    changes: tuple[Change, ...]


def history_of(authority_code: str, facts: Mapping[str, Rows], articles: Rows, today: date) -> History:
    """Return the history of the authority, whatever the order in which its articles came in.

    `facts` has for each fact table the rows that stand for the authority; `articles` the standing versions of the
    articles they are from and of those that name the authority as their subject, columns as in the table articles.
    Texts, hashes, places of evidence and rules are not needed.
    """
    visits = visits_by_authority(facts[RATINGS.name], articles)
    told = reconcile_events(
        {name: with_article(rows, articles) for name, rows in facts.items() if name != RATINGS.name},
        articles,
        today,
        authority_code,
    )
    outcomes = (event for authority, known in visits.items() for event in outcome_events(authority, known))
    return History(
        {**reconciled_rows(visits, today), **told.rows},
        tuple(changes_in((*outcomes, *told.events))),
    )
