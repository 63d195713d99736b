"""Who speaks where: direct quotations over several paragraphs, and reported speech."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from transforms.extract.attributions import Attribution, Attributions, Speaker, speaker_of
from transforms.extract.authors import find_author
from transforms.extract.document import Document, Sentence
from transforms.extract.names import NameSpan
from transforms.extract.people import PersonMention, find_spans, name_people
from transforms.extract.quotes import Quotation, find_quotations
from transforms.extract.roles import RoleSpan, find_roles
from transforms.extract.sentences import paragraphs_of
from transforms.extract.trace import Span
from transforms.extract.wording import plain

_AFTER_ALL = re.compile(r"[a-z]+(?: on)?[,.]?(?=[\s,.]*$|, )")


@dataclass(frozen=True, slots=True)
class Utterance:
    """The words at `article.text[start:end]` are the speaker's: `direct` between quotation marks, else reported."""

    start: int
    end: int
    speaker: Speaker
    direct: bool


class Speech:
    """Who is named in an article, in what posts, and who says what: each is read when first asked for."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = plain(document.text)

    @cached_property
    def roles(self) -> tuple[RoleSpan, ...]:
        """The posts named."""
        return tuple(find_roles(self._text))

    @cached_property
    def names(self) -> tuple[NameSpan, ...]:
        """Whatever is shaped like a name."""
        return tuple(find_spans(self._text, self._document))

    @cached_property
    def people(self) -> tuple[PersonMention, ...]:
        """The persons named."""
        return tuple(name_people(self._text, self._document, self.names, self.roles))

    @cached_property
    def author(self) -> Speaker | None:
        """The writer of the whole text where that is somebody in office."""
        writer = find_author(self._document, self._text, self.people, self.names, self.roles)
        return speaker_of(writer) if writer else None

    @cached_property
    def _reader(self) -> "_Reader":
        return _Reader(self._document, self._text, self.people)

    @property
    def utterances(self) -> Sequence[Utterance]:
        """Every quotation and report of speech, in order, with its speaker."""
        return self._reader.read_to(len(self._text))

    def at(self, pos: int) -> Utterance | None:
        """The utterance that holds the character at `pos`; what is said further on is not read for it."""
        utterances = self._reader.read_to(pos)
        index = bisect_right(utterances, pos, key=lambda one: one.start) - 1
        return utterances[index] if index >= 0 and pos < utterances[index].end else None


@lru_cache(maxsize=2)
def read_speech(document: Document) -> Speech:
    """Who is named in a document and who says what; the last documents read are remembered."""
    return Speech(document)


class _Reader:
    """Goes through the paragraphs of one article, with the persons in it, as far as it is asked to."""

    def __init__(self, document: Document, text: str, people: Sequence[PersonMention]) -> None:
        self._text = text
        self._paragraphs = paragraphs_of(document.sentences)
        self._attributions = Attributions(document, text, people)
        self._utterances: list[Utterance] = []
        self._end = 0
        self._awaited = False

    def read_to(self, pos: int) -> Sequence[Utterance]:
        """The utterances of every paragraph up to that of the character at `pos`, perhaps of more."""
        while self._end <= pos and (sentences := next(self._paragraphs, None)):
            start, self._end = sentences[0].start, sentences[-1].end
            self._utterances += self._paragraph(start, self._end, sentences)
        return self._utterances

    def _paragraph(self, start: int, end: int, sentences: Sequence[Sentence]) -> list[Utterance]:
        paragraph = self._text[start:end]
        quotations = find_quotations(paragraph)
        spans = [(start + one.start, start + one.end) for one in quotations]
        said = self._attributions.between(start, end, spans)
        awaited, self._awaited = self._awaited, paragraph.rstrip().endswith(":")
        if not (said or quotations):
            return []
        found = [*self._direct(start, quotations, said, awaited), *_reported(sentences, spans, said)]
        if said:
            self._attributions.last = said[-1]
        elif not (quotations[0].leads or awaited):
            self._attributions.last = (0, None)
        return sorted(found, key=lambda one: one.start)

    def _direct(
        self, offset: int, quotations: list[Quotation], said: list[Attribution], awaited: bool
    ) -> Iterator[Utterance]:
        for one in quotations:
            start, end = offset + one.start, offset + one.end
            speaker = _nearest(said, start, end)
            if speaker is None and (one.leads or awaited):
                _, speaker = self._attributions.last
            if speaker is not None:
                yield Utterance(start, end, speaker, True)


def _nearest(said: list[Attribution], start: int, end: int) -> Speaker | None:
    """The attribution that stands closest to a quotation; the one in front wins a draw."""
    index = bisect_left(said, start, key=lambda one: one[0])
    around = [
        (start - at if at < start else at - end + 1, speaker) for at, speaker in said[max(0, index - 1) : index + 1]
    ]
    return min(around, key=lambda one: one[0])[1] if around else None


def _reported(sentences: Sequence[Sentence], quoted: list[Span], said: list[Attribution]) -> Iterator[Utterance]:
    """From each verb of saying to the end of its sentence, as far as no quotation takes over.

    With a comma or the end behind it, what stands before it is reported too: "A plan will follow, she said".
    """
    for at, speaker in said:
        sentence = sentences[max(0, bisect_right(sentences, at, key=lambda one: one.start) - 1)]
        index = bisect_right(quoted, at, key=lambda one: one[0])
        is_quoted = index > 0 and at < quoted[index - 1][1]
        alone = not (_any_between(said, sentence.start, at) or _any_between(quoted, sentence.start, at))
        if sentence.start <= at < sentence.end and not is_quoted:
            following = quoted[index][0] if index < len(quoted) else sentence.end
            if _AFTER_ALL.match(sentence.text, at - sentence.start) and alone:
                yield Utterance(sentence.start, at, speaker, False)
            yield Utterance(at, min(sentence.end, following), speaker, False)


def _any_between(places: Sequence[Span | Attribution], start: int, end: int) -> bool:
    """Whether any of the places, in order, begins from `start` up to `end`."""
    index = bisect_left(places, start, key=lambda one: one[0])
    return index < len(places) and places[index][0] < end
