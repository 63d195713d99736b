"""The ways in which somebody is told to come to a post; each reader is named after its list in leadership.yaml."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_events import (
    FROM,
    OTHERS,
    OUT,
    SINCE,
    TITLED,
    behind,
    come,
    comers,
    coming,
    going_of_other,
    is_background,
)
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Given, Told
from transforms.extract.trace import dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_NOW_HAS = re.compile(r"(?:now\s)?(?:has|holds)\sit", re.IGNORECASE)
_CHOSEN_ONE = _worded(r"\b{chosen_one}\s(?:for|as)\s")


def _comes(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other takes over as director", "who became director in May", "has picked up the portfolio from Al Dunn"."""
    given = scene.given(verb.end, inside=verb.at)
    if verb.passive or given.other or is_background(scene, verb):
        return dropped("leadership.other_post", (verb.start, verb.end)) if given.other else None
    people = comers(scene, verb)
    yield from come(scene, verb, people, given)
    for goer in behind(scene, verb.end, FROM) if people else ():
        role = given.post.role if given.post else goer.post
        yield scene.told_of(going_of_other(scene, verb), goer.name, role, verb.start, "predecessor")


def _arrives(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "She joins as director", "the director, who arrived last year", "into her chair goes Ann Other"."""
    given = scene.given(verb.end)
    if verb.passive or verb.denied or given.other or is_background(scene, verb):
        return
    people = scene.subject(verb).people
    yield from come(scene, verb, people, given)
    for person in () if people or OUT.search(scene.before(verb.start)) else scene.behind(verb.end, 3):
        if TITLED.fullmatch(scene.text, verb.end, person.start):
            yield scene.told_of(coming(scene.says("for_now")), person.name, None, verb.start, "takes_post")


def _moves(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other moves from Leeds as director"."""
    given = scene.given(verb.end, direct=False)
    if given.post and not (
        verb.passive or verb.denied or verb.perfect or given.post.generic or is_background(scene, verb)
    ):
        yield from come(scene, verb, scene.subject(verb).people, given)


def _acts(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is to act as director", "is holding the fort"."""
    given = scene.given(verb.end)
    if verb.denied or given.other or (verb.perfect and not _has_filled(scene, verb)):
        return
    for person in scene.subject(verb).people:
        if given.post and not given.post.generic:
            yield scene.told("interim_appointed", person.name, given.post, verb.start, "takes_post")
        elif person.role not in OTHERS - {"assistant"}:
            yield scene.told_of("interim_appointed", person.name, None, verb.start, "takes_post")


def _has_filled(scene: Scene, verb: Predicate) -> bool:
    """Whether somebody has done the work of a post ever since another left it."""
    return bool(SINCE.match(scene.text, verb.end)) and (scene.is_vacant or len(scene.people()) > 1)


def _runs(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is running the department for now", "will lead the service from May"."""
    if not (scene.posts or verb.perfect):
        return
    given = scene.given(verb.end, inside=verb.at)
    before = [post for post in scene.posts if post.end <= verb.start]
    if before and _NOW_HAS.fullmatch(scene.text, verb.start, min(scene.sentence.end, verb.end + 3)):
        yield from come(scene, verb, scene.subject(verb).people, Given(before[-1]))
    elif verb.perfect and not given.post and not given.other and _has_filled(scene, verb) and scene.is_vacant:
        for person in scene.subject(verb).people:
            acting = _for_now(scene, verb) or scene.says("interim")
            if person.role is None and verb.end - verb.at > len(verb.word):
                yield scene.told_of(coming(acting), person.name, None, verb.start, "takes_post", spoken=True)
    if verb.perfect or verb.passive or verb.denied or verb.tense == "past" or not given.post:
        return
    interim = _for_now(scene, verb)
    for person in scene.subject(verb).people if interim or verb.tense == "future" else ():
        yield scene.told(coming(interim or given.post.interim), person.name, given.post, verb.start, "takes_post")


def _for_now(scene: Scene, verb: Predicate) -> bool:
    """Whether words such as "for now" open the sentence or stand at the verb."""
    return scene.says("for_now", verb.start) or scene.says("for_now", scene.sentence.start)


def _keeps(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The interim director, Ann Other, has been made permanent"."""
    for person in scene.subject(verb).people if verb.passive and not verb.denied else ():
        if role := scene.role_of(person):
            yield scene.told_of("appointed", person.name, role, verb.start, "takes_post")


def _is(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is the new director", "the next leader will be Ann Other", "she will be director from May"."""
    if verb.denied or not scene.posts:
        return
    subject = scene.subject(verb)
    person = scene.object(verb.end, 20)
    chosen = subject.post and _CHOSEN_ONE.search(scene.text, scene.sentence.start, subject.post.end)
    if subject.post and (subject.post.new or chosen) and person and not subject.people:
        yield scene.told(coming(subject.post.interim), person.name, subject.post, verb.start, "appointed")
        return
    given = scene.given(verb.end)
    post = given.post
    until = post and verb.tense == "present" and scene.says("for_now", post.end, 40)
    if post and not post.generic and (post.new or until or verb.tense == "future") and not post.former:
        for one in subject.people:
            yield scene.told(
                coming(post.interim or scene.says("for_now", verb.end)), one.name, post, verb.start, "takes_post"
            )


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {
    "comes": _comes,
    "arrives": _arrives,
    "acts": _acts,
    "moves": _moves,
    "runs": _runs,
    "is": _is,
    "keeps": _keeps,
}
"""Reader of each list of verbs in leadership.yaml by which somebody comes."""
