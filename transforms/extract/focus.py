"""Which authority is spoken of at each place of a story."""

from bisect import bisect_left
from dataclasses import dataclass

from transforms.extract.mentions import AuthorityMention
from transforms.extract.sentences import Sentence

# Namings back to which "the council" may still go.
_FAR = 50


@dataclass(frozen=True, slots=True)
class Focus:
    """The thread of a story: who is meant by "the council" and the like, sentence after sentence."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[AuthorityMention, ...]
    subjects: tuple[str, ...]
    home_authority: str | None

    def at(self, start: int, end: int, sentence: Sentence) -> str | None:
        """The authority meant at a place: named in its sentence, else the only subject, else the one named last."""
        places = (sentence.start, sentence.end, end + 1)
        first, last, after = (bisect_left(self.mentions, place, key=lambda one: one.start) for place in places)
        before = self.mentions[first : min(after, last)]
        if before:
            return before[-1].authority
        if len(self.subjects) == 1:
            return self.subjects[0]
        if first < last:
            return self.mentions[first].authority
        earlier = (one.authority for one in reversed(self.mentions[max(0, first - _FAR) : first]))
        return next((name for name in earlier if name in self.subjects), self.home_authority)
