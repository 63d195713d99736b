"""Goings told by their likeness to another's just before: "so did the director", "he was followed out by Ann Other"."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_events import OTHERS, behind
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Told
from transforms.extract.trace import Placed, dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_BY = _worded(r"[\w\s',&-]{0,90}?\b{by}\s(?:[\w',-]+\s){0,12}")
_SOON = _worded(r"\s?(?:[.,;:]|$|{followed_with}\b)")
_AHEAD = re.compile(r"\b(?:will|is|are)$", re.IGNORECASE)
_REACH = 120
_SENTENCES = 1


def _before(scene: Scene, pos: int, person: Person | None = None) -> Told | None:
    """The going of another that is told last before a place, here or in the sentence before."""
    for one in reversed(scene.so_far):
        near = scene.sentence.index - one.sentence.index <= _SENTENCES and one.pos < pos
        if near and not one.is_coming and (person is None or one.person != person.name):
            return one
    return None


def _too(scene: Scene, person: Person, event: Event, pos: int) -> Iterator[Told]:
    post = scene.post_beside(person)
    if person.role in OTHERS and post is None:
        return dropped("leadership.other_post", (pos, pos), person)
    if post or person.post:
        yield scene.told_of(event, person.name, post.role if post else person.post, pos, "goes", post)


def _likewise(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "So did the chief executive, Ann Other"."""
    first = _before(scene, noun.start)
    if first is None:
        return
    ahead = _AHEAD.search(scene.text, noun.start, noun.end)
    event: Event = "leaving" if ahead else first.event
    people = scene.behind(noun.end, _REACH)[:1]
    for person in people:
        if scene.object(noun.end) == person:
            yield from _too(scene, person, event, noun.start)
    for post in [one for one in scene.posts if one.start >= noun.end][:1] if not people else ():
        yield scene.told(event, None, post, noun.start, "goes")


def follows(scene: Scene, verb: Predicate, *, surely: bool = True) -> Iterator[Told]:
    """ "Ann Other followed in the autumn", "she was followed out of the door by Al Dunn", where another has gone."""
    if verb.passive:
        people = behind(scene, verb.end, _BY) if surely else ()
    else:
        people = scene.subject(verb).people if surely or _SOON.match(scene.text, verb.end, scene.sentence.end) else ()
    for person in people:
        first = _before(scene, verb.start, person)
        if first and not verb.denied:
            event: Event = "leaving" if verb.tense == "future" else first.event
            yield from _too(scene, person, event, verb.start)


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {"goes_too": follows}
"""Reader of each list of verbs in leadership.yaml by which somebody does as another did."""
NOUNS: dict[str, Callable[[Scene, Placed], Iterator[Told]]] = {"likewise": _likewise}
"""The same for other words."""
