"""Which post is meant where one person's coming or going is told by another's: "her predecessor", "in his place"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from transforms.extract.document import Document
from transforms.extract.leadership_cast import Cast, Person
from transforms.extract.leadership_told import Told
from transforms.extract.trace import because
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_ITS_HOLDER = _worded(
    r"\b(?:(?P<owner>her|his)\s(?:[\w-]+\s){0,2}{counterparts}|(?P<subject>she|he)\s(?:has\s|had\s|will\s|is\sto\s)?{counterpart_verbs})\b"
)
_SENTENCES_BACK = 2
_PRONOUNS = {"her": "she", "his": "he", "she": "she", "he": "he"}
_UNTOLD = (None, "assistant")


@dataclass(frozen=True, slots=True)
class Counterparts:
    """A text with whoever is named in it."""

    document: Document
    text: str
    cast: Cast

    def settled(self, told: list[Told]) -> Iterator[Told]:
        """The events; those told without a post, but by somebody else's, with that one's or not at all."""
        coming = {one.person for one in told if one.is_coming and one.role}
        for one in told:
            other = self._other(one) if one.role is None and one.person else None
            if other is None or other.name in coming:
                yield one
            elif other.post:
                yield replace(one, implied=other.post)
            elif other.role in _UNTOLD or because(False, "leadership.other_house", one.place):
                yield one

    def _other(self, told: Told) -> Person | None:
        """Whose post it is: the one whom "her" or "she" means."""
        found = _ITS_HOLDER.search(self.text, told.sentence.start, told.sentence.end)
        if not found:
            return None
        pronoun = _PRONOUNS[(found["owner"] or found["subject"]).lower()]
        index = told.sentence.index
        for sentence in reversed(self.document.sentences[max(0, index - _SENTENCES_BACK) : index + 1]):
            end = min(sentence.end, found.start())
            named = self.cast.between(sentence.start, end) if sentence.paragraph >= 0 else ()
            meant = [one for one in named if one.can_be(pronoun) and one.name != told.person]
            if meant:
                return meant[0]
        return None
