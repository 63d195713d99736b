"""Undertakings, each however often it was repeated, and whether it was done.

Statements are of one undertaking where category, money and deadline agree. One that leaves out the money or the
deadline joins one that has both, if the rest agrees and they are not far apart. The result depends on the set of
statements only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from transforms.history.abolition import lapses
from transforms.history.event import Event
from transforms.history.reconcile import Rows
from transforms.history.statements import (
    Statement,
    best_first,
    first_known,
    reports,
    shared_fields,
    witnesses,
)
from transforms.history.witnesses import summarise
from transforms.ids import stable_id
from transforms.wording import headline, words

# Statements that do not say the same in full are of one undertaking if no more lies between them.
TOLD_AGAIN = timedelta(days=400)

# Category, money and deadline.
Likeness = tuple[str, int | None, date | None]


@dataclass(slots=True)
class StatedUndertaking(Statement):
    """An undertaking as one article states it."""

    category: str
    amount_gbp: int | None
    deadline: date | None
    deadline_precision: str | None
    speaker: str | None
    speaker_role: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """What reports an undertaking done: its day, sentence and address, and how good the source is."""

    day: date
    evidence: str
    url: str
    source_rank: tuple[int, float, date, str]

    @property
    def rank(self) -> tuple[Any, ...]:
        """Sorts the first report first, of one day that of the best source."""
        return self.day, self.source_rank, self.evidence


@dataclass(slots=True)
class Undertaking:
    """One undertaking, of the category, money and deadline of `told[0]`: the statement that says most.

    `made_on` and `last_told_on` are the first and last publication that tell of it; `undertaking_id` is made from
    authority, category, money, deadline and month first made, once all is told.
    """

    told: list[StatedUndertaking] = field(default_factory=list)
    made_on: date | None = None
    last_told_on: date | None = None
    done: Done | None = None
    undertaking_id: str = ""

    def add(self, one: StatedUndertaking) -> None:
        """Take in one more statement of the undertaking."""
        self.told.append(one)
        if one.published:
            self.made_on = min(self.made_on or date.max, one.published)
            self.last_told_on = max(self.last_told_on or date.min, one.published)

    @property
    def category(self) -> str:
        """Its category."""
        return self.told[0].category

    @property
    def amount_gbp(self) -> int | None:
        """Money undertaken, in pounds."""
        return self.told[0].amount_gbp

    @property
    def deadline(self) -> date | None:
        """Last day by which it is to be done."""
        return self.told[0].deadline

    def status(self, today: date) -> str:
        """Return done, undated, overdue or open."""
        if self.done:
            return "done"
        if self.deadline is None:
            return "undated"
        return "overdue" if self.deadline < today else "open"

    def speaks_of(self, phrases: Iterable[str]) -> bool:
        """Whether a statement of it holds one of the phrases."""
        texts = [one.text.casefold() for one in self.told]
        return any(phrase in text for phrase in phrases for text in texts)

    def row(self, today: date) -> dict[str, Any]:
        """Return the row of the table undertakings."""
        best, told = best_first(self.told), in_order(self.told)
        speaking = first_known(one for name in ("speaker", "speaker_role") for one in best if getattr(one, name))
        return {
            "undertaking_id": self.undertaking_id,
            "authority_code": best[0].authority_code,
            "authority": best[0].authority,
            "category": self.category,
            "speaker": speaking.speaker if speaking else None,
            "speaker_role": speaking.speaker_role if speaking else None,
            "amount_gbp": self.amount_gbp,
            "deadline": self.deadline,
            "deadline_precision": first_known(one.deadline_precision for one in best if one.deadline),
            "status": self.status(today),
            "made_on": self.made_on,
            "repeated_on": self.last_told_on if self.last_told_on != self.made_on else None,
            "done_on": self.done.day if self.done else None,
            "done_evidence": self.done.evidence if self.done else None,
            "done_url": self.done.url if self.done else None,
            "commitment_ids": [one.fact_id for one in told],
            **summarise(one.witness for one in told),
        }


def in_order(told: Iterable[StatedUndertaking]) -> list[StatedUndertaking]:
    """Return the statements in order of publication."""
    return sorted(told, key=lambda one: (one.published or date.max, one.witness.article_id, one.fact_id))


def reconcile_undertakings(rows: Rows) -> list[Undertaking]:
    """Return the undertakings that one authority's rows of commitments, joined with their article, tell of."""
    told = in_order(_stated(rows))
    undertakings: list[Undertaking] = []
    alike: dict[Likeness, list[Undertaking]] = defaultdict(list)
    # Those that say most come first, so that what says less joins them whichever was published first.
    for one in sorted(told, key=lambda one: (one.deadline is None) + (one.amount_gbp is None)):
        near = [known for known in alike[_likeness(one)] if _is_near(one, known)]
        found = min(near, key=lambda known: _nearness(one, known)) if near else _added(one, undertakings, alike)
        found.add(one)
    for known in undertakings:
        known.undertaking_id = _id_of(known)
    return sorted(undertakings, key=lambda known: (known.made_on or date.max, known.undertaking_id))


def _id_of(undertaking: Undertaking) -> str:
    month = f"{undertaking.made_on:%Y-%m}" if undertaking.made_on else None
    code = undertaking.told[0].authority_code
    return stable_id("undertaking", code, undertaking.category, undertaking.amount_gbp, undertaking.deadline, month)


def _added(
    one: StatedUndertaking, undertakings: list[Undertaking], alike: dict[Likeness, list[Undertaking]]
) -> Undertaking:
    """A new undertaking, to be found by all that may be said of it again: in full, by its money or its deadline."""
    undertakings.append(Undertaking())
    partly = [(one.category, one.amount_gbp, None), (one.category, None, one.deadline)]
    for likeness in {_likeness(one), *(part for part in partly if part[1:] != (None, None))}:
        alike[likeness].append(undertakings[-1])
    return undertakings[-1]


def _likeness(one: StatedUndertaking) -> Likeness:
    return one.category, one.amount_gbp, one.deadline


def _stated(rows: Rows) -> Iterator[StatedUndertaking]:
    own = itemgetter("category", "amount_gbp", "deadline", "deadline_precision", "speaker", "speaker_role", "text")
    for row in rows:
        yield StatedUndertaking(*shared_fields(row, "commitment_id", reports(row)), *own(row))


def _is_near(one: StatedUndertaking, known: Undertaking) -> bool:
    says_all = one.deadline is not None and (one.amount_gbp, one.deadline) == (known.amount_gbp, known.deadline)
    return says_all or _distance(one, known) <= TOLD_AGAIN


def _distance(one: StatedUndertaking, known: Undertaking) -> timedelta:
    # Measured from what was told first, so that repetitions do not run two undertakings together.
    here, there = one.published, known.told[0].published
    if here is None or there is None:
        return timedelta(0) if here == there else timedelta.max
    return abs(here - there)


def _nearness(one: StatedUndertaking, known: Undertaking) -> tuple[timedelta, int, date]:
    return _distance(one, known), known.amount_gbp or 0, known.deadline or date.max


def undertaking_events(
    undertakings: Iterable[Undertaking], today: date, abolished: date | None = None
) -> Iterator[Event]:
    """Yield the undertakings that news reports, as made and, where their day has come before they were done, as due.

    Nothing falls due where the authority is no more since the day `abolished`.
    """
    for undertaking in undertakings:
        made_on, deadline = undertaking.made_on, undertaking.deadline
        news = best_first(one for one in undertaking.told if one.is_news)
        if not made_on or not news:
            continue
        yield _event(undertaking, news, "commitment_made", made_on)
        was_done = undertaking.done is not None and deadline is not None and undertaking.done.day <= deadline
        if deadline and made_on <= deadline <= today and not was_done and not lapses(deadline, abolished):
            yield _event(undertaking, news, "commitment_due", deadline)


def _event(undertaking: Undertaking, news: Sequence[StatedUndertaking], change_type: str, effective: date) -> Event:
    deadline, amount = undertaking.deadline, undertaking.amount_gbp
    money, due = f"£{amount:,}" if amount else "", f"by {deadline:%d %B %Y}" if deadline else ""
    parts = [part for part in (words("categories", undertaking.category), money, due) if part]
    return Event(
        type=change_type,
        family=change_type,
        authority_code=news[0].authority_code,
        authority=news[0].authority,
        subject=undertaking.category,
        effective=effective,
        summary=headline(change_type, authority=news[0].authority, commitment=", ".join(parts)),
        witnesses=witnesses(news),
        key=(change_type, undertaking.undertaking_id),
        new_value=news[0].text,
    )
