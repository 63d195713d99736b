"""The ways in which somebody is told to come to a post; each reader is named after its list in leadership.yaml."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_events import (
    FROM,
    OFFICERS,
    OTHERS,
    OUT,
    SINCE,
    TITLED,
    behind,
    come,
    come_unnamed,
    comers,
    coming,
    displaced,
    going_of_other,
    is_background,
    is_for_now,
    is_told_new,
)
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Given, Told
from transforms.extract.posts import Post, words_of
from transforms.extract.trace import dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_SERVES = ("serve", "serves", "serving", "served", "work", "works", "working", "worked")
_PERSON_TO = _worded(r"\b{person_to}\s$")
_BEGINNING = ("beginning", "starting")
_DOES = ("do", "does", "doing")
_OTHER_JOB = _worded(
    r"(?:\sas)?\s(?:the\s|a\s|an\s)?(?:[\w'-]+\s){0,2}?(?:{other_job}\s(?:of|at|in|with|for)\s(?:the\s|a\s|an\s)?(?:[\w'-]+\s){0,4}?)?{outside_bodies}\b"
)
_HEADS = ("chief_executive", "council_leader")
_THE_COUNCIL = _worded(r"\sthe\s{the_council}\b")
_HAS_A = re.compile(r"\s(?:a|an)\s", re.IGNORECASE)
_NOW_HAS = re.compile(r"(?:now\s)?(?:has|holds)\sit", re.IGNORECASE)
_CHOSEN_ONE = _worded(r"\b{chosen_one}\s(?:for|as)\s[^.;,]{0,40}$")
_THERE = re.compile(r"\bthere\s$", re.IGNORECASE)
_REACH = 60


def _leaves_for_other(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """The going of a director or chief executive who comes to a job elsewhere: "is to become head of a charity"."""
    elsewhere = _OTHER_JOB.match(scene.text, verb.end, scene.sentence.end)
    side = elsewhere and words_of("side_job").search(scene.text, verb.end, elsewhere.end())
    event: Event = "left" if verb.tense == "past" and verb.bare else "leaving"
    for person in scene.subject(verb).people if elsewhere and not (side or verb.denied or scene.is_chronicle) else ():
        held = scene.post_beside(person)
        if scene.role_of(person) in OFFICERS and not (held and (held.former or held.new)):
            yield scene.told_of(event, person.name, scene.role_of(person), verb.start, "goes", held)


def _comes(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other takes over as director", "who became director in May", "has picked up the portfolio from Al Dunn"."""
    given = scene.given(verb.end, inside=verb.at)
    if given.other and not verb.passive:
        yield from _leaves_for_other(scene, verb)
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
    if not (given.post or verb.passive):
        yield from _leaves_for_other(scene, verb)
    if verb.passive or verb.denied or given.other or is_background(scene, verb):
        return
    if verb.gerund and verb.word in _BEGINNING and not given.post:
        return
    subject = scene.subject(verb)
    people = subject.people
    yield from come(scene, verb, people, given)
    yield from come_unnamed(scene, verb, subject)
    for person in () if people or OUT.search(scene.before(verb.start)) else scene.behind(verb.end, 3):
        if TITLED.fullmatch(scene.text, verb.end, person.start):
            yield scene.told_of(coming(scene.says("for_now")), person.name, None, verb.start, "takes_post")


def _moves(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other moves from Leeds as director"."""
    given = scene.given(verb.end, direct=False)
    if verb.word in _SERVES and verb.tense != "future":
        return
    if given.post and not (
        verb.passive or verb.denied or verb.perfect or given.post.generic or is_background(scene, verb)
    ):
        yield from come(scene, verb, scene.subject(verb).people, given)


def _acts(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is to act as director", "is holding the fort"."""
    given = scene.given(verb.end)
    people = scene.subject(verb).people
    inverted = any(one.start > verb.end for one in people)
    if verb.denied or (given.other and not inverted) or (verb.perfect and not (given.post or _has_filled(scene, verb))):
        return
    for person in people:
        if given.post and not given.post.generic:
            yield scene.told("interim_appointed", person.name, given.post, verb.start, "takes_post")
        elif person.role not in OTHERS - {"assistant"}:
            yield scene.told_of("interim_appointed", person.name, None, verb.start, "takes_post")


def _has_filled(scene: Scene, verb: Predicate) -> bool:
    """Whether somebody has done the work of a post ever since another left it."""
    return bool(SINCE.match(scene.text, verb.end)) and (scene.is_vacant or len(scene.people()) > 1)


def _runs(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is running the department for now", "will lead the service from May"."""
    if not (scene.posts or verb.perfect or scene.is_vacant):
        return
    given = scene.given(verb.end, inside=verb.start)
    before = [post for post in scene.posts if post.end <= verb.start]
    if _HAS_A.match(scene.text, verb.end) and given.post and is_told_new(scene, given.post):
        yield scene.told(coming(given.post.interim), None, given.post, verb.start, "appointed")
    if before and _NOW_HAS.fullmatch(scene.text, verb.start, min(scene.sentence.end, verb.end + 3)):
        yield from come(scene, verb, scene.subject(verb).people, Given(before[-1]))
    elif verb.perfect and not given.post and not given.other:
        yield from _has_been_in_charge(scene, verb)
    if not (verb.perfect or verb.passive or verb.denied or verb.tense == "past"):
        yield from _runs_now(scene, verb, given.post) if given.post else _is_in_charge(scene, verb)


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
    ahead = verb.tense == "future" and verb.word not in _DOES
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


def _keeps(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The interim director, Ann Other, has been made permanent", "has got the job for good"."""
    for person in scene.subject(verb).people if not verb.denied else ():
        given = scene.given(verb.end).post
        if role := given.role if given else scene.role_of(person) or scene.implied:
            yield scene.told_of("appointed", person.name, role, verb.start, "takes_post")


def _is(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other is the new director", "the next leader will be Ann Other", "she will be director from May"."""
    if verb.denied or not scene.posts:
        return
    subject = scene.subject(verb)
    person = scene.object(verb.end, 20)
    filled = subject.post if subject.post and subject.post.new else _chosen_for(scene, verb)
    if filled and person and not subject.people:
        yield scene.told(coming(filled.interim), person.name, filled, verb.start, "appointed")
        yield from displaced(scene, person.end, filled.role, verb.start)
        return
    given = scene.given(verb.end)
    post = given.post
    if post and _THERE.search(scene.before(verb.start)) and is_told_new(scene, post):
        yield scene.told(coming(post.interim), None, post, verb.start, "appointed")
    picked = post or next(iter(within(scene.posts, verb.end, verb.end + _REACH)), None)
    if picked and _CHOSEN_ONE.search(scene.text, verb.end, picked.start):
        yield from (
            scene.told(coming(picked.interim), one.name, picked, verb.start, "appointed") for one in subject.people
        )
        return
    until = post and verb.tense == "present" and any(is_for_now(scene, verb, one) for one in subject.people)
    if post and not post.generic and (post.new or until or verb.tense == "future") and not post.former:
        for one in subject.people:
            yield scene.told(
                coming(post.interim or is_for_now(scene, verb, one)), one.name, post, verb.start, "takes_post"
            )


def _chosen_for(scene: Scene, verb: Predicate) -> Post | None:
    """The post in "the successful candidate for director is Ann Other"."""
    before = [post for post in scene.posts if post.end <= verb.start and scene.leads_to(post.end, verb.start)]
    return next((post for post in before if _CHOSEN_ONE.search(scene.text, scene.sentence.start, post.start)), None)


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
