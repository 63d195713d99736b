"""One sentence as a story about posts: who is named in it, which posts, and who is the subject of a verb."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from transforms.data import read_yaml
from transforms.extract.document import Document, Sentence
from transforms.extract.people import stands_before, stands_behind
from transforms.extract.posts import Post, authority_at, words_of
from transforms.extract.roles import RoleSpan
from transforms.extract.speech import Speech

Event = Literal["appointed", "interim_appointed", "leaving", "left"]

_TO_VERB = re.compile(
    r"(?:\s?,[^.;]{0,130},|\s?,|\s\([^)]{0,60}\),?)?(?:\s(?:at|of|in|for)\s[^,.;]{0,60})?"
    r"(?:,?\s(?:and|but|himself|herself|both|[a-z]+ly))?\s*",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she)\s*$", re.IGNORECASE)
_AND_VERB = re.compile(r",?\s(?:and|but)\s*$", re.IGNORECASE)
_AND_NAME = re.compile(r"(?:,[^.;,]{0,80},?)?\s(?:and|&)\s(?:[^.;]{0,60}\s)?", re.IGNORECASE)
_OPENING = 30
_OBJECT_REACH = 110
_REACH = 160
INFERRED = ("successor", "predecessor")
"""Rules that read one person's coming or going off another's."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named at `text[start:end]`; `role` is a key of `roles` in people.yaml, if the text tells it."""

    start: int
    end: int
    name: str
    role: str | None

    @property
    def post(self) -> str | None:
        """The role as the guide calls it, or None where comings to it and goings from it are no events."""
        roles: dict[str, str] = read_yaml("leadership.yaml")["roles"]
        return roles.get(self.role or "")


@dataclass(frozen=True, slots=True)
class Told:
    """One event as told at `pos`; `implied` is the role to take where none is told."""

    pos: int
    sentence: Sentence
    event: Event
    person: str | None
    role: str | None
    authority: str | None
    rule: str
    implied: str | None = None

    @property
    def is_coming(self) -> bool:
        """Whether somebody comes to the post."""
        return self.event in ("appointed", "interim_appointed")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody named in an article, in order."""

    people: tuple[Person, ...]
    starts: tuple[int, ...]

    def between(self, start: int, end: int) -> tuple[Person, ...]:
        """Those named from `start` up to `end`."""
        return self.people[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def last_before(self, pos: int) -> Person | None:
        """The one named last before `pos`."""
        return next(iter(self.people[max(0, bisect_left(self.starts, pos) - 1) : bisect_left(self.starts, pos)]), None)


def read_cast(speech: Speech) -> Cast:
    """Persons met, and whatever else is shaped like a full name: an event may be all that is told of somebody."""
    known = {one.start for one in speech.people}
    people = [Person(one.start, one.end, one.name, one.role) for one in speech.people]
    people += [
        Person(one.start, one.end, one.name, None)
        for one in speech.names
        if one.start not in known and len(one.parts) > 1
    ]
    named = _by_full_name(sorted(people, key=lambda one: one.start))
    return Cast(tuple(named), tuple(one.start for one in named))


def _by_full_name(people: list[Person]) -> list[Person]:
    """The same persons, those met by surname alone named as they were in full before."""
    full: dict[str, str] = {}
    named = []
    for one in people:
        if " " in one.name:
            full[one.name.split()[-1]] = one.name
        named.append(one if " " in one.name else replace(one, name=full.get(one.name, one.name)))
    return named


@cache
def _goes_on(key: str) -> re.Pattern[str]:
    return re.compile("|".join(phrase.replace(" ", r"\s*") for phrase in read_yaml("leadership.yaml")[key]))


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its posts and roles; `story` is the role that the story is about."""

    document: Document
    text: str
    cast: Cast
    sentence: Sentence
    roles: Sequence[RoleSpan]
    posts: Sequence[Post]
    story: str | None

    def behind(self, pos: int, reach: int = _OBJECT_REACH) -> tuple[Person, ...]:
        """Persons named behind a place in the sentence."""
        return self.cast.between(pos, min(self.sentence.end, pos + reach))

    def says(self, key: str, pos: int | None = None, reach: int = _REACH) -> bool:
        """Whether words of a list of leadership.yaml stand in the sentence, or just behind a place in it."""
        start = self.sentence.start if pos is None else pos
        end = self.sentence.end if pos is None else min(self.sentence.end, pos + reach)
        return bool(words_of(key).search(self.text, start, end))

    def goes_on(self, key: str, pos: int) -> bool:
        """Whether one of the words of a list follows a place at once."""
        return bool(_goes_on(key).match(self.text[pos : pos + 30].lstrip()))

    def leads_to(self, end: int, verb: int) -> bool:
        """Whether what ends at `end` can be the subject of the verb at `verb`: nothing but asides between them."""
        return end <= verb and bool(_TO_VERB.fullmatch(self.text, end, verb))

    def subjects(self, verb: int) -> tuple[Person, ...]:
        """The persons before a verb, by name or pronoun; two where a name is joined to another by "and"."""
        if _PRONOUN.search(self.text, max(self.sentence.start, verb - 8), verb):
            last = self.cast.last_before(verb)
            return (last,) if last else ()
        named = self.cast.between(self.sentence.start, verb)
        for index in range(len(named) - 1, -1, -1):
            if self.leads_to(named[index].end, verb):
                return (*self._joined(named[:index], named[index]), named[index])
        opens = len(named) == 1 and named[0].start - self.sentence.start < _OPENING
        return named if opens and _AND_VERB.search(self.text, named[0].end, verb) else ()

    def _joined(self, earlier: tuple[Person, ...], person: Person) -> tuple[Person, ...]:
        return earlier[-1:] if earlier and _AND_NAME.fullmatch(self.text, earlier[-1].end, person.start) else ()

    def are_beside(self, person: Person, post: Post) -> bool:
        """Whether name and post stand in apposition."""
        return stands_behind(self.text, person.end, post.start) or stands_before(self.text, post.end, person.start)

    def holder(self, post: Post) -> Person | None:
        """The person beside a post."""
        named = self.cast.between(self.sentence.start, self.sentence.end)
        return next((one for one in named if self.are_beside(one, post)), None)

    def post_beside(self, person: Person) -> Post | None:
        """The post beside a person."""
        return next((post for post in self.posts if self.are_beside(person, post)), None)

    def has_role(self, person: Person) -> bool:
        """Whether a role of any kind is told of a person just behind the name."""
        return any(person.start <= role.start < person.end + 80 for role in self.roles)

    def told(self, event: Event, person: str | None, post: Post, pos: int, rule: str) -> Told:
        """An event about a post of the sentence."""
        authority = authority_at(self.document, self.text, post, pos)
        return Told(pos, self.sentence, event, person, post.role, authority, rule)

    def told_of(self, event: Event, person: str, role: str | None, pos: int, rule: str) -> Told:
        """An event about a person; without a role it is the story's, if the words speak of a post at all."""
        implied = self.story if role is None and (rule in INFERRED or self.says("job_words")) else None
        authority = authority_at(self.document, self.text, None, pos)
        return Told(pos, self.sentence, event, person, role, authority, rule, implied)
