"""The ways in which somebody is told to be put into a post; each reader is named after its list."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_events import (
    AS_BEFORE,
    INDEFINITE,
    OTHERS,
    PLACE,
    come,
    comers,
    coming,
    further,
    is_told_new,
    owners,
    puts_for_now,
)
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Given, Subject, Told
from transforms.extract.posts import Post, words_of
from transforms.extract.trace import Placed, dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_BY_GOVERNMENT = _worded(r"(?:\s[\w',-]+){0,4}?\sby\s(?:the\s|a\s)?(?:[\w'-]+\s){0,2}?{government}\b")
_AWAITED = _worded(r"\b{awaited}\b[^,;]{0,40}$")
_BY_AUTHORITY = re.compile(r"\sby\s(?:the\s)?", re.IGNORECASE)
_NEAR = 60
_BETWEEN = re.compile(r"\s[^.,;]{1,40},\s(?:[A-Z][\w.]*\s){0,2}")
_CHOSEN = ("elected", "appointed", "nominated", "chosen")
_ADJECTIVE = re.compile(r"\b(?:new|directly|the|an?|its|our|their|of)\s$", re.IGNORECASE)
_NAMELESS = re.compile(r"\s(?:a|an|the|its|their|our|his|her)\s(?:[\w'-]+\s){0,3}", re.IGNORECASE)


def _puts(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "has appointed Ann Other as its director", "Ann Other has been appointed", "a new director is appointed"."""
    yield from _put(scene, verb, needs_post=False)


def _puts_as(scene: Scene, verb: Predicate) -> Iterator[Told]:
    yield from _put(scene, verb, needs_post=True)


def _put(scene: Scene, verb: Predicate, *, needs_post: bool) -> Iterator[Told]:
    if scene.says("unless_coming") or verb.denied:
        return dropped("leadership.not_coming", (verb.start, verb.end))
    if verb.bare and verb.word in _CHOSEN and _ADJECTIVE.search(scene.before(verb.start)):
        return None
    person = scene.object(verb.end)
    set_off = scene.before(verb.start).rstrip().endswith((",", "–", "—", "("))
    if verb.passive or (verb.bare and verb.tense == "past" and set_off and not person):
        yield from _is_put(scene, verb, needs_post)
    elif person:
        yield from _object_is_put(scene, verb, person, needs_post)
    else:
        given = scene.given(verb.end)
        if given.post and _is_named_post(scene, verb, given.post, needs_post):
            for post in (given.post, *further(scene, given.post)):
                yield scene.told(coming(puts_for_now(scene, verb, post)), None, post, verb.start, "appointed")


def _brings(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The elections brought a new leader"."""
    post = scene.given(verb.end).post
    told = post and post.new and verb.tense == "past" and _NAMELESS.fullmatch(scene.text, verb.end, post.start)
    if post and told and not (verb.denied or scene.holder(post)):
        yield scene.told(coming(post.interim), None, post, verb.start, "appointed")


def _is_named_post(scene: Scene, verb: Predicate, post: Post, needs_post: bool) -> bool:
    """Whether a verb without a name behind it tells that a post is filled: "has appointed a new director"."""
    told = verb.tense != "present" and (post.new or not needs_post)
    return (
        told
        and bool(_NAMELESS.fullmatch(scene.text, verb.end, post.start))
        and not _AWAITED.search(scene.before(verb.start, 60))
    )


def _is_put(scene: Scene, verb: Predicate, needs_post: bool) -> Iterator[Told]:
    """The passive: the subject comes, or a post is filled."""
    given = scene.given(verb.end)
    if given.other:
        return dropped("leadership.other_post", (verb.start, verb.end))
    if given.post is None and (by := _BY_AUTHORITY.match(scene.text, verb.end)):
        yield from _poached(scene, verb, by.end())
    if given.post is None and _BY_GOVERNMENT.match(scene.text, verb.end):
        return dropped("leadership.other_post", (verb.start, verb.end))
    subject = scene.subject(verb)
    people = comers(scene, verb) if subject.people else _set_off(scene, verb, subject)
    if given.post or not needs_post:
        own = Given(subject.post) if people and not subject.people else given
        yield from come(scene, verb, people, own)
    awaited = subject.post and _AWAITED.search(scene.text, scene.sentence.start, subject.post.start)
    first = (
        subject.post
        and verb.tense != "future"
        and (subject.post.new or scene.is_recent(verb.end) or INDEFINITE.search(scene.text, 0, subject.post.start))
    )
    if not people and subject.post and first and not given.post and not awaited:
        yield scene.told(coming(subject.post.interim), None, subject.post, verb.start, "appointed")


def _poached(scene: Scene, verb: Predicate, pos: int) -> Iterator[Told]:
    """ "The director, Ann Other, has been poached by Leeds": she leaves for another authority."""
    house = within(scene.document.mentions, pos, pos + 1)[:1]
    if house and house[0].authority not in scene.document.subjects:
        for person in scene.subject(verb).people:
            held = scene.post_beside(person)
            if scene.role_of(person) and not (held and (held.new or held.former)):
                yield scene.told_of("leaving", person.name, scene.role_of(person), verb.start, "goes", held)


def _set_off(scene: Scene, verb: Predicate, subject: Subject) -> tuple[Person, ...]:
    """Who is named behind what tells of the post: "the lead member elected in May, Ann Other"."""
    named = scene.behind(verb.end, _NEAR)[:1] if verb.bare and subject.post else ()
    return named if named and _BETWEEN.fullmatch(scene.text, verb.end, named[0].start) else ()


def _object_is_put(scene: Scene, verb: Predicate, person: Person, needs_post: bool) -> Iterator[Told]:
    given = scene.given(person.end)
    if given.other:
        return dropped("leadership.other_post", (verb.start, verb.end))
    post = given.post or _put_before(scene, verb, person)
    if post:
        yield scene.told(coming(puts_for_now(scene, verb, post)), person.name, post, verb.start, "appointed")
    elif not needs_post and not person.role and not scene.has_role(person):
        interim = scene.says("for_now", verb.start)
        yield scene.told_of(coming(interim), person.name, None, verb.start, "appointed")


def _put_before(scene: Scene, verb: Predicate, person: Person) -> Post | None:
    """The post between verb and name: "appointed a new director, Ann Other"; what somebody has been is none."""
    between = [post for post in scene.posts if verb.end <= post.start and post.end <= person.start]
    has_been = AS_BEFORE.search(scene.text, verb.end, person.start)
    return next((post for post in between if not post.former and not has_been), None)


def _appointment(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "Ann Other's appointment as director", "the appointment of Ann Other as director"."""
    post = scene.given(noun.end).post
    people = tuple(one for one in owners(scene, noun) if one.role not in OTHERS) if post else ()
    if post and people:
        interim = post.interim or scene.says("for_now", noun.end)
        yield from (scene.told(coming(interim), one.name, post, noun.start, "appointed") for one in people)
    elif scene.text[noun.end : noun.end + 4] == " of " and not scene.says("unless_coming"):
        yield from _appointment_of(scene, noun, post)


def _appointment_of(scene: Scene, noun: Placed, post: Post | None) -> Iterator[Told]:
    """ "The appointment of Ann Other as director", "of a new director"."""
    person = scene.object(noun.end + 4)
    if person:
        given = scene.given(person.end)
        held = given.post or next((one for one in scene.posts if noun.end <= one.start < person.start), None)
        if held and not given.other:
            interim = held.interim or bool(words_of("interim").search(scene.before(noun.start)))
            yield scene.told(coming(interim), person.name, held, noun.start, "appointed")
        elif PLACE.search(scene.text, person.end, min(scene.sentence.end, person.end + 30)):
            yield scene.told_of("appointed", person.name, None, noun.start, "appointed", spoken=True)
    else:
        filled = post or next((one for one in scene.posts if 0 <= one.start - noun.end < 40), None)
        if filled and (filled.new or filled.interim or is_told_new(scene, filled)):
            yield scene.told(coming(filled.interim), None, filled, noun.start, "appointed")


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {"puts": _puts, "puts_as": _puts_as, "brings": _brings}
"""Reader of each list of verbs in leadership.yaml by which somebody is put into a post."""
NOUNS: dict[str, Callable[[Scene, Placed], Iterator[Told]]] = {"coming": _appointment}
"""The same for nouns."""
