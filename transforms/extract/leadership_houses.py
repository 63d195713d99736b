"""Posts of other bodies: of trusts, schools, hospitals and agencies, and persons who lead no council's services."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from transforms.extract.document import Document
from transforms.extract.leadership_cast import Cast
from transforms.extract.leadership_told import Told
from transforms.extract.roles import RoleSpan, posts_of_roles
from transforms.extract.trace import because
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_OTHER_HOUSE = _worded(r"\b{other_houses}\b")
_OUR_HOUSE = _worded(r"\b{our_house}\b")
_SERVICES = Worded("people_clauses.yaml", r"\b{childrens_services}\b", re.IGNORECASE)
_FIELD = _worded(r"\b{own_field}\b")
_OUTSIDERS = frozenset({"chair", "commissioner", "inspector", "mayor", "minister", "opposition", "outside"})
_SHARED = frozenset({"chief_executive"})
_OPENING = 700


@dataclass(frozen=True, slots=True)
class Houses:
    """A text with whoever is named in it, and its roles."""

    document: Document
    text: str
    cast: Cast
    roles: Sequence[RoleSpan]

    def is_ours(self, told: Told) -> bool:
        """Whether an event is of a post of an authority, as far as the story and the person tell."""
        if told.role is None or not (self.is_of_other_house or self._is_outsider(told.person)):
            return True
        return self._names_post(told) or because(False, "leadership.other_house", told.place)

    @property
    def is_of_other_house(self) -> bool:
        """Whether the headline tells of a school, a hospital, an agency or the like, and no opening of the services."""
        title = self.document.article.title
        is_ours = _OUR_HOUSE.search(title) or _SERVICES.search(self.text, len(title), len(title) + _OPENING)
        return bool(_OTHER_HOUSE.search(title)) and not is_ours

    def _is_outsider(self, person: str | None) -> bool:
        """Whether all that the text tells of somebody is a post of another kind: a commissioner's, an adviser's."""
        beside = (one for one in self.cast.people if one.name == person and one.role_at is not None)
        roles = {one.role for one in beside if one.role}
        return bool(roles) and roles <= _OUTSIDERS

    def _names_post(self, told: Told) -> bool:
        """Whether the sentence names the post itself, in words that no other body's post has."""
        return any(self._fits(one, told) for one in self._roles_of(told))

    def _roles_of(self, told: Told) -> Iterator[RoleSpan]:
        named = self.cast.between(told.sentence.start, told.sentence.end)
        held = {one.role_at for one in named if one.name != told.person}
        return (one for one in within(self.roles, told.sentence.start, told.sentence.end) if one.start not in held)

    def _fits(self, role: RoleSpan, told: Told) -> bool:
        if posts_of_roles().get(role.code) != told.role:
            return False
        of_services = told.role not in _SHARED and bool(_FIELD.search(self.text, role.start, role.end))
        return of_services or not self.is_of_other_house
