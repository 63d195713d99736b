"""The ways in which somebody is told to come to a post; each reader is named after its list in leadership.yaml."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_events import (
    FROM,
    OFFICERS,
    OUT,
    TITLED,
    behind,
    come,
    come_unnamed,
    comers,
    coming,
    displaced,
    further,
    going_of_other,
    is_background,
    is_for_now,
    is_told_new,
)
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Subject, Told
from transforms.extract.posts import Post, words_of
from transforms.extract.trace import dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_SERVES = ("serve", "serves", "serving", "served", "work", "works", "working", "worked")
_BECOMES = ("become", "becoming")
_OTHER_POST = _worded(r"\s(?:(?:[\w'-]+)\s){0,4}?{higher_post}\b")
_OF_OTHER = _worded(r"(?:'s?|\b{own_words})\s{decisions}\s$")
_HELD = ("held", "had", "done")
_COMES = ("come", "comes", "came", "coming")
_NO_ARRIVAL = _worded(r"\s{no_arrival}\b")
_BEGINNING = ("beginning", "starting")
_OTHER_JOB = _worded(
    r"(?:\sas)?\s(?:the\s|a\s|an\s)?(?:[\w'-]+\s){0,2}?(?:{other_job}\s(?:of|at|in|with|for)\s(?:the\s|a\s|an\s)?(?:[\w'-]+\s){0,4}?)?{outside_bodies}\b"
)
_CHOSEN_ONE = _worded(r"\b{chosen_one}\s(?:for|as)\s[^.;,]{0,40}$")
_TO_GO = _worded(r"\sto\s(?:be\s|have\s)?{to_go_away}\b")
_THERE = re.compile(r"\bthere\s$", re.IGNORECASE)
_REACH = 60


def _leaves_for_other(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """The going of a director or chief executive who comes to a job elsewhere: "is to become head of a charity"."""
    elsewhere = _OTHER_JOB.match(scene.text, verb.end, scene.sentence.end) or _promoted(scene, verb)
    side = elsewhere and words_of("side_job").search(scene.text, verb.end, elsewhere.end())
    event: Event = "left" if verb.tense == "past" and verb.bare else "leaving"
    for person in scene.subject(verb).people if elsewhere and not (side or verb.denied or scene.is_chronicle) else ():
        held = scene.post_beside(person)
        if scene.role_of(person) in OFFICERS and not (held and (held.former or held.new)):
            yield scene.told_of(event, person.name, scene.role_of(person), verb.start, "goes", held)


def _promoted(scene: Scene, verb: Predicate) -> re.Match[str] | None:
    """The words by which a director is to come to another post of a council: "will become deputy chief executive"."""
    ahead = verb.tense == "future" and verb.word in _BECOMES
    return _OTHER_POST.match(scene.text, verb.end, scene.sentence.end) if ahead else None


def _comes(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other takes over as director", "who became director in May", "has picked up the portfolio from Al Dunn"."""
    given = scene.given(verb.end, inside=verb.at)
    if given.other and not verb.passive:
        yield from _leaves_for_other(scene, verb)
    if verb.passive or given.other or _is_old(scene, verb):
        return dropped("leadership.other_post", (verb.start, verb.end)) if given.other else None
    people = comers(scene, verb)
    if scene.is_aim(verb) and _OF_OTHER.search(scene.before(verb.start)):
        return dropped("leadership.no_event", (verb.start, verb.end))
    if not is_background(scene, verb):
        yield from come(scene, verb, people, given)
    for goer in behind(scene, verb.end, FROM) if people else ():
        role = given.post.role if given.post else goer.post
        yield scene.told_of(going_of_other(scene, verb), goer.name, role, verb.start, "predecessor")


def _is_old(scene: Scene, verb: Predicate) -> bool:
    """Whether somebody is told to have had the post before now: "had held the post since 2008"."""
    had = scene.text.startswith(("had", "'d"), verb.start) and verb.at > verb.start
    return had and verb.word in _HELD


def _arrives(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "She joins as director", "the director, who arrived last year", "into her chair goes Ann Other"."""
    if verb.word in _COMES and _NO_ARRIVAL.match(scene.text, verb.end):
        return
    if verb.gerund and scene.text.startswith("since ", verb.start):
        yield from _lately(scene, verb)
        return
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


def _lately(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Her first meeting since taking up the post in May": who began just then has come."""
    if not scene.is_recent(verb.end):
        return
    people = scene.cast.between(scene.sentence.start, verb.start)[-1:]
    post = next((one for one in scene.posts if one.end <= verb.start and not one.generic), None)
    for person in people:
        held = scene.post_beside(person)
        interim = person.interim or bool(held and held.interim)
        if role := held.role if held else person.post or (None if person.role else scene.implied):
            yield scene.told_of(coming(interim), person.name, role, verb.start, "takes_post", held)
    if post and not people:
        yield scene.told(coming(post.interim), None, post, verb.start, "takes_post")


def _moves(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other moves from Leeds as director"."""
    given = scene.given(verb.end, direct=False)
    if given.post and " out of " in scene.text[verb.end : given.post.start]:
        return
    if verb.word in _SERVES and verb.tense != "future":
        return
    if given.post and not (
        verb.passive or verb.denied or verb.perfect or given.post.generic or is_background(scene, verb)
    ):
        yield from come(scene, verb, scene.subject(verb).people, given)


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
    held = subject.post if subject.post and not (subject.people or subject.post.generic) else None
    if held and person and is_for_now(scene, verb, person):
        yield scene.told("interim_appointed", person.name, held, verb.start, "takes_post")
        return
    given = scene.given(verb.end)
    post = given.post
    if post and _THERE.search(scene.before(verb.start)) and is_told_new(scene, post):
        for told in (post, *further(scene, post)):
            yield scene.told(coming(told.interim), None, told, verb.start, "appointed")
    picked = post or next(iter(within(scene.posts, verb.end, verb.end + _REACH)), None)
    if picked and _CHOSEN_ONE.search(scene.text, verb.end, picked.start):
        yield from (
            scene.told(coming(picked.interim), one.name, picked, verb.start, "appointed") for one in subject.people
        )
        return
    if post:
        yield from _is_post(scene, verb, subject, post)


def _is_post(scene: Scene, verb: Predicate, subject: Subject, post: Post) -> Iterator[Told]:
    """ "Ann Other is now director", "is the new director", "will be director from May", "is director until June"."""
    now = "now" in scene.text[verb.start : verb.end + 4].lower() and not verb.perfect
    until = verb.tense == "present" and any(is_for_now(scene, verb, one) for one in subject.people)
    if (
        not post.generic
        and (post.new or until or now or verb.tense == "future")
        and not (post.former or _TO_GO.match(scene.text, post.end))
    ):
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
    "moves": _moves,
    "is": _is,
    "keeps": _keeps,
}
"""Reader of each list of verbs in leadership.yaml by which somebody comes."""
