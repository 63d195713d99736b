"""Events told of a post without a name, and who is named in the sentences behind as the one meant."""

import re
from dataclasses import dataclass, replace

from transforms.extract.document import Document, Sentence
from transforms.extract.leadership_cast import Cast, Person
from transforms.extract.leadership_scene import leadership_words
from transforms.extract.leadership_settling import NEAR
from transforms.extract.leadership_told import Told
from transforms.extract.posts import words_of
from transforms.extract.trace import because
from transforms.extract.worded import Worded

_ANOTHER = Worded("leadership.yaml", r"{own_words}\s", re.IGNORECASE)
_IS_NAMED = re.compile(r"(?:He|She) (?:is|will be) (?=[A-Z])")
_OPENING = 30


@dataclass(frozen=True, slots=True)
class Naming:
    """A text with whoever is named in it."""

    document: Document
    text: str
    cast: Cast

    def named(self, told: list[Told]) -> list[Told]:
        """The events, those without a name with the one that a sentence close by tells, unless it is told elsewhere."""
        known = {(one.role, one.event) for one in told if one.person}
        return [one if one.person or (one.role, one.event) in known else self._named(one) for one in told]

    def _named(self, told: Told) -> Told:
        index = told.sentence.index + 1
        for following in self.document.sentences[index : index + NEAR]:
            person = self._opener(following, told)
            if person:
                return because(replace(told, person=person.name), "leadership.person.opens_next", told.place, person)
        return told

    def _opener(self, sentence: Sentence, told: Told) -> Person | None:
        """Who opens a sentence, by name or as "he" or "she", if it can be the one that an event is told of."""
        first = self.text[sentence.start : sentence.start + 4].lower()
        if first.startswith(("he ", "she ")) and not told.is_coming and not _IS_NAMED.match(self.text, sentence.start):
            since = self.document.sentences[max(0, told.sentence.index - 2)].start
            pronoun = first.split()[0]
            near = self.cast.between(since, told.sentence.start)
            near = tuple(one for one in near if one.can_be(pronoun))[-1:]
        else:
            near = self.cast.between(sentence.start, sentence.start + _OPENING)[:1]
            near = near if near and not _ANOTHER.match(self.text, sentence.start) else ()
            opening = near and self.text[sentence.start : near[0].start]
            near = () if opening and not told.is_coming and words_of("of_a_comer").search(opening) else near
        spoken = self._tells_change(sentence)
        near = tuple(one for one in near if told.is_coming or not one.interim)
        return next((one for one in near if one.post == told.role or (one.role is None and spoken)), None)

    def _tells_change(self, sentence: Sentence) -> bool:
        """Whether a sentence speaks of posts, or of coming and going."""
        verbs = leadership_words().find(self.text, sentence.start, sentence.end)
        return bool(verbs) or bool(words_of("job_words").search(sentence.text))
