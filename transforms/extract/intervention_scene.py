"""Where a story names a commissioner, a notice, a trust ..., false friends left out."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from transforms.extract.document import Document
from transforms.extract.intervention_people import person_in_post
from transforms.extract.intervention_words import Thing, cue_search, cues, things
from transforms.extract.phrase_search import Places
from transforms.extract.sentences import Sentence
from transforms.extract.trace import Span, because
from transforms.extract.worded import Worded

_worded = partial(Worded, "intervention_clauses.yaml")
_RESUMED = _worded(r"[^.!?;]{0,110}[.!?;]['\"]?\s{1,2}((?:it|{both}|(?:that|this)(?=\s{goes_on}))\b)")
_ENDS_IT = _worded(r"\b{ends_it}\sit\b")
_TAKEN_UP = _worded(r"(?:(?!{papers})[^\n!?]|\n(?=\n)|(?<=\n)\n){0,220}?\b{ends_it}\s(it)\b")
INDEFINITE = _worded(r"\b{indefinite}\s(?:[\w'-]{1,25}\s){0,2}$")
_GOVERNMENT_REACH, _SIGHT = 60, 400
_OF_MANY_KINDS = {"trust", "notice"}
_OF_MANY_SENSES = "direction"
"""A word that means the thing once its full name has been given, or the government has "directed"."""
_PAPERS = {"notice", "direction"}


@lru_cache(maxsize=2)
def cues_in(document: Document) -> Places:
    """The cues that stand anywhere in a text; those of the last documents are remembered."""
    return cue_search().look(document.folded)


@dataclass(frozen=True)
class Scene:
    """What a whole text says of one thing, looked up when first asked: most texts name few of the things."""

    document: Document
    thing: Thing

    @cached_property
    def places(self) -> Places:
        """Where any of its names stand."""
        return self.thing.search.look(self.document.folded)

    @cached_property
    def never(self) -> tuple[tuple[int, int], ...]:
        """Places of its false friends."""
        return tuple(match.span() for match in self.places.finditer("never"))

    @cached_property
    def is_known(self) -> bool:
        """Whether the thing is named at all."""
        is_named = self.places.search("words") is not None
        if self.thing.name == "trust":
            is_named = is_named or any(one.trust for one in self.document.mentions)
            is_named = is_named or bool(self.places.search("again") and cues_in(self.document).search("back_in_house"))
        return is_named

    @cached_property
    def is_sent(self) -> bool:
        """Whether the text speaks of those who send such people at all."""
        folded = self.document.folded
        return bool(self.document.sentences) and bool(
            cues().government.search(folded, 0, self.document.sentences[-1].end)
        )

    @cached_property
    def is_ended_as_it(self) -> bool:
        """Whether anybody speaks of lifting "it"."""
        return _ENDS_IT.search(self.document.folded) is not None

    @cached_property
    def has_post(self) -> bool:
        """Whether its name shows that it is in post."""
        return self.places.search("in_post") is not None

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether the text speaks of another service's thing of that name."""
        return self.places.search("elsewhere") is not None


def around(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The part of a sentence that is looked at from a place in it; a sentence can be as long as a hostile text."""
    return max(sentence.start, start - _SIGHT), min(sentence.end, end + _SIGHT)


def things_named(document: Document) -> list[Thing]:
    """The things of whose names any part stands in the text."""
    has_trust = any(one.trust for one in document.mentions)
    return [one for one in things() if _has_stem(document.folded, one) or (one.name == "trust" and has_trust)]


def _has_stem(folded: str, thing: Thing) -> bool:
    return any(stem in folded for stem in thing.stems)


def is_in_story(document: Document, start: int) -> bool:
    """Whether a place belongs to the story, and not to what stands around it on the page."""
    return bool(document.sentences) and start < document.sentence_at(start).end


def places_of(document: Document, scene: Scene) -> Iterator[tuple[int, int]]:
    """Where the story names the thing, false friends left out, and where the next sentence goes on with "it"."""
    if not scene.is_known:
        return
    folded, thing = document.folded, scene.thing
    spans = [match.span() for match in scene.places.finditer("words") if not _is_weak(document, scene, match)]
    again = (match.span() for match in scene.places.finditer("again"))
    if spans or thing.name != _OF_MANY_SENSES or any(scene.places.search(step.type) for step in thing.steps):
        spans += [span for span in again if not _means_another(document, scene, span[0])]
    spans = [span for span in spans if is_in_story(document, span[0]) and not _is_inside(span, scene.never)]
    for start, end in spans:
        yield start, end
        if not thing.sent_by_government and (resumed := _RESUMED.match(folded, end)):
            yield resumed.span(1)
        if thing.name in _PAPERS and scene.is_ended_as_it and (taken_up := _TAKEN_UP.match(folded, end)):
            yield taken_up.span(1)
    if thing.name == "trust":
        yield from ((one.start, one.end) for one in document.mentions if one.trust)


def _means_another(document: Document, scene: Scene, start: int) -> bool:
    """Whether "the trust" or "the notice" goes back to a false friend: to another trust than the children's."""
    before = bisect_right(scene.never, (start, 0)) - 1
    if before < 0 or scene.thing.name not in _OF_MANY_KINDS:
        return False
    friend = scene.never[before][1]
    is_since = scene.places.search("words", friend, start) or any(
        friend <= one.start < start and one.trust for one in document.mentions
    )
    return not is_since and because(True, "intervention.another_thing", (start, start), scene.never[before])


def _is_inside(span: tuple[int, int], never: tuple[tuple[int, int], ...]) -> bool:
    """Whether a false friend, in order of the text, covers part of the span."""
    place = bisect_right(never, span[1], key=lambda one: one[0]) - 1
    return place >= 0 and never[place][1] > span[0] and because(True, "intervention.another_thing", span, never[place])


def _is_by_its_name(thing: Thing, words: str) -> bool:
    """Whether the name says by itself who sent it: an improvement adviser, not any adviser."""
    return bool(thing.weak_needs_reach_back and thing.weak and not thing.weak.fullmatch(words))


def _is_any_between(spans: tuple[tuple[int, int], ...], first: int, last: int) -> bool:
    place = bisect_right(spans, (first, 0))
    return place < len(spans) and spans[place][0] < last


def _is_weak(document: Document, scene: Scene, match: re.Match[str]) -> bool:
    """Whether a name could mean something else and nothing in the sentence settles it."""
    thing = scene.thing
    if not (thing.weak and thing.weak_needs and thing.weak.fullmatch(match[0])):
        return False
    if scene.is_elsewhere or not document.sentences:
        return because(True, "intervention.weak_name", match.span())
    sentence = document.sentence_at(match.start())
    begin, end = around(sentence, *match.span())
    is_here = thing.weak_needs_here and thing.weak_needs_here.search(match[0])
    if thing.weak_needs_reach_back and sentence.index and not is_here:
        begin = max(document.sentences[sentence.index - 1].start, begin - _SIGHT)
    is_settled = thing.weak_needs.search(document.folded, begin, end)
    return not is_settled and because(True, "intervention.weak_name", match.span())


def _is_somebody_sent(document: Document, scene: Scene, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a person is named as commissioner, in a text of failing services that speaks of no other commissioner."""
    if scene.never or scene.is_elsewhere or person_in_post(document, sentence, start, end) is None:
        return False
    return cues().failing.search(document.folded) is not None


def _is_in_post(document: Document, thing: Thing, start: int, end: int) -> bool:
    """Whether the words there say by themselves who sent it ("commissioner for children's services")."""
    sight = max(0, start - _GOVERNMENT_REACH), end + _GOVERNMENT_REACH
    named = thing.in_post.finditer(document.folded, *sight) if thing.in_post else ()
    return any(one.start() <= start and end <= one.end() for one in named)


def _are_several(document: Document, scene: Scene, start: int, end: int) -> bool:
    """Whether several commissioners are spoken of, in a text of no other kind: such are sent to run a council."""
    is_plural = scene.thing.name == "commissioner" and document.folded.endswith("s", start, end)
    return is_plural and not (scene.never or scene.is_elsewhere)


def is_governments(document: Document, scene: Scene, start: int, end: int, place: Span) -> bool:
    """Whether the government is spoken of around a commissioner or adviser: he could be the police's or the board's.

    It must stand beside where other commissioners are spoken of near by; else anywhere in the text will do for one.
    """
    if not scene.thing.sent_by_government or (scene.has_post and not scene.never):
        return True
    if _is_in_post(document, scene.thing, start, end) or _are_several(document, scene, start, end):
        return True
    sentence = document.sentence_at(start)
    if scene.is_elsewhere and not document.mentions_in(sentence):
        return because(False, "intervention.not_governments", place)
    needs = scene.thing.weak_needs if scene.thing.weak_needs_reach_back else None
    near = document.sentences[max(0, sentence.index - 2) : sentence.index + 2]
    first, last = max(near[0].start, start - 2 * _SIGHT), min(near[-1].end, end + 2 * _SIGHT)
    is_new = INDEFINITE.search(document.folded, max(sentence.start, start - _GOVERNMENT_REACH), start)
    if _is_any_between(scene.never, first, last) and not is_new:
        first, last = max(sentence.start, start - _GOVERNMENT_REACH), min(sentence.end, end + _GOVERNMENT_REACH)
    elif _is_by_its_name(scene.thing, document.folded[start:end]) or (not needs and scene.is_sent):
        return True
    if (needs and needs.search(document.folded, first, last)) or cues().sent_with.search(document.folded, first, last):
        return True
    if not needs and _is_somebody_sent(document, scene, sentence, start, end):
        return True
    is_near = bool(cues().government.search(document.folded, first, last))
    return is_near or because(False, "intervention.not_governments", place)
