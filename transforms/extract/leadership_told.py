"""One event as a sentence tells it, and what the readers hand to one another."""

from dataclasses import dataclass
from typing import Literal

from transforms.extract.document import Sentence
from transforms.extract.leadership_cast import Person
from transforms.extract.posts import Post
from transforms.extract.trace import Span

Event = Literal["appointed", "interim_appointed", "leaving", "left"]
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
    def place(self) -> Span:
        """Where the first word of the event stands."""
        words = self.sentence.text[self.pos - self.sentence.start :].split(maxsplit=1)
        return self.pos, self.pos + len(words[0] if words else "")

    @property
    def is_coming(self) -> bool:
        """Whether somebody comes to the post."""
        return self.event in ("appointed", "interim_appointed")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Given:
    """The post that stands behind a verb: one of the guide's, or `other` if it is none of those."""

    post: Post | None
    other: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Who does what a verb tells: persons, or a post without a name."""

    people: tuple[Person, ...] = ()
    post: Post | None = None
