"""The course of intervention at one authority: what the steps told of it say of each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from transforms.extract.dates import DateMention
from transforms.extract.intervention_kinds import ENDED_BY
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.trace import Span, because, dropped
from transforms.extract.worded import Worded
from transforms.facts import When

_OF_TRUSTS = {"trust_established", "trust_ended"}
_PAPERS = {"improvement_notice_issued", "direction_issued"}
_OF_PAPERS = {"adviser_appointed", "improvement_board_established"}
_PERFECT = Worded(
    "intervention_clauses.yaml", r"\b(?:has|have) (?:been |now |also ){0,2}{sent_in}\b", flags=re.IGNORECASE
)
_STILL = Worded("intervention_clauses.yaml", r"\b(?:{still}|{goes_on_with})\b", flags=re.IGNORECASE)
_IN_FORCE_YET = Worded("intervention_clauses.yaml", r"\b{in_force_yet}\b", flags=re.IGNORECASE)
_DIRECTION = re.compile(r"\bdirection\b", re.IGNORECASE)
Remit = Literal["childrens_services", "whole_council"]


@dataclass(frozen=True, slots=True)
class Told:
    """A step as one sentence tells it.

    `is_standing` if it says only that the thing is there, `is_mention` if it merely names it, `is_vague` if it only
    names the step, `is_aged` if nothing but its date makes it past, `is_second` if the thing is called so. The words
    stand `at` a place, which is no part of it.
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
    is_mention: bool = False
    is_second: bool = False
    at: Span = field(default=(0, 0), compare=False)

    @property
    def is_certain(self) -> bool:
        """Whether it says outright that the step has been taken."""
        return self.when == "current" and not self.is_standing and not self.is_vague


def course_of(told: list[Told]) -> list[Told]:
    """The steps of one authority in order of the text, each with what follows for it from the others."""
    steps = _without_headline(_without_mentions(told))
    for settle in (_planned_only, _with_holders, _succeeded, _escalated, _still_in_force, _gone_with_papers):
        steps = settle(steps)
    return steps + list(_implied(steps)) + list(_earlier(steps))


def surname(person: str | None) -> str | None:
    """The last word of a name."""
    return person.split()[-1] if person else None


def _without_mentions(told: list[Told]) -> list[Told]:
    """The steps without mere mentions of a thing of which the text tells more."""
    more = {_begun_by(one) for one in told if not one.is_mention}
    kept = []
    for one in told:
        if one.is_mention and _begun_by(one) in more:
            dropped("intervention.told_again", one.at)
        else:
            kept.append(one)
    return kept


def _without_headline(told: list[Told]) -> list[Told]:
    """The steps without the headline's, which is always in the present tense, where the story says it otherwise."""
    in_story = {one.type for one in told if one.sentence.paragraph != TITLE}
    kept = []
    for one in told:
        if one.sentence.paragraph == TITLE and one.type in in_story:
            dropped("intervention.headline", one.at)
        else:
            kept.append(one)
    return kept


def _begun_by(one: Told) -> str:
    return ENDED_BY.get(one.type, one.type)


def _post_of(one: Told) -> tuple[str, Remit]:
    return _begun_by(one), one.remit


def _planned_only(told: list[Told]) -> list[Told]:
    """The steps without those of a trust that are merely named where the text calls them a plan."""
    certain = {one.type for one in told if one.is_certain}
    plans = {one.type for one in told if one.when == "proposed" and one.type in _OF_TRUSTS} - certain
    for one in told:
        if one.type in plans and one.when == "current":
            dropped("intervention.only_a_plan", one.at)
    return [one for one in told if one.type not in plans or one.when != "current"]


def _with_holders(told: list[Told]) -> list[Told]:
    """The steps, an end without a name given that of the only commissioner of that remit whom the text names."""
    named: dict[tuple[str, Remit], set[str]] = {}
    for one in told:
        if one.person:
            named.setdefault(_post_of(one), set()).add(one.person)
    alone = {post: min(names) for post, names in named.items() if len({surname(name) for name in names}) == 1}
    return [
        replace(one, person=alone.get(_post_of(one))) if one.type in ENDED_BY and one.person is None else one
        for one in told
    ]


def _succeeded(told: list[Told]) -> list[Told]:
    """The steps, those of a commissioner or adviser past where the text names the one who came next."""
    last = {_post_of(one): one for one in told if one.replaces and one.person and one.when == "current"}
    return [
        because(replace(one, when="previous"), "intervention.when.replaced", one.at)
        if one.when == "current" and one.type not in ENDED_BY and _is_before(one, last.get(_post_of(one)))
        else one
        for one in told
    ]


def _is_before(one: Told, later: Told | None) -> bool:
    """Whether the one who came next is somebody else, named no earlier in the text."""
    if later is None or one.person is None or later.sentence.start < one.sentence.start:
        return False
    return surname(later.person) != surname(one.person)


def _escalated(told: list[Told]) -> list[Told]:
    """The steps, a notice past where the council is under a direction: ministers have gone a step further.

    What makes way for a direction in the same sentence has not been lifted, and what is still in force is another's.
    """
    directed = [one for one in told if (one.type, one.remit) == ("direction_issued", "childrens_services")]
    if not directed or any((one.type, one.when) == ("direction_revoked", "current") for one in told):
        return told
    is_directed = any(one.when == "current" for one in directed)
    steps = []
    for one in told:
        if one.type == "improvement_notice_lifted" and _DIRECTION.search(one.sentence.text):
            one = replace(one, type="improvement_notice_issued", when="current", day=None, replaces=False)
            is_over = True
        else:
            is_over = is_directed and not _IN_FORCE_YET.search(one.sentence.text)
        if is_over and one.type == "improvement_notice_issued" and one.when == "current":
            one = because(replace(one, when="previous"), "intervention.when.escalated", one.at)
        steps.append(one)
    return steps


def _gone_with_papers(told: list[Told]) -> list[Told]:
    """The steps, an adviser or a board past where the paper that brought them has been lifted and none is in force.

    One who has been sent since, or is said to stay, is there yet.
    """
    ends = [one for one in told if ENDED_BY.get(one.type) in _PAPERS and one.when != "proposed"]
    ended = {ENDED_BY[one.type] for one in ends}
    in_force = {one.type for one in told if one.type in _PAPERS and one.when == "current"}
    if not ended or in_force - ended:
        return told
    last = max(one.sentence.index for one in ends)
    return [
        because(replace(one, when="previous"), "intervention.when.ended", one.at)
        if one.type in _OF_PAPERS and one.when == "current" and not _is_later(one, last)
        else one
        for one in told
    ]


def _is_later(one: Told, end: int) -> bool:
    if one.type == "adviser_appointed" and one.sentence.index > end:
        return True
    return one.replaces or bool(_STILL.search(one.sentence.text) or _PERFECT.search(one.sentence.text))


def _still_in_force(told: list[Told]) -> list[Told]:
    """The steps, what only its date made past in force where the text says that it is yet to end."""
    ends = {one.when: {ENDED_BY.get(each.type) for each in told if each.when == one.when} for one in told}
    lasting = ends.get("proposed", set()) - ends.get("current", set()) - ends.get("previous", set())
    in_force: When = "current"
    return [
        because(replace(one, when=in_force), "intervention.when.still_there", one.at)
        if one.is_aged and one.type in lasting
        else one
        for one in told
    ]


def _earlier(told: list[Told]) -> Iterator[Told]:
    """The notice or direction before a "second" one, where the text does not tell of it."""
    known = {one.type for one in told if one.when == "previous"}
    for one in told:
        if one.is_second and one.when == "current" and one.type not in known:
            known.add(one.type)
            before = replace(one, when="previous", is_standing=True, day=None, replaces=False)
            yield because(before, "intervention.when.implied", one.at)


def _is_silent(end: Told) -> bool:
    """Whether an end makes no row of the beginning: a board's, or an adviser's that is only planned."""
    return end.type == "board_ended" or (end.type == "adviser_ended" and end.when == "proposed")


def _implied(told: list[Told]) -> Iterator[Told]:
    """What ended, or is to end, had once begun, also where the text does not say so."""
    begun: dict[str, set[str | None]] = {}
    for one in told:
        if one.when != "proposed":
            begun.setdefault(one.type, set()).add(surname(one.person))
    for end in told:
        kind = ENDED_BY.get(end.type)
        names = begun.setdefault(kind, set()) if kind else set()
        who = surname(end.person)
        if kind is None or who in names or None in names or (who is None and names) or _is_silent(end):
            continue
        names.add(who)
        when: When = "current" if end.when == "proposed" else "previous"
        started = replace(end, type=kind, when=when, is_standing=True, is_vague=False, replaces=False, day=None)
        yield because(started, "intervention.when.implied", end.at)
