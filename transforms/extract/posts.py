"""The posts whose comings and goings are news, with what is said of them: new, interim, outgoing, former."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from transforms.data import read_yaml
from transforms.extract.document import Document, Sentence
from transforms.extract.roles import RoleSpan
from transforms.extract.wording import any_of, expand, within

Role = Literal["director_of_childrens_services", "chief_executive", "lead_member", "council_leader"]

_BEFORE = 45
_BARE_MEMBER = re.compile(r"(?:cabinet|executive|lead) (?:member|councillor)", re.IGNORECASE)
_MEMBER = re.compile(r"\b(?:councillor|cllr|coun|cabinet member)\s[\w\s]{0,20}$", re.IGNORECASE)
_OF_FIELD = re.compile(r"\s(?:for|with)\s", re.IGNORECASE)
_CHILDREN = re.compile(r"\b(?:children|young people)", re.IGNORECASE)
_AT = re.compile(r"\s(?:at|of|for|in|with)\s(?:the\s)?(?:London\sBorough\sof\s)?")


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the guide at `text[start:end]`; `generic` if only words such as "the job" stand for it."""

    start: int
    end: int
    role: str
    interim: bool
    former: bool
    outgoing: bool
    new: bool
    generic: bool = False


@cache
def words_of(key: str) -> re.Pattern[str]:
    """Pattern of one list of leadership.yaml."""
    return any_of(read_yaml("leadership.yaml")[key])


@cache
def _just_before(key: str) -> re.Pattern[str]:
    choices = "|".join(f"(?:{expand(phrase, {})})" for phrase in read_yaml("leadership.yaml")[key])
    linking = r"(?:\s+(?:the|a|an|its|her|his|their|our|permanent|statutory|council|trust|[a-z]+'s?)){0,4}"
    return re.compile(rf"(?<![\w-])(?:{choices}){linking}\s+$", re.IGNORECASE)


def find_posts(text: str, sentence: Sentence, roles: tuple[RoleSpan, ...], story: str | None) -> list[Post]:
    """The posts named in a sentence; those held elsewhere are left out.

    `story` is the role that the story is about: what "the job" and "the new director" mean.
    """
    named = read_yaml("leadership.yaml")["roles"]
    found = []
    for role in roles:
        code = _as_lead_member(text, sentence, role) or named.get(role.code)
        if code and not _is_elsewhere(text, sentence, role):
            found.append(_post(text, sentence, role, code))
    return sorted([*found, *_generic(text, sentence, found, story)], key=lambda post: post.start)


def _generic(text: str, sentence: Sentence, named: list[Post], story: str | None) -> Iterator[Post]:
    """ "The job", "a new director" and the like."""
    for key in ("generic", "portfolio"):
        for match in words_of(key).finditer(text, sentence.start, sentence.end):
            before = [post.role for post in named if post.start < match.start()] or [post.role for post in named]
            role = "lead_member" if key == "portfolio" else (before[-1] if before else story)
            span = RoleSpan(match.start(), match.end(), role or "")
            apart = all(match.end() <= post.start or post.end <= match.start() for post in named)
            if role and apart and not _is_elsewhere(text, sentence, span):
                yield replace(_post(text, sentence, span, role), generic=True)


def _as_lead_member(text: str, sentence: Sentence, role: RoleSpan) -> str | None:
    """The lead member's: a councillor in charge of the services, or a bare "cabinet member" beside talk of children."""
    if role.code == "director_of_childrens_services" and _MEMBER.search(text, max(0, role.start - 30), role.start):
        return "lead_member"
    bare = _BARE_MEMBER.fullmatch(text, role.start, role.end) and not _OF_FIELD.match(text, role.end)
    return "lead_member" if bare and _CHILDREN.search(text, sentence.start, sentence.end) else None


def _is_elsewhere(text: str, sentence: Sentence, role: RoleSpan) -> bool:
    words = words_of("elsewhere")
    before = (max(sentence.start, role.start - _BEFORE), role.start)
    beside = words.search(text, max(sentence.start, role.start - 25), role.start)
    behind = words.search(text, role.end, min(sentence.end, role.end + 30))
    return bool(beside or behind or _just_before("origin").search(text, *before))


def _post(text: str, sentence: Sentence, role: RoleSpan, code: str) -> Post:
    before = (max(sentence.start, role.start - _BEFORE), role.start)
    flags = {key: bool(_just_before(key).search(text, *before)) for key in ("interim", "former", "outgoing", "new")}
    for key in ("interim", "new"):
        flags[key] = flags[key] or bool(words_of(key).search(text, role.start, role.end))
    return Post(role.start, role.end, code, **flags)


def authority_at(document: Document, text: str, post: Post | None, pos: int) -> str | None:
    """The authority that a post belongs to: named right behind it or before it, else the story's or the sentence's."""
    if post is not None:
        behind = _AT.match(text, post.end)
        for one in within(document.mentions, post.start - 80, post.end + 40):
            if behind and one.start <= behind.end() <= one.end:
                return one.authority
            if one.end <= post.start <= one.end + 12 and "'" in text[one.end : post.start]:
                return one.authority
    if len(document.subjects) == 1:
        return document.subjects[0]
    return document.authority_of(pos) or last_named(document, pos)


def last_named(document: Document, pos: int) -> str | None:
    """The authority named last before `pos`: who is meant where the text says no more."""
    earlier = within(document.mentions, 0, pos)
    return earlier[-1].authority if earlier else None
