"""What kind of thing an undertaking is: its category, by the words of its clause."""

import re
from functools import cache
from typing import Literal

from transforms.data import read_yaml
from transforms.extract.wording import any_of_small, lowered

Category = Literal[
    "improvement_plan", "funding", "recruitment", "governance", "review", "service_change", "general_pledge"
]
_FILE = "commitment_categories.yaml"
_PARTICIPLE = 14
_DEEDS: tuple[Category, ...] = ("recruitment", "review")
"""Told by a participle ("will be advertised", "will be looked at again"), whatever it is done to."""
_MATTER_FIRST = re.compile(r"\s*(?:also |now )?(?:go|come)\b")


@cache
def _categories(key: str) -> dict[Category, re.Pattern[str]]:
    return {category: any_of_small(phrases) for category, phrases in read_yaml(_FILE)[key].items()}


@cache
def _general_deeds() -> re.Pattern[str]:
    return any_of_small(read_yaml(_FILE)["general_deeds"])


def category_of(clause: str, cue: tuple[int, int] = (0, 0), *, passive: bool = False) -> Category:
    """The category of a clause with plain quotation marks, whose cue stands at `cue`.

    What the deed itself is decides: of the words behind the cue the first that tell a category, without any those
    before it; where a thing will be done (`passive`), the participle and then those before it come first. Without any
    of these, weaker words anywhere, then the bare deed.
    """
    strong, small = _categories("categories"), lowered(clause)
    behind, before = _first(strong, small, cue[0], len(small)), _first(strong, small, 0, cue[0])
    if passive or _MATTER_FIRST.match(small, cue[1]):
        done = _first({name: strong[name] for name in _DEEDS}, small, cue[0], min(len(small), cue[1] + _PARTICIPLE))
        behind, before = done or before, behind
    told = behind or before
    return told or _first(_categories("weak_categories"), small, 0, len(small)) or _by_deed(small, cue[1])


def _by_deed(small: str, start: int) -> Category:
    deed = small[start:].lstrip()
    return "general_pledge" if not deed or _general_deeds().match(deed) else "service_change"


def _first(categories: dict[Category, re.Pattern[str]], clause: str, start: int, end: int) -> Category | None:
    found = ((pattern.search(clause, start, end), name) for name, pattern in categories.items())
    told = [(match.start(), rank, name) for rank, (match, name) in enumerate(found) if match]
    return min(told)[2] if told else None
