"""Comings to posts and goings from them, as articles state them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from transforms.history.reconcile import Rows
from transforms.history.statements import Statement, reports, shared_fields, surname

LEADERSHIP_CHANGE = "leadership_change"
INTERIM = "interim_appointed"
COMINGS = (INTERIM, "appointed")
GOINGS = ("left", "leaving")
# Order of what is told on one day: a going makes room for a coming, and who comes for a time comes first.
ORDER = (*GOINGS, *COMINGS)


@dataclass(slots=True)
class StatedMove(Statement):
    """A coming or going as one article states it; `surname` is what reports of one person agree on."""

    role: str
    person: str | None
    surname: str | None
    event: str

    @property
    def is_coming(self) -> bool:
        """Whether somebody comes to the post."""
        return self.event in COMINGS

    @property
    def order(self) -> tuple[Any, ...]:
        """Sorts by day; who is named comes first, so that the nameless joins."""
        told = self.published or date.max, self.is_coming, self.person is None, ORDER.index(self.event)
        return *told, self.witness.article_id, self.fact_id


def stated_moves(rows: Rows) -> Iterator[StatedMove]:
    """Yield the moves in rows of leadership that were joined with their article.

    One who is to leave is always news, one who comes or is gone only where the article is about it; the departed
    predecessor of somebody who comes is no news of its own.
    """
    tells_more = {row["article_id"] for row in rows if row["event"] != "left" and reports(row)}
    for row in rows:
        is_beside = row["event"] == "left" and row["article_id"] in tells_more
        is_news = reports(row, None if row["event"] == "leaving" else LEADERSHIP_CHANGE) and not is_beside
        shared = shared_fields(row, "leadership_id", is_news)
        own = {name: row[name] for name in ("role", "person", "event")}
        yield StatedMove(*shared, **own, surname=surname(row["person"]))
