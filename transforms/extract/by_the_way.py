"""Authorities that are named by the way: as an employer, an example, a comparison or only as where a place lies."""

import re
from functools import cache
from itertools import pairwise

from transforms.data import read_yaml
from transforms.extract.mentions import AuthorityMention
from transforms.extract.name_context import listed
from transforms.extract.terms import expand

_JOINTS = ("and", ",", "&")
_SURE_JOINTS = ("and", "&")
_PERSON_OF = re.compile(r"\b([a-z]{2,}) [a-z'-]{2,},? of (?:the )?$")
# Characters behind a name that may tell that it is an example.
_AFTER = 40


def find_asides(folded: str, mentions: tuple[AuthorityMention, ...]) -> set[int]:
    """Starts of names that are somebody's employer, an example, a comparison or say only where a place lies."""
    found = _are_examples(folded, mentions)
    for before, mention in pairwise((None, *mentions)):
        if not mention:
            continue
        joined = before and before.start in found and folded[before.end : mention.start].strip() in _SURE_JOINTS
        here = is_aside(folded, mention) or is_persons(folded, mention) or _is_county_of(folded, before, mention)
        if joined or here:
            found.add(mention.start)
    return found


@cache
def _aside_marks() -> tuple[str, ...]:
    return tuple(f" {phrase}" for listed in read_yaml("names.yaml")["asides"] for phrase in expand(listed))


def is_aside(folded: str, mention: AuthorityMention) -> bool:
    """Whether an authority is named only as an employer, an example or a comparison."""
    before = folded[max(0, mention.start - 50) : mention.start].rstrip()
    before = before.removesuffix(" the").removesuffix(" the london borough of")
    return before.endswith("(") or f" {before}".endswith(_aside_marks())


@cache
def _examples() -> tuple[str, ...]:
    return tuple(phrase for listed in read_yaml("names.yaml")["asides_after"] for phrase in expand(listed))


def _are_examples(folded: str, mentions: tuple[AuthorityMention, ...]) -> set[int]:
    """Starts of names that are examples of more: "nine councils, A and B among them"."""
    found: set[int] = set()
    for mention, following in zip(reversed(mentions), (None, *reversed(mentions)), strict=False):
        after = folded[mention.end : mention.end + _AFTER].lstrip(" ,")
        joined = following and following.start in found and folded[mention.end : following.start].strip() in _JOINTS
        if joined or after.startswith(_examples()):
            found.add(mention.start)
    return found


def is_persons(folded: str, mention: AuthorityMention) -> bool:
    """Whether somebody is told to be of an authority: "Emma Hill, of Leeds"."""
    found = _PERSON_OF.search(folded, max(0, mention.start - 60), mention.start)
    return found is not None and found[1] in listed("first_names")


def _is_county_of(folded: str, before: AuthorityMention | None, mention: AuthorityMention) -> bool:
    """Whether a name only says where the one before it lies: "St Helens in Lancashire"."""
    return before is not None and folded[before.end : mention.start].strip(",") == " in "
