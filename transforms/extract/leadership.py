"""Who comes to and who goes from the posts that lead children's services."""

import re
from collections.abc import Iterator, Set
from functools import cached_property, partial
from typing import cast

from transforms.extract.document import Document, Sentence
from transforms.extract.leadership_careers import Careers
from transforms.extract.leadership_cast import Cast, read_cast
from transforms.extract.leadership_counterparts import Counterparts
from transforms.extract.leadership_defaults import Defaults
from transforms.extract.leadership_houses import Houses
from transforms.extract.leadership_naming import Naming
from transforms.extract.leadership_readers import events
from transforms.extract.leadership_scene import Scene, leadership_words
from transforms.extract.leadership_settling import NEAR, completed, merged
from transforms.extract.leadership_stories import Stories
from transforms.extract.leadership_told import Told
from transforms.extract.posts import (
    Post,
    Role,
    find_posts,
    tells_one_member,
    tells_post,
    tells_who_runs,
    words_of,
)
from transforms.extract.role_settling import settle_roles
from transforms.extract.roles import RoleSpan, posts_of_roles
from transforms.extract.speech import read_speech
from transforms.extract.trace import because, dropped, listening, taken
from transforms.extract.worded import Worded
from transforms.extract.wording import plain
from transforms.facts import Evidence, LeadershipEvent

_LONGEST_SENTENCE = 900
_worded = partial(Worded, "people_clauses.yaml")
_HE_OR_SHE = _worded(r"\b(?:{he_or_she}|i)\b")
_POST_WORDS = Worded("leadership.yaml", r"\b{post_words}")
_SUPPOSED = Worded("leadership.yaml", r"{supposed}", re.IGNORECASE)
_STAYS = Worded("leadership.yaml", r"{to_stay}", re.IGNORECASE)
_CONFIDENCE = {"told": 0.9, "implied": 0.75, "nameless": 0.7}
_GROUNDS = {
    "told": "leadership.confidence.told",
    "implied": "leadership.confidence.implied",
    "nameless": "leadership.confidence.nameless",
}
_IT = ("It ", "That ", "This ")


def find_leadership(document: Document) -> list[LeadershipEvent]:
    """All comings and goings in the body of an article, one row for each person and post, in order of the text."""
    reader = _Reader(document)
    if not (reader.may_tell() or listening()):
        return []
    careers, naming = reader.careers, reader.naming
    told = [one for one in reader.read() if _has_authority(one) and not careers.is_background(one)]
    told = [*reader.counterparts.settled(told)]
    done = [one for one in completed(careers.with_moves(told), reader.defaults.settled) if reader.houses.is_ours(one)]
    settled = [careers.as_member(one) for one in done]
    rows = [_row(one) for one in merged(naming.named(settled)) if careers.can_be(one)]
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
        self._last: Told | None = None

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
        named = posts_of_roles()
        return frozenset(named[one.code] for one in self._roles if one.code in named)

    @cached_property
    def _one_member(self) -> bool:
        """Whether "cabinet member" alone means the one for children."""
        return tells_one_member(self._text, self._roles)

    @cached_property
    def _cast(self) -> Cast:
        return read_cast(self._document, self._speech, self._text, self._roles)

    @property
    def careers(self) -> Careers:
        """Who can hold which post, and who moves from one to another."""
        return Careers(self._document, self._text, self._cast, self._roles, self._posts)

    @property
    def counterparts(self) -> Counterparts:
        """Whose post is meant where another's tells it."""
        return Counterparts(self._document, self._text, self._cast)

    @cached_property
    def houses(self) -> Houses:
        """Which posts and persons are of other bodies."""
        return Houses(self._document, self._text, self._cast, self._roles)

    @property
    def naming(self) -> Naming:
        """Who is meant where an event is told without a name."""
        return Naming(self._document, self._text, self._cast)

    @property
    def defaults(self) -> Defaults:
        """Which post is meant where none is told."""
        return Defaults(self._cast, self._stories)

    @cached_property
    def _stories(self) -> Stories:
        return Stories(self._document, self._text, self._roles, self._starts)

    def read(self) -> Iterator[Told]:
        """Every event of every sentence of the body."""
        for sentence in self._document.sentences:
            if sentence.paragraph >= 0 and len(sentence.text) <= _LONGEST_SENTENCE:
                told = self._news(sentence, sorted(self._sentence(sentence), key=lambda one: one.pos))
                going = [one for one in told if not one.is_coming]
                known = [one for one in going if one.role] or [one for one in going if one.implied]
                self._last = next(iter(known), self._last)
                yield from told

    def _news(self, sentence: Sentence, told: list[Told]) -> list[Told]:
        """The events of a sentence that are not only called for, denied or supposed there."""
        for unless in words_of("unless").finditer(self._text, sentence.start, sentence.end) if told else ():
            stays = _STAYS.match(unless[0])
            start, end = (sentence.start, sentence.end) if stays or _SUPPOSED.match(unless[0]) else unless.span()
            denied = [one for one in told if start <= one.pos < end and not (stays and one.is_coming)]
            for one in denied:
                dropped("leadership.no_news", one.place, unless.span())
            told = [one for one in told if one not in denied]
        return told

    def _sentence(self, sentence: Sentence) -> Iterator[Told]:
        roles = self._roles_in(sentence.start, sentence.end)
        if not roles and not self._is_personal(sentence):
            return
        verbs, nouns = leadership_words().find_all(self._text, sentence.start, sentence.end)
        if not (roles or verbs or nouns):
            return
        named = self._cast.between(sentence.start, sentence.end)
        held = {one.role_at for one in named if one.role_at is not None}
        last = self._last if self._last and sentence.index - self._last.sentence.index <= NEAR else None
        stories = self._stories
        known = (last.role or last.implied) if last else stories.headlined or stories.named_before(sentence)
        story = stories.sought_before(sentence) or known
        posts = find_posts(self._text, sentence, roles, story, held, of_children=self._one_member)
        near = last is not None or bool(stories.named_before(sentence, sentence.end))
        before = self._document.sentences[max(0, sentence.index - 1)]
        earlier = self._roles_in(before.start, sentence.start)[-1:] if before.paragraph == sentence.paragraph else ()
        scene = Scene(
            self._document,
            self._text,
            self._cast,
            sentence,
            roles,
            posts,
            story,
            near,
            last is not None,
            self._posts,
            earlier,
            last.authority if last else None,
            so_far := [last] if last else [],
            self._posts_before(sentence, before, story),
        )
        for one in events(scene, verbs, nouns):
            so_far.append(one)
            yield one

    def _posts_before(self, sentence: Sentence, before: Sentence, story: str | None) -> list[Post]:
        """The posts of the sentence before one that opens with "it", without those beside a name."""
        if not sentence.text.startswith(_IT):
            return []
        held = {one.role_at for one in self._cast.between(before.start, before.end) if one.role_at is not None}
        found = find_posts(self._text, before, self._roles_in(before.start, before.end), story, held)
        return [one for one in found if one.start not in held]

    def _is_personal(self, sentence: Sentence) -> bool:
        named = self._cast.between(sentence.start, sentence.end)
        is_told = self._cast.addressee is not None and "ou " in sentence.text
        is_told = is_told or "holder" in sentence.text or "incumbent" in sentence.text
        return bool(named or is_told or _HE_OR_SHE.search(self._document.folded, sentence.start, sentence.end))

    def _roles_in(self, start: int, end: int) -> tuple[RoleSpan, ...]:
        return self._stories.between(start, end)

    def account_for_others(self, taken: Set[str | None]) -> None:
        """Note for everybody else who is named that nothing is told of his or her coming or going."""
        speaking = {one.speaker.person.name for one in self._speech.utterances if one.speaker.person}
        named = {one.name: one for one in reversed(self._cast.people)}
        known = {name.partition(" ")[2] for name in named}.union(taken)
        for one in named.values():
            if one.name not in known:
                dropped("person.only_quoted" if one.name in speaking else "person.only_named", one)
