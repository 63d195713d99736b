"""Which announced items are fetched: a decision on what the listing says, before anything else is read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from transforms.data import read_yaml
from transforms.rules_version import hash_of_files

FILES = ("candidates.py", "data/candidates.yaml")
COMMITTEE = "committee"
_WORD = re.compile(r"\w+")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_LETTERS = re.compile(r"[a-z]{3}")
_ENDING = re.compile(r"\.[a-z0-9]{2,5}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Announced:
    """An item of a listing: plain texts as announced; `section` is a part of the site or a committee."""

    url: str
    source_kind: str
    title: str | None = None
    summary: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to fetch an item; `reason` is the word that spoke for it, or the code of what spoke against it."""

    fetch: bool
    reason: str


def decide(announced: Announced) -> Decision:
    """Decide on an item by what its listing says of it; recall goes before thrift.

    Codes of what is passed over: `off_topic`; `formality` and `other_committee` for papers of committees.
    """
    if announced.source_kind in read_yaml("candidates.yaml")["always"]:
        return Decision(True, announced.source_kind)
    title = _plain(announced.title)
    if announced.source_kind == COMMITTEE:
        title = title or _slug(announced.url)
        return _decide_paper(f"{title} {_plain(announced.summary)}", _plain(announced.section))
    told = " ".join((title, _plain(announced.summary), _slug(announced.url)))
    if not _LETTERS.search(told):
        return Decision(True, "untold")
    return _decide_on(f"{told} {_plain(announced.section)}", "off_topic")


@cache
def candidate_rules() -> str:
    """Return a short hash of the code and the words by which items are chosen."""
    return hash_of_files(FILES)


def _decide_paper(told: str, committee: str) -> Decision:
    if _phrases("formalities").match(told):
        return Decision(False, "formality")
    if word := _first("committees", committee):
        return Decision(True, word)
    return _decide_on(told, "other_committee")


def _decide_on(text: str, code: str) -> Decision:
    word = _first("words", _phrases("but_not").sub(" ", text))
    return Decision(True, word) if word else Decision(False, code)


def _first(heading: str, text: str) -> str | None:
    found = _phrases(heading).search(text)
    return found.group() if found else None


def _slug(url: str) -> str:
    """Return the words of the last part of an address, in which many sites repeat the title."""
    path = urlsplit(url).path.rstrip("/")
    return _plain(_ENDING.sub("", unquote(path.rpartition("/")[2])))


def _plain(text: str | None) -> str:
    """Return the words in lower case with a blank between two; an apostrophe divides none."""
    return " ".join(_WORD.findall(_APOSTROPHES.sub("", (text or "").casefold()).replace("_", " ")))


@cache
def _phrases(heading: str) -> re.Pattern[str]:
    """Return what finds any of the phrases under a heading in a plain text."""
    content = read_yaml("candidates.yaml")[heading]
    lists = content.values() if isinstance(content, dict) else [content]
    phrases = {phrase for rows in lists for row in rows for phrase in row}
    return re.compile(rf"\b(?:{'|'.join(_patterns(phrases))})\b")


def _patterns(phrases: Iterable[str]) -> Iterable[str]:
    # The longest first, so that the reason names all of a phrase.
    for phrase in sorted(phrases, key=lambda one: (-len(one), one)):
        yield " ".join(re.escape(_plain(word)) + (r"\w*" if word.endswith("*") else "") for word in phrase.split())
