"""Many tellings of one change brought together: the post left out, one row each, and whether it has happened."""

import re
from collections.abc import Callable, Set
from dataclasses import replace

from transforms.extract.leadership_told import INFERRED, Event, Told
from transforms.extract.posts import words_of
from transforms.extract.trace import because, dropped
from transforms.extract.worded import Worded

_HAS_GONE = Worded("leadership.yaml", r"{has_gone}\b", re.IGNORECASE)
_ONCE_TO_COME = Worded("leadership.yaml", r"{once_to_come} ", re.IGNORECASE)
NEAR = 3
"""Sentences over which one change is told on."""


def completed(told: list[Told], default: Callable[[Told], Told | None] = lambda _: None) -> list[Told]:
    """Give an event told without its post the post that the same person is known to come to or go from.

    Else that of the nameless event just before it, else the story's, else what `default` makes of the event.
    """
    done: list[Told] = []
    used: set[int] = set()
    known: dict[tuple[str | None, bool], Told] = {}
    for one in sorted(told, key=lambda event: event.pos):
        nameless = [other for other in done[-5:] if other.pos not in used and _tells_more(other, one)]
        same = known.get((one.person, one.is_coming)) if one.person else None
        one = _as_partner(told, known, _follows(done, one))
        if one.role is not None:
            done.append(one)
        elif same:
            done.append(replace(one, role=same.role, authority=same.authority))
            because(None, "leadership.post.same", one.place, same.place)
        elif nameless:
            used.add(nameless[-1].pos)
            event = nameless[-1].event if one.is_coming else one.event
            done.append(replace(one, role=nameless[-1].role, authority=nameless[-1].authority, event=event))
            because(None, "leadership.post.just_before", one.place, nameless[-1].place)
        elif partner := _vacated(done, one, 0 if one.implied else 1) or _came_then(told, one):
            done.append(replace(one, role=partner.role, authority=partner.authority))
            because(None, "leadership.post.just_before", one.place, partner.place)
        elif one.implied:
            done.append(because(replace(one, role=one.implied), "leadership.post.storys", one.place))
        elif later := _told_later(told, one):
            done.append(replace(one, role=later.role or later.implied, authority=later.authority))
            because(None, "leadership.post.same", one.place, later.place)
        elif settled := default(one):
            done.append(settled)
        else:
            dropped("leadership.no_post", one.place)
        for last in done[-1:]:
            known.setdefault((last.person, last.is_coming), last)
    return done


def _follows(done: list[Told], one: Told) -> Told:
    """What follows from another's coming is about the post to which he or she is told to come just before."""
    if one.rule not in INFERRED:
        return one
    near = [other for other in done[-3:] if 0 < one.sentence.index - other.sentence.index <= 1 and other.is_coming]
    own = [other for other in near if one.is_coming and other.person == one.person and other.rule not in INFERRED]
    with_it = [other for other in done[-1:] if not one.is_coming and other.pos == one.pos and other.rule in INFERRED]
    for other in (*own, *with_it):
        return replace(one, role=other.role, authority=other.authority)
    return one


def _as_partner(told: list[Told], known: dict[tuple[str | None, bool], Told], one: Told) -> Told:
    """Whoever replaces somebody whose going from a post is known comes to that post."""
    if one.role or one.rule not in INFERRED or not one.is_coming:
        return one
    partners = [other for other in told if other.pos == one.pos and not other.is_coming and other.rule in INFERRED]
    left = next((known[key] for other in partners if (key := (other.person, False)) in known), None)
    return replace(one, role=left.role, authority=left.authority) if left else one


def _told_later(told: list[Told], one: Told) -> Told | None:
    """The same coming or going of a person as it is told further on, with its post."""
    same = (other for other in told if (other.person, other.is_coming) == (one.person, one.is_coming))
    return next((other for other in same if one.person and (other.role or other.implied)), None)


def _vacated(done: list[Told], one: Told, reach: int) -> Told | None:
    """The going of another told in the same sentence, or `reach` before it: whoever comes there takes that post."""
    since = one.sentence.index - reach
    near = (other for other in reversed(done[-3:]) if other.sentence.index >= since and other.person != one.person)
    return next((other for other in near if one.is_coming and not other.is_coming and other.role), None)


def _came_then(told: list[Told], one: Told) -> Told | None:
    """The coming of another told in the sentence that tells a going: whoever went has left that post."""
    same = (other for other in told if other.sentence is one.sentence and other.person != one.person)
    return next((other for other in same if other.is_coming and other.role and not one.is_coming), None)


def _tells_more(nameless: Told, one: Told) -> bool:
    near = 0 <= one.sentence.index - nameless.sentence.index <= NEAR
    return nameless.person is None and near and nameless.is_coming == one.is_coming


def merged(told: list[Told]) -> list[Told]:
    """One event for each person and post and direction; a nameless one only where no named one tells the same.

    What a sentence says of somebody outweighs what follows from another's coming or going, and who is to leave
    has not left yet. That somebody joined once is no news where he or she goes.
    """
    kept: dict[tuple[str | None, str | None, str | None, Event | bool], Told] = {}
    surely = {(one.person, one.is_coming) for one in told if one.person and one.rule not in INFERRED}
    sure = [one for one in told if one.rule not in INFERRED or one.is_coming or (one.person, False) not in surely]
    for one in sorted(sure, key=lambda event: event.rule in INFERRED):
        first = kept.setdefault((one.authority, one.role, one.person, one.is_coming), one)
        if one.is_coming and first.event != one.event and _is_confirmed(first, one):
            first = kept.setdefault((one.authority, one.role, one.person, one.event), one)
        if first is not one:
            dropped("leadership.told_again", one.place, first.place)
    named = {(one.authority, one.role, one.is_coming) for one in kept.values() if one.person}
    rows = [one for one in kept.values() if one.person or not _is_named(one, named)]
    gone = {_same_as(one) for one in rows if one.person and not one.is_coming}
    news = [one for one in rows if not one.implied or not one.is_coming or not _is_gone(one, gone)]
    settle = _Settled(told)
    return sorted((settle.row(one) for one in news), key=lambda one: one.pos)


def _is_confirmed(one: Told, other: Told) -> bool:
    """Whether one of two comings keeps somebody in the post that the other gave for the time being: both are news."""
    lasting = one if one.event == "appointed" else other
    return bool(words_of("for_good").search(lasting.sentence.text))


def _is_named(one: Told, named: Set[tuple[str | None, str | None, bool]]) -> bool:
    is_named = (one.authority, one.role, one.is_coming) in named
    return is_named and because(True, "leadership.named_elsewhere", one.place)


def _is_gone(one: Told, gone: Set[tuple[str | None, str | None, str | None]]) -> bool:
    return _same_as(one) in gone and because(True, "leadership.joined_once", one.place)


def _same_as(told: Told) -> tuple[str | None, str | None, str | None]:
    return told.authority, told.role, told.person


class _Settled:
    """Departures as the whole text tells them: to come, unless they took effect at once."""

    def __init__(self, told: list[Told]) -> None:
        going = [one for one in told if not one.is_coming and one.rule not in INFERRED]
        self._going = going
        self._at_once = {_same_as(one) for one in going if words_of("at_once").search(one.sentence.text)}
        self._gone = {_same_as(one) for one in going if one.event == "left" and _HAS_GONE.match(words_at(one))}
        self._to_come = {_same_as(one) for one in going if _is_to_come(one)}

    def _is_only_goer(self, row: Told) -> bool:
        """Whether nobody else is named who goes from a post, so that what is told of it without a name is about one."""
        return {one.person for one in self._going if (one.authority, one.role) == (row.authority, row.role)} <= {
            row.person,
            None,
        }

    def row(self, row: Told) -> Told:
        """The row with the event that the text as a whole tells of the person, or of the post without a name."""
        same = {_same_as(row)} | ({(row.authority, row.role, None)} if self._is_only_goer(row) else set())
        if row.is_coming:
            return row
        if same & (self._at_once | self._gone):
            return because(replace(row, event="left"), "leadership.when.at_once", row.place)
        if same & self._to_come:
            return because(replace(row, event="leaving"), "leadership.when.to_come", row.place)
        return row


def _is_to_come(one: Told) -> bool:
    """Whether a departure is told as one to come, and not as what once was to come ("said she was leaving")."""
    return one.event == "leaving" and not _ONCE_TO_COME.match(words_at(one))


def words_at(one: Told) -> str:
    """The words of the sentence from those of the event on."""
    return one.sentence.text[one.pos - one.sentence.start :]
