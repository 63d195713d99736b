"""What the words around a commissioner, a notice, a trust ... say of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from transforms.extract.document import Document
from transforms.extract.intervention_kinds import ENDED_BY
from transforms.extract.intervention_mentions import naming_of
from transforms.extract.intervention_people import person_in_post
from transforms.extract.intervention_scene import Scene, cues_in, is_governments, is_in_story, places_of
from transforms.extract.intervention_words import REACH, Step, Thing, cues
from transforms.extract.sentences import Sentence
from transforms.extract.trace import Span, because
from transforms.extract.worded import Worded

_worded = partial(Worded, "intervention_clauses.yaml")
STILL = _worded(r"\b{still}\b")
_PRONOUNS = {"it", "that", "this", "both"}
_ASIDE = re.compile(r",[^,]*,")
_COMMA = re.compile(r",\s")
_JOINED = re.compile(r"[^.;:!?]{0,90}?\sand\s")
_AUXILIARIES = ("has ", "have ", "had ", "was ", "were ", "is ", "are ", "been ", "being ", "be ")
_OTHER_THING = _worded(
    r"\b(?:and|with|by)\s(?:[a-z]{2,12}\s){0,2}{indefinite}\s(?:[\w-]{1,20}\s){0,2}{papers}(?!s?\s{they_are}\b)"
)
_NEW_THING = _worded(r"\band\s{indefinite}\s")
_GENITIVE = re.compile(r"(?:'s|(?<=s)')\s")
_OWNER = _worded(r"'s?\s(?!{work_of})")
_ACTS = _worded(r"(?:s?'|\s{acts}\b)")
_RELATIVE = re.compile(r"^\s(?:who|whom|which|that)\s[^,]{3,80},")
STILL_REACH, _RIGHT_BEHIND = 12, 25
_MOST_COMMAS = 5
_LABEL = 3
"""Letters beside a name of which a line, such as a link, consists."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A step that the text says of the thing at `start` to `end`; `gap` is how far off its verb stands.

    `is_standing` marks words that only find the thing in being; `rival` is the verb of another step told of it beside,
    `stands_alone` that no verb is needed, and `is_held` that somebody is named in the post. `is_mention` is a thing
    that is merely named, `is_again` one that goes back to where it was named, `is_plan` one that is still to be found;
    `person` is whoever it is, where the text says so.
    """

    step: Step
    start: int
    end: int
    verb: tuple[int, int]
    gap: int
    is_standing: bool
    rival: tuple[int, int] | None = None
    stands_alone: bool = False
    is_held: bool = False
    is_mention: bool = False
    is_plan: bool = False
    is_again: bool = False
    person: str | None = None

    @property
    def place(self) -> Span:
        """From the first to the last word of thing and verb."""
        return min(self.start, self.verb[0]), max(self.end, self.verb[1])


def read_steps(document: Document, named: Iterable[Thing]) -> Iterator[Reading]:
    """All steps that a story speaks of, meant or not, of the things whose names it may hold."""
    for thing in named:
        yield from _of_thing(document, Scene(document, thing))


def _of_thing(document: Document, scene: Scene) -> Iterator[Reading]:
    thing = scene.thing
    found = [
        replace(one, is_again=_is_again(document, thing, start, end))
        for start, end in places_of(document, scene)
        for one in _of_place(document, thing, start, end)
    ]
    sent = [one for one in found if is_governments(document, scene, one.start, one.end, one.place)]
    yield from (sent if scene.never else found) if sent else ()
    for step in thing.steps:
        for whole in scene.places.finditer(step.type) if step.whole else ():
            if is_in_story(document, whole.start()):
                yield Reading(step, *whole.span(), whole.span(), 0, is_standing=False, stands_alone=True)
    if thing.name == "trust" and scene.is_known:
        for home in cues_in(document).finditer("back_in_house"):
            if is_in_story(document, home.start()):
                yield Reading(thing.steps[0], home.end(), home.end(), home.span(), 0, is_standing=False)


def _is_again(document: Document, thing: Thing, start: int, end: int) -> bool:
    """Whether "the notice" or "it" stands there for one named before."""
    words = document.folded[start:end]
    return words in _PRONOUNS or bool(thing.again and thing.again.fullmatch(words))


def steps_behind(document: Document, thing: Thing, start: int, end: int) -> list[Reading]:
    """The nearest step told right behind a place that means the thing by another word."""
    near = [
        one
        for one in _around(document.folded, document.sentence_at(start), thing, start, end)
        if end <= one.verb[0]
        and not one.is_standing
        and one.gap <= _RIGHT_BEHIND
        and not cues().other_clause.search(document.folded, end, one.verb[0])
    ]
    told = sorted(near, key=lambda one: one.gap)[:1]
    return told + [one for first in told for one in _ended_after(document, thing, first)]


def _ended_after(document: Document, thing: Thing, first: Reading) -> list[Reading]:
    """The end that "and" joins to a beginning ("was appointed in 2019 and left two years later")."""
    sentence = document.sentence_at(first.start)
    joined = _JOINED.match(document.folded, first.verb[1], min(sentence.end, first.verb[1] + REACH))
    if first.step.type in ENDED_BY or not joined:
        return []
    for step in _ends_of(thing):
        match = step.after.match(document.folded[joined.end() : sentence.end][:REACH])
        if match and not match["gap"]:
            verb = (joined.end() + match.start("verb"), joined.end() + match.end("verb"))
            return [replace(first, step=step, verb=verb, gap=verb[0] - first.end)]
    return []


def _ends_of(thing: Thing) -> list[Step]:
    return [step for step in thing.steps if step.type in ENDED_BY]


def _ended_behind_asides(folded: str, sentence: Sentence, thing: Thing, start: int, end: int) -> Iterator[Reading]:
    """The end told right behind a comma, once all that is told by the way of the thing has been said."""
    limit = min(sentence.end, end + 2 * REACH)
    for comma in islice(_COMMA.finditer(folded, end + 1, limit), _MOST_COMMAS):
        for step in _ends_of(thing):
            match = step.after.match(folded[comma.end() : limit])
            if match and not match["gap"]:
                verb = (comma.end() + match.start("verb"), comma.end() + match.end("verb"))
                yield Reading(step, start, end, verb, verb[0] - end, is_standing=False)
                return


def _of_place(document: Document, thing: Thing, start: int, end: int) -> list[Reading]:
    """The nearest step, and one of another type if its verb stands on the other side of the thing."""
    sentence = document.sentence_at(start)
    found = sorted(_around(document.folded, sentence, thing, start, end), key=lambda one: (one.is_standing, one.gap))
    if all(one.step.type not in ENDED_BY for one in found):
        found += _ended_behind_asides(document.folded, sentence, thing, start, end)
    if not found:
        return _named(document, sentence, thing, start, end)
    lasting = next((one for one in found if one.is_standing and _is_lasting(document, one)), None)
    first = _held(document, sentence, lasting or found[0])
    other = next((one for one in found[1:] if _is_apart(first, one)), None)
    if other is None:
        return [first]
    return [replace(first, rival=other.verb), replace(other, rival=first.verb)]


def _is_lasting(document: Document, reading: Reading) -> bool:
    """Whether the thing is said to be there still, however it came."""
    begin = max(0, reading.verb[0] - STILL_REACH)
    return bool(STILL.search(document.folded, begin, reading.verb[1]))


def _held(document: Document, sentence: Sentence, reading: Reading) -> Reading:
    is_held = reading.is_standing and person_in_post(document, sentence, reading.start, reading.end) is not None
    return replace(reading, is_held=is_held)


def _is_apart(first: Reading, other: Reading) -> bool:
    """Whether the other step is told on the other side, or further on ("issued in 2021, now lifted")."""
    if other.step is first.step or first.is_standing or other.is_standing:
        return False
    return (other.verb[0] < other.start) != (first.verb[0] < first.start) or first.end <= first.verb[1] < other.verb[0]


def _around(folded: str, sentence: Sentence, thing: Thing, start: int, end: int) -> Iterator[Reading]:
    window = max(sentence.start, start - REACH)
    before, after = folded[window:start], folded[end : min(sentence.end, end + REACH)]
    for step in thing.steps:
        for pattern, text, offset, is_standing in (
            (step.before, before, window, False),
            (step.standing_before, before, window, True),
            (step.after, after, end, False),
            (step.standing_after, after, end, True),
        ):
            if pattern and (match := pattern.match(text)) and not _is_elsewhere(step, match["gap"], text is before):
                if text is before and step.type == "commissioner_ended" and _is_of_other(folded, start, end):
                    continue
                verb = (offset + match.start("verb"), offset + match.end("verb"))
                is_there = is_standing or _is_adjective(match)
                yield Reading(step, start, end, verb, len(match["gap"]), is_there)


def _is_of_other(folded: str, start: int, end: int) -> bool:
    """Whether what ends is another: "quits over the commissioner's report", "quits as a commissioner is named"."""
    is_while = folded.endswith((" as ", " as a "), 0, start) and _ACTS.match(folded, end)
    return bool(is_while or _OWNER.match(folded, end))


def _is_elsewhere(step: Step, gap: str, is_before: bool) -> bool:
    """Whether what stands between thing and verb, asides left out, makes the verb something else's."""
    if cues().successor.search(gap) or (not is_before and _GENITIVE.match(gap)):
        return True
    if _OTHER_THING.search(gap) and not is_before:
        return True
    if is_before and step.type in ENDED_BY and _NEW_THING.search(gap):
        return True
    is_bound = step.within_clause == "both" or (is_before and step.within_clause == "before")
    return is_bound and bool(cues().other_clause.search(_ASIDE.sub(" ", _RELATIVE.sub(" ", gap))))


def _is_adjective(match: re.Match[str]) -> bool:
    """Whether the verb only describes the thing ("its appointed commissioner")."""
    is_before = match.start("verb") < match.start("gap")
    has = match.string[: match.start("verb")].endswith(_AUXILIARIES)
    return is_before and match["verb"] == "appointed" and not match["gap"].strip() and not has


def _named(document: Document, sentence: Sentence, thing: Thing, start: int, end: int) -> list[Reading]:
    """A person who is named as the commissioner is one, and so is "the government's commissioner"."""
    is_label = sentence.end - sentence.start - (end - start) <= _LABEL
    naming = None if is_label else naming_of(document, sentence, thing, start, end)
    if naming is None:
        return because([], "intervention.no_step", (start, end))
    return [
        Reading(
            thing.steps[-1],
            start,
            end,
            (start, end),
            0,
            is_standing=True,
            stands_alone=naming == "in post",
            is_held=naming == "known",
            is_mention=naming in ("known", "new"),
        )
    ]
