"""Posts and offices named in a text: "Cabinet Member for Children", "the council's interim chief executive"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from transforms.data import read_yaml
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.wording import any_of_small

# What a pattern of many fields may take in behind the last of them: "director of children's services for (Northshire)".
_TRAILS = re.compile(r"(?:[\s,]++(?:for|of|and|the|&)?+)++$")


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A post named at `text[start:end]`; `code` is a key of `roles` in people.yaml."""

    start: int
    end: int
    code: str


@cache
def _index() -> PhraseIndex:
    data = read_yaml("people.yaml")
    return PhraseIndex(data["roles"], data["macros"])


def find_roles(text: str) -> list[RoleSpan]:
    """All posts named in a text with straight quotes, in order, none overlapping another."""
    found: list[RoleSpan] = []
    for code, match in _index().find(text):
        if not found or match.start() >= found[-1].end:
            found.append(RoleSpan(match.start(), match.start() + len(_TRAILS.sub("", match[0])), code))
    return found


@cache
def posts_of_roles() -> Mapping[str, str]:
    """The post in the guide's terms that a role is, by its code; other roles have none (leadership.yaml)."""
    posts: dict[str, str] = read_yaml("leadership.yaml")["roles"]
    return posts


@cache
def side_of(code: str | None) -> str | None:
    """The side that a role speaks for (a key of `sides` in people.yaml), or None."""
    sides = read_yaml("people.yaml")["sides"]
    return next((side for side, codes in sides.items() if code in codes), None)


@cache
def nameless_sides() -> dict[str, re.Pattern[str]]:
    """For each side the pattern of its speakers without a name, for words in small letters."""
    named = read_yaml("people.yaml")["nameless"]
    return {side: any_of_small(f"({phrase})('s)?" for phrase in phrases) for side, phrases in named.items()}
