"""Who is named in a text, with the posts told of them: those whose coming and going may be news."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.data import read_yaml
from transforms.extract.roles import RoleSpan
from transforms.extract.speech import Speech
from transforms.extract.wording import within

_WARD = re.compile(r"\((?:Lab|Con|Lib|LD|Ind|Green|Ref|UKIP)[^()]{0,35}$")
_IS = re.compile(r"(?:\s(?:is|was|has been|had been)|,\sone of)\s(?:the\s|its\s|their\s|a\s)?", re.IGNORECASE)
_OPENING = 30


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named at `text[start:end]`; `role` is a key of `roles` in people.yaml, if the text tells it.

    `elected` if the text calls him or her a councillor anywhere: such a one is no officer.
    """

    start: int
    end: int
    name: str
    role: str | None
    elected: bool = False

    @property
    def post(self) -> str | None:
        """The role as the guide calls it, or None where comings to it and goings from it are no events."""
        roles: dict[str, str] = read_yaml("leadership.yaml")["roles"]
        return roles.get(self.role or "")


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


def read_cast(speech: Speech, text: str) -> Cast:
    """Persons met, and whatever else is shaped like a full name: an event may be all that is told of somebody."""
    known = {one.start for one in speech.people}
    people = [
        Person(one.start, one.end, one.name, one.role or _role_told(text, one.end, speech.roles))
        for one in speech.people
    ]
    people += [
        Person(one.start, one.end, one.name, _role_told(text, one.end, speech.roles))
        for one in speech.names
        if one.start not in known and len(one.parts) > 1
    ]
    persons = [one for one in people if not _WARD.search(text, max(0, one.start - 40), one.start)]
    named = _with_offices(_by_full_name(sorted(persons, key=lambda one: one.start)), text)
    return Cast(tuple(named), tuple(one.start for one in named))


def _role_told(text: str, name_end: int, roles: Sequence[RoleSpan]) -> str | None:
    """The role that "Ann Other was chief executive" tells."""
    behind = within(roles, name_end, name_end + _OPENING)[:1]
    return next((one.code for one in behind if _IS.fullmatch(text, name_end, one.start)), None)


def _by_full_name(people: list[Person]) -> list[Person]:
    """The same persons, those met by surname alone named as they were in full before."""
    full: dict[str, str] = {}
    named = []
    for one in people:
        if " " in one.name:
            full[one.name.split()[-1]] = one.name
        named.append(one if " " in one.name else replace(one, name=full.get(one.name, one.name)))
    return named


def _with_offices(people: list[Person], text: str) -> list[Person]:
    """The same persons with the roles that the text tells of the names, marked where it has a councillor's title."""
    titles = tuple(read_yaml("people.yaml")["councillors"])
    elected = {one.name for one in people if text[one.start : one.end].startswith(titles)}
    roles = {one.name: one.role for one in reversed(people) if one.role}
    named = []
    for one in people:
        role = one.role or roles.get(one.name)
        if role:
            roles[one.name] = role
        named.append(replace(one, role=role, elected=one.name in elected))
    return named
