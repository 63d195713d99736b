"""Who wrote a whole text: a council leader's column, a minister's letter, a message from the director."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from transforms.data import read_yaml
from transforms.extract.document import Document
from transforms.extract.names import NameSpan, find_names
from transforms.extract.people import PersonMention
from transforms.extract.roles import RoleSpan, find_roles, side_of
from transforms.extract.sentences import paragraphs_of
from transforms.extract.worded import Worded
from transforms.extract.wording import plain, within

_worded = partial(Worded, "people_clauses.yaml", flags=re.IGNORECASE)
_BYLINE = _worded(r"{byline}\s")
_SIGN_OFF = _worded(r"{sign_off}\b")
_LONGEST_LINE = 120
_BELOW = 200


def find_author(
    document: Document,
    text: str,
    people: Sequence[PersonMention],
    names: Sequence[NameSpan],
    roles: Sequence[RoleSpan],
) -> PersonMention | None:
    """The one in office who signs: above the text, below "Yours sincerely", or in a line "By Councillor Ann Other".

    `text` is the document's with plain quotation marks; the people, names and roles are those found in it.
    """
    if above := _above(document):
        return above
    for start, end in _lines(document):
        if _SIGN_OFF.match(text, start):
            return _below(document, start, names, roles)
        if _BYLINE.match(text, start):
            named = [one for one in within(people, start, end) if side_of(one.role) == "authority"]
            if named:
                return named[0]
    return None


def _above(document: Document) -> PersonMention | None:
    if not document.article.byline:
        return None
    byline = plain(document.article.byline)
    role = next((one.code for one in find_roles(byline) if side_of(one.code) == "authority"), None)
    for name in find_names(byline):
        if role or name.title in read_yaml("people.yaml")["councillors"]:
            return PersonMention(0, 0, name.name, role, _only_subject(document))
    return None


def _below(
    document: Document, start: int, names: Sequence[NameSpan], roles: Sequence[RoleSpan]
) -> PersonMention | None:
    role = next((one.code for one in within(roles, start, start + _BELOW)), None)
    for name in within(names, start, start + _BELOW):
        if len(name.parts) > 1:
            return PersonMention(name.start, name.end, name.name, role, _only_subject(document))
    return None


def _lines(document: Document) -> Iterator[tuple[int, int]]:
    """Start and end of each short paragraph."""
    for sentences in paragraphs_of(document.sentences):
        if sentences[-1].end - sentences[0].start < _LONGEST_LINE:
            yield sentences[0].start, sentences[-1].end


def _only_subject(document: Document) -> str | None:
    return document.subjects[0] if len(document.subjects) == 1 else None
