"""Persons in a text, the posts they hold, and who is speaking where."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from transforms.data import read_yaml
from transforms.extract.document import Document
from transforms.extract.names import NameSpan, find_names
from transforms.extract.roles import RoleSpan
from transforms.extract.worded import Worded

_worded = partial(Worded, "people_clauses.yaml")
_AFTER = _worded(
    r"(?:\s\([^()\n]{2,40}\)(?=,\s))?(?!,?\sand\s(?:a|an|the|its|their|our|new)\b)(?:,|\s[-–—]|\s\(|\sas|,?\swho\s{who_is})?\s*(?:(?:{before_a_post}|[A-Z][\w'&-]*)(?:'s?)?[\s-]+){0,7}"
)
_BEFORE = _worded(r"(?:'s?)?(?:(?:\s{post_at}\s[^,.;:\n]{2,60})?,|:| -| –| —)?(?: {1,2}|\n)(?:{of_the_council}, )?")
_NEAR = 80
_SPEAKS_NEXT = _worded(r",?\s(?:{goes_on}\s|{speaks}\b)")
_SAYS = _worded(r"{said_before} \Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person named at `article.text[start:end]`, titles included.

    `name` is the fullest form that the text gives so far; `role` a key of `roles` in people.yaml, as the text
    states it here or stated it before; `authority` the one that the statement there is about.
    """

    start: int
    end: int
    name: str
    role: str | None
    authority: str | None


def find_spans(text: str, document: Document) -> list[NameSpan]:
    """Whatever is shaped like a name in the document's text with plain quotation marks, authorities left out."""
    return find_names(text, ((mention.start, mention.end) for mention in document.mentions))


def name_people(
    text: str, document: Document, spans: Sequence[NameSpan], roles: Sequence[RoleSpan]
) -> list[PersonMention]:
    """All mentions of persons in order: by full name, and later by surname, title and surname, or first name.

    `text` is the document's with plain quotation marks; `spans` is what in it is shaped like names.
    """
    register = _Register(_attach(text, spans, roles))
    mentions = []
    for span in spans:
        known = register.meet(text, span)
        if known is not None:
            name, role = known
            mentions.append(PersonMention(span.start, span.end, name, role, document.authority_of(span.start)))
    return mentions


class _Register:
    """Who has been met so far, by surname and by first name."""

    def __init__(self, roles: dict[int, str]) -> None:
        self._role_at = roles
        self._full: dict[str, str] = {}
        self._role: dict[str, str] = {}

    def meet(self, text: str, span: NameSpan) -> tuple[str, str | None] | None:
        """Full name and role of the person at a span, or None where nothing shows that it is a person."""
        role = self._role_at.get(span.start)
        if len(span.parts) > 1:
            return self._introduce(text, span, role)
        full = self._full.get(span.parts[0])
        if full is None and not span.title:
            return None
        full = full or span.name
        return full, self._remember(full, role)

    def _introduce(self, text: str, span: NameSpan, role: str | None) -> tuple[str, str | None] | None:
        full = self._full.get(span.parts[-1])
        if full is not None and set(span.parts) <= {*full.split()}:
            return full, self._remember(full, role)
        if not (role or span.title or _SPEAKS_NEXT.match(text, span.end) or _spoken_before(text, span.start)):
            return None
        for form in (span.parts[-1], span.parts[0]):
            self._full[form] = span.name
        return span.name, self._remember(span.name, role)

    def _remember(self, name: str, role: str | None) -> str | None:
        if role:
            self._role.setdefault(name, role)
        return role or self._role.get(name)


def stands_behind(text: str, name_end: int, role_start: int) -> bool:
    """Whether a role that starts there is in apposition to the name before it ("Ann Other, the council's leader")."""
    return name_end <= role_start <= name_end + _NEAR and bool(_AFTER.fullmatch(text, name_end, role_start))


def stands_before(text: str, role_end: int, name_start: int) -> bool:
    """Whether a role that ends there leads up to the name behind it ("chief executive Ann Other")."""
    return role_end <= name_start <= role_end + _NEAR and bool(_BEFORE.fullmatch(text, role_end, name_start))


def _spoken_before(text: str, start: int) -> bool:
    return bool(_SAYS.search(text[max(0, start - 8) : start]))


def _attach(text: str, spans: Sequence[NameSpan], roles: Sequence[RoleSpan]) -> dict[int, str]:
    """The role that stands beside each name, by the name's start; what follows a name wins over what precedes it."""
    found: dict[int, str] = {}
    councillors = frozenset(read_yaml("people.yaml")["councillors"])
    starts = [role.start for role in roles]
    for span in spans:
        index = bisect_left(starts, span.start)
        after = roles[index : index + 1]
        before = roles[max(0, index - 1) : index]
        if after and stands_behind(text, span.end, after[0].start):
            found[span.start] = after[0].code
        elif before and stands_before(text, before[0].end, span.start):
            found[span.start] = before[0].code
        elif span.title == "Mayor":
            found[span.start] = "mayor"
        if span.title in councillors and found.get(span.start) == "director_of_childrens_services":
            found[span.start] = "lead_member"
    return found
