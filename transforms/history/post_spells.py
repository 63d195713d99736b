"""One person's time in a post, and its row."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from transforms.history.post_moves import COMINGS, INTERIM, StatedMove
from transforms.history.statements import best_first, first_known, witnesses
from transforms.history.witnesses import summarise
from transforms.ids import stable_id


@dataclass(slots=True)
class PostSpell:
    """One person's time in a post; `name` is its month and, where two begin in one, its number.

    `days` are the first days on which each event was told, `going_on` that of any going, `last_told` the last of all.
    `surname` is that of the first who was named, `coming` what the best source tells of the coming, `confirmed_on` the
    day on which one who held the post for a time got it for good.
    """

    told: list[StatedMove] = field(default_factory=list)
    days: dict[str, date] = field(default_factory=dict)
    last_told: date | None = None
    surname: str | None = None
    going_on: date | None = None
    coming: StatedMove | None = None
    confirmed_on: date | None = None
    name: tuple[str, ...] = ()
    succeeded_by: str | None = None

    def add(self, one: StatedMove) -> None:
        """Take in what was told next."""
        self.told.append(one)
        self.surname = self.surname or one.surname
        if one.is_coming and (self.coming is None or one.witness.rank < self.coming.witness.rank):
            self.coming = one
        if one.published:
            self.days.setdefault(one.event, one.published)
            self.last_told = one.published
        if not one.is_coming:
            self.going_on = self.going_on or one.published

    def confirm(self, day: date | None) -> None:
        """End the spell: who held the post for a time is appointed for good."""
        self.confirmed_on = self.going_on = day

    def first_told(self, *events: str) -> date | None:
        """Return the first day on which one of the events was told."""
        return min((self.days[event] for event in events if event in self.days), default=None)

    @property
    def role(self) -> str:
        """The post."""
        return self.told[0].role

    @property
    def spell_id(self) -> str:
        """Id made from authority, role and month."""
        return stable_id("post spell", self.told[0].authority_code, self.role, *self.name)

    @property
    def anchor(self) -> str:
        """Month of the coming, or else of the going."""
        if self.appointed_on:
            return f"{self.appointed_on:%Y-%m}"
        return f"going {self.going_on:%Y-%m}"

    def events(self, *names: str) -> list[StatedMove]:
        """Return the statements of those events."""
        return [one for one in self.told if one.event in names]

    @property
    def appointed_on(self) -> date | None:
        """First day on which the coming was told."""
        return self.first_told(*COMINGS)

    @property
    def leaving_told_on(self) -> date | None:
        """First day on which the going was told as one to come."""
        return self.first_told("leaving")

    @property
    def left_on(self) -> date | None:
        """First day on which it was told as over: the person had gone, or was appointed for good."""
        return min((day for day in (self.first_told("left"), self.confirmed_on) if day), default=None)

    @property
    def status(self) -> str:
        """Return in_post, leaving or left, as last told."""
        if self.left_on:
            return "left"
        return "leaving" if self.leaving_told_on else "in_post"

    @property
    def interim(self) -> bool:
        """Whether the best source that tells of the coming has it on an interim basis."""
        return self.coming is not None and self.coming.event == INTERIM

    @property
    def person(self) -> str | None:
        """Full name by the best source that gives one."""
        return first_known(one.person for one in best_first(self.told))

    def row(self) -> dict[str, Any]:
        """Return the row of the table post_spells."""
        own = ("role", "person", "interim", "status", "appointed_on", "leaving_told_on", "left_on", "succeeded_by")
        return {
            "post_spell_id": self.spell_id,
            "authority_code": self.told[0].authority_code,
            "authority": self.told[0].authority,
            **{name: getattr(self, name) for name in own},
            **summarise(witnesses(self.told)),
        }
