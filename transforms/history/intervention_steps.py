"""Steps of intervention as articles state them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Any

from transforms.history.reconcile import Rows
from transforms.history.statements import Statement, reports, shared_fields, surname
from transforms.wording import ChangeType, change_types


class Step(IntEnum):
    """What is told of a spell; also the order of what is told on one day: an end makes room for a beginning."""

    ENDED = 0
    BEGUN = 1
    PROPOSED = 2
    RECALLED = 3


@dataclass(slots=True)
class StatedStep(Statement):
    """A step as one article states it; `past` where it tells it as spent, `surname` is what reports of one agree on."""

    kind: str
    step: Step
    person: str | None
    surname: str | None
    remit: str
    past: bool

    @property
    def is_spent_end(self) -> bool:
        """Whether it tells an end as past."""
        return self.step is Step.ENDED and self.past

    @property
    def order(self) -> tuple[Any, ...]:
        """Sorts by day; an end that is past makes room for nothing, and who names the person comes first."""
        told = self.published or date.max, self.is_spent_end, self.step, self.past
        return *told, self.person is None, self.witness.article_id, self.fact_id


@cache
def beginnings() -> dict[str, ChangeType]:
    """Return the type of change with which each kind of intervention begins."""
    return {change.begins: change for change in change_types().values() if change.begins}


def stated_steps(rows: Rows) -> Iterator[StatedStep]:
    """Yield the steps in rows of interventions that were joined with their article."""
    begins = {change.name: kind for kind, change in beginnings().items()}
    ends = {change.ended_by: kind for kind, change in beginnings().items() if change.ended_by}
    for row in rows:
        is_news = row["standing"] == "current" and reports(row, "intervention")
        yield StatedStep(
            *shared_fields(row, "intervention_id", is_news),
            kind=(begins | ends)[row["type"]],
            step=_step(row, is_end=row["type"] in ends),
            person=row["person"],
            surname=surname(row["person"]),
            remit=row["remit"],
            past=row["standing"] == "previous",
        )


def _step(row: Mapping[str, Any], is_end: bool) -> Step:
    if row["published"] is None:
        return Step.RECALLED
    if is_end:
        # What may be ended is in force.
        return Step.BEGUN if row["standing"] == "proposed" else Step.ENDED
    return {"current": Step.BEGUN, "proposed": Step.PROPOSED}.get(row["standing"], Step.RECALLED)
