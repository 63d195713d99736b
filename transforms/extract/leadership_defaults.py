"""The post of a coming or going told of somebody without one: the story's, unless something speaks of another."""

import re
from dataclasses import dataclass, replace

from transforms.extract.leadership_cast import Cast
from transforms.extract.leadership_stories import Stories
from transforms.extract.leadership_told import INFERRED, Told
from transforms.extract.roles import posts_of_roles
from transforms.extract.trace import because
from transforms.extract.worded import Worded

_OTHER_OFFICE = Worded("leadership.yaml", r"\b{other_offices}\b", re.IGNORECASE)
_OF_ANY_BODY = frozenset({"chief_executive"})
_OWN_OFFICE = frozenset({"officer"})


@dataclass(frozen=True, slots=True)
class Defaults:
    """A text with whoever is named in it, and the post that its story is about."""

    cast: Cast
    stories: Stories

    def settled(self, one: Told) -> Told | None:
        """The event with the story's post, if it is told directly of a person and nothing near tells another's."""
        story = self.stories.headlined
        if story is None or one.rule in INFERRED or not self._is_told_by(one, story):
            return None
        if self._tells_other(one) or not self._is_unknown(one):
            return None
        return because(replace(one, role=story), "leadership.post.storys", one.place)

    def _is_told_by(self, one: Told, post: str) -> bool:
        """Whether a post is one that none but councils have, or is named by the end of the paragraph of an event."""
        if post not in _OF_ANY_BODY:
            return True
        same = [other.end for other in self.stories.document.sentences if other.paragraph == one.sentence.paragraph]
        return any(posts_of_roles().get(role.code) == post for role in self.stories.between(0, same[-1]))

    def _is_unknown(self, told: Told) -> bool:
        """Whether no office is told anywhere of the person; who comes must also have a title or a known first name."""
        same = [one for one in self.cast.people if one.name == told.person]
        is_person = not told.is_coming or any(one.pronoun for one in same)
        return bool(same) and is_person and not any(one.role for one in same)

    def _tells_other(self, one: Told) -> bool:
        """Whether the sentence, or the one before it, names an office that is none of the guide's."""
        first = self.stories.document.sentences[max(0, one.sentence.index - 1)].start
        offices = {role.code for role in self.stories.between(first, one.sentence.end)}
        told = _OTHER_OFFICE.search(self.stories.text, first, one.sentence.end)
        return bool(offices - posts_of_roles().keys() - _OWN_OFFICE or told)
