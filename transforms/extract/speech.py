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


@dataclass(frozen=True)
class Speech:
    """All utterances of an article in order, read when first asked for, and the persons, names and roles in it."""

    people: tuple[PersonMention, ...]
    names: tuple[NameSpan, ...]
    roles: tuple[RoleSpan, ...]
    _reader: "_Reader"

    @cached_property
    def utterances(self) -> tuple[Utterance, ...]:
        """Every quotation and report of speech with its speaker."""
        return tuple(self._reader.read())

    @cached_property
    def author(self) -> Speaker | None:
        """The writer of the whole text where that is somebody in office."""
        return self._reader.author()

    def at(self, pos: int) -> Utterance | None:
        """The utterance that holds the character at `pos`."""
        index = bisect_right(self.utterances, pos, key=lambda one: one.start) - 1
        return self.utterances[index] if index >= 0 and pos < self.utterances[index].end else None


@lru_cache(maxsize=2)
def read_speech(document: Document) -> Speech:
    """Who is named in a document and who says what; the last documents read are remembered."""
    reader = _Reader(document)
    return Speech(tuple(reader.people), tuple(reader.spans), tuple(reader.roles), reader)


class _Reader:
    """Goes through the paragraphs of one article, with the names, roles and persons in it."""

    def __init__(self, document: Document) -> None:
        self._text = plain(document.text)
        self._document = document
        self.spans = find_spans(self._text, document)
        self.roles = find_roles(self._text)
        self.people = name_people(self._text, document, self.spans, self.roles)
        self._attributions = Attributions(document, self._text, self.people)
        self._awaited = False

    def read(self) -> Iterator[Utterance]:
        for sentences in paragraphs_of(self._document.sentences):
            start, end = sentences[0].start, sentences[-1].end
            yield from self._paragraph(start, end, sentences)

    def author(self) -> Speaker | None:
        """The writer of the whole text where that is somebody in office."""
        writer = find_author(self._document, self._text, self.people, self.spans, self.roles)
        return speaker_of(writer) if writer else None

    def _paragraph(self, start: int, end: int, sentences: Sequence[Sentence]) -> Iterator[Utterance]:
        quotations = find_quotations(self._text[start:end])
        spans = [(start + one.start, start + one.end) for one in quotations]
        said = self._attributions.between(start, end, spans)
        awaited, self._awaited = self._awaited, self._text[start:end].rstrip().endswith(":")
        yield from sorted(
            [*self._direct(start, quotations, said, awaited), *_reported(sentences, spans, said)],
            key=lambda one: one.start,
        )
        if said:
            self._attributions.last = said[-1]
        elif quotations and not (quotations[0].leads or awaited):
            self._attributions.last = (0, None)

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
        alone = not any(sentence.start <= other < at for other, _ in (*said, *quoted))
        if sentence.start <= at < sentence.end and not is_quoted:
            following = quoted[index][0] if index < len(quoted) else sentence.end
            if _AFTER_ALL.match(sentence.text, at - sentence.start) and alone:
                yield Utterance(sentence.start, at, speaker, False)
            yield Utterance(at, min(sentence.end, following), speaker, False)
