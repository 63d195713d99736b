"""One row for each step of intervention, out of all that a text tells of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from transforms.extract.dates import DateMention
from transforms.extract.intervention_standing import ENDED_BY, MONTHS_IN_FORCE, OF_PERSONS
from transforms.extract.sentences import TITLE, Sentence
from transforms.facts import Evidence, Intervention, When

Remit = Literal["childrens_services", "whole_council"]
_IN_SERIES = {"improvement_notice_issued", "direction_issued"}
"""A later one takes the place of the one before."""
_DOUBTFUL = OF_PERSONS | {"trust_established"}
"""Steps that a text which calls them a plan cannot also tell by merely naming them."""


@dataclass(frozen=True, slots=True)
class Told:
    """A step as one sentence tells it.

    `is_standing` if it says only that the thing is there, `is_vague` if it only names the step, `is_aged` if nothing
    but its date makes it past.
    """

    authority: str
    type: str
    when: When
    person: str | None
    day: DateMention | None
    sentence: Sentence
    remit: Remit
    is_standing: bool
    is_vague: bool
    is_aged: bool
    replaces: bool

    @property
    def is_certain(self) -> bool:
        """Whether it says outright that the step has been taken."""
        return self.when == "current" and not self.is_standing and not self.is_vague


def settled(told: list[Told], authority: str, kind: str, *, is_over: bool) -> Iterator[Intervention]:
    """The rows for all that an article tells of one type of step at one authority."""
    steps = _without_headline([one for one in told if (one.authority, one.type) == (authority, kind)])
    steps = _in_series(steps) if kind in _IN_SERIES else _still_there(steps)
    is_ended = any(
        one.authority == authority and ENDED_BY.get(one.type) == kind and one.when != "proposed" for one in told
    )
    if is_ended or (is_over and kind in MONTHS_IN_FORCE):
        steps = [_spent(one, is_ended=is_ended) for one in steps]
    is_certain = any(one.is_certain for one in steps)
    is_doubtful = kind in _DOUBTFUL and not is_certain and any(one.when == "proposed" for one in steps)
    for when in ("current", "previous", "proposed"):
        is_covered = is_certain and (when == "proposed" or (when == "previous" and kind in ENDED_BY))
        if not (is_covered or (when == "current" and is_doubtful)):
            group = [one for one in steps if one.when == when]
            yield from _rows(group, several=when == "previous" and kind in _IN_SERIES)


def _still_there(steps: list[Told]) -> list[Told]:
    """What only its date made past is still there if the text speaks of it as there, under no other name."""
    names = {one.person for one in steps if one.person and one.when != "proposed"}
    is_there = any(one.when == "current" for one in steps) and len(names) < 2
    return [replace(one, when="current") if one.is_aged and is_there else one for one in steps]


def _without_headline(steps: list[Told]) -> list[Told]:
    """The steps without the headline's, which is always in the present tense, where the story says it otherwise."""
    body = [one for one in steps if one.sentence.paragraph != TITLE]
    return body or steps


def _spent(one: Told, *, is_ended: bool) -> Told:
    """The step as past, now that the text tells its end; one that replaces the last is the newer."""
    is_built = is_ended and one.type == "trust_established"
    is_newer = one.replaces and (one.type in OF_PERSONS or not is_ended)
    if (one.when == "current" and not is_newer) or (one.when == "proposed" and is_built):
        return replace(one, when="previous")
    return one


def _in_series(steps: list[Told]) -> list[Told]:
    """Notices and directions: where dated ones follow each other, only the latest is in force."""
    days = {one.day.first for one in steps if one.day and one.day.precision != "year" and one.when == "current"}
    if len(days) < 2 or not any(one.replaces for one in steps):
        return steps
    latest = max(days)
    return [
        replace(one, when="previous") if one.when == "current" and one.day and one.day.first < latest else one
        for one in steps
    ]


def _rows(group: list[Told], *, several: bool) -> Iterator[Intervention]:
    """One row for the group; where there can be several, one for each date and one for what has none."""
    if not group:
        return
    firm = [one for one in group if not one.is_standing] or group[:1]
    dated = {one.day.first: one for one in reversed(firm) if one.day}
    undated = [one for one in firm if not one.day][:1]
    person = next((one.person for one in group if one.person), None)
    remit: Remit = next((one.remit for one in group if one.remit == "whole_council"), "childrens_services")
    for one in _apart(undated, list(dated.values())[::-1]) if several else firm[:1]:
        evidence = Evidence(one.sentence.start, one.sentence.end, f"intervention_{one.type}", _confidence(one))
        yield Intervention(one.authority, one.type, one.when, person, evidence, remit)


def _apart(undated: list[Told], dated: list[Told]) -> list[Told]:
    """What can be told apart: a step without a date is one of those that have one, unless it replaced them."""
    return dated + [one for one in undated if one.replaces or not dated]


def _confidence(one: Told) -> float:
    if one.when == "proposed":
        return 0.8
    return 0.75 if one.is_standing else 0.92
