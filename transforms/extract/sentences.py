"""Sentences of an article, with their places in its text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import attrgetter

import sentencex

from transforms.article import PARAGRAPH_BREAK, Article
from transforms.data import read_yaml, words

TITLE = -1
# Characters; the rules weigh the words of one sentence against each other, so hostile text must not make it endless.
_LONGEST = 1500
# Characters; the splitter's time grows with the square of a paragraph of nothing but quotation marks.
_STRETCH = 10_000
_POINT = re.compile(r"[.]\s+(?=[\"'(\u2018\u201c]?[A-Z\u00a3])")
_LAST_WORD = re.compile(r"\w*\Z")
_LONGEST_WORD = 20
_FULL_STOP = re.compile(r"[.!?][\"'\u2019\u201d]?\s+(?=[\"'(\u2018\u201c]?[A-Z0-9\u00a3])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `article.text[start:end]` is its `text`; `paragraph` is -1 for the title."""

    index: int
    paragraph: int
    start: int
    end: int
    text: str


@cache
def _abbreviations() -> frozenset[str]:
    return words(read_yaml("sentences.yaml")["abbreviations"])


@cache
def _whole_words() -> frozenset[str]:
    """Words that the splitter takes for an abbreviation if a point stands behind them."""
    return words(read_yaml("sentences.yaml")["whole_words"])


def _is_cut_short(left: str, right: str) -> bool:
    """Whether the splitter cut behind an abbreviation, or before a small letter."""
    last = left.rsplit(maxsplit=1)[-1] if left.strip() else ""
    if not last.endswith("."):
        return right[:1].islower() and not left.rstrip().endswith((":", ";", "!", "?"))
    word = last.rstrip(".").lstrip("(\"'\u2018\u201c").casefold()
    return word in _abbreviations() or right[:1].islower()


def split_paragraph(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of one paragraph, surrounding white space left out."""
    for first, last in _cut(text, 0, len(text), _STRETCH):
        for start, end in _split(text[first:last]):
            yield first + start, first + end


def _split(text: str) -> Iterator[tuple[int, int]]:
    begin = end = 0
    for found in sentencex.get_sentence_boundaries("en", text):
        if end and not _is_cut_short(text[max(begin, end - 40) : end].rstrip(), text[end : end + 40].lstrip()):
            yield from _at_words(text, begin, end)
            begin = end
        end = int(found["end_index"])
    yield from _at_words(text, begin, len(text))


def _at_words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of what the splitter left whole behind "in May."; quotations stay whole."""
    for point in _POINT.finditer(text, start, end):
        last = _LAST_WORD.search(text, max(start, point.start() - _LONGEST_WORD), point.start())
        is_end = last is not None and last[0].lower() in _whole_words()
        if is_end and not _is_within_quotes(text[start : point.start()]):
            yield from _pieces(text, start, point.end())
            start = point.end()
    yield from _pieces(text, start, end)


def _is_within_quotes(left: str) -> bool:
    return left.count('"') % 2 == 1 or left.count("\u201c") > left.count("\u201d")


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence whole, or cut if it is longer than any that people write; white space around it left out."""
    for first, last in _cut(text, start, end, _LONGEST):
        part = text[first:last].rstrip()
        if part:
            yield last - len(text[first:last].lstrip()), first + len(part)


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """The text between two places whole, or in pieces no longer than `longest`, cut at blanks where it has any."""
    while end - start > longest:
        blank = text.rfind(" ", start + 1, start + longest)
        cut = blank if blank > 0 else start + longest
        yield start, cut
        start = cut
    yield start, end


def sentences_within(sentence: Sentence) -> Iterator[Sentence]:
    """The sentences of a quotation, which the splitter leaves whole; any other sentence as it is."""
    begin, text = 0, sentence.text
    for stop in _FULL_STOP.finditer(text):
        if not _is_cut_short(
            text[max(begin, stop.end() - 40) : stop.end()].rstrip(), text[stop.end() : stop.end() + 40]
        ):
            yield _part(sentence, begin, stop.end())
            begin = stop.end()
    yield _part(sentence, begin, len(text)) if begin else sentence


def _part(sentence: Sentence, start: int, end: int) -> Sentence:
    text = sentence.text[start:end].rstrip()
    start += sentence.start
    return replace(sentence, start=start, end=start + len(text), text=text)


def paragraphs_of(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    """The sentences of each paragraph."""
    return (tuple(group) for _, group in groupby(sentences, key=attrgetter("paragraph")))


def split_article(article: Article) -> tuple[Sentence, ...]:
    """All sentences of the title and the paragraphs, in order of the text."""
    sentences: list[Sentence] = []
    offset = 0
    for number, paragraph in enumerate((article.title, *article.paragraphs), start=TITLE):
        for start, end in split_paragraph(paragraph):
            sentences.append(Sentence(len(sentences), number, offset + start, offset + end, paragraph[start:end]))
        offset += len(paragraph) + len(PARAGRAPH_BREAK)
    return tuple(sentences)
