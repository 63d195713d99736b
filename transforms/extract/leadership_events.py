"""What the readers of comings and goings share: whose coming it is, for how long, and whose going it brings."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Given, Subject, Told
from transforms.extract.posts import Post, words_of
from transforms.extract.trace import Placed, dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
FROM = _worded(r"[\w\s',&-]{0,90}?\b{from}\s(?:[\w'-]+\s){0,4}")
_INSTEAD = _worded(r"[\w\s',&-]{0,110}?\b{instead_of}\s(?:[\w'-]+\s){0,4}")
PLACE = _worded(r"\b{place}\b")
AS_BEFORE = _worded(r"\b{as_before}\b")
_OWN_WITH = _worded(r"\s{own_with}\b|\s?[.,;:)–—-]|\s?$")
_OVER = _worded(r"\b{ends_the_coming}\b")
_INTERNAL = (None, "assistant", "officer")
_THEN_NAMED = re.compile(r"[^.;]{0,60}?\b(?:is|will be|are)\s")
_BESIDE = re.compile(r",?\s(?:[A-Z][\w.]*\s){0,2}")
_AN_INTERIM = _worded(r"\b{an_interim}\b(?:\s(?:director|chief executive|leader))?,?\s$")
_WHO_IS_INTERIM = _worded(r",\s(?:who\sis\s)?{an_interim}\b")
SINCE = re.compile(r"[\w\s]{0,20}\bsince\b", re.IGNORECASE)
_SINCE_THEN = _worded(r"\s{since_then}")
_FOR = re.compile(r"\sfor\s", re.IGNORECASE)
_AHEAD = re.compile(r"\b(?:will|would|shall|to|due|set)\b|'ll\b", re.IGNORECASE)
DIRECTOR = "director_of_childrens_services"
OFFICERS = (DIRECTOR, "chief_executive")
INDEFINITE = _worded(r"\b{indefinite}\s(?:permanent\s)?$")
_INDEFINITE = _worded(r"\b{indefinite}\s(?:[\w-]+\s){0,2}$")
OUT = _worded(r"\b{out}\s$")
_POSSESSIVE = re.compile(r"(?:\b(?:her|his|their|whose)\s|'s?\s)(?:[a-z-]+\s){0,2}$", re.IGNORECASE)
TITLED = re.compile(r"\s(?:[A-Z][\w']*\s){0,2}")
_REACH = 160
_AND_A_NEW = re.compile(r"\band\san?\s(?:new|permanent|interim)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
OTHERS = frozenset({"assistant", "opposition", "outside", "minister", "inspector", "commissioner", "chair"})
"""Roles in people.yaml whose holders come to and leave other posts than the guide's."""


def described(scene: Scene) -> Iterator[Told]:
    """ "The new director Ann Other", "the outgoing chief executive, Ann Other"."""
    for post in scene.posts:
        is_told = post.new or post.interim or post.outgoing
        person = scene.holder(post) if is_told else None
        if post.new and not person and words_of("just_come").search(scene.before(post.start, 40)):
            yield scene.told(coming(post.interim), None, post, post.start, "new_holder")
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
    when = dates_another(scene, verb)
    named = scene.cast.between(scene.sentence.start, verb.start)[-1:]
    follows = any(one.end >= verb.start - 1 or _FOR.fullmatch(scene.text, one.end, verb.start) for one in named)
    follows = follows or scene.before(verb.start).rstrip().endswith(",")
    follows = follows or (scene.is_opening(verb.start) and bool(_THEN_NAMED.match(scene.text, verb.end)))
    if when or (verb.gerund and not follows):
        dropped("leadership.background", (verb.start, verb.end))
        return True
    return False


def dates_another(scene: Scene, verb: Predicate) -> bool:
    """Whether a coming stands in a clause that says when something else was: "long before she was given the job"."""
    start = max(scene.sentence.start, verb.start - 30)
    return bool(words_of("background").search(scene.text, start, verb.end))


def going_of_other(scene: Scene, verb: Predicate) -> Event:
    """The going that a verb of coming tells of another: still ahead if the coming is."""
    ahead = verb.tense == "future" and bool(_AHEAD.search(scene.text, verb.start, verb.at))
    who = scene.text.find(" who ", verb.end, scene.sentence.end)
    reach = who - verb.end if who >= 0 else _REACH
    soon = verb.tense == "present" and not verb.gerund and scene.says("soon", verb.end, reach)
    soon = soon and not scene.is_over(verb.end)
    return "leaving" if ahead or soon else "left"


def own_going(scene: Scene, verb: Predicate) -> Event:
    """The going of one who hands a post on: still to come also where it is under way."""
    return "leaving" if verb.tense == "future" else going_of_other(scene, verb)


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
    if people and post:
        yield from displaced(scene, verb.end, post.role, verb.start)
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
        elif post is None and (role := scene.role_of(person)) and _OWN_WITH.match(scene.text, verb.end):
            yield _own(scene, verb, person, interim)
            yield from displaced(scene, verb.end, role, verb.start)


def displaced(scene: Scene, behind_pos: int, role: str, pos: int) -> Iterator[Told]:
    """The one in whose place somebody comes: "in place of Ann Other", "in succession to Al Dunn"."""
    for goer in behind(scene, behind_pos, _INSTEAD):
        yield scene.told_of("left", goer.name, role, pos, "predecessor")


def _own(scene: Scene, verb: Predicate, person: Person, interim: bool) -> Told:
    """Somebody known to hold a post came to it: "the director, who took over in May"."""
    held = scene.post_beside(person)
    event = coming(not is_for_good(scene, verb) and (interim or person.interim or bool(held and held.interim)))
    told = scene.told_of(event, person.name, None, verb.start, "takes_post", held)
    return replace(told, implied=scene.role_of(person))


def is_told_new(scene: Scene, post: Post) -> bool:
    """Whether a post without a name is told as newly filled: "a new director", "an interim chief executive"."""
    return (post.new or post.interim or _is_permanent(scene, post)) and bool(
        _INDEFINITE.search(scene.before(post.start))
    )


def _is_permanent(scene: Scene, post: Post) -> bool:
    return "permanent" in scene.text[max(0, post.start - 12) : post.end].lower()


def come_unnamed(scene: Scene, verb: Predicate, subject: Subject) -> Iterator[Told]:
    """ "A new director started in May", "a chief executive and an interim director have arrived"."""
    ahead = verb.tense == "future" and not verb.denied and (scene.says("soon", verb.end, 30) or scene.dated(verb.end))
    if subject.post and not subject.people and (verb.tense != "future" or (subject.post.new and ahead)):
        lately = verb.tense == "past" and scene.is_recent(verb.end)
        for post in (*scene.joined(subject.post), subject.post):
            if post.new or lately or is_told_new(scene, post):
                yield scene.told(coming(post.interim), None, post, verb.start, "appointed")


def is_for_now(scene: Scene, verb: Predicate, person: Person) -> bool:
    """Whether words such as "for now" belong to a person's coming: not those behind the next name."""
    others = [one.start for one in scene.people() if one.name != person.name]
    end = min([scene.sentence.end, verb.end + _REACH, *(one for one in others if one > verb.end)])
    over = _OVER.search(scene.text, verb.end, end)
    opening = min([verb.start, *(one.start for one in scene.people())])
    places = ((verb.start, over.start() if over else end), (scene.sentence.start, opening))
    if is_for_good(scene, verb):
        return False
    return is_called_interim(scene, person) or any(words_of("for_now").search(scene.text, *place) for place in places)


def is_called_interim(scene: Scene, person: Person) -> bool:
    """Whether words beside a name say so: "an interim, Ann Other", "Ann Other, an interim, ..."."""
    before = _AN_INTERIM.search(scene.before(person.start, 40)) or _has_interim_role(scene, person)
    return bool(before or _WHO_IS_INTERIM.match(scene.text, person.end, scene.sentence.end))


def _has_interim_role(scene: Scene, person: Person) -> bool:
    """Whether the role right before a name is held for now: "another temporary director, Ann Other"."""
    role = next((one for one in reversed(scene.roles) if one.end <= person.start), None)
    beside = role is not None and _BESIDE.fullmatch(scene.text, role.end, person.start)
    return bool(role and beside and words_of("interim").search(scene.text, max(0, role.start - 12), role.end))


def is_for_good(scene: Scene, verb: Predicate) -> bool:
    """Whether somebody is told to hold a post permanently from now on."""
    return scene.says("for_good", verb.start, 80)


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


def further(scene: Scene, first: Post) -> list[Post]:
    """The posts told with another: "a new director in January and a new chief executive in March"."""
    return [post for post in scene.posts if post.start > first.end and _AND_A_NEW.search(scene.before(post.start))]
