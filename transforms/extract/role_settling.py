"""Whose post a role in a text is: an authority's, or another body's by the words around it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from transforms.extract.roles import RoleSpan
from transforms.extract.worded import Worded

_worded = partial(Worded, "people_clauses.yaml", flags=re.IGNORECASE)
_own = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_BEFORE = 45
_SERVICES = _worded(r"\b{childrens_services}\b")
_DIRECTOR = _own(r"{director}")
_NOT_THE_COUNCILS = _own(r"\b{not_the_councils}(?:'s?)?\s(?:[\w'-]+\s){0,2}$")
_OF_ANOTHER = _own(
    r"(?:(?:\s(?-i:[A-Z])[\w'-]*){1,3},)?\s(?:of|at)\s(?:(?:the|a)\s(?:[\w'-]+\s){0,2}?|(?:(?-i:[A-Z])[\w'-]*\s|and\s){1,7}){not_the_councils}\b"
)
_OF_ANOTHER_COUNCIL = _own(r"\s(?:of|at|with|for)\s(?:a|an|another|one\sof)\s(?:[\w'-]+\s){0,3}?{other_councils}\b")
_ITS = re.compile(r"\bits\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_OWNER = _own(r"(?<!children's )\b{other_owners}\b")
_OWN = _own(r"\b{own_owners}\b")
_PARTY_LEADER = _own(r"{party}\sleader")
_OWNER_REACH = 160
_SENTENCE_END = re.compile(r"\.\s|\n")
_OTHER_FIELD = _own(r"\b{other_fields}\b")
_OF_SOMETHING = _own(r"\s(?:of(?!\schildren)|for(?!\schildren|\s{for_a_time}\b))\b")


def settle_roles(text: str, roles: Sequence[RoleSpan]) -> tuple[RoleSpan, ...]:
    """The roles of a text as they bear on its leadership: a bare "director" is that of children's services.

    The chief executive of a trust or company is an outsider, unless the text names none of the services.
    """
    about_children = any(role.code == "officer" for role in roles) and bool(_SERVICES.search(text))
    settled = [_settled(text, role, about_children) for role in roles]
    if any(one.code == "council_leader" for one in settled):
        return tuple(settled)
    return tuple(_party_leader(text, one) for one in settled)


def _party_leader(text: str, role: RoleSpan) -> RoleSpan:
    """The leader of the ruling party, where the text names no other as the council's."""
    is_leader = role.code == "opposition" and _PARTY_LEADER.fullmatch(text, role.start, role.end)
    return replace(role, code="council_leader") if is_leader else role


def _settled(text: str, role: RoleSpan, about_children: bool) -> RoleSpan:
    before = text[max(0, role.start - _BEFORE) : role.start]
    is_officer = role.code in ("chief_executive", "director_of_childrens_services")
    if is_officer and _OF_ANOTHER_COUNCIL.match(text, role.end):
        return replace(role, code="outside")
    if role.code == "chief_executive" and (
        _NOT_THE_COUNCILS.search(before) or _OF_ANOTHER.match(text, role.end) or _is_of_its_owner(text, role, before)
    ):
        return replace(role, code="outside")
    if role.code == "officer" and about_children and _is_bare_director(text, role, before):
        return replace(role, code="director_of_childrens_services")
    return role


def _is_of_its_owner(text: str, role: RoleSpan, before: str) -> bool:
    """Whether "its chief executive" is that of a trust or company that opens the sentence."""
    if not _ITS.search(before):
        return False
    sentence = _SENTENCE_END.split(text[max(0, role.start - _OWNER_REACH) : role.start])[-1]
    return bool(_OWNER.search(sentence)) and not _OWN.search(sentence)


def _is_bare_director(text: str, role: RoleSpan, before: str) -> bool:
    around = f"{before[-25:]} {text[role.end : role.end + 30]}"
    found = _DIRECTOR.match(text, role.start, role.end)
    is_bare = found and not _OF_SOMETHING.match(text, found.end())
    return bool(is_bare) and not _OTHER_FIELD.search(around)
