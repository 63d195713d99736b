"""Who comes to and who goes from the posts that lead children's services."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import cast

from transforms.data import read_yaml
from transforms.extract.document import Document, Sentence
from transforms.extract.leadership_appointments import NOUNS as COMING_NOUNS
from transforms.extract.leadership_appointments import VERBS as PUTTING
from transforms.extract.leadership_arrivals import VERBS as COMING
from transforms.extract.leadership_cast import Cast, Person, read_cast
from transforms.extract.leadership_changes import NOUNS as CHANGE_NOUNS
from transforms.extract.leadership_changes import VERBS as CHANGES
from transforms.extract.leadership_departure_nouns import NOUNS as GOING_NOUNS
from transforms.extract.leadership_departures import VERBS as GOING
from transforms.extract.leadership_events import described
from transforms.extract.leadership_scene import Scene, leadership_words
from transforms.extract.leadership_settling import NEAR, completed, merged, words_at
from transforms.extract.leadership_told import Event, Told
from transforms.extract.posts import (
    Role,
    authority_at,
    find_posts,
    is_held,
    settle_roles,
    tells_post,
    tells_who_runs,
    words_of,
)
from transforms.extract.roles import RoleSpan
from transforms.extract.speech import read_speech
from transforms.extract.trace import because, dropped, listening, taken
from transforms.extract.worded import Worded
from transforms.extract.wording import plain
from transforms.facts import Evidence, LeadershipEvent

_LONGEST_SENTENCE = 900
_DIRECTOR = "director_of_childrens_services"
_LEADER = "council_leader"
_worded = partial(Worded, "people_clauses.yaml")
_HE_OR_SHE = _worded(r"\b(?:{he_or_she}|i)\b")
_ANOTHER = Worded("leadership.yaml", r"{own_words}\s", re.IGNORECASE)
_IN_YEAR = _worded(r"\b{in_year}\s(?:[A-Z][a-z]+\s)?((?:19|20)\d\d)\b")
_IS_NAMED = re.compile(r"(?:He|She) (?:is|will be) (?=[A-Z])")
_POST_WORDS = Worded("leadership.yaml", r"\b{post_words}")
_KEEPS = Worded("leadership.yaml", r"\b{keeps_own}\b", re.IGNORECASE)
_HAS_COME = Worded("leadership.yaml", r"{has_come}\b", re.IGNORECASE)
_OTHER_STORIES = ("commissioner", "officer", "inspector")
_OFFICERS = (_DIRECTOR, "chief_executive")
_CLAUSE = 120
_CONFIDENCE = {"told": 0.9, "implied": 0.75, "nameless": 0.7}
_GROUNDS = {
    "told": "leadership.confidence.told",
    "implied": "leadership.confidence.implied",
    "nameless": "leadership.confidence.nameless",
}
_REACH = 300
_OPENING = 30
_OFFICE = 500


def find_leadership(document: Document) -> list[LeadershipEvent]:
    """All comings and goings in the body of an article, one row for each person and post, in order of the text."""
    reader = _Reader(document)
    if not (reader.may_tell() or listening()):
        return []
    told = [one for one in reader.read() if _has_authority(one) and not reader.is_background(one)]
    told = reader.with_moves(told)
    rows = [_row(one) for one in merged(reader.named(completed(told))) if reader.can_be(one)]
    if listening():
        reader.account_for_others({row.person for row in rows})
    return rows


def _has_authority(told: Told) -> bool:
    return bool(told.authority) or because(False, "leadership.no_authority", told.place)


def _row(told: Told) -> LeadershipEvent:
    certainty = "nameless" if told.person is None else "implied" if told.implied else "told"
    confidence = because(_CONFIDENCE[certainty], _GROUNDS[certainty], told.place)
    evidence = Evidence(told.sentence.start, told.sentence.end, f"leadership.{told.rule}", confidence)
    row = LeadershipEvent(told.authority or "", cast("Role", told.role), told.person, told.event, evidence)
    return taken(row, told.place)


class _Reader:
    """Goes through the sentences and remembers which post the story is about."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = plain(document.text)
        self._speech = read_speech(document)
        self._last: tuple[str | None, int] = (None, -NEAR)

    def may_tell(self) -> bool:
        """Whether the text names any post, or tells who runs the services, so that its persons are worth reading."""
        if not _POST_WORDS.search(self._document.folded):
            return False
        return tells_post(self._text, self._roles) or tells_who_runs(self._text, self._document.sentences)

    @cached_property
    def _roles(self) -> tuple[RoleSpan, ...]:
        return settle_roles(self._text, self._speech.roles)

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self._roles]

    @cached_property
    def _posts(self) -> frozenset[str]:
        """The posts of the guide's that the text names anywhere."""
        named: dict[str, str] = read_yaml("leadership.yaml")["roles"]
        return frozenset(named[one.code] for one in self._roles if one.code in named)

    @cached_property
    def _cast(self) -> Cast:
        return read_cast(self._document, self._speech, self._text, self._roles)

    @cached_property
    def _elected(self) -> set[str]:
        return {one.name for one in self._cast.people if one.elected}

    @cached_property
    def _story(self) -> str | None:
        """The post that the headline names, else the most telling of the text; none where it is another's story."""
        named: dict[str, str] = read_yaml("leadership.yaml")["roles"]
        headline = len(self._document.article.title)
        for end in (headline, len(self._text)):
            codes = [one.code for one in self._roles if one.start < end]
            told = {named[code] for code in codes if code in named} - ({_LEADER} if end > headline else set())
            if told:
                return min(told, key=list(named.values()).index)
            if end == headline and any(code in _OTHER_STORIES for code in codes):
                return None
        return None

    def read(self) -> Iterator[Told]:
        """Every event of every sentence of the body."""
        for sentence in self._document.sentences:
            if sentence.paragraph >= 0 and len(sentence.text) <= _LONGEST_SENTENCE:
                told = sorted(self._sentence(sentence), key=lambda one: one.pos)
                unless = words_of("unless").search(self._text, sentence.start, sentence.end) if told else None
                if unless:
                    dropped("leadership.no_news", told[0].place, unless.span())
                elif told:
                    self._last = next(
                        ((one.role, sentence.index) for one in told if one.role and not one.is_coming), self._last
                    )
                    yield from told

    def _sentence(self, sentence: Sentence) -> Iterator[Told]:
        roles = self._roles_in(sentence.start, sentence.end)
        if not roles and not self._is_personal(sentence):
            return
        verbs, nouns = leadership_words().find_all(self._text, sentence.start, sentence.end)
        if not (roles or verbs or nouns):
            return
        named = self._cast.between(sentence.start, sentence.end)
        held = {one.role_at for one in named if one.role_at is not None}
        role, index = self._last
        story = role if sentence.index - index <= NEAR else self._story or self._named_before(sentence)
        posts = find_posts(self._text, sentence, roles, story, held)
        vacant = sentence.index - index <= NEAR
        near = vacant or bool(self._named_before(sentence, sentence.end))
        earlier = self._roles_in(sentence.start - _OFFICE, sentence.start)[-1:]
        scene = Scene(
            self._document, self._text, self._cast, sentence, roles, posts, story, near, vacant, self._posts, earlier
        )
        yield from described(scene)
        for verb in verbs:
            readers = [listed[verb.kind] for listed in (COMING, PUTTING, CHANGES, GOING) if verb.kind in listed]
            yield from _noted(scene, [one for reader in readers for one in reader(scene, verb)], (verb.start, verb.end))
        for kind, match in nouns:
            span = Span(match.start(), match.end())
            yield from _noted(scene, list((COMING_NOUNS | CHANGE_NOUNS | GOING_NOUNS)[kind](scene, span)), match.span())

    def _named_before(self, sentence: Sentence, end: int | None = None) -> str | None:
        """The post named last before a sentence, or up to `end`: what "the role" means in a story about none."""
        named: dict[str, str] = read_yaml("leadership.yaml")["roles"]
        first = max(0, sentence.start - _REACH)
        before = [one for one in self._roles_in(first, end or sentence.start) if one.code in named]
        return named[before[-1].code] if before else None

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
        return told.is_coming and told.role is None and long_past and because(True, "leadership.background", told.place)

    def with_moves(self, told: list[Told]) -> list[Told]:
        """The events, and those of officers who leave one post for another that the text tells they are to take.

        A coming to a council that the story is not about is told by the going alone.
        """
        movers = [one for one in told if one.event == "appointed" and one.role and not _KEEPS.search(words_at(one))]
        moves = [(one, left) for one in movers for left in self._left_for(one)]
        away = {id(one) for one, _ in moves if one.authority not in self._document.subjects}
        return [*(one for one in told if id(one) not in away), *(left for _, left in moves)]

    def _left_for(self, coming: Told) -> Iterator[Told]:
        """The post that somebody holds who is to come to another."""
        ends = {one.start: one.end for one in self._roles}
        for one in self._cast.people:
            if one.name == coming.person and one.role_at is not None and one.post in _OFFICERS:
                role = Span(one.role_at, ends[one.role_at])
                authority = authority_at(self._document, self._text, role, role.start)
                is_another = (authority, one.post) != (coming.authority, coming.role)
                if is_another and authority in self._document.subjects and is_held(self._text, role):
                    event: Event = "left" if _HAS_COME.match(words_at(coming)) else "leaving"
                    yield replace(coming, event=event, role=one.post, authority=authority, rule="goes", implied=None)
                    return

    def can_be(self, told: Told) -> bool:
        """Whether the person can hold the post: councillors are no officers."""
        is_councillor = told.role in _OFFICERS and told.person in self._elected
        return not is_councillor or because(False, "leadership.councillor", told.place)

    def named(self, told: list[Told]) -> list[Told]:
        """The events, those without a name with the one that a sentence close by tells, unless it is told elsewhere."""
        known = {(one.role, one.event) for one in told if one.person}
        return [one if one.person or (one.role, one.event) in known else self._named(one) for one in told]

    def _named(self, told: Told) -> Told:
        index = told.sentence.index + 1
        for following in self._document.sentences[index : index + NEAR]:
            person = self._opener(following, told)
            if person:
                return because(replace(told, person=person.name), "leadership.person.opens_next", told.place, person)
        return told

    def _opener(self, sentence: Sentence, told: Told) -> Person | None:
        """Who opens a sentence, by name or as "he" or "she", if it can be the one that an event is told of."""
        first = self._text[sentence.start : sentence.start + 4].lower()
        if first.startswith(("he ", "she ")) and not told.is_coming and not _IS_NAMED.match(self._text, sentence.start):
            since = self._document.sentences[max(0, told.sentence.index - 2)].start
            near = self._cast.between(since, told.sentence.start)[-1:]
        else:
            near = self._cast.between(sentence.start, sentence.start + _OPENING)[:1]
            near = near if near and not _ANOTHER.match(self._text, sentence.start) else ()
        spoken = self._tells_change(sentence)
        near = tuple(one for one in near if told.is_coming or not one.interim)
        return next((one for one in near if one.post == told.role or (one.role is None and spoken)), None)

    def _tells_change(self, sentence: Sentence) -> bool:
        """Whether a sentence speaks of posts, or of coming and going."""
        verbs = leadership_words().find(self._text, sentence.start, sentence.end)
        return bool(verbs) or bool(words_of("job_words").search(sentence.text))

    def account_for_others(self, taken: Set[str | None]) -> None:
        """Note for everybody else who is named that nothing is told of his or her coming or going."""
        speaking = {one.speaker.person.name for one in self._speech.utterances if one.speaker.person}
        named = {one.name: one for one in reversed(self._cast.people)}
        known = {name.partition(" ")[2] for name in named}.union(taken)
        for one in named.values():
            if one.name not in known:
                dropped("person.only_quoted" if one.name in speaking else "person.only_named", one)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text."""

    start: int
    end: int


def _noted(scene: Scene, found: list[Told], words: tuple[int, int]) -> list[Told]:
    """The events that words tell, the words noted as their ground, or that they tell none of the posts beside them."""
    for one in found:
        because(None, "leadership.words.event", one.place, words)
    if scene.posts and not found:
        dropped("leadership.no_event", words)
    return found
