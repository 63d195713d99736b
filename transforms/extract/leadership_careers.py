"""Careers: who moves from one post to another, joined long ago, or can hold no such post."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.extract.document import Document
from transforms.extract.leadership_authorities import authority_at, runners
from transforms.extract.leadership_cast import Cast
from transforms.extract.leadership_events import DIRECTOR, OFFICERS
from transforms.extract.leadership_settling import words_at
from transforms.extract.leadership_told import Event, Place, Told
from transforms.extract.posts import is_held
from transforms.extract.roles import RoleSpan
from transforms.extract.trace import because
from transforms.extract.worded import Worded

_IN_YEAR = Worded("people_clauses.yaml", r"\b{in_year}\s(?:[A-Z][a-z]+\s)?((?:19|20)\d\d)\b")
_KEEPS = Worded("leadership.yaml", r"\b{keeps_own}\b", re.IGNORECASE)
_HAS_COME = Worded("leadership.yaml", r"{has_come}\b", re.IGNORECASE)
_CLAUSE = 120


@dataclass(frozen=True, slots=True)
class Careers:
    """A text with whoever is named in it; `posts` are those of the guide's that it names anywhere."""

    document: Document
    text: str
    cast: Cast
    roles: Sequence[RoleSpan]
    posts: frozenset[str]

    def is_background(self, told: Told) -> bool:
        """Whether somebody joined in a year long past, to what post is not said: how a career is told, and no news."""
        today = self.document.published
        year = _IN_YEAR.search(self.text, told.pos, min(told.sentence.end, told.pos + _CLAUSE))
        long_past = today is not None and year is not None and int(year[1]) < today.year - 1
        return told.is_coming and told.role is None and long_past and because(True, "leadership.background", told.place)

    def with_moves(self, told: list[Told]) -> list[Told]:
        """The events, and those of officers who leave one post for another that the text tells they are to take."""
        movers = [one for one in told if one.event == "appointed" and one.role and not _KEEPS.search(words_at(one))]
        moves = [left for one in movers for left in self._left_for(one)]
        return [*told, *moves]

    def _left_for(self, coming: Told) -> Iterator[Told]:
        """The post that somebody holds who is to come to another."""
        ends = {one.start: one.end for one in self.roles}
        for one in self.cast.people:
            if one.name == coming.person and one.role_at is not None and one.post in OFFICERS:
                role = Place(one.role_at, ends[one.role_at])
                authority = authority_at(self.document, self.text, role, role.start)
                is_another = (authority, one.post) != (coming.authority, coming.role)
                stays = authority in runners(self.document)
                if is_another and authority and not stays and is_held(self.text, role):
                    event: Event = "left" if _HAS_COME.match(words_at(coming)) else "leaving"
                    yield replace(coming, event=event, role=one.post, authority=authority, rule="goes", implied=None)
                    return

    def can_be(self, told: Told) -> bool:
        """Whether the person can hold the post: councillors are no officers."""
        is_councillor = told.role in OFFICERS and told.person in self._elected()
        return not is_councillor or because(False, "leadership.councillor", told.place)

    def as_member(self, told: Told) -> Told:
        """The event, with the lead member's post for a councillor who is told to be in charge of the services."""
        goes = not told.is_coming and "lead_member" in self.posts
        leads = told.role == DIRECTOR and told.person in self._elected() and (goes or not told.implied)
        return replace(told, role="lead_member") if leads else told

    def _elected(self) -> set[str]:
        return {one.name for one in self.cast.people if one.elected}
