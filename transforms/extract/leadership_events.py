"""What the readers of comings and goings share: whose coming it is, for how long, and whose going it brings."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Given, Told
from transforms.extract.posts import Post, words_of
from transforms.extract.trace import Placed, dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
FROM = _worded(r"[\w\s',&-]{0,90}?\b{from}\s(?:[\w'-]+\s){0,4}")
PLACE = _worded(r"\b{place}\b")
AS_BEFORE = _worded(r"\b{as_before}\b")
_OWN_WITH = _worded(r"\s{own_with}\b|\s?[.,;:)–—-]|\s?$")
_OVER = _worded(r"\b{ends_the_coming}\b")
_INTERNAL = (None, "assistant", "officer")
SINCE = re.compile(r"[\w\s]{0,20}\bsince\b", re.IGNORECASE)
_SINCE_THEN = _worded(r"\s{since_then}")
_FOR = re.compile(r"\sfor\s", re.IGNORECASE)
_AHEAD = re.compile(r"\b(?:will|would|shall|to|due|set)\b|'ll\b", re.IGNORECASE)
INDEFINITE = _worded(r"\b{indefinite}\s(?:permanent\s)?$")
OUT = _worded(r"\b{out}\s$")
_POSSESSIVE = re.compile(r"(?:\b(?:her|his|their|whose)\s|'s?\s)(?:[a-z]+\s){0,2}$", re.IGNORECASE)
TITLED = re.compile(r"\s(?:[A-Z][\w']*\s){0,2}")
_REACH = 160
OTHERS = frozenset({"assistant", "opposition", "outside", "minister", "inspector", "commissioner", "chair"})
"""Roles in people.yaml whose holders come to and leave other posts than the guide's."""


def described(scene: Scene) -> Iterator[Told]:
    """ "The new director Ann Other", "the outgoing chief executive, Ann Other"."""
    for post in scene.posts:
        is_told = post.new or post.interim or post.outgoing
        person = scene.holder(post) if is_told else None
        if person and post.new and not post.former:
            yield scene.told(coming(post.interim), person.name, post, post.start, "new_holder")
        elif person and post.interim and _is_told_anew(scene, post):
            yield scene.told("interim_appointed", person.name, post, post.start, "new_holder")
        elif person and post.outgoing:
            yield scene.told("leaving", person.name, post, post.start, "outgoing_holder")


def coming(interim: bool) -> Event:
    """The event of somebody who comes, for good or for the time being."""
    return "interim_appointed" if interim else "appointed"


def _is_told_anew(scene: Scene, post: Post) -> bool:
    """Whether a post held for now is told as new: "an interim director", "acting director since then"."""
    return bool(INDEFINITE.search(scene.before(post.start)) or _SINCE_THEN.match(scene.text, post.end))


def is_background(scene: Scene, verb: Predicate) -> bool:
    """Whether a coming is told only to date something else: "since she joined"."""
    when = words_of("background").search(scene.text, max(scene.sentence.start, verb.start - 30), verb.end)
    named = scene.cast.between(scene.sentence.start, verb.start)[-1:]
    follows = any(one.end >= verb.start - 1 or _FOR.fullmatch(scene.text, one.end, verb.start) for one in named)
    follows = follows or scene.before(verb.start).rstrip().endswith(",")
    if when or (verb.gerund and not follows):
        dropped("leadership.background", (verb.start, verb.end))
        return True
    return False


def going_of_other(scene: Scene, verb: Predicate) -> Event:
    """The going that a verb of coming tells of another: still ahead if the coming is."""
    ahead = verb.tense == "future" and bool(_AHEAD.search(scene.text, verb.start, verb.at))
    soon = verb.tense == "present" and not verb.gerund and scene.says("soon", verb.end) and not scene.is_over(verb.end)
    return "leaving" if ahead or soon else "left"


def comers(scene: Scene, verb: Predicate) -> tuple[Person, ...]:
    """The subject of a verb of coming, and not the one who is replaced ("she was made director in his place")."""
    people = scene.subject(verb).people
    in_place = PLACE.search(scene.text, verb.end, min(scene.sentence.end, verb.end + 60))
    if in_place and people and scene.is_pronoun(verb):
        earlier = scene.meant_before()
        return earlier or people
    return people


def come(scene: Scene, verb: Predicate, people: tuple[Person, ...], given: Given) -> Iterator[Told]:
    """The coming of each person to the post given; else to the one that he or she is known by, or that is vacant."""
    post = given.post
    for person in people:
        interim = is_for_now(scene, verb, person)
        held = scene.post_beside(person)
        if post is not None and post.generic and (held or person.post or person.role not in _INTERNAL):
            if held or person.post:
                yield _own(scene, verb, person, interim)
        elif post is not None:
            yield scene.told(coming(interim or post.interim), person.name, post, verb.start, "takes_post")
        elif post is None and person.role in _INTERNAL:
            spoken = verb.kind == "comes" and verb.end - verb.at > len(verb.word)
            yield scene.told_of(coming(interim), person.name, None, verb.start, "takes_post", spoken=spoken)
        elif post is None and scene.role_of(person) and _OWN_WITH.match(scene.text, verb.end):
            yield _own(scene, verb, person, interim)


def _own(scene: Scene, verb: Predicate, person: Person, interim: bool) -> Told:
    """Somebody known to hold a post came to it: "the director, who took over in May"."""
    held = scene.post_beside(person)
    event = coming(interim or person.interim or bool(held and held.interim))
    told = scene.told_of(event, person.name, None, verb.start, "takes_post", held)
    return replace(told, implied=scene.role_of(person))


def is_for_now(scene: Scene, verb: Predicate, person: Person) -> bool:
    """Whether words such as "for now" belong to a person's coming: not those behind the next name."""
    others = [one for one in scene.people() if one.name != person.name]
    end = min((one.start for one in others if one.start > verb.end), default=scene.sentence.end)
    start = verb.start if others else scene.sentence.start
    over = _OVER.search(scene.text, verb.end, min(end, verb.end + _REACH))
    return bool(words_of("for_now").search(scene.text, start, over.start() if over else min(end, verb.end + _REACH)))


def puts_for_now(scene: Scene, verb: Predicate, post: Post) -> bool:
    """Whether somebody is put into a post, or handed it, for the time being."""
    before = scene.text[max(scene.sentence.start, verb.start - 12) : verb.end]
    return post.interim or scene.says("for_now", verb.end) or bool(words_of("interim").search(before))


def behind(scene: Scene, pos: int, words: Worded) -> tuple[Person, ...]:
    """The first person behind a place with just those words between."""
    found = (one for one in scene.behind(pos, _REACH) if words.fullmatch(scene.text, pos, one.start))
    return tuple(found)[:1]


def owners(scene: Scene, noun: Placed) -> tuple[Person, ...]:
    """Whose departure or appointment: named with an 's before it, or meant by "his", "her" or "whose"."""
    found = _POSSESSIVE.search(scene.text, max(scene.sentence.start, noun.start - 40), noun.start)
    if not found:
        return ()
    named = scene.cast.between(scene.sentence.start, noun.start)[-1:]
    if found[0].startswith("'"):
        return tuple(one for one in named if one.end == found.start())
    return named or scene.meant_before()
