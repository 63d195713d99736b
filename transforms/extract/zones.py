"""Where the story stands on a page, and where the page's furniture: links, adverts, comments."""

from collections.abc import Iterable
from functools import cache

from transforms.data import read_yaml
from transforms.extract.sentences import TITLE, Sentence, paragraphs_of
from transforms.extract.trace import dropped

# A heading of furniture is short; a sentence of the story that opens with the same word is not.
_LONGEST_HEADING = 60
_LEAST_STORY_BEFORE = 1 / 3
_CLOSED = (".", "!", "?", ";", ",", "\u201d", "\u2019", '"', "'")
_BAR = " | "
_NO_MARKS: tuple[str, ...] = ()


@cache
def _marks(name: str) -> tuple[str, ...]:
    return tuple(mark.casefold() for mark in read_yaml("zones.yaml")[name])


@cache
def _marks_by_letter(name: str) -> dict[str, tuple[str, ...]]:
    """The marks that a line opens with, by their first letter: most lines need no look at any."""
    marks = _marks(name)
    return {letter: tuple(mark for mark in marks if mark[0] == letter) for letter in {mark[0] for mark in marks}}


def _opens_with(line: str, name: str) -> bool:
    return line.startswith(_marks_by_letter(name).get(line[:1], _NO_MARKS))


def _is_line_of_furniture(line: str) -> bool:
    opens = _opens_with(line, "lines") and not (len(line) > 3 * _LONGEST_HEADING and line.endswith("."))
    return opens or _is_asking(line) or _is_comment(line)


def _is_asking(line: str) -> bool:
    """Whether a short line asks the reader for something: an address, a story, a subscription."""
    return len(line) <= 2 * _LONGEST_HEADING and any(mark in line for mark in _marks("asking"))


def _is_comment(line: str) -> bool:
    """Whether a line closes with the name of a reader who posted it."""
    return not line.endswith(".") and any(mark in line[-_LONGEST_HEADING:] for mark in _marks("comments"))


def _is_headline(line: str) -> bool:
    """Whether a line may be the link to another story: short, and closed by nothing."""
    return len(line) <= 2 * _LONGEST_HEADING and not line.endswith(_CLOSED) and ":" not in line[-2:]


def _is_row_of_links(lines: list[str], place: int) -> bool:
    """Whether a line holds links side by side: bars as in a table, but no row of one beside it."""
    if _BAR not in lines[place] or lines[place].endswith("."):
        return False
    beside = lines[max(0, place - 1) : place] + lines[place + 1 : place + 2]
    return not any(_BAR in line for line in beside)


def _is_advert(line: str) -> bool:
    brief = len(line) < 2 * _LONGEST_HEADING or "\u00a3" in line
    return brief and any(mark in line for mark in _marks("adverts"))


def _ends_story(line: str) -> bool:
    if _is_advert(line):
        return True
    heading = len(line) <= _LONGEST_HEADING or ":" in line[:40] or "|" in line
    is_headed = _opens_with(line, "ends") and heading and not line.endswith((".", ".\u201d", ".\u2019", '."'))
    is_brief = _opens_with(line, "ends_with_a_word_more") and len(line) <= _LONGEST_HEADING / 2
    if is_headed or (is_brief and _is_headline(line)):
        return True
    return len(line) <= _LONGEST_HEADING and line.endswith(_marks("ends_when_closing"))


def _plain(paragraph: Iterable[Sentence]) -> str:
    return " ".join(one.text for one in paragraph).casefold().lstrip("-\u2013\u2022*#>|\"'\u2018\u201c ")


def keep_story(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The sentences of title and story, furniture left out."""
    length = sentences[-1].end if sentences else 0
    kept: list[Sentence] = []
    paragraphs = list(paragraphs_of(sentences))
    lines = [_plain(paragraph) for paragraph in paragraphs]
    in_links = False
    for place, (paragraph, line) in enumerate(zip(paragraphs, lines, strict=True)):
        if paragraph[0].paragraph == TITLE:
            kept.extend(paragraph)
            continue
        is_late = paragraph[0].start >= length * _LEAST_STORY_BEFORE
        if is_late and _ends_story(line):
            dropped("page.advert" if _is_advert(line) else "page.end", (paragraph[0].start, length))
            break
        in_links = is_late and ((in_links and _is_headline(line)) or _is_row_of_links(lines, place))
        if in_links or _is_line_of_furniture(line):
            in_links = is_late
            dropped("page.furniture", (paragraph[0].start, paragraph[-1].end))
        else:
            kept.extend(paragraph)
    return tuple(kept)
