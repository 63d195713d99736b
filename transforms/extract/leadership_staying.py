"""The ways in which somebody is told not to stay, or to take leave; each reader is named after its list."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_departures import goes, post_left
from transforms.extract.leadership_events import OTHERS
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Told
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_TO_INTERIM = re.compile(r"\s(?:[a-z]+(?:'s)?\s){0,3}")
_NO_LONGER = re.compile(r"\sno longer\s", re.IGNORECASE)
_UNTIL = re.compile(r"[^.;,]{0,60}?\buntil\b", re.IGNORECASE)
_TO_NAME = _worded(r"[\w\s',&-]{0,90}?\b{to}\s(?:[\w',-]+\s){0,9}")
_WILL = re.compile(r"\bwill\b|'ll\b|\bwon't\b|\bwould\b", re.IGNORECASE)
_DID = re.compile(r"\bdid\b|\bdidn't\b", re.IGNORECASE)
_STAYS_AWAY = ("returning", "return", "coming", "come", "standing", "stand", "seeking", "seek")
_REACH = 160
_TO_WORK = re.compile(r"\sto\s(?:work|normal|the\soffice|duty)\b")


def _is(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is no longer leader", or "is acting director" where another has gone."""
    if scene.is_vacant and not verb.denied and verb.tense != "past":
        yield from _acts_now(scene, verb)
    if _NO_LONGER.match(scene.text, verb.end):
        given = scene.given(verb.end)
        for person in scene.subject(verb).people:
            if given.post or person.post:
                role = given.post.role if given.post and not given.post.generic else person.post
                yield scene.told_of("left", person.name, role, verb.start, "goes", given.post)


def _acts_now(scene: Scene, verb: Predicate) -> Iterator[Told]:
    post = next((one for one in scene.posts if one.start >= verb.end), None)
    if post and post.interim and _TO_INTERIM.fullmatch(scene.text, verb.end, post.start):
        for person in scene.subject(verb).people:
            if person.role not in OTHERS - {"assistant"}:
                yield scene.told("interim_appointed", person.name, post, verb.start, "takes_post")


def _farewells(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other said goodbye to the council", "we say farewell to Ann Other"."""
    others = [one for one in scene.behind(verb.end, _REACH)[:1] if _TO_NAME.fullmatch(scene.text, verb.end, one.start)]
    for person in others:
        if scene.role_of(person):
            event: Event = "left" if verb.tense == "past" else "leaving"
            yield scene.told_of(event, person.name, scene.role_of(person), verb.start, "goes")
    if not others:
        yield from goes(scene, verb)


def _stays(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "She will not be returning", "could not remain as leader": who does not stay goes."""
    until = verb.tense == "future" and _UNTIL.match(scene.text, verb.end) and not scene.says("for_now")
    if verb.denied or until:
        for person in scene.subject(verb).people:
            post = post_left(scene, verb) or scene.post_beside(person)
            role = post.role if post else person.post or next((one.role for one in scene.free_posts(person)), None)
            if verb.perfect and _TO_WORK.match(scene.text, verb.end) and not verb.ceased:
                continue
            if role is None and person.role is None and verb.ceased:
                yield scene.told_of("left", person.name, None, verb.start, "goes")
            elif role:
                did = _DID.search(scene.text, verb.start, verb.at)
                ahead = verb.word in _STAYS_AWAY or _WILL.search(scene.text, verb.start, verb.at)
                event: Event = "leaving" if ahead and not (verb.ceased or did) else "left"
                yield scene.told_of(event, person.name, role, verb.start, "goes", post)


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {
    "stays": _stays,
    "farewells": _farewells,
    "is": _is,
}
"""Reader of each list of verbs in leadership.yaml by which somebody does not stay."""
