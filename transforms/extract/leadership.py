"""Who comes to and who goes from the posts that lead children's services."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import cast

from transforms.data import read_yaml
from transforms.extract.document import Document, Sentence
from transforms.extract.leadership_events import READERS, described
from transforms.extract.leadership_scene import INFERRED, Cast, Scene, Told, read_cast
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.posts import Role, find_posts, words_of
from transforms.extract.roles import RoleSpan
from transforms.extract.speech import read_speech
from transforms.extract.wording import plain
from transforms.facts import Evidence, LeadershipEvent

_LONGEST_SENTENCE = 900
_DIRECTOR = "director_of_childrens_services"
_SERVICES = re.compile(r"\bchildren'?s (?:social )?(?:services|care)\b", re.IGNORECASE)
_HE_OR_SHE = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_CONFIDENCE = {"told": 0.9, "implied": 0.75, "nameless": 0.7}
_NEAR = 3
_OPENING = 30


def find_leadership(document: Document) -> list[LeadershipEvent]:
    """All comings and goings in the body of an article, one row for each person and post, in order of the text."""
    reader = _Reader(document)
    told = [one for one in reader.read() if one.authority]
    return [_row(one) for one in _merged([reader.named(one) for one in _completed(told)])]


def _row(told: Told) -> LeadershipEvent:
    certainty = "nameless" if told.person is None else "implied" if told.implied else "told"
    evidence = Evidence(told.sentence.start, told.sentence.end, f"leadership.{told.rule}", _CONFIDENCE[certainty])
    return LeadershipEvent(told.authority or "", cast("Role", told.role), told.person, told.event, evidence)


@cache
def _events() -> PhraseIndex:
    return PhraseIndex(read_yaml("leadership.yaml")["events"])


class _Reader:
    """Goes through the sentences and remembers which post the story is about."""

    def __init__(self, document: Document) -> None:
        speech = read_speech(document)
        self._document = document
        self._text = plain(document.text)
        self._cast: Cast = read_cast(speech)
        self._roles = speech.roles
        self._starts = [one.start for one in speech.roles]
        self._story: str | None = self._first_post()

    def _first_post(self) -> str | None:
        """The first post that the text names; in a text on children's services without one, their director's."""
        named: dict[str, str] = read_yaml("leadership.yaml")["roles"]
        told = next((named[one.code] for one in self._roles if one.code in named), None)
        return told or (_DIRECTOR if _SERVICES.search(self._text) else None)

    def read(self) -> Iterator[Told]:
        """Every event of every sentence of the body."""
        for sentence in self._document.sentences:
            if sentence.paragraph >= 0 and len(sentence.text) <= _LONGEST_SENTENCE:
                told = sorted(self._sentence(sentence), key=lambda one: one.pos)
                if told and not words_of("unless").search(self._text, sentence.start, sentence.end):
                    self._story = next((one.role for one in told if one.role), self._story)
                    yield from told

    def _sentence(self, sentence: Sentence) -> Iterator[Told]:
        roles = self._roles_in(sentence.start, sentence.end)
        verbs = list(_events().find(self._text, sentence.start, sentence.end))
        if not roles and not (verbs and self._is_personal(sentence)):
            return
        posts = find_posts(self._text, sentence, roles, self._story)
        scene = Scene(self._document, self._text, self._cast, sentence, roles, posts, self._story)
        yield from described(scene)
        for name, verb in verbs:
            yield from READERS[name](scene, verb)

    def _is_personal(self, sentence: Sentence) -> bool:
        named = self._cast.between(sentence.start, sentence.end)
        return bool(named or _HE_OR_SHE.search(self._text, sentence.start, sentence.end))

    def _roles_in(self, start: int, end: int) -> tuple[RoleSpan, ...]:
        return self._roles[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def named(self, told: Told) -> Told:
        """The event with the name that the next sentence opens with, where it has none of its own."""
        following = self._document.sentences[told.sentence.index + 1 : told.sentence.index + 2]
        if told.person or not following:
            return told
        opening = self._cast.between(following[0].start, following[0].start + _OPENING)[:1]
        fits = [one for one in opening if one.role is None or one.post == told.role]
        return replace(told, person=fits[0].name) if fits else told


def _completed(told: list[Told]) -> list[Told]:
    """Give an event told without its post the post of the nameless event just before it, else the story's."""
    done: list[Told] = []
    used: set[int] = set()
    for one in sorted(told, key=lambda event: event.pos):
        nameless = [other for other in done[-5:] if other.pos not in used and _tells_more(other, one)]
        if one.role is not None:
            done.append(one)
        elif nameless:
            used.add(nameless[-1].pos)
            event = nameless[-1].event if one.is_coming else one.event
            done.append(replace(one, role=nameless[-1].role, authority=nameless[-1].authority, event=event))
        elif one.implied:
            done.append(replace(one, role=one.implied))
    return done


def _tells_more(nameless: Told, one: Told) -> bool:
    near = 0 <= one.sentence.index - nameless.sentence.index <= _NEAR
    return nameless.person is None and near and nameless.is_coming == one.is_coming


def _merged(told: list[Told]) -> list[Told]:
    """One event for each person and post and direction; a nameless one only where no named one tells the same.

    What a sentence says of somebody outweighs what follows from another's coming or going.
    """
    kept: dict[tuple[str | None, str | None, str | None, bool], Told] = {}
    for one in sorted(told, key=lambda event: event.rule in INFERRED):
        kept.setdefault((one.authority, one.role, one.person, one.is_coming), one)
    named = {(one.authority, one.role, one.is_coming) for one in kept.values() if one.person}
    rows = [one for one in kept.values() if one.person or (one.authority, one.role, one.is_coming) not in named]
    return sorted(rows, key=lambda one: one.pos)
