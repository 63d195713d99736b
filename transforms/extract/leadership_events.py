"""The ways in which comings and changes are told; each reader is named after its list in leadership.yaml."""

import re
from collections.abc import Callable, Iterator

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_departures import DEPARTURES, OTHERS
from transforms.extract.leadership_scene import Event, Scene, Told
from transforms.extract.posts import Post, words_of

_TO_POST = re.compile(
    r".{0,100}\b(?:as|to be|to become|to (?:the|its|their|our|fill|take)|the (?:role|post|position|job) of|into)\b"
    r"[\w\s',&-]{0,45}|\s(?:the|its)\s",
    re.IGNORECASE,
)
_DIRECT = re.compile(r"[\w\s,'&-]{0,70}")
_HIM_OR_HER = re.compile(r"\s(?:him|her)\b(?!\s[a-z]+ (?:as|who))", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|is to|are to|to be|replaces|succeeds|takes over)\b", re.IGNORECASE)
_CURRENT = re.compile(r"\b(?:current|existing|serving)\b", re.IGNORECASE)
_UNDONE = re.compile(r"\b(?:appoint|hire|recruit|select|confirm|unveil|welcome|find|secure)$", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:(?:has|have|had|will|is|was|to)\s){0,2}(?:been|was|were|is|are|be|being)(?: [a-z]+ly)?\s$", re.IGNORECASE
)
_REACH = 160
_CLOSE = 30
_POST_REACH = 90


def described(scene: Scene) -> Iterator[Told]:
    """ "The new director Ann Other", "the outgoing chief executive, Ann Other"."""
    for post in scene.posts:
        person = scene.holder(post)
        if person and post.new and not post.former:
            yield scene.told(_coming(post.interim), person.name, post, post.start, "new_holder")
        elif person and post.outgoing:
            yield scene.told("leaving", person.name, post, post.start, "outgoing_holder")


def _coming(interim: bool) -> Event:
    return "interim_appointed" if interim else "appointed"


def _appointed_object(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    """ "has appointed Ann Other as its director", "appointed a new director", "the job has gone to Ann Other"."""
    if scene.says("unless_coming"):
        return
    passive = _PASSIVE.search(scene.text, max(scene.sentence.start, verb.start() - _CLOSE), verb.start())
    if passive and scene.subjects(passive.start()):
        return
    weak = words_of("weak").search(verb[0])
    person = next(iter(scene.behind(verb.end(), _CLOSE if weak else _REACH)), None)
    post = next((post for post in scene.posts if _is_given(scene, verb, person, post)), None)
    given = next((post for post in scene.posts if not post.former and _leads_up(scene, post, verb)), None)
    if post is not None and (person or not _UNDONE.search(verb[0])):
        name = person.name if person and (person.start < post.start or scene.are_beside(person, post)) else None
        interim = post.interim or scene.says("for_now", verb.end()) or _is_for_now(scene, verb)
        yield scene.told(_coming(interim), name, post, verb.start(), "appointed")
    elif person and given and person.start - verb.end() < 3 and (given.new or not _is_copula(verb)):
        yield scene.told(_coming(given.interim), person.name, given, verb.start(), "appointed")
    elif person and not person.role and words_of("appoints").search(verb[0]) and not scene.has_role(person):
        interim = scene.says("for_now", verb.start())
        yield scene.told_of(_coming(interim), person.name, None, verb.start(), "appointed")


def _is_copula(verb: re.Match[str]) -> bool:
    return bool(words_of("copula").fullmatch(verb[0]))


def _is_for_now(scene: Scene, verb: re.Match[str]) -> bool:
    """Whether the words before a verb or noun of appointing make it one for the time being."""
    before = scene.text[max(scene.sentence.start, verb.start() - _CLOSE) : verb.end()]
    return bool(words_of("interim").search(before))


def _leads_up(scene: Scene, post: Post, verb: re.Match[str]) -> bool:
    return verb.start() - post.end < 60 and scene.leads_to(post.end, verb.start())


def _is_given(scene: Scene, verb: re.Match[str], person: Person | None, post: Post) -> bool:
    """Whether a post behind the verb is what somebody is appointed to, and not what he or she was before."""
    if post.former or not verb.end() <= post.start < verb.end() + _REACH:
        return False
    if person and person.start < post.start:
        plain = "," not in scene.text[verb.end() : person.start]
        return plain and bool(_TO_POST.fullmatch(scene.text, person.end, post.start))
    named = person is not None and scene.are_beside(person, post) and not words_of("weak").search(verb[0])
    if named and _CURRENT.search(scene.text, verb.end(), post.start):
        return False
    return (post.new or named) and bool(_DIRECT.fullmatch(scene.text, verb.end(), post.start))


def _appointed_subject(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    """ "Ann Other has been named director", "who takes up the post", "a new director has been appointed"."""
    if scene.says("unless_coming"):
        return
    if words_of("background").search(scene.text, max(scene.sentence.start, verb.start() - _CLOSE), verb.end()):
        return
    people = scene.subjects(verb.start())
    post = next((one for one in scene.posts if verb.end() <= one.start < verb.end() + _POST_REACH), None)
    taken = post if post and not post.former and _DIRECT.fullmatch(scene.text, verb.end(), post.start) else None
    if taken and taken.generic and words_of("other_posts").search(scene.text, verb.end(), taken.start):
        return
    if taken and not taken.generic and not people and verb[0].lower().startswith("to "):
        people = scene.aims(verb.start())
    alone = len(scene.cast.between(scene.sentence.start, scene.sentence.end)) == 1
    interim = scene.says("for_now", None if alone else verb.start())
    for person in people:
        if taken:
            yield scene.told(_coming(interim or taken.interim), person.name, taken, verb.start(), "takes_post")
        elif not person.role or _takes_own(scene, verb, person):
            yield scene.told_of(_coming(interim), person.name, person.post, verb.start(), "takes_post")
    filled = (one for one in scene.posts if one.new and scene.leads_to(one.end, verb.start()))
    for one in () if people else filled:
        yield scene.told(_coming(one.interim), None, one, verb.start(), "appointed")


def _takes_own(scene: Scene, verb: re.Match[str], person: Person) -> bool:
    """Whether somebody who is known to hold a post takes it up: "the director, who took up her post in May"."""
    end = min(scene.sentence.end, verb.end() + _CLOSE)
    return person.post is not None and bool(words_of("own_post").search(scene.text, verb.start(), end))


def _appointment(scene: Scene, noun: re.Match[str]) -> Iterator[Told]:
    """ "Ann Other's appointment as director"."""
    named = scene.cast.between(scene.sentence.start, noun.start())[-1:]
    post = next((one for one in scene.posts if noun.end() <= one.start < noun.end() + _POST_REACH), None)
    if named and named[0].end == noun.start() and post and _DIRECT.fullmatch(scene.text, noun.end(), post.start):
        interim = post.interim or bool(words_of("interim").search(noun[0]))
        yield scene.told(_coming(interim), named[0].name, post, noun.start(), "appointed")


def _succeeds(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    """ "She replaces Ann Other", "Ann Other has replaced him"."""
    comer = next(iter(scene.subjects(verb.start())), None)
    pronoun = comer is not None and _HIM_OR_HER.match(scene.text, verb.end())
    goer = scene.cast.last_before(comer.start) if comer and pronoun else next(iter(scene.behind(verb.end())), None)
    yield from _change(scene, verb, comer, goer)


def _is_succeeded(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    """ "She will be replaced by Ann Other"."""
    goer = next(iter(scene.subjects(verb.start())), None)
    comer = next(iter(scene.behind(verb.end())), None)
    if comer and goer is None and not scene.posts and comer.start - verb.end() < 3:
        yield scene.told_of("appointed", comer.name, comer.post, verb.start(), "successor")
    else:
        yield from _change(scene, verb, comer, goer)


def _change(scene: Scene, verb: re.Match[str], comer: Person | None, goer: Person | None) -> Iterator[Told]:
    if goer is not None and goer.role in OTHERS:
        return
    known = (*(post.role for post in scene.posts), *(one.post for one in (comer, goer) if one and one.post))
    role: str | None = next(iter(known), None)
    if comer is not None and (goer is not None or scene.posts):
        alone = goer is None and any(post.interim for post in scene.posts if post.start > verb.end())
        interim = alone or bool(words_of("for_now").search(_main_clause(scene, verb)))
        yield scene.told_of(_coming(interim), comer.name, role, verb.start(), "successor")
    if goer is not None:
        going: Event = "leaving" if _FUTURE.search(verb[0]) else "left"
        yield scene.told_of(going, goer.name, role, verb.start(), "predecessor")


def _main_clause(scene: Scene, verb: re.Match[str]) -> str:
    """The words from the subject to the next relative clause: what is said of the one who comes, not who goes."""
    clause = scene.text[max(scene.sentence.start, verb.start() - _CLOSE) : min(scene.sentence.end, verb.end() + _REACH)]
    return re.split(r"\bwho\b|\bafter\b", clause, maxsplit=1)[0]


def _successor_noun(scene: Scene, noun: re.Match[str]) -> Iterator[Told]:
    yield from _relation(scene, noun, _coming("interim" in noun[0].lower()), "successor")


def _predecessor_noun(scene: Scene, noun: re.Match[str]) -> Iterator[Told]:
    yield from _relation(scene, noun, "left", "predecessor")


def _relation(scene: Scene, noun: re.Match[str], event: Event, rule: str) -> Iterator[Told]:
    role = scene.posts[0].role if scene.posts else None
    for person in scene.behind(noun.end(), 15)[:1]:
        yield scene.told_of(event, person.name, role, noun.start(), rule)


READERS: dict[str, Callable[[Scene, re.Match[str]], Iterator[Told]]] = {
    "appointed_object": _appointed_object,
    "appointed_subject": _appointed_subject,
    "succeeds": _succeeds,
    "is_succeeded": _is_succeeded,
    "successor_noun": _successor_noun,
    "predecessor_noun": _predecessor_noun,
    "appointment": _appointment,
    **DEPARTURES,
}
"""Reader of each list of `events` in leadership.yaml."""
