"""Who comes to and who goes from the posts that lead children's services."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast

from transforms.data import read_yaml
from transforms.extract.document import Document, Sentence
from transforms.extract.names import find_names
from transforms.extract.people import name_people, stands_before, stands_behind
from transforms.extract.posts import Post, authority_at, find_posts, words_of
from transforms.extract.roles import RoleSpan, find_roles
from transforms.extract.wording import any_of, plain
from transforms.facts import Evidence, LeadershipEvent

Event = Literal["appointed", "interim_appointed", "leaving", "left"]
_LONGEST_SENTENCE = 900
_ASIDE = r"(?:\s?,[^.;]{0,130},|\s?,|\s\([^)]{0,60}\),?)?"
_TO_VERB = re.compile(rf"{_ASIDE}(?:\s(?:at|of|in|for)\s[^,.;]{{0,60}})?(?:,?\s(?:and|but|himself|herself|[a-z]+ly))?\s*", re.IGNORECASE)
_AS = re.compile(
    r"(?:.{0,100}\b(?:as|to be|to become|to (?:the|its|their|our|fill|take)|the (?:role|post|position|job) of|into)\b[\w\s',&-]{0,45}|\s(?:the|its)\s)",
    re.IGNORECASE,
)
_DIRECT = re.compile(r"[\w\s,'&-]{0,70}")
_AND_VERB = re.compile(r",?\s(?:and|but)\s*$", re.IGNORECASE)
_OPENING = 30
_SHE = re.compile(r"\b(?:he|she)\b\s*$", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|is to|are to|to be|replaces|succeeds|takes over)\b", re.IGNORECASE)
_REACH = 160
_CONFIDENCE = {True: 0.9, False: 0.7}
_CLUE = re.compile(
    r"appoint|nam(?:ed?|es)\b|chos|choos|hire|recruit|select|unveil|confirm|promot|welcom|pick|brought in|drafted|install|announc|arrival"
    r"|elected|tak(?:e|es|ing|en)\b|took|becom|became|step|join|start|new|assum|replac|succe|leav|stand|depart|retir|resign|quit"
    r"|going|gone|went|moving|moves|bows|last day|notice|remain|stay|left|stood|walk|sack|dismiss|remov|oust|strip|fired|axed|reliev"
    r"|parted|part|company|exit|loss|outgoing",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Person:
    start: int
    end: int
    name: str
    role: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    """One event before rows are made of it; `pos` is where the words stand that tell it."""

    pos: int
    sentence: Sentence
    event: Event
    person: str | None
    role: str | None
    authority: str | None
    rule: str
    implied: str | None = None


def find_leadership(document: Document) -> list[LeadershipEvent]:
    """All comings and goings in the body of an article, one row for each person and post, in order of the text."""
    reader = _Reader(document)
    found = [event for event in reader.read() if event.authority]
    return [_row(event) for event in _merged([reader.named(event) for event in _completed(found)])]


def _row(found: _Found) -> LeadershipEvent:
    evidence = Evidence(
        found.sentence.start, found.sentence.end, f"leadership.{found.rule}", _CONFIDENCE[found.person is not None]
    )
    role = cast("Literal['director_of_childrens_services']", found.role)
    return LeadershipEvent(found.authority or "", role, found.person, found.event, evidence)


@cache
def _events() -> dict[str, re.Pattern[str]]:
    return {name: any_of(phrases) for name, phrases in read_yaml("leadership.yaml")["events"].items()}


class _Reader:
    """Goes through the sentences and remembers who was named last."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = plain(document.text)
        self._people = self._everybody()
        self._starts = [one.start for one in self._people]
        self._roles = find_roles(self._text)
        self._role_starts = [one.start for one in self._roles]
        named = read_yaml("leadership.yaml")["roles"]
        self._story: str | None = next((named[one.code] for one in self._roles if one.code in named), None)

    def _everybody(self) -> list[_Person]:
        """Persons met, and whatever else is shaped like a full name: an event may be all that is told of somebody."""
        known = {one.start: one for one in name_people(self._text, self._document)}
        taken = ((mention.start, mention.end) for mention in self._document.mentions)
        people = [_Person(one.start, one.end, one.name, one.role) for one in known.values()]
        for span in find_names(self._text, taken):
            if span.start not in known and len(span.parts) > 1:
                people.append(_Person(span.start, span.end, span.name, None))
        return _by_full_name(sorted(people, key=lambda one: one.start))

    def read(self) -> Iterator[_Found]:
        """Every event of every sentence of the body."""
        for sentence in self._document.sentences:
            if sentence.paragraph >= 0 and len(sentence.text) <= _LONGEST_SENTENCE and _CLUE.search(sentence.text):
                raw = self._text[sentence.start : sentence.end]
                if not words_of("unless").search(raw):
                    found = sorted(self._sentence(sentence), key=lambda one: one.pos)
                    self._story = next((one.role for one in found if one.role), self._story)
                    yield from found

    def named(self, found: _Found) -> _Found:
        """The event with the name that the next sentence opens with, where it has none of its own."""
        following = self._document.sentences[found.sentence.index + 1 : found.sentence.index + 2]
        if found.person or not following:
            return found
        opening = self._people_in(following[0].start, following[0].start + _OPENING)
        if opening and _role_of(opening[0]) in (None, found.role) and opening[0].role in (None, found.role):
            return replace(found, person=opening[0].name)
        return found

    def _sentence(self, sentence: Sentence) -> Iterator[_Found]:
        posts = find_posts(self._text, sentence, self._roles_in(sentence.start, sentence.end), self._story)
        yield from self._described(sentence, posts)
        for name, pattern in _events().items():
            for verb in pattern.finditer(self._text, sentence.start, sentence.end):
                yield from getattr(self, f"_{name}")(sentence, posts, verb)

    def _roles_in(self, start: int, end: int) -> list[RoleSpan]:
        return self._roles[bisect_left(self._role_starts, start) : bisect_left(self._role_starts, end)]

    def _people_in(self, start: int, end: int) -> list[_Person]:
        return self._people[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _described(self, sentence: Sentence, posts: list[Post]) -> Iterator[_Found]:
        """ "The new director Ann Other", "the outgoing chief executive, Ann Other"."""
        for post in posts:
            person = self._holder(post, sentence)
            if person and post.new and not post.former:
                yield self._found(sentence, _coming(post.interim), person.name, post, post.start, "new_holder")
            elif person and post.outgoing:
                yield self._found(sentence, "leaving", person.name, post, post.start, "outgoing_holder")

    def _holder(self, post: Post, sentence: Sentence) -> _Person | None:
        for one in self._people_in(sentence.start, sentence.end):
            if stands_behind(self._text, one.end, post.start) or stands_before(self._text, post.end, one.start):
                return one
        return None

    def _appointed_object(self, sentence: Sentence, posts: list[Post], verb: re.Match[str]) -> Iterator[_Found]:
        if words_of("unless_coming").search(self._text, sentence.start, sentence.end):
            return
        stop = min(sentence.end, verb.end() + _REACH)
        people = self._people_in(verb.end(), stop)
        person = people[0] if people else None
        for post in posts:
            if not verb.end() <= post.start < stop or post.former or not self._is_given(verb, person, post):
                continue
            named = person and person.start < post.start or (self._holder(post, sentence) == person)
            if (person and named) or post.new:
                name = person.name if person and named else None
                interim = post.interim or self._for_now(sentence, verb.end())
                yield self._found(sentence, _coming(interim), name, post, verb.start(), "appointed")
                return
        if person and not person.role and words_of("appoints").search(verb[0]) and not self._other_role(person, stop):
            yield self._plain(sentence, _coming(self._for_now(sentence, verb.end())), person.name, None, verb.start(), "appointed")

    def _other_role(self, person: _Person, stop: int) -> bool:
        return bool(self._roles_in(person.start, min(stop, person.end + 80)))

    def _is_given(self, verb: re.Match[str], person: _Person | None, post: Post) -> bool:
        """Whether the post is what somebody is appointed to, and not what he or she was before."""
        if person and person.start < post.start:
            between = self._text[person.end : post.start]
            return bool(_AS.fullmatch(between)) and self._text[verb.end() : person.start].count(",") == 0
        return bool(_DIRECT.fullmatch(self._text, verb.end(), post.start))

    def _appointed_subject(self, sentence: Sentence, posts: list[Post], verb: re.Match[str]) -> Iterator[_Found]:
        if words_of("unless_coming").search(self._text, sentence.start, sentence.end):
            return
        person = self._subject(sentence, verb)
        post = next((one for one in posts if verb.end() <= one.start < verb.end() + 90 and not one.former), None)
        given = post is not None and bool(_DIRECT.fullmatch(self._text, verb.end(), post.start))
        interim = self._for_now(sentence, verb.start())
        if post and given and person:
            yield self._found(sentence, _coming(interim or post.interim), person.name, post, verb.start(), "takes_post")
        elif person and not person.role:
            yield self._plain(sentence, _coming(interim), person.name, None, verb.start(), "takes_post")
        elif not person:
            yield from self._post_filled(sentence, posts, verb)

    def _post_filled(self, sentence: Sentence, posts: list[Post], verb: re.Match[str]) -> Iterator[_Found]:
        """ "A new interim director of children's services has been appointed": a post as the subject, nobody named."""
        for post in posts:
            if post.new and post.end <= verb.start() and _TO_VERB.fullmatch(self._text, post.end, verb.start()):
                yield self._found(sentence, _coming(post.interim), None, post, verb.start(), "appointed")

    def _for_now(self, sentence: Sentence, pos: int) -> bool:
        return bool(words_of("for_now").search(self._text, pos, min(sentence.end, pos + _REACH)))

    def _subject(self, sentence: Sentence, verb: re.Match[str]) -> _Person | None:
        """The person before a verb: by name, perhaps with a post in apposition, or by pronoun."""
        if _SHE.search(self._text, max(sentence.start, verb.start() - 8), verb.start()):
            before = self._people[: bisect_left(self._starts, verb.start())]
            return before[-1] if before else None
        people = self._people_in(sentence.start, verb.start())
        for one in reversed(people):
            if _TO_VERB.fullmatch(self._text, one.end, verb.start()):
                return one
        if len(people) == 1 and people[0].start - sentence.start < _OPENING and _AND_VERB.search(self._text, people[0].end, verb.start()):
            return people[0]
        return None

    def _succeeds(self, sentence: Sentence, posts: list[Post], verb: re.Match[str]) -> Iterator[_Found]:
        comer, goer = self._subject(sentence, verb), self._object(sentence, verb)
        going: Event = "leaving" if _FUTURE.search(verb[0]) else "left"
        yield from self._change(sentence, posts, verb, comer, goer, going)

    def _is_succeeded(self, sentence: Sentence, posts: list[Post], verb: re.Match[str]) -> Iterator[_Found]:
        goer, comer = self._subject(sentence, verb), self._object(sentence, verb)
        going: Event = "leaving" if _FUTURE.search(verb[0]) else "left"
        yield from self._change(sentence, posts, verb, comer, goer, going)

    def _object(self, sentence: Sentence, verb: re.Match[str]) -> _Person | None:
        people = self._people_in(verb.end(), min(sentence.end, verb.end() + 110))
        return people[0] if people else None

    def _change(
        self,
        sentence: Sentence,
        posts: list[Post],
        verb: re.Match[str],
        comer: _Person | None,
        goer: _Person | None,
        going: Event,
    ) -> Iterator[_Found]:
        role = next((one.role for one in posts), None) or _role_of(comer) or _role_of(goer)
        if comer is None and goer is None:
            return
        if comer is not None and (goer is not None or posts):
            interim = any(one.interim for one in posts if one.start > verb.end() and goer is None) or bool(
                words_of("for_now").search(verb[0])
            )
            yield self._plain(sentence, _coming(interim), comer.name, role, verb.start(), "successor")
        if goer is not None:
            yield self._plain(sentence, going, goer.name, role, verb.start(), "predecessor")

    def _leaving(self, sentence: Sentence, posts: list[Post], verb: re.Match[str]) -> Iterator[_Found]:
        yield from self._goes(sentence, posts, verb, "leaving")

    def _left(self, sentence: Sentence, posts: list[Post], verb: re.Match[str]) -> Iterator[_Found]:
        last = verb[0].split()[-1].lower()
        needed = {"left": "left_with", "went": "went_with", "gone": "left_with"}.get(last)
        if needed and not self._continues(needed, verb.end()):
            return
        coming = words_of("to_come").search(self._text, verb.end(), min(sentence.end, verb.end() + _REACH))
        yield from self._goes(sentence, posts, verb, "leaving" if coming else "left")

    def _continues(self, key: str, pos: int) -> bool:
        return any(re.match(phrase.replace(" ", r"\s*"), self._text[pos : pos + 30].lstrip()) for phrase in read_yaml("leadership.yaml")[key])

    def _goes(self, sentence: Sentence, posts: list[Post], verb: re.Match[str], event: Event) -> Iterator[_Found]:
        person = self._subject(sentence, verb)
        post = self._post_of(sentence, posts, person, verb)
        if post is not None and not post.former:
            yield self._found(sentence, event, person.name if person else None, post, verb.start(), "goes")
        elif person is not None and _role_of(person):
            yield self._plain(sentence, event, person.name, _role_of(person), verb.start(), "goes")
        elif person is not None and person.role is None and post is None:
            yield self._plain(sentence, event, person.name, None, verb.start(), "goes")

    def _post_of(
        self, sentence: Sentence, posts: list[Post], person: _Person | None, verb: re.Match[str]
    ) -> Post | None:
        """The post that is left: beside the person, the bare subject of the verb, or behind it ("resigned as leader")."""
        for post in posts:
            if person and (
                stands_behind(self._text, person.end, post.start) or stands_before(self._text, post.end, person.start)
            ):
                return post
            if person is None and post.end <= verb.start() and _TO_VERB.fullmatch(self._text, post.end, verb.start()):
                return post
            if person and verb.end() <= post.start and re.fullmatch(
                r"(?: (?:from|in|with))?[\w ',]{0,40}\b(?:as|of|from)\b[\w ']{0,30}", self._text[verb.end() : post.start]
            ):
                return post
        return None

    def _going(self, sentence: Sentence, posts: list[Post], verb: re.Match[str]) -> Iterator[_Found]:
        if verb[0].startswith("'"):
            person = next((one for one in self._people_in(sentence.start, verb.start()) if one.end == verb.start()), None)
        else:
            person = self._object(sentence, verb)
            if person and not re.fullmatch(r"[\w ,']{0,70}", self._text[verb.end() : person.start]):
                person = None
        post = next((one for one in posts if person and (stands_behind(self._text, person.end, one.start) or stands_before(self._text, one.end, person.start))), None)
        role = post.role if post else _role_of(person)
        if person is None or role is None:
            return
        coming = words_of("to_come").search(self._text, sentence.start, sentence.end) or "impending" in verb[0]
        yield self._plain(sentence, "leaving" if coming else "left", person.name, role, verb.start(), "departure")

    def _found(
        self, sentence: Sentence, event: Event, person: str | None, post: Post, pos: int, rule: str
    ) -> _Found:
        authority = authority_at(self._document, self._text, post, pos)
        return _Found(pos, sentence, event, person, post.role, authority, rule)

    def _plain(
        self, sentence: Sentence, event: Event, person: str | None, role: str | None, pos: int, rule: str
    ) -> _Found:
        told = words_of("job_words").search(self._text, sentence.start, sentence.end)
        implied = self._story if role is None and told else None
        return _Found(pos, sentence, event, person, role, self._document.authority_of(pos), rule, implied)


def _by_full_name(people: list[_Person]) -> list[_Person]:
    """The same persons, those met by surname alone named as they were in full before."""
    full: dict[str, str] = {}
    named = []
    for one in people:
        if " " in one.name:
            full[one.name.split()[-1]] = one.name
        named.append(one if " " in one.name else replace(one, name=full.get(one.name, one.name)))
    return named


def _coming(interim: bool) -> Event:
    return "interim_appointed" if interim else "appointed"


def _role_of(person: _Person | None) -> str | None:
    roles = read_yaml("leadership.yaml")["roles"]
    return roles.get(person.role) if person else None


def _is_coming(found: _Found) -> bool:
    return found.event in ("appointed", "interim_appointed")


def _completed(found: list[_Found]) -> list[_Found]:
    """Give an event told without its post the post of the nameless event just before it."""
    done: list[_Found] = []
    used: set[int] = set()
    for one in sorted(found, key=lambda event: event.pos):
        if one.role is not None:
            done.append(one)
            continue
        nameless = [other for other in done if other.pos not in used and _tells_more(other, one)]
        if nameless:
            used.add(nameless[-1].pos)
            event = nameless[-1].event if _is_coming(one) else one.event
            done.append(replace(one, role=nameless[-1].role, authority=nameless[-1].authority, event=event))
        elif one.implied:
            done.append(replace(one, role=one.implied))
    return done


def _tells_more(nameless: _Found, one: _Found) -> bool:
    near = 0 <= one.sentence.index - nameless.sentence.index <= 3
    return nameless.person is None and near and _is_coming(nameless) == _is_coming(one)


def _merged(found: list[_Found]) -> list[_Found]:
    """One event for each person and post and direction; a nameless one only where no named one tells the same."""
    kept: dict[tuple[str | None, str | None, str | None, bool], _Found] = {}
    for one in found:
        kept.setdefault((one.authority, one.role, one.person, _is_coming(one)), one)
    named = {(one.authority, one.role, _is_coming(one)) for one in kept.values() if one.person}
    return [one for one in kept.values() if one.person or (one.authority, one.role, _is_coming(one)) not in named]
