"""Posts and offices named in a text: "Cabinet Member for Children", "the council's interim chief executive"."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.data import read_yaml
from transforms.extract.wording import any_of, expand

_CONTENT = re.compile(
    r"director|dcs\b|chief|member|portfolio|holder|brief\b|boss|head|leader|leads|mayor|minister|secretary|commissioner|adviser|advisor"
    r"|inspector|inspect|chair|spokes|councillor|lead\b|manager|executive|cabinet|mp\b|union|regional|branch|charity|campaign|policy"
    r"|mum|dad|mother|father|parent|carer|resident|reader|teacher|worker|whistle|source|journalist|analyst|professor|research"
    r"|shadow|lawyer|solicitor",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A post named at `text[start:end]`; `code` is a key of `roles` in people.yaml."""

    start: int
    end: int
    code: str


@cache
def _pattern() -> re.Pattern[str]:
    data = read_yaml("people.yaml")
    macros = data["macros"]
    groups = (f"(?P<{code}>{_choice(phrases, macros)})" for code, phrases in data["roles"].items())
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(groups)})(?!'?\w)", re.IGNORECASE)


def _choice(phrases: list[str], macros: dict[str, str]) -> str:
    return "|".join(f"(?:{expand(phrase, macros)})" for phrase in phrases)


def find_roles(text: str) -> list[RoleSpan]:
    """All posts named in a text with straight quotes, in order, none overlapping another."""
    if not _CONTENT.search(text):
        return []
    return [RoleSpan(m.start(), m.start() + len(m[0].rstrip(" ,")), m.lastgroup or "") for m in _pattern().finditer(text)]


@cache
def side_of(code: str | None) -> str | None:
    """The side that a role speaks for (a key of `sides` in people.yaml), or None."""
    sides = read_yaml("people.yaml")["sides"]
    return next((side for side, codes in sides.items() if code in codes), None)


@cache
def nameless_sides() -> dict[str, re.Pattern[str]]:
    """For each side the pattern of its speakers without a name."""
    named = read_yaml("people.yaml")["nameless"]
    return {side: any_of(f"({phrase})('s)?" for phrase in phrases) for side, phrases in named.items()}
