"""A grade as one sentence states it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from transforms.extract.dates import DateMention
from transforms.extract.sentences import Sentence
from transforms.extract.trace import Span
from transforms.facts import Service

Tense = Literal["present", "pluperfect", "latest", "past", "superseded"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A grade stated once. `period` is the time of its inspection, where the sentence tells it.

    `news` tells that somebody gives the grade here; it is not only a mark of the council ("the inadequate council").
    `times` is how many inspections an undated row stands for; `now` tells that its clause speaks of today; `recalled`
    that it is no news: told as past in a text that tells no other, or to say which council it is. The words stand `at`
    a place, which is no part of it.
    """

    authority: str
    service: Service
    judgement: str
    grade: str
    tense: Tense
    period: DateMention | None
    sentence: Sentence
    rule: str
    confidence: float
    explicit: bool
    news: bool = True
    times: int = 1
    now: bool = False
    recalled: bool = False
    at: Span = field(default=(0, 0), compare=False)

    @property
    def day(self) -> date | None:
        """First day of the period."""
        return self.period.first if self.period else None
