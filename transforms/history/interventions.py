"""Steps of intervention that articles state, joined to spells: proposed, begun, ended.

A spell is in force from the first article that tells of it until one tells its end; whatever is told of it meanwhile
is a further witness. Days are those of publication: nothing better is known. The result depends on the set of
statements only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from transforms.history.event import Event
from transforms.history.intervention_steps import StatedStep, Step, beginnings, stated_steps
from transforms.history.reconcile import Rows
from transforms.history.statements import (
    best_first,
    first_known,
    numbered,
    witnesses,
)
from transforms.history.witnesses import summarise
from transforms.ids import stable_id
from transforms.wording import change_types, headline, words

# What was proposed longer ago than this came to nothing: a later beginning is not its own.
PROPOSAL_STANDS = timedelta(days=548)
# What nobody has spoken of for longer is another than what the government itself begins, though no end was told.
LONGEST_SILENCE = timedelta(days=1461)
BEGUN_BY = "government"
# Who is told of as in the post so shortly after having left it did not come back: the news is late.
TOLD_LATE = timedelta(days=31)
OTHER_ANCHORS = (("ended", Step.ENDED), ("proposed", Step.PROPOSED), ("told", Step.RECALLED))


@dataclass(slots=True)
class InterventionSpell:
    """The course of one intervention; `name` is its month and, where two of a kind begin in one, its number.

    `days` are the first days on which each step was told, `last_told` the last of all, `surname` the last name of the
    first who was named.
    """

    told: list[StatedStep] = field(default_factory=list)
    days: dict[Step, date] = field(default_factory=dict)
    last_told: date | None = None
    surname: str | None = None
    name: tuple[str, ...] = ()

    def add(self, one: StatedStep) -> None:
        """Take in what was told next."""
        self.told.append(one)
        self.surname = self.surname or one.surname
        if one.published:
            self.days.setdefault(one.step, one.published)
            self.last_told = one.published

    @property
    def kind(self) -> str:
        """What is in force: commissioner, improvement_notice, direction, trust, adviser or improvement_board."""
        return self.told[0].kind

    @property
    def spell_id(self) -> str:
        """Id made from authority, kind and month of its beginning."""
        return stable_id("intervention spell", self.told[0].authority_code, self.kind, *self.name)

    @property
    def anchor(self) -> str:
        """Month of the beginning, or of what else is known of the spell."""
        if self.began_on:
            return f"{self.began_on:%Y-%m}"
        what, step = next((what, step) for what, step in OTHER_ANCHORS if step in self.days)
        return f"{what} {self.days[step]:%Y-%m}"

    @property
    def began_on(self) -> date | None:
        """First day on which it was told as begun."""
        return self.days.get(Step.BEGUN)

    @property
    def ended_on(self) -> date | None:
        """First day on which it was told as over."""
        return self.days.get(Step.ENDED)

    @property
    def proposed_on(self) -> date | None:
        """First day on which it was told as proposed, before it began."""
        proposed = self.days.get(Step.PROPOSED)
        return proposed if proposed and proposed <= (self.began_on or date.max) else None

    @property
    def status(self) -> str:
        """Return proposed, in_force or ended, as last told; what is only recalled as spent is over."""
        if self.ended_on:
            return "ended"
        if self.began_on:
            return "in_force"
        return "proposed" if self.proposed_on else "ended"

    @property
    def person(self) -> str | None:
        """Full name of the commissioner or adviser, by the best source that names one."""
        return first_known(one.person for one in best_first(self.told))

    @property
    def remit(self) -> str:
        """childrens_services or whole_council, by the best source."""
        return best_first(self.told)[0].remit

    def agrees(self, one: StatedStep) -> bool:
        """Whether the statement may be of this spell's person; one who is not named has the same remit."""
        if one.surname and self.surname:
            return one.surname == self.surname
        return any(one.remit == known.remit for known in self.told)

    def row(self) -> dict[str, Any]:
        """Return the row of the table intervention_spells."""
        return {
            "intervention_spell_id": self.spell_id,
            "authority_code": self.told[0].authority_code,
            "authority": self.told[0].authority,
            "kind": self.kind,
            "person": self.person,
            "remit": self.remit,
            "status": self.status,
            "proposed_on": self.proposed_on,
            "began_on": self.began_on,
            "ended_on": self.ended_on,
            **summarise(witnesses(self.told)),
        }


def reconcile_interventions(rows: Rows) -> list[InterventionSpell]:
    """Return the spells, by kind, that one authority's rows of interventions, joined with their article, tell of."""
    told = sorted(stated_steps(rows), key=lambda one: (one.kind, one.order))
    return [spell for _, of_one_kind in groupby(told, key=lambda one: one.kind) for spell in _spells(of_one_kind)]


def _spells(told: Iterable[StatedStep]) -> list[InterventionSpell]:
    spells: list[InterventionSpell] = []
    for one in told:
        _place(one, spells)
    for spell, name in zip(spells, numbered([(spell.anchor,) for spell in spells]), strict=True):
        spell.name = name
    return spells


def _place(one: StatedStep, spells: list[InterventionSpell]) -> None:
    found = _spells_of(one, [spell for spell in spells if spell.agrees(one)])
    # An article without a date places nothing in time: it may confirm a spell and not tell of one.
    if not found and one.published:
        found = [InterventionSpell()]
        spells.extend(found)
    for spell in found:
        spell.add(one)


def _spells_of(one: StatedStep, agreeing: Sequence[InterventionSpell]) -> list[InterventionSpell]:
    """The spell that a statement is of; the end of one who is not named is the end of all in force."""
    in_force = [spell for spell in agreeing if _in_force(spell, one) and _may_be_named_by(one, spell)]
    if in_force and one.step is Step.ENDED and not one.person:
        return in_force
    fitting = in_force or [spell for spell in agreeing if _joins(one, spell)]
    same_person = [spell for spell in fitting if one.person and spell.surname]
    return (same_person or fitting)[-1:]


def _in_force(spell: InterventionSpell, one: StatedStep) -> bool:
    if spell.status != "in_force":
        return False
    kind = beginnings()[spell.kind]
    was_told_lately = _follows(one, spell.last_told, timedelta(days=kind.same_event_days))
    if one.is_spent_end:
        # Of what was in force just now nobody tells the end as past: it is that of another before.
        return not was_told_lately
    if kind.ended_by is None:
        # No end is ever told: it is over when nobody has spoken of it for long.
        return was_told_lately
    is_begun_anew = one.step is Step.BEGUN and one.is_news and one.witness.source_kind == BEGUN_BY and not one.person
    return not is_begun_anew or _follows(one, spell.last_told, LONGEST_SILENCE)


def _may_be_named_by(one: StatedStep, spell: InterventionSpell) -> bool:
    """Whether one who is named can be whom nobody named: not one who comes when that was long told of no more."""
    if one.step is not Step.BEGUN or one.person is None or spell.surname:
        return True
    return _follows(one, spell.last_told, timedelta(days=beginnings()[spell.kind].same_event_days))


def _joins(one: StatedStep, spell: InterventionSpell) -> bool:
    """Whether the statement is of a spell that is not, or no longer, in force."""
    if spell.status == "proposed":
        is_further = one.step in (Step.BEGUN, Step.PROPOSED)
        return is_further and _follows(one, spell.last_told, PROPOSAL_STANDS)
    if one.step is Step.BEGUN:
        is_the_same = one.person is not None and spell.surname is not None
        return is_the_same and spell.ended_on is not None and _follows(one, spell.ended_on, TOLD_LATE)
    if one.is_spent_end:
        return spell.status == "ended"
    if one.step is Step.ENDED:
        ended_by = change_types()[beginnings()[one.kind].ended_by or ""]
        told_again = timedelta(days=ended_by.same_event_days)
        return _follows(one, spell.last_told, told_again)
    return one.step is not Step.PROPOSED


def _follows(one: StatedStep, last_told: date | None, limit: timedelta) -> bool:
    return one.published is None or last_told is None or one.published - last_told <= limit


def intervention_events(spells: Iterable[InterventionSpell]) -> Iterator[Event]:
    """Yield the beginnings and ends that news reports, of the spells of one authority."""
    known = list(spells)
    for spell in known:
        begun = _news(spell, Step.BEGUN)
        if begun and spell.began_on:
            yield _event(spell, begun, spell.began_on, (beginnings()[spell.kind].name, spell.spell_id))
    ends = sorted(_ends(known), key=lambda end: end[2])
    keys = numbered([(beginnings()[spell.kind].ended_by or "", f"{day:%Y-%m}") for spell, _, day in ends])
    for (spell, news, day), key in zip(ends, keys, strict=True):
        yield _event(spell, news, day, key)


def _news(spell: InterventionSpell, step: Step) -> list[StatedStep]:
    return [one for one in spell.told if one.step is step and one.is_news]


def _ends(spells: list[InterventionSpell]) -> Iterator[tuple[InterventionSpell, list[StatedStep], date]]:
    """The ends that news reports; that of several spells at once is one end, of the spell that began last."""
    told: set[str] = set()
    for spell in reversed(spells):
        news = _news(spell, Step.ENDED)
        if news and spell.ended_on and news[0].fact_id not in told:
            told.update(one.fact_id for one in news)
            yield spell, news, spell.ended_on


def _event(spell: InterventionSpell, news: Sequence[StatedStep], effective: date, key: tuple[str, ...]) -> Event:
    person = f", {spell.person}" if spell.person else ""
    return Event(
        type=key[0],
        family=spell.kind,
        authority_code=news[0].authority_code,
        authority=news[0].authority,
        subject=spell.surname,
        effective=effective,
        summary=headline(key[0], authority=news[0].authority, remit=words("remits", spell.remit), person=person),
        witnesses=witnesses(news),
        key=key,
        new_value=spell.person,
    )
