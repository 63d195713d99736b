"""Who is named in a text, with the posts told of them: those whose coming and going may be news."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from transforms.data import read_yaml
from transforms.extract.document import Document
from transforms.extract.names import NameSpan
from transforms.extract.people import stands_before, stands_behind
from transforms.extract.roles import RoleSpan, posts_of_roles
from transforms.extract.speech import Speech
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "people_clauses.yaml")
_WARD = _worded(r"\({parties}[^()]{0,35}$")
_IS = _worded(
    r"(?:\s{is_holder}|,\sone of)\s(?:{the}\s)?(?:{of_now}\s)?(?:(?:(?-i:[A-Z])[\w'-]*|[\w-]+'s?)\s){0,4}",
    re.IGNORECASE,
)
_TOO = Worded("leadership.yaml", r",?\s(?:(?:{too}|[\w]+'s?|(?-i:[A-Z])[\w'-]*),?\s){1,14}", re.IGNORECASE)
_DIRECTOR = "director_of_childrens_services"
_INTERIM = re.compile(r"\b(?:interim|acting|temporary|caretaker)\b", re.IGNORECASE)
_COMMISSIONERS = re.compile(r"\bcommissioners\b", re.IGNORECASE)
_DEAR = _worded(r"\n{dear}\s{title}\.?\s([A-Z][\w'-]+),?\s*\n")
_ADDRESS = 250
_JUST_BEFORE = 12
_GOVERNMENT = {"commissioner", "minister", "inspector"}
_BESIDE = 130
_BEFORE = 90
_EARLIER = 20
_NEAR = 40
_STOP = re.compile(r"[.;:!?]")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named at `text[start:end]`; `role` is a key of `roles` in people.yaml, if the text tells it.

    `role_at` is where, if beside this naming; `interim` if it is for the time being.
    `elected` if the text calls him or her a councillor anywhere; `pronoun` as title or first name tell it.
    """

    start: int
    end: int
    name: str
    role: str | None
    elected: bool = False
    role_at: int | None = None
    interim: bool = False
    pronoun: str | None = None

    def can_be(self, pronoun: str | None) -> bool:
        """Whether "he" or "she" can mean somebody: the one that title or first name tells, or either."""
        return self.pronoun is None or pronoun is None or self.pronoun == pronoun

    @property
    def post(self) -> str | None:
        """The role as the guide calls it, or None where comings to it and goings from it are no events."""
        return posts_of_roles().get(self.role or "")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody named in an article, in order, what they say, and whom a letter calls "you"."""

    people: tuple[Person, ...]
    starts: tuple[int, ...]
    speech: Speech
    addressee: Person | None = None

    def between(self, start: int, end: int) -> tuple[Person, ...]:
        """Those named from `start` up to `end`."""
        return self.people[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def other_before(self, person: Person) -> Person | None:
        """The one named last before somebody, and not the same."""
        earlier = self.people[
            max(0, bisect_left(self.starts, person.start) - _EARLIER) : bisect_left(self.starts, person.start)
        ]
        return next((one for one in reversed(earlier) if one.name != person.name), None)

    def speaker_at(self, pos: int) -> tuple[Person, ...]:
        """Whose quoted words stand at a place: whom "I" means there."""
        said = self.speech.at(pos)
        speaker = said.speaker.person if said and said.direct else None
        return tuple(one for one in self.people if speaker and one.start == speaker.start)


def read_cast(document: Document, speech: Speech, text: str, roles: Sequence[RoleSpan]) -> Cast:
    """Persons met, and whatever else is shaped like a full name: an event may be all that is told of somebody."""
    met = {one.start: one.name for one in speech.people}
    spans = [one for one in speech.names if one.start in met or len(one.parts) > 1]
    kept = [one for one in spans if not _WARD.search(text, max(0, one.start - 40), one.start)]
    persons = [_person(text, one, met.get(one.start, one.name), _role_told(text, one, roles)) for one in kept]
    named = _with_offices(_by_full_name(persons))
    outsiders = _outsiders(document, text, named, roles)
    cast = tuple(replace(one, role="commissioner") if one.name in outsiders else one for one in named)
    return Cast(cast, tuple(one.start for one in cast), speech, _addressee(document, text, cast, roles))


def _addressee(document: Document, text: str, people: Sequence[Person], roles: Sequence[RoleSpan]) -> Person | None:
    """Whom a letter is to, where the lines above the salutation tell his or her post."""
    dear = _DEAR.search(text)
    office = within(roles, dear.start() - _ADDRESS, dear.start())[-1:] if dear else ()
    if dear is None or not office:
        return None
    surname = dear[1]
    named = [one.name for one in people if one.name.endswith(f" {surname}")]
    byline = document.article.byline or ""
    name = next(iter(named), byline if byline.endswith(f" {surname}") else surname)
    interim = bool(_INTERIM.search(text, office[0].start, office[0].end))
    return Person(dear.start(1), dear.end(1), name, office[0].code, role_at=office[0].start, interim=interim)


def _person(text: str, span: NameSpan, name: str, role: RoleSpan | None) -> Person:
    is_councillor = span.title in read_yaml("people.yaml")["councillors"]
    pronoun = _pronouns().get(span.title or "") or _pronouns().get(name.split()[0])
    if role is None:
        return Person(span.start, span.end, name, None, is_councillor, pronoun=pronoun)
    interim = bool(_INTERIM.search(text, max(0, role.start - _JUST_BEFORE), role.end))
    return Person(span.start, span.end, name, role.code, is_councillor, role.start, interim, pronoun)


@cache
def _pronouns() -> dict[str, str]:
    """Titles and first names, each with the pronoun that goes with it."""
    data = read_yaml("people.yaml")
    return {word: pronoun for pronoun in ("he", "she") for row in data[pronoun] for word in row}


def _role_told(text: str, name: NameSpan, roles: Sequence[RoleSpan]) -> RoleSpan | None:
    """The role beside a name, before it or behind; a director who runs a trust or company too is a director."""
    behind = within(roles, name.end, name.end + _BESIDE)
    before = within(roles, name.start - _BEFORE, name.start)[-1:]
    first = [
        one
        for one in behind[:1]
        if stands_behind(text, name.end, one.start) or _IS.fullmatch(text, name.end, one.start)
    ]
    beside = first or [one for one in before if stands_before(text, one.end, name.start)]
    if beside and beside[0].code != _DIRECTOR:
        doubled = [
            one
            for one in behind
            if one.code == _DIRECTOR and _TOO.fullmatch(text, first[0].end if first else name.end, one.start)
        ]
        beside = doubled or beside
    elif not beside:
        beside = [one for one in behind if _TOO.fullmatch(text, name.end, one.start)][-1:]
    return beside[0] if beside else None


def _outsiders(document: Document, text: str, people: Sequence[Person], roles: Sequence[RoleSpan]) -> set[str]:
    """Those without a post who are named beside a commissioner or minister, and never beside a post of the guide's."""
    posts = posts_of_roles()
    inside: set[str] = {one.name for one in people if one.role}
    held = {one.role_at for one in people}
    outside: set[str] = set()
    for one in people:
        if one.name not in inside:
            sentence = document.sentence_at(one.start)
            others = [role for role in within(roles, sentence.start, sentence.end) if role.start not in held]
            codes = {role.code for role in others if role.code not in _GOVERNMENT or _is_near(text, one, role)}
            codes |= {"commissioner"} if _COMMISSIONERS.search(sentence.text) else set()
            (inside if codes & posts.keys() else outside if codes & _GOVERNMENT else set()).add(one.name)
    return outside - inside


def _is_near(text: str, person: Person, role: RoleSpan) -> bool:
    """Whether a role stands a few words from a name, in the same clause."""
    between = text[person.end : role.start] if person.end <= role.start else text[role.end : person.start]
    return len(between) <= _NEAR and not _STOP.search(between)


def _by_full_name(people: list[Person]) -> list[Person]:
    """The same persons, those met by surname alone named as they were in full before."""
    full: dict[str, str] = {}
    named = []
    for one in people:
        if " " in one.name:
            full[one.name.split()[-1]] = one.name
        named.append(one if " " in one.name else replace(one, name=full.get(one.name, one.name)))
    return named


def _with_offices(people: list[Person]) -> list[Person]:
    """The same persons with the roles that the text tells of the names, marked where it has a councillor's title."""
    elected = {one.name for one in people if one.elected}
    roles = {one.name: one.role for one in reversed(people) if one.role}
    interim = {one.name for one in people if one.interim}
    pronouns = {one.name: one.pronoun for one in people if one.pronoun}
    directors = {one.name for one in people if one.role == _DIRECTOR}
    named = []
    for one in people:
        role = one.role or roles.get(one.name)
        if one.name in directors and role in ("chief_executive", "outside", _DIRECTOR):
            role = "lead_member" if one.name in elected else _DIRECTOR
        if role:
            roles[one.name] = role
        is_interim, pronoun = one.name in interim, pronouns.get(one.name)
        named.append(replace(one, role=role, elected=one.name in elected, interim=is_interim, pronoun=pronoun))
    return named
