"""What the words around a commissioner, a notice, a trust ... say of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from transforms.extract.document import Document
from transforms.extract.intervention_people import person_in_post
from transforms.extract.intervention_words import REACH, Step, Thing, cues, things
from transforms.extract.sentences import Sentence

_RESUMED = re.compile(r"[^.!?]{0,110}[.!?]['\"]?\s{1,2}(it)\b")

_GOVERNMENT_REACH = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """A step that the text says of the thing at `start` to `end`; `gap` is how far off its verb stands.

    `is_standing` marks words that only find the thing in being; `rival` is the verb of another step told of it beside,
    and `stands_alone` that no verb is needed.
    """

    step: Step
    start: int
    end: int
    verb: tuple[int, int]
    gap: int
    is_standing: bool
    rival: tuple[int, int] | None = None
    stands_alone: bool = False


def read_steps(document: Document, sentence: Sentence) -> Iterator[Reading]:
    """All steps that a sentence speaks of, meant or not."""
    folded = document.folded
    for thing in things():
        for start, end in _places(document, sentence, thing):
            readings = _of_place(document, thing, start, end)
            yield from (
                one for one in readings if not thing.sent_by_government or _is_governments(document, thing, one)
            )
        for step in thing.steps:
            for whole in step.whole.finditer(folded, sentence.start, sentence.end) if step.whole else ():
                yield Reading(step, whole.start(), whole.end(), whole.span(), 0, is_standing=False, stands_alone=True)
        if thing.name == "trust" and _speaks_of_trust(document, thing):
            for home in cues().back_in_house.finditer(folded, sentence.start, sentence.end):
                yield Reading(thing.steps[0], home.end(), home.end(), home.span(), 0, is_standing=False)


def _places(document: Document, sentence: Sentence, thing: Thing) -> Iterator[tuple[int, int]]:
    """Where a sentence names the thing, false friends left out, and where the next one goes on with "it"."""
    folded = document.folded
    never = [match.span() for match in thing.never.finditer(folded, sentence.start, sentence.end)]
    named = thing.words.finditer(folded, sentence.start, sentence.end)
    known = [match for match in named if not _is_weak(match[0], folded, sentence, thing)]
    again = thing.again.finditer(folded, sentence.start, sentence.end) if thing.again else iter(())
    for match in (*known, *(again if _is_known(document, thing) else ())):
        if any(start < match.end() and match.start() < end for start, end in never):
            continue
        yield match.span()
        if resumed := _RESUMED.match(folded, match.end()):
            yield resumed.span(1)
    if thing.name == "trust":
        yield from ((one.start, one.end) for one in document.mentions_in(sentence) if one.trust)


def _is_weak(words: str, folded: str, sentence: Sentence, thing: Thing) -> bool:
    """Whether a name could mean something else and nothing in the sentence settles it."""
    if not (thing.weak and thing.weak_needs and thing.weak.fullmatch(words)):
        return False
    if thing.elsewhere and thing.elsewhere.search(folded):
        return True
    return not thing.weak_needs.search(folded, sentence.start, sentence.end)


def _is_known(document: Document, thing: Thing) -> bool:
    return bool(thing.words.search(document.folded)) or (
        thing.name == "trust" and any(one.trust for one in document.mentions)
    )


def _speaks_of_trust(document: Document, thing: Thing) -> bool:
    folded = document.folded
    is_named = thing.words.search(folded) or (thing.again and thing.again.search(folded))
    return bool(is_named) or any(one.trust for one in document.mentions)


def _of_place(document: Document, thing: Thing, start: int, end: int) -> list[Reading]:
    """The nearest step, and one of another type if its verb stands on the other side of the thing."""
    sentence = document.sentence_at(start)
    found = sorted(_around(document.folded, sentence, thing, start, end), key=lambda one: (one.is_standing, one.gap))
    if not found:
        return _in_post(document, sentence, thing, start, end)
    first = found[0]
    other = next((one for one in found[1:] if _is_apart(first, one)), None)
    if other is None:
        return [first]
    return [replace(first, rival=other.verb), replace(other, rival=first.verb)]


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
            if pattern and (match := pattern.match(text)):
                verb = (offset + match.start("verb"), offset + match.end("verb"))
                is_there = is_standing or _is_adjective(match)
                yield Reading(step, start, end, verb, len(match["gap"]), is_there)


def _is_adjective(match: re.Match[str]) -> bool:
    """Whether the verb only describes the thing ("its appointed commissioner")."""
    has = match.string[: match.start("verb")].endswith(("has ", "have ", "had "))
    return match["verb"] == "appointed" and not match["gap"].strip() and not has


def _in_post(document: Document, sentence: Sentence, thing: Thing, start: int, end: int) -> list[Reading]:
    """A person who is named as the commissioner is one, and so is "the government's commissioner"."""
    named = thing.in_post.finditer(document.folded, sentence.start, sentence.end) if thing.in_post else ()
    is_there = any(match.start() <= start and end <= match.end() for match in named)
    step = thing.steps[-1]
    if is_there or (step.named_is_enough and person_in_post(document, sentence, start, end)):
        return [Reading(step, start, end, (start, end), 0, is_standing=True, stands_alone=True)]
    return []


def _names_government(folded: str, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the government stands close by, as whoever sent them."""
    before = max(sentence.start, start - _GOVERNMENT_REACH)
    return bool(cues().government.search(folded, before, min(sentence.end, end + _GOVERNMENT_REACH)))


def _is_governments(document: Document, thing: Thing, reading: Reading) -> bool:
    """Whether the government is spoken of around a commissioner or adviser: he could be the police's or the board's.

    It must stand beside where the text speaks of other commissioners too.
    """
    folded, sentence = document.folded, document.sentence_at(reading.start)
    if thing.never.search(folded):
        return _names_government(folded, sentence, reading.start, reading.end)
    if thing.in_post and thing.in_post.search(folded):
        return True
    near = document.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    return bool(cues().government.search(folded, near[0].start, near[-1].end))
