"""Which authority is spoken of at each place of a story."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from transforms.extract.mentions import AuthorityMention
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.worded import Worded

# Namings back to which "the council" may still go.
_FAR = 50
# Characters of a heading beside the name of its authority.
_BESIDE = 4
# Characters of a paragraph within which the name stands that it opens with.
_SOON = 25
# Behind a name that opens a line of a table or list, and how many such lines make one.
_LINE_MARKS = (":", "|", "\u2013", "\u2014")
_FEWEST_LINES = 3
# Councils in the plural, and the number before them, if any.
_COUNCILS = Worded("names.yaml", r"\b(?:({numbers})(?: [\w'-]+){0,3} )?(?:{councils})(?!\w)")
_start = attrgetter("start")


def find_sections(
    sentences: tuple[Sentence, ...], mentions: tuple[AuthorityMention, ...]
) -> tuple[tuple[int, str], ...]:
    """Starts of the parts of a round-up, each headed by nothing but the name of its authority; none if there is one.

    A name with another such name under it, as in a list of links, heads nothing.
    """
    found: list[tuple[int, str]] = []
    for sentence in sentences:
        place = bisect_left(mentions, sentence.start, key=_start)
        if place < len(mentions) and mentions[place].end <= sentence.end:
            one = mentions[place]
            if sentence.paragraph != TITLE and len(sentence.text) - (one.end - one.start) <= _BESIDE:
                found.append((sentence.start, one.authority))
    starts = {start for start, _ in found}
    followed = {one.start for one, after in pairwise(sentences) if after.start not in starts}
    found = [one for one in found if one[0] in followed]
    return tuple(found) if len({name for _, name in found}) > 1 else ()


def find_lines(folded: str, sentences: tuple[Sentence, ...], mentions: tuple[AuthorityMention, ...]) -> frozenset[str]:
    """Authorities that open a line each in a table or list, "Leeds: ..." or "Leeds | ..."; none if they are few."""
    starts = {one.start for one, before in zip(sentences, (None, *sentences), strict=False) if _opens(one, before)}
    opening = (one for one in mentions if one.start in starts)
    found = frozenset(one.authority for one in opening if folded[one.end : one.end + 2].lstrip()[:1] in _LINE_MARKS)
    return found if len(found) >= _FEWEST_LINES else frozenset()


def find_told_of(
    folded: str, sentences: tuple[Sentence, ...], mentions: tuple[AuthorityMention, ...]
) -> frozenset[str]:
    """Authorities told of in paragraphs that open with one, where the headline tells of councils and names none."""
    title = sentences[0] if sentences else None
    if not title or title.paragraph != TITLE or not mentions or mentions[0].start < title.end:
        return frozenset()
    found = _COUNCILS.search(folded, title.start, title.end)
    if not found or found[1]:
        return frozenset()
    starts = [one.start for one, before in zip(sentences, (None, *sentences), strict=False) if _opens(one, before)]
    paragraphs: dict[int, list[AuthorityMention]] = {}
    for one in mentions:
        paragraphs.setdefault(starts[bisect_right(starts, one.start) - 1], []).append(one)
    told = (named for start, named in paragraphs.items() if named[0].start - start <= _SOON)
    return frozenset(one.authority for named in told for one in named)


def _opens(sentence: Sentence, before: Sentence | None) -> bool:
    """Whether a sentence opens its paragraph."""
    return before is None or before.paragraph != sentence.paragraph


@dataclass(frozen=True, slots=True)
class Focus:
    """The thread of a story: who is meant by "the council" and the like, sentence after sentence."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[AuthorityMention, ...]
    subjects: tuple[str, ...]
    home_authority: str | None
    sections: tuple[tuple[int, str], ...] = ()

    def at(self, start: int, end: int, sentence: Sentence) -> str | None:
        """The authority meant at a place: named in its sentence or heading, else the only subject or the last named."""
        places = (sentence.start, sentence.end, end + 1)
        first, last, after = (bisect_left(self.mentions, place, key=_start) for place in places)
        before = self.mentions[first : min(after, last)]
        if before:
            return before[-1].authority
        section = bisect_left(self.sections, sentence.start + 1, key=lambda one: one[0]) - 1
        if section >= 0 and first == last:
            return self.sections[section][1]
        if len(self.subjects) == 1:
            return self.subjects[0]
        if first < last:
            return self.mentions[first].authority
        earlier = (one.authority for one in reversed(self.mentions[max(0, first - _FAR) : first]))
        return next((name for name in earlier if name in self.subjects), self.home_authority)
