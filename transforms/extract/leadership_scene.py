"""One sentence as a story about posts: who is named in it, which posts, and who is the subject of a verb."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from transforms.data import read_yaml
from transforms.extract.document import Document, Sentence
from transforms.extract.leadership_cast import Cast, Person
from transforms.extract.people import stands_before, stands_behind
from transforms.extract.posts import Post, authority_at, words_of
from transforms.extract.roles import RoleSpan
from transforms.extract.wording import within

Event = Literal["appointed", "interim_appointed", "leaving", "left"]

_TO_VERB = re.compile(
    r"(?:\s?,[^.;]{0,130},|\s?,|\s\([^)]{0,60}\),?)?(?:\s(?:at|of|in|for)\s[^,.;]{0,60})?"
    r"(?:,?\s(?:and|but|himself|herself|both|[a-z]+ly))?\s*",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she)\s*$", re.IGNORECASE)
_HE_OR_SHE = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_AND_VERB = re.compile(r",?\s(?:and|but)\s*$", re.IGNORECASE)
_AND_NAME = re.compile(r"(?:,[^.;,]{0,80},?)?\s(?:and|&)\s(?:[^.;]{0,60}\s)?", re.IGNORECASE)
_ASIDE = re.compile(r"[,;:(]|\b(?:who|after|following|while|and)\b", re.IGNORECASE)
_NEAR = 90
_OPENING = 30
_OBJECT_REACH = 110
_REACH = 160
INFERRED = ("successor", "predecessor")
"""Rules that read one person's coming or going off another's."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event as told at `pos`; `implied` is the role to take where none is told."""

    pos: int
    sentence: Sentence
    event: Event
    person: str | None
    role: str | None
    authority: str | None
    rule: str
    implied: str | None = None

    @property
    def is_coming(self) -> bool:
        """Whether somebody comes to the post."""
        return self.event in ("appointed", "interim_appointed")


@cache
def _goes_on(key: str) -> re.Pattern[str]:
    return re.compile("|".join(phrase.replace(" ", r"\s*") for phrase in read_yaml("leadership.yaml")[key]))


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its posts and roles; `story` is the role that the story is about."""

    document: Document
    text: str
    cast: Cast
    sentence: Sentence
    roles: Sequence[RoleSpan]
    posts: Sequence[Post]
    story: str | None

    def behind(self, pos: int, reach: int = _OBJECT_REACH) -> tuple[Person, ...]:
        """Persons named behind a place in the sentence."""
        return self.cast.between(pos, min(self.sentence.end, pos + reach))

    def says(self, key: str, pos: int | None = None, reach: int = _REACH) -> bool:
        """Whether words of a list of leadership.yaml stand in the sentence, or just behind a place in it."""
        start = self.sentence.start if pos is None else pos
        end = self.sentence.end if pos is None else min(self.sentence.end, pos + reach)
        return bool(words_of(key).search(self.text, start, end))

    def goes_on(self, key: str, pos: int) -> bool:
        """Whether one of the words of a list follows a place at once."""
        return bool(_goes_on(key).match(self.text[pos : pos + 30].lstrip()))

    def names_authority(self, pos: int) -> bool:
        """Whether an authority is named right behind a place."""
        return bool(within(self.document.mentions, pos, pos + 6))

    def opener(self, verb: int) -> tuple[Person, ...]:
        """The person that opens the sentence, if the only one before a verb."""
        named = self.cast.between(self.sentence.start, verb)
        return named if len(named) == 1 and named[0].start - self.sentence.start < _OPENING else ()

    def aims(self, infinitive: int) -> tuple[Person, ...]:
        """The person behind an infinitive: "left Leeds in May to become director"; he or she, where nobody is named."""
        named = self.cast.between(self.sentence.start, infinitive)
        if not named and _HE_OR_SHE.search(self.text, self.sentence.start, infinitive):
            return self.cast.between(0, infinitive)[-1:]
        return self.opener(infinitive)

    def leads_to(self, end: int, verb: int) -> bool:
        """Whether what ends at `end` can be the subject of the verb at `verb`: nothing but asides between them."""
        return end <= verb and bool(_TO_VERB.fullmatch(self.text, end, verb))

    def subjects(self, verb: int) -> tuple[Person, ...]:
        """The persons before a verb, by name or pronoun; two where a name is joined to another by "and"."""
        if _PRONOUN.search(self.text, max(self.sentence.start, verb - 8), verb):
            last = self.cast.last_before(verb)
            return (last,) if last else ()
        named = self.cast.between(self.sentence.start, verb)
        for index in range(len(named) - 1, -1, -1):
            if self.leads_to(named[index].end, verb) or self._holds_what_leads_to(named[index], verb):
                return (*self._joined(named[:index], named[index]), named[index])
        opener = self.opener(verb)
        return opener if opener and _AND_VERB.search(self.text, opener[0].end, verb) else ()

    def _holds_what_leads_to(self, person: Person, verb: int) -> bool:
        """Whether the post told behind a name leads to the verb: "Ann Other, the director at Leeds has resigned"."""
        behind = within(self.posts, person.end, verb)[:1]
        held = (post for post in behind if stands_behind(self.text, person.end, post.start))
        return any(self.leads_to(post.end, verb) for post in held)

    def _joined(self, earlier: tuple[Person, ...], person: Person) -> tuple[Person, ...]:
        return earlier[-1:] if earlier and _AND_NAME.fullmatch(self.text, earlier[-1].end, person.start) else ()

    def are_beside(self, person: Person, post: Post) -> bool:
        """Whether name and post stand in apposition."""
        return stands_behind(self.text, person.end, post.start) or stands_before(self.text, post.end, person.start)

    def holder(self, post: Post) -> Person | None:
        """The person beside a post."""
        named = self.cast.between(self.sentence.start, self.sentence.end)
        return next((one for one in named if self.are_beside(one, post)), None)

    def post_beside(self, person: Person) -> Post | None:
        """The post beside a person."""
        return next((post for post in self.posts if self.are_beside(person, post)), None)

    def has_role(self, person: Person) -> bool:
        """Whether a role of any kind is told of a person just behind the name."""
        return any(person.start <= role.start < person.end + 80 for role in self.roles)

    def told(self, event: Event, person: str | None, post: Post, pos: int, rule: str) -> Told:
        """An event about a post of the sentence."""
        authority = authority_at(self.document, self.text, post, pos)
        return Told(pos, self.sentence, event, person, post.role, authority, rule)

    def told_of(
        self, event: Event, person: str, role: str | None, pos: int, rule: str, post: Post | None = None
    ) -> Told:
        """An event about a person; without a role it is the story's, if the words speak of a post at all."""
        spoken = rule in INFERRED or self.says("job_words")
        implied = self.story if role is None and spoken and not self._tells_other_post(pos) else None
        authority = authority_at(self.document, self.text, post, pos)
        return Told(pos, self.sentence, event, person, role, authority, rule, implied)

    def _tells_other_post(self, pos: int) -> bool:
        """Whether a post that is none of the guide's stands behind a place: "takes on the highways brief"."""
        pos = self.text.find(" ", pos)
        clause = _ASIDE.search(self.text, pos, min(self.sentence.end, pos + _NEAR))
        end = clause.start() if clause else min(self.sentence.end, pos + _NEAR)
        other = words_of("other_posts").search(self.text, pos, end)
        return other is not None and not within(self.posts, other.start() - _OPENING, other.end())
