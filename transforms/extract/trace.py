"""What the finders take and drop, noted while somebody listens; where nobody does, a note costs one look-up."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

Span = tuple[int, int]
T = TypeVar("T")


class Placed(Protocol):
    """Anything that stands at `text[start:end]` of an article."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


Place = Placed | Span


@dataclass(frozen=True, slots=True)
class Note:
    """Why the words at `span` are a fact or none: `reason` is a key of reasons.yaml, `cue` where the words for it are.

    A key of two parts ("rating.denied") drops what stands there, one of three ("rating.when.past") is a ground for it.
    """

    reason: str
    span: Span
    cue: Span | None
    value: object = field(hash=False)

    @property
    def kind(self) -> str:
        """What it is about: a kind of fact, `subject`, `person` or `page`."""
        return self.reason.split(".")[0]

    @property
    def about(self) -> str:
        """What a ground is about: words, authority, when, confidence ..."""
        return self.reason.split(".")[1]

    @property
    def drops(self) -> bool:
        """Whether what stands there is no fact."""
        return self.reason.count(".") == 1


@dataclass(slots=True)
class Notes:
    """All notes of one extraction, in the order in which they were made; `taken` has the place of every fact."""

    notes: list[Note] = field(default_factory=list)
    taken: dict[object, Span] = field(default_factory=dict)


_NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def listen() -> Iterator[Notes]:
    """Collect what is noted meanwhile in this thread or task."""
    notes = Notes()
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


def listening() -> bool:
    """Whether anybody wants the notes: asked before work that is done for them alone."""
    return _NOTES.get() is not None


def because(value: T, reason: str, place: Place, cue: Place | None = None) -> T:
    """Return the value, and note the reason for it."""
    notes = _NOTES.get()
    if notes is not None:
        notes.notes.append(Note(reason, _span(place), None if cue is None else _span(cue), value))
    return value


def dropped(reason: str, place: Place, cue: Place | None = None) -> None:
    """Note that what stands at a place is considered and is no fact."""
    because(None, reason, place, cue)


def taken(fact: T, place: Place) -> T:
    """Return the fact, and note where its words stand: the grounds noted for that place are its grounds."""
    notes = _NOTES.get()
    if notes is not None:
        notes.taken.setdefault(fact, _span(place))
    return fact


def _span(place: Place) -> Span:
    return place if isinstance(place, tuple) else (place.start, place.end)
