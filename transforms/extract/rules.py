"""What the rule that a fact names is, where it stands, and which phrase of the data files matched its words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.data import read_yaml
from transforms.extract.terms import expand
from transforms.extract.verbs import conjugated
from transforms.extract.wording import pattern_of, plain

_FAMILY = "*"
_PLAIN_PHRASES = "ratings.yaml"
_NAMES = ("type", "name")
# Its verbs stand there in their plain form, in a text in any, behind their helpers.
_CONJUGATED = "leadership.yaml"
_VERBS = "verbs"
_NOUNS = "nouns"
# Parts of words by which a text is first looked through.
_NO_PHRASES = "stems"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it `says`, its `function` below transforms/extract/, the `data` file and `headings` of its words.

    `member` is what its name adds to that of its family.
    """

    name: str
    says: str
    function: str
    data: str
    headings: tuple[str, ...]
    member: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a data file, as it is written there under `headings`."""

    file: str
    headings: Path
    written: str


def rule_named(name: str) -> Rule:
    """The rule of that name. KeyError if rules.yaml has none, or a family of rules no such member."""
    listed = read_yaml("rules.yaml")
    if name in listed and not name.endswith(_FAMILY):
        return _rule(name, listed[name])
    for family, entry in listed.items():
        member = name.removeprefix(family[:-1])
        if family.endswith(_FAMILY) and member != name and member in _members(entry):
            return _rule(name, entry, member)
    raise KeyError(f"transforms/data/rules.yaml has no rule {name}")


@cache
def rule_names() -> tuple[str, ...]:
    """The names of all rules, every member of a family with its own."""
    found: list[str] = []
    for name, entry in read_yaml("rules.yaml").items():
        is_family = name.endswith(_FAMILY)
        found += [name[:-1] + member for member in _members(entry)] if is_family else [name]
    return tuple(found)


def phrase_of(rule: Rule, words: str) -> Phrase | None:
    """The first phrase under the headings of a rule's data file that matches all of the words."""
    content, single = read_yaml(rule.data), " ".join(plain(words).split())
    macros: Mapping[str, str] = content.get("macros", {})
    for path, written in _own_first(rule, (leaf for head in rule.headings for leaf in _leaves(content[head], (head,)))):
        if _matches(rule.data, path, written, macros, single):
            return Phrase(rule.data, path, written)
    return None


def _own_first(rule: Rule, leaves: Iterable[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """The phrases, those of the member of a family in front: a notice is issued by words that a direction has too."""
    return sorted(leaves, key=lambda leaf: rule.member not in leaf[0])


def _rule(name: str, entry: dict[str, Any], member: str = "") -> Rule:
    return Rule(name, entry["says"], entry["function"], entry["data"], tuple(entry.get("headings", ())), member)


def _members(entry: dict[str, Any]) -> list[str]:
    """Types of steps or names of cues under the headings that name the members of a family."""
    content = read_yaml(entry["data"])
    return [name for heading in entry["named_in"] for name in _names(content[heading])]


def _names(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        yield from (entry[key] for key in _NAMES if key in entry)
    children = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ()
    for child in children:
        yield from _names(child)


def _leaves(entry: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every phrase below an entry with the headings above it; an entry of a list is headed by its type or name."""
    if isinstance(entry, str):
        yield path, entry
    elif isinstance(entry, dict):
        own = next((entry[key] for key in _NAMES if key in entry), None)
        for key, child in entry.items():
            if key not in (*_NAMES, _NO_PHRASES):
                yield from _leaves(child, (*path, own, key) if own else (*path, key))
    elif isinstance(entry, list):
        for child in entry:
            yield from _leaves(child, path)


def _matches(file: str, path: Path, written: str, macros: Mapping[str, str], words: str) -> bool:
    if file == _CONJUGATED and path[0] == _VERBS:
        forms = (pattern_of(one, {}) for one in conjugated(written, macros))
        return any(re.fullmatch(rf"(?:\S+ )*{form}", words, re.IGNORECASE) for form in forms)
    if file == _PLAIN_PHRASES or path[0] == _NOUNS:
        return words.lower() in (phrase.lower() for phrase in expand(written))
    return re.fullmatch(pattern_of(written, macros), words, re.IGNORECASE) is not None
