"""The ways in which a post is told to be handed to somebody; each reader is named after its list."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_departures import going_of
from transforms.extract.leadership_events import (
    FROM,
    OUT,
    PLACE,
    TITLED,
    behind,
    come,
    coming,
    dates_another,
    going_of_other,
    own_going,
    puts_for_now,
)
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Told
from transforms.extract.posts import Post
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_TO_NAME = _worded(r"[\w\s',&()-]{0,110}?\b{to}\s(?:[\w',-]+\s){0,5}")
_WHEN = re.compile(r"\s(?:in|at|on|next|this|by|after|before|within)\b", re.IGNORECASE)
_IT = re.compile(r"\W{0,3}(?:it|that|this)\s(?:now\s|then\s)?", re.IGNORECASE)


def _hands(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "has given Ann Other the job", "was handed the portfolio", "the post be offered to Ann Other"."""
    if verb.passive:
        given = scene.given(verb.end)
        people = scene.subject(verb).people
        if people and given.post:
            yield from () if dates_another(scene, verb) else come(scene, verb, people, given)
            return
    yield from _falls(scene, verb)


def _falls(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The job goes to Ann Other", "responsibility passes from Al Dunn to Ann Other"."""
    comers = behind(scene, verb.end, _TO_NAME)
    double = () if comers else tuple(one for one in (scene.object(verb.end),) if one)
    post = _post_around(scene, verb, (comers or double)[0]) if comers or double else None
    for person in _set_in(scene, verb) if not (comers or post) else ():
        earlier = next(iter(scene.meant_before()), None)
        interim = scene.says("for_now")
        yield scene.told_of(coming(interim), person.name, earlier.post if earlier else None, verb.start, "takes_post")
    for person in comers or double:
        beside = scene.post_beside(person) if comers else None
        own = post or (beside if beside and (beside.interim or beside.new) else None)
        if own:
            yield scene.told(coming(puts_for_now(scene, verb, own)), person.name, own, verb.start, "appointed")
        elif comers and (it := _meant_by_it(scene, verb)):
            yield scene.told_of(coming(scene.says("for_now", verb.end)), person.name, it, verb.start, "takes_post")
        elif comers and PLACE.search(scene.before(verb.start, 60)):
            earlier = scene.owner_before(verb.start)
            held = earlier.post if earlier else None
            interim = scene.says("for_now", verb.end)
            yield scene.told_of(coming(interim), person.name, held, verb.start, "takes_post", spoken=True)
    for goer in behind(scene, verb.end, FROM) if comers and post else ():
        if post:
            yield scene.told(going_of_other(scene, verb), goer.name, post, verb.start, "predecessor")


def _meant_by_it(scene: Scene, verb: Predicate) -> str | None:
    """The post that "it" stands for at the head of a sentence: "It passes to Ann Other"."""
    if not _IT.fullmatch(scene.before(verb.start)):
        return None
    roles = [*(one.role for one in scene.posts_before), *(one.role for one in scene.so_far)]
    return next((role for role in reversed(roles) if role), None)


def _set_in(scene: Scene, verb: Predicate) -> tuple[Person, ...]:
    """Who stands behind the verb where the place comes first: "into her chair goes Ann Other"."""
    named = scene.behind(verb.end, 20)[:1]
    if OUT.search(scene.before(verb.start)):
        return ()
    if not (named and PLACE.search(scene.text, scene.sentence.start, verb.start)):
        return ()
    return named if TITLED.fullmatch(scene.text, verb.end, named[0].start) else ()


def _post_around(scene: Scene, verb: Predicate, person: Person) -> Post | None:
    """The post that is handed: between verb and name, behind the name of one who is given it, or before the verb."""
    own = scene.post_beside(person)
    inside = [post for post in scene.posts if verb.at <= post.start < person.start]
    inside = [post for post in inside if post != own or post.new or post.interim]
    behind = scene.given(person.end, direct=scene.object(verb.end) == person).post
    before = [post for post in scene.posts if post.end <= verb.start and scene.leads_to(post.end, verb.start)]
    before = [post for post in before if not scene.holder(post)]
    return next(iter([*inside, *((behind,) if behind else ()), *reversed(before)]), None)


def _hands_on(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Al Dunn has passed the portfolio to Ann Other": who had it goes."""
    told = list(_falls(scene, verb))
    yield from told
    people = scene.subject(verb).people if not verb.passive else ()
    if not told and verb.end - verb.at == len(f"{verb.word} over") and _WHEN.match(scene.text, verb.end):
        yield from going_of(scene, verb, own_going(scene, verb)) if verb.tense != "present" else ()
    for person in people if told else ():
        yield scene.told_of(own_going(scene, verb), person.name, told[0].role, verb.start, "predecessor")


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {
    "hands": _hands,
    "hands_on": _hands_on,
    "falls": _falls,
}
"""Reader of each list of verbs in leadership.yaml by which a post is handed to somebody."""
