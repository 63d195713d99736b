"""The ways in which comings and goings are told; each reader is named after its list in leadership.yaml."""

import re
from collections.abc import Callable, Iterator

from transforms.extract.leadership_scene import Event, Person, Scene, Told
from transforms.extract.posts import Post, words_of

_TO_POST = re.compile(
    r".{0,100}\b(?:as|to be|to become|to (?:the|its|their|our|fill|take)|the (?:role|post|position|job) of|into)\b"
    r"[\w\s',&-]{0,45}|\s(?:the|its)\s",
    re.IGNORECASE,
)
_DIRECT = re.compile(r"[\w\s,'&-]{0,70}")
_FROM_POST = re.compile(r"(?: (?:from|in|with))?[\w ',]{0,40}\b(?:as|of|from)\b[\w ']{0,30}")
_OF_NAME = re.compile(r"[\w ,']{0,70}")
_HIM_OR_HER = re.compile(r"\s(?:him|her)\b(?!\s[a-z]+ (?:as|who))", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|is to|are to|to be|replaces|succeeds|takes over)\b", re.IGNORECASE)
_LAST_WORD = {"left": "left_with", "went": "went_with", "gone": "gone_with"}
_REACH = 160
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
    person = next(iter(scene.behind(verb.end(), _REACH)), None)
    post = next((post for post in scene.posts if _is_given(scene, verb, person, post)), None)
    given = next((post for post in scene.posts if not post.former and _leads_up(scene, post, verb)), None)
    if post is not None:
        name = person.name if person and (person.start < post.start or scene.are_beside(person, post)) else None
        interim = post.interim or scene.says("for_now", verb.end())
        yield scene.told(_coming(interim), name, post, verb.start(), "appointed")
    elif person and given and person.start - verb.end() < 3:
        yield scene.told(_coming(given.interim), person.name, given, verb.start(), "appointed")
    elif person and not person.role and words_of("appoints").search(verb[0]) and not scene.has_role(person):
        interim = scene.says("for_now", verb.start())
        yield scene.told_of(_coming(interim), person.name, None, verb.start(), "appointed")


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
    return (post.new or named) and bool(_DIRECT.fullmatch(scene.text, verb.end(), post.start))


def _appointed_subject(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    """ "Ann Other has been named director", "who takes up the post", "a new director has been appointed"."""
    if scene.says("unless_coming"):
        return
    people = scene.subjects(verb.start())
    post = next((one for one in scene.posts if verb.end() <= one.start < verb.end() + _POST_REACH), None)
    taken = post if post and not post.former and _DIRECT.fullmatch(scene.text, verb.end(), post.start) else None
    interim = scene.says("for_now", verb.start())
    for person in people:
        if taken:
            yield scene.told(_coming(interim or taken.interim), person.name, taken, verb.start(), "takes_post")
        elif not person.role:
            yield scene.told_of(_coming(interim), person.name, None, verb.start(), "takes_post")
    filled = (one for one in scene.posts if one.new and scene.leads_to(one.end, verb.start()))
    for one in () if people else filled:
        yield scene.told(_coming(one.interim), None, one, verb.start(), "appointed")


def _succeeds(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    """ "She replaces Ann Other", "Ann Other has replaced him"."""
    comer = next(iter(scene.subjects(verb.start())), None)
    pronoun = comer is not None and _HIM_OR_HER.match(scene.text, verb.end())
    goer = scene.cast.last_before(comer.start) if comer and pronoun else next(iter(scene.behind(verb.end())), None)
    yield from _change(scene, verb, comer, goer)


def _is_succeeded(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    """ "She will be replaced by Ann Other"."""
    goer = next(iter(scene.subjects(verb.start())), None)
    yield from _change(scene, verb, next(iter(scene.behind(verb.end())), None), goer)


def _change(scene: Scene, verb: re.Match[str], comer: Person | None, goer: Person | None) -> Iterator[Told]:
    known = (*(post.role for post in scene.posts), *(one.post for one in (comer, goer) if one and one.post))
    role: str | None = next(iter(known), None)
    if comer is not None and (goer is not None or scene.posts):
        alone = goer is None and any(post.interim for post in scene.posts if post.start > verb.end())
        interim = alone or bool(words_of("for_now").search(verb[0]))
        yield scene.told_of(_coming(interim), comer.name, role, verb.start(), "successor")
    if goer is not None:
        going: Event = "leaving" if _FUTURE.search(verb[0]) else "left"
        yield scene.told_of(going, goer.name, role, verb.start(), "predecessor")


def _successor_noun(scene: Scene, noun: re.Match[str]) -> Iterator[Told]:
    yield from _relation(scene, noun, _coming("interim" in noun[0].lower()), "successor")


def _predecessor_noun(scene: Scene, noun: re.Match[str]) -> Iterator[Told]:
    yield from _relation(scene, noun, "left", "predecessor")


def _relation(scene: Scene, noun: re.Match[str], event: Event, rule: str) -> Iterator[Told]:
    role = scene.posts[0].role if scene.posts else None
    for person in scene.behind(noun.end(), 15)[:1]:
        yield scene.told_of(event, person.name, role, noun.start(), rule)


def _leaving(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    yield from _goes(scene, verb, "leaving")


def _left(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    needed = _LAST_WORD.get(verb[0].split()[-1].lower())
    if needed is None or scene.goes_on(needed, verb.end()):
        yield from _goes(scene, verb, "leaving" if scene.says("to_come", verb.end()) else "left")


def _goes(scene: Scene, verb: re.Match[str], event: Event) -> Iterator[Told]:
    """Somebody goes: by name with a post beside it, behind the verb or known; or the post alone is the subject."""
    people = scene.subjects(verb.start())
    for person in people:
        post = scene.post_beside(person) or _post_left(scene, verb)
        if post is not None and not post.former:
            yield scene.told(event, person.name, post, verb.start(), "goes")
        elif person.post or (person.role is None and post is None):
            yield scene.told_of(event, person.name, person.post, verb.start(), "goes")
    bare = (post for post in scene.posts if not post.former and scene.leads_to(post.end, verb.start()))
    for post in () if people else bare:
        yield scene.told(event, None, post, verb.start(), "goes")


def _post_left(scene: Scene, verb: re.Match[str]) -> Post | None:
    """The post behind a verb of going: "resigned as leader of the council"."""
    behind = (post for post in scene.posts if verb.end() <= post.start)
    return next((post for post in behind if _FROM_POST.fullmatch(scene.text, verb.end(), post.start)), None)


def _going(scene: Scene, noun: re.Match[str]) -> Iterator[Told]:
    """ "the departure of Ann Other", "Ann Other's resignation"."""
    if noun[0].startswith("'"):
        named = scene.cast.between(scene.sentence.start, noun.start())[-1:]
        people = [one for one in named if one.end == noun.start()]
    else:
        named = scene.behind(noun.end())[:1]
        people = [one for one in named if _OF_NAME.fullmatch(scene.text, noun.end(), one.start)]
    coming = scene.says("to_come") or "impending" in noun[0].lower()
    for person in people:
        post = scene.post_beside(person)
        role = post.role if post else person.post
        if role or person.role is None:
            yield scene.told_of("leaving" if coming else "left", person.name, role, noun.start(), "departure")


READERS: dict[str, Callable[[Scene, re.Match[str]], Iterator[Told]]] = {
    "appointed_object": _appointed_object,
    "appointed_subject": _appointed_subject,
    "succeeds": _succeeds,
    "is_succeeded": _is_succeeded,
    "successor_noun": _successor_noun,
    "predecessor_noun": _predecessor_noun,
    "leaving": _leaving,
    "left": _left,
    "going": _going,
}
"""Reader of each list of `events` in leadership.yaml."""
