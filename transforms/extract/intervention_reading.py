"""What the words around a commissioner, a notice, a trust ... say of it."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from transforms.extract.document import Document
from transforms.extract.intervention_people import person_in_post
from transforms.extract.intervention_words import REACH, Step, Thing, cues, things
from transforms.extract.sentences import Sentence

_RESUMED = re.compile(r"[^.!?]{0,110}[.!?]['\"]?\s{1,2}(it)\b")

_ASIDE = re.compile(r",[^,]*,")

_GOVERNMENT_REACH, _SIGHT = 60, 400


@dataclass(frozen=True, slots=True)
class Reading:
    """A step that the text says of the thing at `start` to `end`; `gap` is how far off its verb stands.

    `is_standing` marks words that only find the thing in being; `rival` is the verb of another step told of it beside,
    `stands_alone` that no verb is needed, and `is_held` that somebody is named in the post.
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


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a whole text says of one thing: its false friends, and whether the thing is named or in post at all."""

    thing: Thing
    never: tuple[tuple[int, int], ...]
    is_known: bool
    has_post: bool
    is_elsewhere: bool


def read_steps(document: Document) -> Iterator[Reading]:
    """All steps that a story speaks of, meant or not."""
    for thing in things():
        if not _may_be_named(document, thing):
            continue
        scene = _scene(document, thing)
        found = [one for start, end in _places(document, scene) for one in _of_place(document, thing, start, end)]
        sent = [one for one in found if _is_governments(document, scene, one)]
        yield from sent if scene.never else (found if sent else ())
        for step in thing.steps:
            for whole in step.whole.finditer(document.folded) if step.whole else ():
                if _is_in_story(document, whole.start()):
                    yield Reading(step, *whole.span(), whole.span(), 0, is_standing=False, stands_alone=True)
        if thing.name == "trust" and scene.is_known:
            for home in cues().back_in_house.finditer(document.folded):
                if _is_in_story(document, home.start()):
                    yield Reading(thing.steps[0], home.end(), home.end(), home.span(), 0, is_standing=False)


def around(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The part of a sentence that is looked at from a place in it; a sentence can be as long as a hostile text."""
    return max(sentence.start, start - _SIGHT), min(sentence.end, end + _SIGHT)


def _may_be_named(document: Document, thing: Thing) -> bool:
    is_stem = any(stem in document.folded for stem in thing.stems)
    return is_stem or (thing.name == "trust" and any(one.trust for one in document.mentions))


def _scene(document: Document, thing: Thing) -> _Scene:
    folded = document.folded
    never = tuple(match.span() for match in thing.never.finditer(folded))
    is_named = thing.words.search(folded) is not None
    if thing.name == "trust":
        is_named = is_named or any(one.trust for one in document.mentions)
        is_named = is_named or bool(thing.again and thing.again.search(folded) and cues().back_in_house.search(folded))
    return _Scene(
        thing=thing,
        never=never,
        is_known=is_named,
        has_post=bool(thing.in_post and thing.in_post.search(folded)),
        is_elsewhere=bool(thing.elsewhere and thing.elsewhere.search(folded)),
    )


def _is_in_story(document: Document, start: int) -> bool:
    return bool(document.sentences) and start < document.sentence_at(start).end


def _places(document: Document, scene: _Scene) -> Iterator[tuple[int, int]]:
    """Where the story names the thing, false friends left out, and where the next sentence goes on with "it"."""
    if not scene.is_known:
        return
    folded, thing = document.folded, scene.thing
    spans = [match.span() for match in thing.words.finditer(folded) if not _is_weak(document, scene, match)]
    spans += [match.span() for match in thing.again.finditer(folded)] if thing.again else []
    spans = [span for span in spans if _is_in_story(document, span[0]) and not _is_inside(span, scene.never)]
    for start, end in spans:
        yield start, end
        if resumed := _RESUMED.match(folded, end):
            yield resumed.span(1)
    if thing.name == "trust":
        yield from ((one.start, one.end) for one in document.mentions if one.trust)


def _is_inside(span: tuple[int, int], never: tuple[tuple[int, int], ...]) -> bool:
    """Whether a false friend, in order of the text, covers part of the span."""
    place = bisect_right(never, span[1], key=lambda one: one[0]) - 1
    return place >= 0 and never[place][1] > span[0]


def _is_weak(document: Document, scene: _Scene, match: re.Match[str]) -> bool:
    """Whether a name could mean something else and nothing in the sentence settles it."""
    thing = scene.thing
    if not (thing.weak and thing.weak_needs and thing.weak.fullmatch(match[0])):
        return False
    if scene.is_elsewhere or not document.sentences:
        return True
    sight = around(document.sentence_at(match.start()), *match.span())
    return not thing.weak_needs.search(document.folded, *sight)


def _of_place(document: Document, thing: Thing, start: int, end: int) -> list[Reading]:
    """The nearest step, and one of another type if its verb stands on the other side of the thing."""
    sentence = document.sentence_at(start)
    found = sorted(_around(document.folded, sentence, thing, start, end), key=lambda one: (one.is_standing, one.gap))
    if not found:
        return _in_post(document, sentence, thing, start, end)
    first = _held(document, sentence, found[0])
    other = next((one for one in found[1:] if _is_apart(first, one)), None)
    if other is None:
        return [first]
    return [replace(first, rival=other.verb), replace(other, rival=first.verb)]


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
            if pattern and (match := pattern.match(text)) and not _is_elsewhere(step, match["gap"]):
                verb = (offset + match.start("verb"), offset + match.end("verb"))
                is_there = is_standing or _is_adjective(match)
                yield Reading(step, start, end, verb, len(match["gap"]), is_there)


def _is_elsewhere(step: Step, gap: str) -> bool:
    """Whether what stands between thing and verb, asides left out, makes the verb something else's."""
    if cues().successor.search(gap):
        return True
    return step.within_clause and bool(cues().other_clause.search(_ASIDE.sub(" ", gap)))


def _is_adjective(match: re.Match[str]) -> bool:
    """Whether the verb only describes the thing ("its appointed commissioner")."""
    is_before = match.start("verb") < match.start("gap")
    has = match.string[: match.start("verb")].endswith(("has ", "have ", "had "))
    return is_before and match["verb"] == "appointed" and not match["gap"].strip() and not has


def _in_post(document: Document, sentence: Sentence, thing: Thing, start: int, end: int) -> list[Reading]:
    """A person who is named as the commissioner is one, and so is "the government's commissioner"."""
    named = thing.in_post.finditer(document.folded, *around(sentence, start, end)) if thing.in_post else ()
    is_there = any(match.start() <= start and end <= match.end() for match in named)
    step = thing.steps[-1]
    if is_there or (step.named_is_enough and person_in_post(document, sentence, start, end)):
        return [Reading(step, start, end, (start, end), 0, is_standing=True, stands_alone=True)]
    begin, stop = max(sentence.start, start - _GOVERNMENT_REACH), min(sentence.end, end + _GOVERNMENT_REACH)
    if thing.near_government_is_enough and cues().government.search(document.folded, begin, stop):
        return [Reading(step, start, end, (start, end), 0, is_standing=True)]
    return []


def _is_governments(document: Document, scene: _Scene, reading: Reading) -> bool:
    """Whether the government is spoken of around a commissioner or adviser: he could be the police's or the board's.

    It must stand beside where the text speaks of other commissioners too.
    """
    if not scene.thing.sent_by_government or (scene.has_post and not scene.never):
        return True
    sentence = document.sentence_at(reading.start)
    if scene.is_elsewhere and not document.mentions_in(sentence):
        return False
    if scene.never:
        begin = max(sentence.start, reading.start - _GOVERNMENT_REACH)
        end = min(sentence.end, reading.end + _GOVERNMENT_REACH)
    else:
        near = document.sentences[max(0, sentence.index - 1) : sentence.index + 2]
        begin, end = max(near[0].start, reading.start - 2 * _SIGHT), min(near[-1].end, reading.end + 2 * _SIGHT)
    return bool(cues().government.search(document.folded, begin, end))
