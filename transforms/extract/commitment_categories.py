"""What kind of thing an undertaking is: its category, by the words of its clause."""

import re
from functools import cache

from transforms.data import read_yaml
from transforms.extract.phrase_search import PhraseSearch, Places
from transforms.extract.wording import any_of_small, lowered
from transforms.facts import Category

_FILE = "commitment_categories.yaml"
_PARTICIPLE = 14
_DEEDS: tuple[Category, ...] = ("recruitment", "review")
"""Told by a participle ("will be advertised", "will be looked at again"), whatever it is done to."""
_MATTER_FIRST = re.compile(r"\s*(?:also |now )?(?:go|come)\b(?! on)")


@cache
def _categories(key: str) -> tuple[Category, ...]:
    return tuple(read_yaml(_FILE)[key])


@cache
def _search(key: str) -> PhraseSearch:
    listed = read_yaml(_FILE)[key].items()
    return PhraseSearch({category: (any_of_small(phrases), phrases) for category, phrases in listed}, {})


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
    found, end = _search("categories").look(small), len(small)
    if passive or _MATTER_FIRST.match(small, cue[1]):
        done = _first(found, _DEEDS, cue[0], min(end, cue[1] + _PARTICIPLE))
        told = done or _first(found, strong, 0, cue[0]) or _first(found, strong, cue[0], end)
    else:
        told = _first(found, strong, cue[0], end) or _first(found, strong, 0, cue[0])
    return told or _weakly(small) or _by_deed(small, cue[1])


def _weakly(small: str) -> Category | None:
    return _first(_search("weak_categories").look(small), _categories("weak_categories"), 0, len(small))


def _by_deed(small: str, start: int) -> Category:
    deed = small[start:].lstrip()
    return "general_pledge" if not deed or _general_deeds().match(deed) else "service_change"


def _first(found: Places, categories: tuple[Category, ...], start: int, end: int) -> Category | None:
    matches = ((found.search(name, start, end), name) for name in categories) if start < end else ()
    told = [(match.start(), rank, name) for rank, (match, name) in enumerate(matches) if match]
    return min(told)[2] if told else None
