"""The ways in which somebody is told to do the work of a post, for the time being or from now on."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_events import (
    OTHERS,
    SINCE,
    come,
    coming,
    is_told_new,
)
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Given, Told
from transforms.extract.posts import Post
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_PERSON_TO = _worded(r"\b{person_to}\s$")
_SINCE_GONE = _worded(r"[\w\s]{0,20}\bsince\b[^.;]{1,80}?\b{went}\b")
_WHEN_GONE = _worded(r"[\w\s]{0,20}\b(?:when|after|on)\b[^.;]{1,80}?\b{went}\b")
_FOR_HER = _worded(r"(?:\s(?:up|in|for)){0,2}\s{him_or_her}\b")
_HAS = ("has", "holds")
_TO_DO = _worded(r"\sto\s(?!{to_run})\w+")
_DOES = ("do", "does", "doing")
_HEADS = ("chief_executive", "council_leader")
_THE_COUNCIL = _worded(r"\sthe\s{the_council}\b")
_HAS_A = re.compile(r"\s(?:a|an)\s", re.IGNORECASE)
_NOW_HAS = re.compile(r"(?:now\s)?(?:has|holds)\sit", re.IGNORECASE)


def _acts(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is to act as director", "is holding the fort"."""
    given = scene.given(verb.end)
    if _TO_DO.match(scene.text, verb.end) and not given.post:
        return
    people = scene.subject(verb).people
    inverted = any(one.start > verb.end for one in people)
    if verb.denied or (given.other and not inverted) or (verb.perfect and not (given.post or _has_filled(scene, verb))):
        return
    for person in people:
        if given.post and not given.post.generic:
            yield scene.told("interim_appointed", person.name, given.post, verb.start, "takes_post")
        elif (other := _acted_for(scene, verb, person)) and other.post:
            yield scene.told_of("interim_appointed", person.name, other.post, verb.start, "takes_post")
        elif person.role not in OTHERS - {"assistant"}:
            yield scene.told_of("interim_appointed", person.name, None, verb.start, "takes_post")


def _acted_for(scene: Scene, verb: Predicate, person: Person) -> Person | None:
    """Whom "her" means in "will act up for her": who else is named last before."""
    if not _FOR_HER.match(scene.text, verb.end):
        return None
    named = [one for one in scene.cast.between(scene.sentence.start, verb.start) if one.name != person.name]
    return named[-1] if named else None


def _has_filled(scene: Scene, verb: Predicate) -> bool:
    """Whether somebody has done the work of a post ever since another left it, or did so when that happened."""
    since = SINCE.match(scene.text, verb.end) or _WHEN_GONE.match(scene.text, verb.end, scene.sentence.end)
    return bool(since) and (scene.is_vacant or len(scene.people()) > 1)


def _runs(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is running the department for now", "will lead the service from May"."""
    if not (scene.posts or verb.perfect or scene.is_vacant):
        return
    given = scene.given(verb.end, inside=verb.start)
    before = [post for post in scene.posts if post.end <= verb.start]
    has_new = _HAS_A.match(scene.text, verb.end) and verb.tense != "future" and not verb.denied
    if has_new and given.post and is_told_new(scene, given.post):
        yield scene.told(coming(given.post.interim), None, given.post, verb.start, "appointed")
    if given.post and _now_has(scene, verb, given.post):
        yield from come(scene, verb, scene.subject(verb).people, given)
    elif before and _NOW_HAS.fullmatch(scene.text, verb.start, min(scene.sentence.end, verb.end + 3)):
        yield from come(scene, verb, scene.subject(verb).people, Given(before[-1]))
    elif verb.perfect and given.post and _has_led_since(scene, verb, given.post.end):
        for person in scene.subject(verb).people:
            yield scene.told(coming(_for_now(scene, verb)), person.name, given.post, verb.start, "takes_post")
    elif verb.perfect and not given.post and not given.other:
        yield from _has_been_in_charge(scene, verb)
    if not (verb.perfect or verb.passive or verb.denied or verb.tense == "past"):
        yield from _runs_now(scene, verb, given.post) if given.post else _is_in_charge(scene, verb)


def _has_led_since(scene: Scene, verb: Predicate, pos: int) -> bool:
    """Whether somebody has held a post ever since another left it: "has run the services since Al Dunn left"."""
    had = scene.text.startswith(("had", "'d"), verb.start)
    return not (had or verb.denied) and bool(_SINCE_GONE.match(scene.text, pos, scene.sentence.end))


def _now_has(scene: Scene, verb: Predicate, post: Post) -> bool:
    """Whether somebody is told to have a post from now on: "Cllr Ann Other now has the portfolio"."""
    now = verb.word in _HAS and not verb.denied and "now" in scene.text[verb.start : verb.at].lower()
    return now and (post.generic or post.role == "lead_member")


def _has_been_in_charge(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Al Dunn has been in charge since then", where a going is told just before."""
    interim = _for_now(scene, verb) or scene.says("interim")
    vacant = scene.is_vacant or len(scene.people()) > 1
    if vacant and (interim or _has_filled(scene, verb)) and verb.end - verb.at > len(verb.word):
        for person in scene.subject(verb).people:
            if person.role is None:
                yield scene.told_of(coming(interim), person.name, None, verb.start, "takes_post", spoken=True)


def _runs_now(scene: Scene, verb: Predicate, post: Post) -> Iterator[Told]:
    """Somebody who does the work of a post for now, or is to do it."""
    if scene.is_aim(verb) and _PERSON_TO.search(scene.before(verb.start)):
        return
    interim = _for_now(scene, verb)
    ahead = verb.tense == "future" and (verb.word not in _DOES or scene.says("from_now"))
    for person in scene.subject(verb).people if interim or ahead else ():
        yield scene.told(coming(interim or post.interim), person.name, post, verb.start, "takes_post")


def _is_in_charge(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "His deputy, Ann Other, is in charge for now", where a going is told just before."""
    in_charge = verb.end - verb.at > len(verb.word) or (
        scene.story in _HEADS and _THE_COUNCIL.match(scene.text, verb.end)
    )
    if scene.is_vacant and in_charge and _for_now(scene, verb):
        for person in scene.subject(verb).people:
            if person.role not in OTHERS - {"assistant"}:
                yield scene.told_of("interim_appointed", person.name, None, verb.start, "takes_post", spoken=True)


def _for_now(scene: Scene, verb: Predicate) -> bool:
    """Whether words such as "for now" open the sentence or stand at the verb."""
    return scene.says("for_now", verb.start) or scene.says("for_now", scene.sentence.start)


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {
    "acts": _acts,
    "runs": _runs,
}
"""Reader of each list of verbs in leadership.yaml by which somebody does the work of a post."""
