"""The vocabulary of government intervention, read from data/interventions.yaml into patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.data import read_yaml
from transforms.extract.phrase_search import PhraseSearch
from transforms.extract.wording import choice

_GAP, _NEAR, _BESIDE = 95, 30, 20
"""Letters between a thing and the verb of a step, a verb that finds it there, or a word that belongs to it."""
REACH = 130
"""Letters of a sentence that are looked at on either side of a thing."""

_ANYWHERE = (
    "context",
    "failing",
    "childrens",
    "sent_with",
    "proposed",
    "to_come",
    "aims",
    "named_only",
    "planned",
    "denied",
    "doubted",
    "spent_beside",
    "over",
    "replaces",
    "whole_council",
    "other_clause",
    "successor",
)


_ALL_OVER = ("context", "over", "replaces", "whole_council", "back_in_house")
"""Cues that are looked for in a text at once; the names of a thing too, each thing's by themselves."""
_NAMES = ("words", "again", "never", "in_post", "elsewhere")


@dataclass(frozen=True, slots=True)
class Step:
    """One type of step: `before` matches up to the thing, `after` from the thing on, `whole` stands alone.

    `standing_*` say that the thing is there, not how it came; `named_is_enough` that a person in that post is, too;
    `within_clause` on which side ("before", "both" or none) its verb must stand in the thing's own clause.
    """

    type: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    standing_before: re.Pattern[str] | None
    standing_after: re.Pattern[str] | None
    whole: re.Pattern[str] | None
    named_is_enough: bool
    within_clause: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What a step is about: a commissioner, a notice.

    `again` is what it is called once it has been named; `weak` names need one of `weak_needs` in their sentence and
    none of `elsewhere` in the text; names that match `in_post` say by themselves that the thing is there. `search`
    looks for all its names at once, and under the type of a step for what stands alone for it.
    """

    name: str
    stems: tuple[str, ...]
    words: re.Pattern[str]
    again: re.Pattern[str] | None
    never: re.Pattern[str]
    weak: re.Pattern[str] | None
    weak_needs: re.Pattern[str] | None
    weak_needs_reach_back: bool
    weak_needs_here: re.Pattern[str] | None
    elsewhere: re.Pattern[str] | None
    in_post: re.Pattern[str] | None
    sent_by_government: bool
    near_government_is_enough: bool
    mention_is_enough: frozenset[str]
    mention_needs: re.Pattern[str] | None
    steps: tuple[Step, ...]
    search: PhraseSearch


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that say how a step is meant; `*_before` and `*_after` stand beside the thing or the name."""

    context: re.Pattern[str]
    failing: re.Pattern[str]
    childrens: re.Pattern[str]
    sent_with: re.Pattern[str]
    proposed: re.Pattern[str]
    proposed_after: re.Pattern[str]
    to_come: re.Pattern[str]
    to_come_after: re.Pattern[str]
    aims: re.Pattern[str]
    named_only: re.Pattern[str]
    planned: re.Pattern[str]
    called_off: re.Pattern[str]
    refused: re.Pattern[str]
    calls_off: re.Pattern[str]
    denied: re.Pattern[str]
    doubted: re.Pattern[str]
    spent_before: re.Pattern[str]
    spent_after: re.Pattern[str]
    spent_beside: re.Pattern[str]
    over: re.Pattern[str]
    replaces: re.Pattern[str]
    whole_council: re.Pattern[str]
    other_clause: re.Pattern[str]
    successor: re.Pattern[str]
    granted: re.Pattern[str]
    government: re.Pattern[str]
    other_persons_before: re.Pattern[str]
    other_persons_after: re.Pattern[str]
    back_in_house: re.Pattern[str]


@cache
def cues() -> Cues:
    """The cues that all things share."""
    data = _data()
    return Cues(
        **{name: _any(data[name]) for name in _ANYWHERE},
        to_come_after=_beginning_with(data["to_come_after"], _BESIDE),
        proposed_after=_beginning_with(data["proposed_after"], _GAP),
        called_off=_beginning_with(data["called_off"], _GAP),
        refused=_beginning_with(data["refused"], _GAP),
        calls_off=_ending_with(data["calls_off"], _BESIDE),
        granted=_beginning_with(data["granted"], _GAP),
        spent_before=_ending_with(data["spent_before"], _BESIDE),
        spent_after=_beginning_with(data["spent_after"], _BESIDE),
        government=_any(["{government}"]),
        other_persons_before=re.compile(rf"\b(?:{_choice(data['other_persons_before'])})[,:]?\s$"),
        other_persons_after=re.compile(f"(?:{_choice(data['other_persons_after'])})"),
        back_in_house=_any(data["back_in_house"]),
    )


@cache
def cue_search() -> PhraseSearch:
    """The search for all cues that stand anywhere in a text."""
    data = _data()
    return PhraseSearch({name: (getattr(cues(), name), data[name]) for name in _ALL_OVER}, data["macros"])


@cache
def things() -> tuple[Thing, ...]:
    """All things, in the order of the file."""
    return tuple(_thing(name, entry) for name, entry in _data()["things"].items())


def _thing(name: str, entry: dict[str, Any]) -> Thing:
    patterns = {part: _any(entry[part]) for part in _NAMES if part in entry}
    steps = tuple(_step(step) for step in entry["steps"])
    sought = {part: (pattern, entry[part]) for part, pattern in patterns.items()}
    for step, told in zip(steps, entry["steps"], strict=True):
        if step.whole:
            sought[step.type] = step.whole, told["whole"]
    return Thing(
        name=name,
        stems=tuple(entry["stems"]),
        words=patterns["words"],
        again=patterns.get("again"),
        never=patterns["never"],
        weak=_any(entry["weak"]) if "weak" in entry else None,
        weak_needs=_any(entry["weak_needs"]) if "weak_needs" in entry else None,
        weak_needs_here=_any(entry["weak_needs_here"]) if "weak_needs_here" in entry else None,
        weak_needs_reach_back=entry.get("weak_needs_reach_back", False),
        elsewhere=patterns.get("elsewhere"),
        in_post=patterns.get("in_post"),
        near_government_is_enough=entry.get("near_government_is_enough", False),
        mention_is_enough=frozenset(entry.get("mention_is_enough", ())),
        mention_needs=_any(entry["mention_needs"]) if "mention_needs" in entry else None,
        sent_by_government=entry.get("sent_by_government", False),
        steps=steps,
        search=PhraseSearch(sought, _data()["macros"]),
    )


def _step(entry: dict[str, Any]) -> Step:
    return Step(
        type=entry["type"],
        before=_ending_with(entry["before"]),
        after=_beginning_with(entry["after"]),
        standing_before=_ending_with(entry["standing_before"], _NEAR) if "standing_before" in entry else None,
        standing_after=_beginning_with(entry["standing_after"], _NEAR) if "standing_after" in entry else None,
        whole=_any(entry["whole"]) if "whole" in entry else None,
        named_is_enough=entry.get("named_is_enough", False),
        within_clause=entry.get("within_clause", ""),
    )


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w£])(?:{_choice(phrases)})(?!\w)")


def _choice(phrases: Iterable[str]) -> str:
    return choice(phrases, _data()["macros"])


def _ending_with(phrases: Iterable[str], gap: int = _GAP) -> re.Pattern[str]:
    return re.compile(rf"[\s\S]{{0,{REACH}}}(?<![\w-])(?P<verb>{_choice(phrases)})\b(?P<gap>[^.;:!?]{{0,{gap}}})$")


def _beginning_with(phrases: Iterable[str], gap: int = _GAP) -> re.Pattern[str]:
    return re.compile(rf"(?P<gap>[^.;:!?]{{0,{gap}}}?)(?<!\w)(?P<verb>{_choice(phrases)})(?!\w)")


def _data() -> Any:
    return read_yaml("interventions.yaml")
