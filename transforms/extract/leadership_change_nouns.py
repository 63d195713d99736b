"""Nouns that tell one coming with another's going: "her successor", "his predecessor", "a stand-in"."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_events import INDEFINITE, OTHERS, behind, coming, owners
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Told
from transforms.extract.trace import Placed
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_RELATED = _worded(
    r"(?:,|(?:\s(?:in|at|from)\s[^.,;:]{1,40})?:|\s(?:is|will be|would be|to be|was)"
    r"|\s(?:has been\s|is\s|was\s)?(?:named|announced|confirmed)\sas)?"
    r"\s(?:(?-i:[A-Z])[\w']*\s){0,1}"
)
_IS_IN_PLACE = re.compile(
    r"\s(?:has\sbeen|was|is)\s(?:now\s)?(?:appointed|brought\sin|drafted\sin|found|in\s(?:place|post|charge))\b"
)
_WHOSE = re.compile(r"\bwhose\s(?:[a-z]+\s){0,2}$", re.IGNORECASE)
_TO_THE_GOER = _worded(r"\s(?:to|for|of)\s(?:[\w']+\s){0,8}")
_NAMED_OWNER = re.compile(r"'s?\s(?:[a-z]+\s){0,2}")
_SET_OFF = re.compile(r",\s(?:[A-Z]\w*\s)?")
_RELATED_BEFORE = _worded(r",\s{own_words}\s")


def _successor(scene: Scene, noun: Placed) -> Iterator[Told]:
    interim = "interim" in scene.text[noun.start : noun.end].lower()
    yield from _relation(scene, noun, coming(interim or scene.says("for_now")), "successor")
    for goer in behind(scene, noun.end, _TO_THE_GOER) if scene.says("still_sought") else ():
        if goer.post:
            yield scene.told_of("leaving", goer.name, goer.post, noun.start, "predecessor")
    if _WHOSE.search(scene.before(noun.start)):
        for person in owners(scene, noun):
            if person.post:
                yield scene.told_of("leaving", person.name, person.post, noun.start, "predecessor")


def _predecessor(scene: Scene, noun: Placed) -> Iterator[Told]:
    yield from _relation(scene, noun, "left", "predecessor")


def _stand_in(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "A stand-in, Ann Other"."""
    for person in scene.behind(noun.end, 12)[:1]:
        if _SET_OFF.fullmatch(scene.text, noun.end, person.start) and person.role is None:
            yield scene.told_of("interim_appointed", person.name, None, noun.start, "successor")
    if _IS_IN_PLACE.match(scene.text, noun.end) and INDEFINITE.search(scene.before(noun.start)):
        yield scene.told_of("interim_appointed", None, None, noun.start, "appointed", spoken=True)


def _relation(scene: Scene, noun: Placed, event: Event, rule: str) -> Iterator[Told]:
    """ "Her successor, Ann Other", "Ann Other, her replacement": the name is who comes, or who went."""
    named = [one for one in scene.behind(noun.end, 60)[:1] if _RELATED.fullmatch(scene.text, noun.end, one.start)]
    before = scene.cast.between(scene.sentence.start, noun.start)[-1:]
    set_off = [one for one in before if _RELATED_BEFORE.fullmatch(scene.text, one.end, noun.start)]
    owner = next((one for one in before if _NAMED_OWNER.fullmatch(scene.text, one.end, noun.start)), None)
    other = owner or scene.owner_before(noun.start)
    for person in named or set_off:
        if person.role in OTHERS and rule == "predecessor":
            continue
        own = person.post or (other.post if other else None)
        posts = [post.role for post in scene.posts if not post.generic]
        role = (owner.post if owner else None) or next(iter(posts), own)
        yield scene.told_of(event, person.name, role, noun.start, rule)


NOUNS: dict[str, Callable[[Scene, Placed], Iterator[Told]]] = {
    "successor": _successor,
    "predecessor": _predecessor,
    "stand_in": _stand_in,
}
"""Reader of each list of nouns in leadership.yaml by which one person is told through another."""
