"""Which post a story is about, and which one is meant at a place by "the post" or by nothing at all."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from transforms.extract.document import Document, Sentence
from transforms.extract.roles import RoleSpan, posts_of_roles
from transforms.extract.worded import Worded

_LEADER = "council_leader"
_OTHER_STORIES = ("commissioner", "officer", "inspector")
_SOUGHT = Worded("leadership.yaml", r"\b{sought}\b[^.,;]{0,30}$", re.IGNORECASE)
_SOUGHT_REACH = 60
_REACH = 300


@dataclass(frozen=True)
class Stories:
    """A text with all its roles, and where each begins."""

    document: Document
    text: str
    roles: Sequence[RoleSpan]
    starts: Sequence[int]

    @cached_property
    def headlined(self) -> str | None:
        """The post that the headline names, else the most telling of the text; none where it is another's story."""
        named = posts_of_roles()
        headline = len(self.document.article.title)
        for end in (headline, len(self.text)):
            codes = [one.code for one in self.roles if one.start < end]
            told = {named[code] for code in codes if code in named} - ({_LEADER} if end > headline else set())
            if told:
                return min(told, key=list(named.values()).index)
            if end == headline and any(code in _OTHER_STORIES for code in codes):
                return None
        return None

    def named_before(self, sentence: Sentence, end: int | None = None) -> str | None:
        """The post named last before a sentence, or up to `end`: what "the role" means in a story about none."""
        named = posts_of_roles()
        first = max(0, sentence.start - _REACH)
        before = [one for one in self.between(first, end or sentence.start) if one.code in named]
        return named[before[-1].code] if before else None

    def sought_before(self, sentence: Sentence) -> str | None:
        """The post that the sentence before says is to be filled: what "the post" means in this one."""
        before = self.document.sentences[max(0, sentence.index - 1)]
        if before.paragraph != sentence.paragraph or before is sentence:
            return None
        named = posts_of_roles()
        for one in self.between(before.start, before.end):
            first = max(before.start, one.start - _SOUGHT_REACH)
            if one.code in named and _SOUGHT.search(self.text, first, one.start):
                return named[one.code]
        return None

    def between(self, start: int, end: int) -> tuple[RoleSpan, ...]:
        """The roles that begin between two places."""
        return tuple(self.roles[bisect_left(self.starts, start) : bisect_left(self.starts, end)])
