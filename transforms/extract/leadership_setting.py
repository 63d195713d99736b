"""A sentence about posts: who is named in it, which posts they hold, and when it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from transforms.extract.dates import DateMention
from transforms.extract.document import Document, Sentence
from transforms.extract.leadership_cast import Cast, Person
from transforms.extract.leadership_told import Told
from transforms.extract.people import stands_before, stands_behind
from transforms.extract.posts import Post, words_of
from transforms.extract.roles import RoleSpan
from transforms.extract.wording import within

_AND = re.compile(r"\sand\s(?:(?:the|its|their|a|an|new|interim|permanent)\s){0,3}", re.IGNORECASE)
_YEAR = re.compile(r"20\d\d")
_LONG_AGO = 45
_BULLET = 3
_OPENING = 30
_DATE_REACH = 70
_A_YEAR = 400
_OBJECT_REACH = 120
_REACH = 160
_SENTENCES_BACK = 3


def _is_heading(sentence: Sentence, day: DateMention) -> bool:
    """Whether a date is all that a sentence says, or stands before it with a colon."""
    behind = sentence.text[day.end - sentence.start :].strip()
    opens = day.start - sentence.start <= _BULLET
    return opens and (behind in ("", ".") or behind.startswith((":", "–", "—", "|", "- ")))


@dataclass(frozen=True, slots=True)
class Setting:
    """A sentence with its posts and roles; `story` is the role that the story is about.

    `is_near` tells that a post of the guide's is told shortly before, `is_vacant` that a going from one is; `named`
    holds the posts that the text names anywhere, `earlier` the office named last before the sentence, if any is near.
    `so_far` holds the events of the sentence and the last going before it, `posts_before` those of the one before
    where "it" may stand for one of them.
    """

    document: Document
    text: str
    cast: Cast
    sentence: Sentence
    roles: Sequence[RoleSpan]
    posts: Sequence[Post]
    story: str | None
    is_near: bool = True
    is_vacant: bool = False
    named: frozenset[str] = frozenset()
    earlier: Sequence[RoleSpan] = ()
    last_authority: str | None = None
    so_far: Sequence[Told] = ()
    posts_before: Sequence[Post] = ()

    def people(self) -> tuple[Person, ...]:
        """Everybody named in the sentence."""
        return self.cast.between(self.sentence.start, self.sentence.end)

    def behind(self, pos: int, reach: int = _OBJECT_REACH) -> tuple[Person, ...]:
        """Persons named behind a place in the sentence."""
        return self.cast.between(pos, min(self.sentence.end, pos + reach))

    def says(self, key: str, pos: int | None = None, reach: int = _REACH) -> bool:
        """Whether words of a list of leadership.yaml stand in the sentence, or just behind a place in it."""
        start = self.sentence.start if pos is None else pos
        end = self.sentence.end if pos is None else min(self.sentence.end, pos + reach)
        return bool(words_of(key).search(self.text, start, end))

    def before(self, pos: int, reach: int = _OPENING) -> str:
        """The words of the sentence just before a place."""
        return self.text[max(self.sentence.start, pos - reach) : pos]

    def names_authority(self, pos: int) -> bool:
        """Whether an authority is named right behind a place."""
        return bool(within(self.document.mentions, pos, pos + 6))

    def dated(self, pos: int, reach: int = _DATE_REACH) -> Literal["past", "future"] | None:
        """Whether a date just behind a place lies before the day of publication (by its year), or after it."""
        today = self.document.published
        near = self._dates_behind(pos, reach)
        if today is None or not near:
            return None
        told = _YEAR.search(self.text, near[0].start, near[0].end)
        return "past" if told and near[0].last < today else "future" if near[0].first > today else None

    @property
    def is_chronicle(self) -> bool:
        """Whether the sentence stands under or behind a date long past, as in a list: the present is history there."""
        today, index = self.document.published, self.sentence.index
        for sentence in self.document.sentences[max(0, index - _SENTENCES_BACK) : index + 1]:
            first = self.document.dates_in(sentence)[:1]
            long_past = first and (today is None or (today - first[0].last).days > _LONG_AGO)
            if long_past and _is_heading(sentence, first[0]):
                return True
        return False

    def is_over(self, pos: int) -> bool:
        """Whether a day told just behind a place, of whatever year, lies before that of publication."""
        today, near = self.document.published, self._dates_behind(pos)
        return today is not None and bool(near) and near[0].precision == "day" and near[0].last < today

    def is_recent(self, pos: int) -> bool:
        """Whether a day or month (no mere year) told just behind a place lies in the year before publication."""
        today, near = self.document.published, self._dates_behind(pos)
        year_alone = bool(near) and self.text[near[0].start : near[0].end].isdigit()
        return today is not None and bool(near) and not year_alone and 0 <= (today - near[0].first).days < _A_YEAR

    def _dates_behind(self, pos: int, reach: int = _DATE_REACH) -> list[DateMention]:
        return [one for one in self.document.dates_in(self.sentence) if pos <= one.start < pos + reach][:1]

    def are_beside(self, person: Person, post: Post) -> bool:
        """Whether name and post stand in apposition."""
        return stands_behind(self.text, person.end, post.start) or stands_before(self.text, post.end, person.start)

    def holder(self, post: Post) -> Person | None:
        """The person beside a post."""
        return next((one for one in self.people() if self.are_beside(one, post)), None)

    def joined(self, post: Post) -> list[Post]:
        """The posts named with another: "the chief executive and the director have both left"."""
        return [one for one in self.posts if one is not post and _AND.fullmatch(self.text, one.end, post.start)]

    def post_beside(self, person: Person) -> Post | None:
        """The post beside a person: the one that he or she is known by, else the first."""
        beside = [post for post in self.posts if not post.generic and self.are_beside(person, post)]
        others = {one.role_at for one in self.people() if one is not person}
        own = [post for post in self.posts if post.start == person.role_at and post.start not in others]
        return next(iter([*own, *beside]), None)

    def has_role(self, person: Person) -> bool:
        """Whether a role of any kind is told of a person just behind the name."""
        return any(person.start <= role.start < person.end + 80 for role in self.roles)

    def free_posts(self, *people: Person | None) -> list[Post]:
        """The posts of the sentence that are not told of somebody else by name."""
        others = {one.role_at for one in self.people() if one not in people}
        return [post for post in self.posts if not post.former and post.start not in others]

    @property
    def implied(self) -> str | None:
        """The post to take where none is told: another of the sentence, else the story's."""
        return next((post.role for post in self.free_posts()), self.story)

    def role_of(self, person: Person) -> str | None:
        """The post of the guide's that a person holds: told beside the name here, or anywhere in the text."""
        held = self.post_beside(person)
        return held.role if held else person.post
