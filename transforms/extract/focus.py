"""Which authority is spoken of at each place of a story."""

from dataclasses import dataclass

from transforms.extract.mentions import AuthorityMention
from transforms.extract.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Focus:
    """The thread of a story: who is meant by "the council" and the like, sentence after sentence."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[AuthorityMention, ...]
    subjects: tuple[str, ...]
    home_authority: str | None

    def at(self, start: int, end: int, sentence: Sentence) -> str | None:
        """The authority meant at a place: named in its sentence, else the only subject, else the one named last."""
        named = [one for one in self.mentions if sentence.start <= one.start < sentence.end]
        before = [one for one in named if one.start <= end]
        if before:
            return before[-1].authority
        if len(self.subjects) == 1:
            return self.subjects[0]
        if named:
            return named[0].authority
        earlier = [one for one in self.mentions if one.start < start and one.authority in self.subjects]
        return earlier[-1].authority if earlier else self.home_authority
