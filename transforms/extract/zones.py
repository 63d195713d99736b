"""Where the story stands on a page, and where the page's furniture: links, adverts, comments."""

from collections.abc import Iterable
from functools import cache
from itertools import groupby

from transforms.data import read_yaml
from transforms.extract.sentences import TITLE, Sentence

# A heading of furniture is short; a sentence of the story that opens with the same word is not.
_LONGEST_HEADING = 60
_LEAST_STORY_BEFORE = 1 / 3


@cache
def _opening_marks(name: str) -> tuple[str, ...]:
    return tuple(mark.casefold() for mark in read_yaml("zones.yaml")[name])


def _opens_with(line: str, name: str) -> bool:
    return line.startswith(_opening_marks(name))


def _is_line_of_furniture(line: str) -> bool:
    return _opens_with(line, "lines") and not (len(line) > 3 * _LONGEST_HEADING and line.endswith("."))


def _is_advert(line: str) -> bool:
    brief = len(line) < 2 * _LONGEST_HEADING or "\u00a3" in line
    return brief and any(mark in line for mark in _opening_marks("adverts"))


def _ends_story(line: str) -> bool:
    if _is_advert(line):
        return True
    heading = len(line) <= _LONGEST_HEADING or ":" in line[:40] or "|" in line
    is_headed = _opens_with(line, "ends") and heading and not line.endswith((".", ".\u201d", ".\u2019", '."'))
    return is_headed or (len(line) <= _LONGEST_HEADING and line.endswith(_opening_marks("ends_when_closing")))


def _plain(paragraph: Iterable[Sentence]) -> str:
    return " ".join(one.text for one in paragraph).casefold().lstrip("-\u2013\u2022*#>|\"'\u2018\u201c ")


def _paragraphs(sentences: tuple[Sentence, ...]) -> list[tuple[Sentence, ...]]:
    return [tuple(group) for _, group in groupby(sentences, key=lambda one: one.paragraph)]


def keep_story(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The sentences of title and story, furniture left out."""
    length = sentences[-1].end if sentences else 0
    kept: list[Sentence] = []
    for paragraph in _paragraphs(sentences):
        line = _plain(paragraph)
        if paragraph[0].paragraph == TITLE:
            kept.extend(paragraph)
            continue
        if _ends_story(line) and paragraph[0].start >= length * _LEAST_STORY_BEFORE:
            break
        if not _is_line_of_furniture(line):
            kept.extend(paragraph)
    return tuple(kept)
