"""Who comes to and who goes from the posts that lead children's services."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import cast

from transforms.data import read_yaml
from transforms.extract.document import Document, Sentence
from transforms.extract.leadership_cast import Cast, read_cast
from transforms.extract.leadership_events import READERS, described
from transforms.extract.leadership_scene import INFERRED, Event, Scene, Told
from transforms.extract.phrase_index import PhraseIndex
from transforms.extract.posts import Role, find_posts, words_of
from transforms.extract.roles import RoleSpan
from transforms.extract.speech import read_speech
from transforms.extract.wording import plain
from transforms.facts import Evidence, LeadershipEvent

_LONGEST_SENTENCE = 900
_DIRECTOR = "director_of_childrens_services"
_SERVICES = re.compile(r"\bchildren'?s (?:social )?(?:services|care)\b", re.IGNORECASE)
_HE_OR_SHE = re.compile(r"\b(?:he|she)\b")
_IN_YEAR = re.compile(r"\b(?:in|since|from|of)\s(?:[A-Z][a-z]+\s)?((?:19|20)\d\d)\b")
_OFFICERS = (_DIRECTOR, "chief_executive")
_CLAUSE = 120
_CONFIDENCE = {"told": 0.9, "implied": 0.75, "nameless": 0.7}
_NEAR = 3
_LEAD = 500
_OPENING = 30


def find_leadership(document: Document) -> list[LeadershipEvent]:
    """All comings and goings in the body of an article, one row for each person and post, in order of the text."""
    reader = _Reader(document)
    told = [one for one in reader.read() if one.authority and not reader.is_background(one)]
    return [_row(one) for one in _merged([reader.named(one) for one in _completed(told)]) if reader.can_be(one)]


def _row(told: Told) -> LeadershipEvent:
    certainty = "nameless" if told.person is None else "implied" if told.implied else "told"
    evidence = Evidence(told.sentence.start, told.sentence.end, f"leadership.{told.rule}", _CONFIDENCE[certainty])
    return LeadershipEvent(told.authority or "", cast("Role", told.role), told.person, told.event, evidence)


@cache
def _events() -> PhraseIndex:
    return PhraseIndex(read_yaml("leadership.yaml")["events"])


class _Reader:
    """Goes through the sentences and remembers which post the story is about."""

    def __init__(self, document: Document) -> None:
        speech = read_speech(document)
        self._document = document
        self._text = plain(document.text)
        self._cast: Cast = read_cast(speech, self._text)
        self._roles = speech.roles
        self._starts = [one.start for one in speech.roles]
        self._elected = {one.name for one in self._cast.people if one.elected}
        self._story: str | None = self._first_post()

    def _first_post(self) -> str | None:
        """The post that the headline names, else the most telling of the opening; else a director's."""
        named: dict[str, str] = read_yaml("leadership.yaml")["roles"]
        headline = len(self._document.article.title)
        for end in (headline, headline + _LEAD, len(self._text)):
            told = {named[one.code] for one in self._roles if one.start < end and one.code in named}
            if told:
                return min(told, key=list(named.values()).index)
        return _DIRECTOR if _SERVICES.search(self._text) else None

    def read(self) -> Iterator[Told]:
        """Every event of every sentence of the body."""
        for sentence in self._document.sentences:
            if sentence.paragraph >= 0 and len(sentence.text) <= _LONGEST_SENTENCE:
                told = sorted(self._sentence(sentence), key=lambda one: one.pos)
                if told and not words_of("unless").search(self._text, sentence.start, sentence.end):
                    self._story = next((one.role for one in told if one.role), self._story)
                    yield from told

    def _sentence(self, sentence: Sentence) -> Iterator[Told]:
        roles = self._roles_in(sentence.start, sentence.end)
        if not roles and not self._is_personal(sentence):
            return
        verbs = list(_events().find(self._text, sentence.start, sentence.end))
        if not roles and not verbs:
            return
        posts = find_posts(self._text, sentence, roles, self._story)
        scene = Scene(self._document, self._text, self._cast, sentence, roles, posts, self._story)
        yield from described(scene)
        for name, verb in verbs:
            yield from READERS[name](scene, verb)

    def _is_personal(self, sentence: Sentence) -> bool:
        named = self._cast.between(sentence.start, sentence.end)
        return bool(named or _HE_OR_SHE.search(self._document.folded, sentence.start, sentence.end))

    def _roles_in(self, start: int, end: int) -> tuple[RoleSpan, ...]:
        return self._roles[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def is_background(self, told: Told) -> bool:
        """Whether somebody joined in a year long past, to what post is not said: how a career is told, and no news."""
        today = self._document.published
        year = _IN_YEAR.search(self._text, told.pos, min(told.sentence.end, told.pos + _CLAUSE))
        long_past = today is not None and year is not None and int(year[1]) < today.year - 1
        return told.is_coming and told.role is None and long_past

    def can_be(self, told: Told) -> bool:
        """Whether the person can hold the post: councillors are no officers."""
        return not (told.role in _OFFICERS and told.person in self._elected)

    def named(self, told: Told) -> Told:
        """The event with the name that one of the next sentences opens with, where it has none of its own."""
        index = told.sentence.index + 1
        for following in () if told.person else self._document.sentences[index : index + _NEAR]:
            opening = self._cast.between(following.start, following.start + _OPENING)[:1]
            fits = [one for one in opening if one.role is None or one.post == told.role]
            if fits:
                return replace(told, person=fits[0].name)
        return told


def _completed(told: list[Told]) -> list[Told]:
    """Give an event told without its post the post that the same person is known to come to or go from.

    Else that of the nameless event just before it, else the story's.
    """
    done: list[Told] = []
    used: set[int] = set()
    known: dict[tuple[str | None, Event], Told] = {}
    for one in sorted(told, key=lambda event: event.pos):
        nameless = [other for other in done[-5:] if other.pos not in used and _tells_more(other, one)]
        same = known.get((one.person, one.event)) if one.person else None
        if one.role is not None:
            done.append(one)
        elif same:
            done.append(replace(one, role=same.role, authority=same.authority))
        elif nameless:
            used.add(nameless[-1].pos)
            event = nameless[-1].event if one.is_coming else one.event
            done.append(replace(one, role=nameless[-1].role, authority=nameless[-1].authority, event=event))
        elif one.implied:
            done.append(replace(one, role=one.implied))
        known.update({(last.person, last.event): last for last in done[-1:] if (last.person, last.event) not in known})
    return done


def _tells_more(nameless: Told, one: Told) -> bool:
    near = 0 <= one.sentence.index - nameless.sentence.index <= _NEAR
    return nameless.person is None and near and nameless.is_coming == one.is_coming


def _merged(told: list[Told]) -> list[Told]:
    """One event for each person and post and direction; a nameless one only where no named one tells the same.

    What a sentence says of somebody outweighs what follows from another's coming or going, and who is to leave
    has not left yet. That somebody joined once is no news where he or she goes.
    """
    kept: dict[tuple[str | None, str | None, str | None, bool], Told] = {}
    for one in sorted(told, key=lambda event: event.rule in INFERRED):
        kept.setdefault((one.authority, one.role, one.person, one.is_coming), one)
    named = {(one.authority, one.role, one.is_coming) for one in kept.values() if one.person}
    rows = [one for one in kept.values() if one.person or (one.authority, one.role, one.is_coming) not in named]
    gone = {_same_as(one) for one in rows if one.person and not one.is_coming}
    news = [one for one in rows if not one.implied or not one.is_coming or _same_as(one) not in gone]
    settle = _Settled(told)
    return sorted((settle.row(one) for one in news), key=lambda one: one.pos)


def _same_as(told: Told) -> tuple[str | None, str | None, str | None]:
    return told.authority, told.role, told.person


class _Settled:
    """Departures as the whole text tells them: to come, unless they took effect at once."""

    def __init__(self, told: list[Told]) -> None:
        going = [one for one in told if not one.is_coming and one.rule not in INFERRED]
        self._at_once = {_same_as(one) for one in going if words_of("at_once").search(one.sentence.text)}
        self._to_come = {_same_as(one) for one in going if _is_to_come(one)}

    def row(self, row: Told) -> Told:
        """The row with the event that the text as a whole tells of the person, or of the post without a name."""
        same = {_same_as(row), (row.authority, row.role, None)}
        if row.is_coming:
            return row
        if same & self._at_once:
            return replace(row, event="left")
        return replace(row, event="leaving") if same & self._to_come else row


def _is_to_come(one: Told) -> bool:
    """Whether a departure is told as one to come, and not as what once was to come ("said she was leaving")."""
    words = one.sentence.text[one.pos - one.sentence.start :]
    return one.event == "leaving" and not words.lower().startswith(("was ", "were ", "would "))
