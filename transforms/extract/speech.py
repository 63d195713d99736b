"""Who speaks where: direct quotations over several paragraphs, and reported speech."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.data import read_yaml, words
from transforms.extract.document import Document, Sentence
from transforms.extract.names import NameSpan
from transforms.extract.people import PersonMention, find_spans, name_people
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.quotes import Quotation, find_quotations
from transforms.extract.roles import RoleSpan, find_roles, nameless_sides, side_of
from transforms.extract.wording import plain

_PASSIVE = re.compile(r"\b(?<!it )(?:was|were|is|are|be|been|being)(?: [a-z]+ly)?$", re.IGNORECASE)
_THEY = re.compile(r"\bthey(?: (?:has|had|have|also|then|later|further|even))*$", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she)(?: (?:has|had|also|then|later|further|even))*$", re.IGNORECASE)
_ADVERBS = re.compile(
    r"(?:,[^.\"]{0,170},|\s\([^)]{0,60}\),?)?(?: (?:has|had|also|then|later|further|even|today|yesterday))*"
)
_APPOSITION = re.compile(r",[^.\"]{0,170}")
_CLOSED = re.compile(r"[\"'][,.]? ?$")
_BYLINE = re.compile(r"(?:by|from|posted by)\s", re.IGNORECASE)
_REACH = 200
_OPENING = 12


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a side (`authority`, `government`, `inspectorate`, `outside`; None if untold), perhaps a person."""

    side: str | None
    person: PersonMention | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """The words at `article.text[start:end]` are the speaker's: `direct` between quotation marks, else reported."""

    start: int
    end: int
    speaker: Speaker
    direct: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """All utterances of an article in order, with the persons, names and roles that they were read from.

    `author` is the writer of the whole text where that is somebody in office.
    """

    utterances: tuple[Utterance, ...]
    people: tuple[PersonMention, ...]
    names: tuple[NameSpan, ...]
    roles: tuple[RoleSpan, ...]
    author: Speaker | None

    def at(self, pos: int) -> Utterance | None:
        """The utterance that holds the character at `pos`."""
        index = bisect_right(self.utterances, pos, key=lambda one: one.start) - 1
        return self.utterances[index] if index >= 0 and pos < self.utterances[index].end else None


@lru_cache(maxsize=2)
def read_speech(document: Document) -> Speech:
    """Find every quotation and report of speech with its speaker; the last documents read are remembered."""
    reader = _Reader(document)
    utterances = tuple(reader.read())
    return Speech(utterances, tuple(reader.people), tuple(reader.spans), tuple(reader.roles), reader.author)


@cache
def _verbs() -> PhraseIndex:
    return PhraseIndex({"said": sorted(words(read_yaml("people.yaml")["speech"]), key=len, reverse=True)})


class _Reader:
    """Goes through the paragraphs and remembers who spoke last and who was named last."""

    def __init__(self, document: Document) -> None:
        self._text = plain(document.text)
        self._document = document
        self.spans = find_spans(self._text, document)
        self.roles = find_roles(self._text)
        self.people = name_people(self._text, document, self.spans, self.roles)
        self._starts = [one.start for one in self.people]
        self._last: Speaker | None = None
        self._last_at = 0
        self._awaited = False
        self.author: Speaker | None = None

    def read(self) -> Iterator[Utterance]:
        for sentences in _paragraphs(self._document.sentences):
            start, end = sentences[0].start, sentences[-1].end
            self._sign(start, end)
            yield from self._paragraph(start, end, sentences)

    def _sign(self, start: int, end: int) -> None:
        """Take the author from a line such as "By Councillor Ann Other, Leader of the Council"."""
        if self.author is None and end - start < 120 and _BYLINE.match(self._text, start):
            named = [one for one in self._named(start, end) if side_of(one.role) == "authority"]
            if named:
                self.author = Speaker("authority", named[0], named[0].role)

    def _paragraph(self, start: int, end: int, sentences: list[Sentence]) -> Iterator[Utterance]:
        quotations = find_quotations(self._text[start:end])
        spans = [(start + one.start, start + one.end) for one in quotations]
        said = self._attributions(start, end, spans)
        awaited, self._awaited = self._awaited, self._text[start:end].rstrip().endswith(":")
        yield from sorted(
            [*self._direct(start, quotations, said, awaited), *_reported(sentences, spans, said)],
            key=lambda one: one.start,
        )
        if said:
            self._last_at, self._last = said[-1]
        elif not (quotations and quotations[0].leads):
            self._last = self._last if awaited or not quotations else None

    def _direct(
        self, offset: int, quotations: list[Quotation], said: list[tuple[int, Speaker]], awaited: bool
    ) -> Iterator[Utterance]:
        for one in quotations:
            start, end = offset + one.start, offset + one.end
            speaker = _nearest(said, start, end)
            if speaker is None and (one.leads or awaited):
                speaker = self._last
            if speaker is not None:
                yield Utterance(start, end, speaker, True)

    def _attributions(self, start: int, end: int, quoted: list[tuple[int, int]]) -> list[tuple[int, Speaker]]:
        """Places of the verbs of saying outside quotations, each with its speaker."""
        found: list[tuple[int, Speaker]] = []
        for _, verb in _verbs().find(self._text, start, end):
            index = bisect_right(quoted, (verb.start(), end))
            floor = quoted[index - 1][1] if index else start
            if index and verb.start() < floor:
                continue
            speaker = self._inverted(verb, end) or self._subject(floor, verb, found)
            if speaker is not None:
                found.append((verb.start(), speaker))
        if not found and self._text[start:end].rstrip().endswith(":"):
            found += self._announced(start, end)
        return found

    def _announced(self, start: int, end: int) -> list[tuple[int, Speaker]]:
        """A line such as "Ann Other, Cabinet Member for Children:" before what she says."""
        named = self._named(start, end)
        return [(end - 1, self._as_speaker(named[-1]))] if named and end - start < _REACH else []

    def _inverted(self, verb: re.Match[str], end: int) -> Speaker | None:
        """Behind the verb, as in '"...," said Ann Other'."""
        if not _CLOSED.search(self._text, max(0, verb.start() - 3), verb.start()):
            return None
        stop = self._sentence_end(verb.end(), end)
        named = self._named(verb.end(), stop)
        if named:
            return self._as_speaker(named[0])
        return self._nameless(verb.end(), stop)

    def _named(self, start: int, end: int) -> list[PersonMention]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return self.people[first:last]

    def _sentence_end(self, pos: int, end: int) -> int:
        return min(end, self._document.sentence_at(pos).end, pos + _REACH)

    def _subject(self, floor: int, verb: re.Match[str], found: list[tuple[int, Speaker]]) -> Speaker | None:
        """Before the verb: a name with what stands in apposition, a pronoun, or a body such as "the council"."""
        begin = max(floor, self._document.sentence_at(verb.start()).start, verb.start() - _REACH)
        before = self._text[begin : verb.start()].rstrip()
        if _PASSIVE.search(before):
            return None
        if _THEY.search(before):
            return self._last if self._last and not self._last.person else None
        if _PRONOUN.search(before):
            return self._meant(verb.start(), found)
        for one in reversed(self._named(begin, verb.start())):
            between = self._text[one.end : begin + len(before)]
            if _ADVERBS.fullmatch(between) or _APPOSITION.fullmatch(between):
                return self._as_speaker(one)
        return self._nameless(max(begin, begin + len(before) - 60), begin + len(before))

    def _meant(self, pos: int, found: list[tuple[int, Speaker]]) -> Speaker | None:
        """Whom a pronoun means: whoever spoke last, unless somebody else has opened a sentence since."""
        index = bisect_right(self._starts, pos) - 1
        named = self.people[index] if index >= 0 else None
        spoke_at, last = found[-1] if found else (self._last_at, self._last)
        if named is None:
            return last
        opens = named.start - self._document.sentence_at(named.start).start <= _OPENING
        if last and last.person and (named.start <= spoke_at or not opens):
            return last
        return self._as_speaker(named)

    def _nameless(self, start: int, end: int) -> Speaker | None:
        words_there = self._text[start:end]
        hits = [(m.end(), side) for side, pattern in nameless_sides().items() for m in pattern.finditer(words_there)]
        if not hits:
            return None
        side = "outside" if any(side == "outside" for _, side in hits) else max(hits)[1]
        roles = find_roles(words_there)
        return Speaker(side, None, roles[-1].code if roles else None)

    def _as_speaker(self, person: PersonMention) -> Speaker:
        return Speaker(side_of(person.role), person, person.role)


def _paragraphs(sentences: tuple[Sentence, ...]) -> Iterator[list[Sentence]]:
    current: list[Sentence] = []
    for sentence in sentences:
        if current and sentence.paragraph != current[0].paragraph:
            yield current
            current = []
        current.append(sentence)
    if current:
        yield current


def _nearest(said: list[tuple[int, Speaker]], start: int, end: int) -> Speaker | None:
    """The attribution that stands closest to a quotation; the one in front wins a draw."""
    index = bisect_left(said, start, key=lambda one: one[0])
    around = [
        (start - at if at < start else at - end + 1, speaker) for at, speaker in said[max(0, index - 1) : index + 1]
    ]
    return min(around, key=lambda one: one[0])[1] if around else None


def _reported(
    sentences: list[Sentence], quoted: list[tuple[int, int]], said: list[tuple[int, Speaker]]
) -> Iterator[Utterance]:
    """From each verb of saying to the end of its sentence, as far as no quotation takes over."""
    for at, speaker in said:
        sentence = sentences[max(0, bisect_right(sentences, at, key=lambda one: one.start) - 1)]
        index = bisect_right(quoted, at, key=lambda one: one[0])
        is_quoted = index > 0 and at < quoted[index - 1][1]
        if sentence.start <= at < sentence.end and not is_quoted:
            following = quoted[index][0] if index < len(quoted) else sentence.end
            yield Utterance(at, min(sentence.end, following), speaker, False)
