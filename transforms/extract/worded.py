"""Patterns whose grammar stands in the code and whose words stand in a data file."""

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any

from transforms.data import read_yaml
from transforms.errors import UnreadableData

NOT_LOOKED_AFTER = r"(?<!looked[ -])"
"""In a template, in front of words such as "after" that part clauses: that of "looked-after children" is none."""
_LIST = re.compile(r"\{([a-z_]+)\}")
_NOTATION = {r"\{": "(?:", r"\}": ")", r"\|": "|", r"\ ": r"\s"}


class Worded:
    """A regular expression in which `{name}` stands for any phrase of that list of a data file.

    The words are read when the pattern is first used, not on import; UnreadableData tells what is wrong with them.
    """

    def __init__(self, file: str, template: str, flags: int = 0) -> None:
        self.file, self.template, self._flags = file, template, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern with the phrases in it."""
        return re.compile(_LIST.sub(lambda found: choices(self.file, found[1]), self.template), self._flags)

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern, at no more cost: it is bound once. So are those below."""
        return self.compiled.match

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return self.compiled.search

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return self.compiled.fullmatch

    @cached_property
    def sub(self) -> Callable[[str, str], str]:
        """As of a compiled pattern."""
        return self.compiled.sub

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """As of a compiled pattern."""
        return self.compiled.finditer


@cache
def phrases(file: str, name: str) -> tuple[str, ...]:
    """The phrases of a list, laid out in rows perhaps; of a table its keys. UnreadableData if it holds none."""
    listed = _content(file).get(name)
    if not listed or not isinstance(listed, list | dict):
        raise UnreadableData(f"transforms/data/{file} has no list {name}; write one, such as {name}: [a phrase, more].")
    found = tuple(_flat(listed))
    for phrase in found:
        if not _is_phrase(phrase):
            raise UnreadableData(
                f"transforms/data/{file}: {name} holds {phrase!r}, which is no phrase; write words, with quotation"
                " marks around a number, and { | } in pairs of braces only."
            )
    return found


@cache
def numbers(file: str, name: str) -> dict[str, int]:
    """A table of words and the numbers they stand for. UnreadableData if one is no number."""
    wrong = [word for word in phrases(file, name) if type(_table(file, name).get(word)) is not int]
    if wrong:
        raise UnreadableData(f"transforms/data/{file}: {name} has no number for {wrong[0]!r}; give it one.")
    return _table(file, name)


def _content(file: str) -> dict[str, Any]:
    content = read_yaml(file)
    return content if isinstance(content, dict) else {}


def _table(file: str, name: str) -> dict[str, Any]:
    table = _content(file)[name]
    return table if isinstance(table, dict) else {}


def choices(file: str, name: str) -> str:
    """A pattern of any phrase of a list."""
    written = "|".join(re.escape(phrase) for phrase in phrases(file, name))
    for sign, meaning in _NOTATION.items():
        written = written.replace(sign, meaning)
    return f"(?:{written})"


def _flat(listed: Any) -> Iterator[Any]:
    for one in listed:
        if isinstance(one, list):
            yield from one
        else:
            yield one


def _is_phrase(phrase: Any) -> bool:
    """Whether it is words in which every choice {a|b} is in braces that close."""
    if not isinstance(phrase, str) or not phrase.strip():
        return False
    depth = 0
    for sign in phrase:
        depth += (sign == "{") - (sign == "}")
        if depth < 0 or (sign == "|" and depth == 0):
            return False
    return depth == 0
