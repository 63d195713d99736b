"""Who says what a verb of saying leads to: named beside it, meant by a pronoun, or a body such as "the council"."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

from transforms.data import read_yaml, words
from transforms.extract.document import Document
from transforms.extract.people import PersonMention
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.roles import find_roles, nameless_sides, side_of
from transforms.extract.trace import Span
from transforms.extract.worded import Worded
from transforms.extract.wording import lowered

_worded = partial(Worded, "people_clauses.yaml", flags=re.IGNORECASE)
_PASSIVE = _worded(r"\b(?<!it ){be}(?: [a-z]+ly)?$")
_THEY = _worded(r"\bthey(?: (?:has|had|have|{speech_adverbs}))*$")
_PRONOUN = _worded(r"\b{he_or_she}(?: (?:has|had|{speech_adverbs}))*$")
_ADVERBS = Worded(
    "people_clauses.yaml",
    r"(?:,[^.\"]{0,170},|\s\([^)]{0,60}\),?)?(?: (?:has|had|{speech_adverbs}|{today}))*",
)
_APPOSITION = re.compile(r",[^.\"]{0,170}")
_AS = _worded(r"\b{as_told}(?: [\w']+){1,4} $")
_CLOSED = re.compile(r"[\"'][,.]? ?$")
_COORDINATED = _worded(r"\b{and}(?: (?:has|had|{speech_adverbs}))*$")
# Letters around a verb in which its subject may stand: a name; a body or an office without one; the name that opens;
# a pronoun with the adverbs behind it.
_REACH, _NEAR, _OPENING, _TAIL = 200, 60, 12, 60


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a side (`authority`, `government`, `inspectorate`, `outside`; None if untold), perhaps a person.

    `words` are those around the verb that tell the side of a speaker without a name.
    """

    side: str | None
    person: PersonMention | None = None
    words: str = ""

    @property
    def role(self) -> str | None:
        """The post held, a key of `roles` in people.yaml; of a nameless speaker the last that the words name."""
        if self.person:
            return self.person.role
        return next((one.code for one in reversed(find_roles(self.words))), None)


Attribution = tuple[int, Speaker]
"""The place of a verb of saying, and who is its subject."""


def speaker_of(person: PersonMention) -> Speaker:
    """Somebody named as a speaker, on the side of the office held."""
    return Speaker(side_of(person.role), person)


@cache
def _verbs() -> PhraseIndex:
    return PhraseIndex({"said": sorted(words(read_yaml("people.yaml")["speech"]), key=len, reverse=True)})


class Attributions:
    """The speakers of one article; `last` is the attribution that the words before the present paragraph end with.

    `text` is the document's with plain quotation marks, `people` those named in it, in order.
    """

    def __init__(self, document: Document, text: str, people: Sequence[PersonMention]) -> None:
        self._document = document
        self._text = text
        self._people = people
        self._starts = [one.start for one in people]
        self.last: tuple[int, Speaker | None] = (0, None)

    def between(self, start: int, end: int, quoted: Sequence[Span]) -> list[Attribution]:
        """Places of the verbs of saying from `start` to `end` outside what is `quoted`, each with its speaker."""
        found: list[Attribution] = []
        for _, verb in _verbs().find(self._text, start, end):
            index = bisect_right(quoted, (verb.start(), end))
            floor = quoted[index - 1][1] if index else start
            if index and verb.start() < floor:
                continue
            speaker = self._inverted(verb, end) or self._subject(floor, verb, found)
            if speaker is not None and not (speaker.side == "inspectorate" and self._is_aside(floor, verb.start())):
                found.append((verb.start(), speaker))
        if not found and self._text[start:end].rstrip().endswith(":"):
            found += self._announced(start, end)
        return found

    def _is_aside(self, floor: int, verb: int) -> bool:
        """Whether the words around are another's: "the strategy will be rewritten, as the peers advised"."""
        return bool(_AS.search(self._text, max(floor, verb - _NEAR), verb))

    def _announced(self, start: int, end: int) -> list[Attribution]:
        """A line such as "Ann Other, Cabinet Member for Children:" before what she says."""
        named = self._named(start, end)
        return [(end - 1, speaker_of(named[-1]))] if named and end - start < _REACH else []

    def _inverted(self, verb: re.Match[str], end: int) -> Speaker | None:
        """Behind the verb, as in '"...," said Ann Other'."""
        if not _CLOSED.search(self._text, max(0, verb.start() - 3), verb.start()):
            return None
        stop = self._sentence_end(verb.end(), end)
        named = self._named(verb.end(), stop)
        if named:
            return speaker_of(named[0])
        return self._nameless(verb.end(), stop)

    def _named(self, start: int, end: int) -> Sequence[PersonMention]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return self._people[first:last]

    def _sentence_end(self, pos: int, end: int) -> int:
        return min(end, self._document.sentence_at(pos).end, pos + _REACH)

    def _subject(self, floor: int, verb: re.Match[str], found: list[Attribution]) -> Speaker | None:
        """Before the verb: a name with what stands in apposition, a pronoun, or a body such as "the council"."""
        begin = max(floor, self._document.sentence_at(verb.start()).start, verb.start() - _REACH)
        stop = begin + len(self._text[begin : verb.start()].rstrip())
        tail = max(begin, stop - _TAIL), stop
        if _PASSIVE.search(self._text, *tail):
            return None
        if _THEY.search(self._text, *tail):
            _, last = self.last
            return last if last and not last.person else None
        if _PRONOUN.search(self._text, *tail):
            return self._meant(verb.start(), found)
        if _COORDINATED.search(self._text, *tail):
            return self._first_subject(verb.start(), found)
        for one in reversed(self._named(begin, verb.start())):
            if _ADVERBS.fullmatch(self._text, one.end, stop) or _APPOSITION.fullmatch(self._text, one.end, stop):
                return speaker_of(one)
        return self._nameless(max(begin, stop - _NEAR), stop)

    def _first_subject(self, pos: int, found: list[Attribution]) -> Speaker | None:
        """Whom an "and" before the verb leads back to: who spoke before in the sentence, or whom it names first."""
        start = self._document.sentence_at(pos).start
        before = next((speaker for at, speaker in found if at >= start), None)
        if before is not None:
            return before
        named = self._named(start, min(pos, start + _REACH))
        return speaker_of(named[0]) if named else self._nameless(start, min(pos, start + _NEAR))

    def _meant(self, pos: int, found: list[Attribution]) -> Speaker | None:
        """Whom a pronoun means: whoever spoke last, unless somebody else has opened a sentence since."""
        index = bisect_right(self._starts, pos) - 1
        named = self._people[index] if index >= 0 else None
        spoke_at, last = found[-1] if found else self.last
        if named is None:
            return last
        opens = named.start - self._document.sentence_at(named.start).start <= _OPENING
        if last and last.person and (named.start <= spoke_at or not opens):
            return last
        return speaker_of(named)

    def _nameless(self, start: int, end: int) -> Speaker | None:
        words_there = self._text[start:end]
        small = lowered(words_there)
        hits = [(m.end(), side) for side, pattern in nameless_sides().items() for m in pattern.finditer(small)]
        if not hits:
            return None
        side = "outside" if any(side == "outside" for _, side in hits) else max(hits)[1]
        return Speaker(side, None, words_there)
