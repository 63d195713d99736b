"""One row for each step of intervention, out of all that a text tells of it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from transforms.extract.intervention_course import Remit, Told, course_of, surname
from transforms.extract.intervention_kinds import ENDED_BY, MONTHS_IN_FORCE, OF_PERSONS
from transforms.extract.trace import because, dropped, taken
from transforms.extract.worded import Worded
from transforms.facts import Evidence, Intervention, When

_IN_SERIES = {"improvement_notice_issued", "direction_issued"}
"""A later one takes the place of the one before."""
_NO_ROWS = {"adviser_ended", "board_ended"}
"""Ends that the guide has no row for: they only make the beginning past."""
_SENT = {"commissioner_appointed", "adviser_appointed"}
"""Steps that are somebody's: who merely names one, and neither who it is nor the day, speaks of any such person."""
_OPENING = 3
_SENT_NOW = Worded(
    "intervention_clauses.yaml", r"\b(?:(?:has|have) (?:\w+ )?{sent_in}|{is_now_told})\b", flags=re.IGNORECASE
)
_STILL = Worded("intervention_clauses.yaml", r"\b{still}\b", flags=re.IGNORECASE)
_DOUBTFUL = OF_PERSONS
"""Steps that a text which calls them a plan cannot also tell by merely naming them."""


def settled(told: list[Told], *, is_over: bool) -> Iterator[Intervention]:
    """The rows for all that an article tells of the steps at one authority."""
    steps = course_of(told)
    for kind in dict.fromkeys(one.type for one in steps if one.type not in _NO_ROWS):
        ends = {_post(one) for one in steps if ENDED_BY.get(one.type) == kind and one.when != "proposed"}
        own = [one for one in steps if one.type == kind]
        for holder, strand in _strands(own):
            posts = {(name, one.remit) for one in strand for name in (holder, None)}
            is_ended = bool(ends if holder is None else ends & posts)
            yield from _settled(strand, kind, is_ended=is_ended, is_over=is_over)


def _holder(one: Told) -> str | None:
    return surname(one.person)


def _post(one: Told) -> tuple[str | None, Remit]:
    return surname(one.person), one.remit


def _strands(steps: list[Told]) -> Iterator[tuple[str | None, list[Told]]]:
    """The steps of one type, apart for each person named where there are several."""
    names = dict.fromkeys(_holder(one) for one in steps if one.person)
    if len(names) < 2:
        yield next(iter(names), None), steps
        return
    for name in names:
        yield name, [one for one in steps if _holder(one) == name]
    known = {(one.when, one.remit) for one in steps if one.person}
    nameless = [one for one in steps if one.person is None]
    _leave_out("intervention.told_again", [one for one in nameless if (one.when, one.remit) in known])
    yield None, [one for one in nameless if (one.when, one.remit) not in known]


def _settled(steps: list[Told], kind: str, *, is_ended: bool, is_over: bool) -> Iterator[Intervention]:
    steps = _in_series(steps) if kind in _IN_SERIES else _still_there(steps)
    if is_ended or (is_over and kind in MONTHS_IN_FORCE):
        steps = [_spent(one, is_ended=is_ended) for one in steps]
    is_certain = any(one.is_certain for one in steps)
    planned = {one.remit for one in steps if one.when == "proposed"}
    is_doubtful = (
        kind in _DOUBTFUL and not is_certain and any(one.when == "current" and one.remit in planned for one in steps)
    )
    for when in ("current", "previous", "proposed"):
        is_covered = is_certain and (when == "proposed" or (when == "previous" and kind in ENDED_BY))
        group = [one for one in steps if one.when == when]
        if is_covered or (when == "current" and is_doubtful):
            _leave_out("intervention.certain_elsewhere" if is_covered else "intervention.only_a_plan", group)
        elif when == "current" and kind in _SENT and _is_anybody(group):
            _leave_out("intervention.nobody_named", group)
        else:
            yield from _rows(group, several=when == "previous" and kind in _IN_SERIES)


def _is_anybody(group: list[Told]) -> bool:
    """Whether a commissioner is sent, or one is merely named, far from the head, and who and the day stay open."""
    dated = {one.type for one in group if one.day} - {"adviser_appointed"}
    is_open = any(one.is_mention or (one.type == "commissioner_appointed" and not one.is_standing) for one in group)
    return is_open and not dated and all(one.person is None and not _is_news(one) for one in group)


def _is_news(one: Told) -> bool:
    opens = one.sentence.index <= _OPENING
    is_certain = one.is_certain and one.type == "commissioner_appointed"
    return opens or (is_certain and bool(_SENT_NOW.search(one.sentence.text)))


def _still_there(steps: list[Told]) -> list[Told]:
    """What only its date made past is still there if the text speaks of it as there, under no other name."""
    names = {one.person for one in steps if one.person and one.when != "proposed"}
    is_there = any(one.when == "current" for one in steps) and len(names) < 2
    still: When = "current"
    return [
        replace(one, when=because(still, "intervention.when.still_there", one.at)) if one.is_aged and is_there else one
        for one in steps
    ]


def _leave_out(reason: str, steps: list[Told]) -> None:
    for one in steps:
        dropped(reason, one.at)


def _spent(one: Told, *, is_ended: bool) -> Told:
    """The step as past, now that the text tells its end; one that replaces the last is the newer."""
    if not is_ended and (_STILL.search(one.sentence.text) or (one.is_certain and _SENT_NOW.search(one.sentence.text))):
        return one
    is_built = is_ended and one.type == "trust_established"
    is_newer = one.replaces and (one.type in OF_PERSONS or not is_ended)
    if (one.when == "current" and not is_newer) or (one.when == "proposed" and is_built):
        return because(replace(one, when="previous"), "intervention.when.ended", one.at)
    return one


def _in_series(steps: list[Told]) -> list[Told]:
    """Notices and directions: where dated ones follow each other, only the latest is in force."""
    days = {one.day.first for one in steps if one.day and one.day.precision != "year" and one.when == "current"}
    if len(days) < 2 or not any(one.replaces for one in steps):
        return steps
    latest = max(days)
    return [
        because(replace(one, when="previous"), "intervention.when.replaced", one.at)
        if one.when == "current" and one.day and one.day.first < latest
        else one
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
    chosen = _apart(undated, list(dated.values())[::-1]) if several else firm[:1]
    places = {one.at for one in chosen}
    _leave_out("intervention.told_again", [one for one in group if one.at not in places])
    for one in chosen:
        evidence = Evidence(one.sentence.start, one.sentence.end, f"intervention_{one.type}", _confidence(one))
        yield taken(Intervention(one.authority, one.type, one.when, person, evidence, remit), one.at)


def _apart(undated: list[Told], dated: list[Told]) -> list[Told]:
    """What can be told apart: a step without a date is one of those that have one, unless it replaced them."""
    return dated + [one for one in undated if one.replaces or not dated]


def _confidence(one: Told) -> float:
    if one.when == "proposed":
        return because(0.8, "intervention.confidence.proposed", one.at)
    if one.is_standing:
        return because(0.75, "intervention.confidence.standing", one.at)
    return because(0.92, "intervention.confidence.news", one.at)
