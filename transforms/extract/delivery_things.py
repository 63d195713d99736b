"""What a deed was done to: something that councils undertake, the whole of it, with its category and its sum."""

import re
from functools import partial

from transforms.extract.commitment_categories import category_of
from transforms.extract.delivery_deeds import FILE, Deed, bases, phrase_of
from transforms.extract.money import find_amounts
from transforms.extract.trace import Span
from transforms.extract.worded import Worded
from transforms.facts import Category

_MONEY, _COUNTED = "money", ("staff", "posts")
_NEAR, _BEHIND = 45, 60
"""Letters behind a verb within which its sum stands, and behind its clause in which a cost may be told."""

_worded = partial(Worded, FILE, flags=re.IGNORECASE)
_NEW = _worded(r"(?<![\w£])(?:{new_ones}|\d{1,3})\b")
_NOT_ALL = _worded(r"\b(?:{not_all}|\d{1,3} {of_them})\b")
_LED_ON = _worded(r"\s*(?:$|{leads_on}\b)")
_FOR = _worded(r"\b{money_for}\b")
_PURPOSE = _worded(r"\s+(?:[\w'-]+\s){0,3}?{purpose}\b")
_COST = _worded(r"\b{costs}\b")
_MEANT_WELL = _worded(r"\b{meant_well}\b")
_DETERMINER = _worded(r"\b{determiners}\s")


def has_thing(text: str, deed: Deed) -> bool:
    """Whether what was done is something that councils undertake, the whole of it."""
    verb, (start, end) = deed.verb, _place(deed)
    if verb.kind == _MONEY:
        return _is_well_spent(text, deed, start, end)
    found = phrase_of(verb.kind).match(text, start, end)
    if not found or (deed.on_subject and not _LED_ON.match(text, found.end(), end)):
        return False
    if verb.kind in _COUNTED and not _NEW.search(text, start, found.end()):
        return False
    return not _NOT_ALL.search(text, min(start, verb.start), max(found.end(), verb.end))


def category_of_deed(text: str, deed: Deed) -> Category:
    """The category that the deed had when it was undertaken: of "has filled all posts" that of "fill all posts"."""
    verb = deed.verb
    if not deed.on_subject:
        base = bases().get(verb.word, verb.word)
        return category_of(base + text[verb.at + len(verb.word) : deed.end])
    start = _thing_start(text, deed)
    return category_of(text[start : deed.end], (verb.start - start, verb.at - start), passive=True)


def sum_of(text: str, deed: Deed) -> int | None:
    """The first sum that is told with the deed, in pounds."""
    amounts = find_amounts(text[_place(deed)[0] : deed.end])
    return amounts[0].pounds if amounts else None


def is_of_children(words: str) -> bool:
    """Whether words name children's services or what they do."""
    return _FOR.search(words) is not None


def _place(deed: Deed) -> Span:
    """Where what was done stands: the subject of "a home was opened", else behind the verb."""
    return deed.subject if deed.on_subject else (deed.verb.end, deed.end)


def _is_well_spent(text: str, deed: Deed, start: int, end: int) -> bool:
    """Whether a sum was spent to make children's services better: not on fees, fines and placements."""
    whole, amounts = (deed.subject[0], deed.end), find_amounts(text[start:end])
    if not amounts or (not deed.on_subject and amounts[0].start > _NEAR):
        return False
    if _COST.search(text, deed.subject[0], deed.end + _BEHIND):
        return False
    if deed.verb.word == "spent" and not _MEANT_WELL.search(text, *whole):
        return False
    is_for_all = not deed.on_subject and not _PURPOSE.match(text, start + amounts[0].end, end)
    return is_for_all or _FOR.search(text, *whole) is not None


def _thing_start(text: str, deed: Deed) -> int:
    """Where in a subject the thing begins: "since the inspection [a new board]"."""
    start, end = deed.subject
    found = phrase_of(deed.verb.kind).match(text, start, end) if deed.verb.kind != _MONEY else None
    openings = _DETERMINER.finditer(text, start, found.end()) if found else ()
    return max((one.start() for one in openings), default=start)
