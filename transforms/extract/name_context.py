"""Whether a bare name is an authority's where it stands, or part of another name: a body's, a person's, a place's."""

import re
from functools import cache

from transforms.data import read_yaml, words

_WORD_BEFORE = re.compile(r"([\w'&.]{1,40}) $")
_WORD_AFTER = re.compile(r"(?:'s?)? ((?:and |& )?)([\w']{1,40})(?: ([\w']{1,40}))?")
_ENDS_OF_SENTENCE = ("", "\n", ".", "!", "?", ":", "\u2022", "-")


@cache
def listed(name: str) -> frozenset[str]:
    """The words under a heading of names.yaml."""
    content = read_yaml("names.yaml")[name]
    return frozenset(content) if content and isinstance(content[0], str) else words(content)


def is_authority(text: str, plain: str, start: int, end: int, *, council: bool = False) -> bool:
    """Whether the words around `text[start:end]` leave it the name of an authority; `plain` has plain quotes."""
    if council:
        return not _is_of_wider_area(plain, start)
    if _is_part_of_name(plain, start) or _is_part_of_body(plain, end):
        return False
    looks_other = _has_capital_before(plain, start) or _has_capital_after(plain, end)
    return not looks_other or is_heading_at(text, start, end)


def _is_of_wider_area(plain: str, start: int) -> bool:
    """Whether the word before makes a wider area of a council's name: "the Greater Manchester council" lies there."""
    before = _WORD_BEFORE.search(plain, max(0, start - 42), start)
    return before is not None and before[1] in listed("wider_areas")


def is_surname(plain: str, start: int) -> bool:
    """Whether a first name or a title stands before: "Emma ...", "Cllr ..."."""
    before = _WORD_BEFORE.search(plain, max(0, start - 42), start)
    return before is not None and before[1].rstrip(".").casefold() in listed("first_names")


def opens_sentence(text: str, start: int) -> bool:
    """Whether a word is the first of a sentence, heading or line."""
    return text[max(0, start - 8) : start].rstrip(" \"'\u2018\u201c(")[-1:] in _ENDS_OF_SENTENCE


def is_heading_at(text: str, start: int, end: int) -> bool:
    """Whether the line is written With Capitals Throughout, so that capitals say nothing."""
    first = text.rfind("\n", max(0, start - 200), start) + 1 or max(0, start - 200)
    last = text.find("\n", end, end + 200)
    line = text[first : last if last >= 0 else end + 200]
    long = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return bool(long) and not line.endswith(".") and sum(word[0].isupper() for word in long) > 0.7 * len(long)


def _is_part_of_name(text: str, start: int) -> bool:
    """Whether the word before makes another name of a bare name wherever it stands: "West ...", "Emma ..."."""
    before = _WORD_BEFORE.search(text, max(0, start - 42), start)
    if not before:
        return False
    word = before[1].rstrip(".").casefold().removesuffix("'s")
    return word in listed("first_names") or (word in listed("always_other") and before[1][0].isupper())


def _has_capital_before(text: str, start: int) -> bool:
    """Whether a capitalised word stands before that belongs to no sentence of its own."""
    before = _WORD_BEFORE.search(text, max(0, start - 42), start)
    if not before or before[1].endswith(".") or not before[1][0].isupper():
        return False
    word = before[1].rstrip(".").casefold().removesuffix("'s")
    return not (word in listed("may_precede") or opens_sentence(text, before.start()))


def _is_part_of_body(text: str, end: int) -> bool:
    """Whether the words after make another body of a bare name: "... Police", "... and Cornwall Police"."""
    after = _WORD_AFTER.match(text, end)
    if not after:
        return False
    stops = listed("not_before")
    if after[1]:
        return after[2][0].isupper() and (after[3] or "").casefold() in stops
    return text[end : end + 1] == " " and after[2].casefold() in stops


def _has_capital_after(text: str, end: int) -> bool:
    """Whether a capitalised word follows that no council's name is followed by."""
    after = _WORD_AFTER.match(text, end)
    if not after or after[1] or text[end : end + 1] != " ":
        return False
    return after[2][0].isupper() and not (after[2].isupper() or after[2].casefold() in listed("may_follow"))
