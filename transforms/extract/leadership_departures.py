"""The ways in which goings are told; each reader is named after its list in leadership.yaml."""

import re
from collections.abc import Callable, Iterator

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_scene import Event, Scene, Told
from transforms.extract.posts import Post, words_of

_FROM_POST = re.compile(r"(?!,)(?: (?:from|in|with))?[\w ',]{0,40}\b(?:as|of|from)\b[\w ']{0,30}")
_OF_NAME = re.compile(r"[\w ,']{0,70}")
_LISTED = re.compile(r"(?:,[^.;(),]{0,60})?(?:,| and)(?: (?!in |of |after |at |from )[a-z'-]+){0,4} ", re.IGNORECASE)
_LAST_WORD = {"left": "left_with", "went": "went_with", "gone": "gone_with"}
_DIRECT = re.compile(r"[\w\s,'&-]{0,70}")
_REACH = 160
_POST_REACH = 90
OTHERS = frozenset({"assistant", "opposition", "outside", "minister", "inspector", "commissioner", "chair"})
"""Roles in people.yaml whose holders leave other posts than the guide's."""


def _leaving(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    yield from _goes(scene, verb, "leaving")


def _left(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    needed = _LAST_WORD.get(verb[0].split()[-1].lower())
    if needed is None or scene.goes_on(needed, verb.end()) or scene.names_authority(verb.end()):
        yield from _goes(scene, verb, "leaving" if scene.says("to_come", verb.end()) else "left")


def _goes(scene: Scene, verb: re.Match[str], event: Event) -> Iterator[Told]:
    """Somebody goes: by name with a post beside it, behind the verb or known; or the post alone is the subject."""
    people = scene.subjects(verb.start())
    for person in people:
        is_other = person.role in OTHERS
        post = (None if is_other else scene.post_beside(person)) or _post_left(scene, verb)
        if is_other and (post is None or post.generic):
            continue
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
        people = list(_listed(scene, noun.end()))
    coming = scene.says("to_come") or bool(words_of("announces_going").search(_around(scene, noun)))
    for person in people:
        post = scene.post_beside(person)
        role = post.role if post else person.post
        if role or person.role is None:
            yield scene.told_of("leaving" if coming else "left", person.name, role, noun.start(), "departure", post)
    told = (post for post in scene.posts if _FROM_POST.fullmatch(scene.text, noun.end(), post.start))
    for post in () if people else (one for one in told if not one.former):
        yield scene.told("leaving" if coming else "left", None, post, noun.start(), "departure")


def _around(scene: Scene, noun: re.Match[str]) -> str:
    return scene.text[max(scene.sentence.start, noun.start() - _REACH) : noun.end()]


def _listed(scene: Scene, pos: int) -> Iterator[Person]:
    """Those named behind "the departure of": the first, and who is joined to him or her by commas and "and"."""
    pattern = _OF_NAME
    for person in scene.behind(pos, _REACH):
        if not pattern.fullmatch(scene.text, pos, person.start):
            return
        yield person
        pos, pattern = person.end, _LISTED


def _dismissed(scene: Scene, verb: re.Match[str]) -> Iterator[Told]:
    """ "The council has sacked Ann Other", "has dismissed its director"."""
    person = next(iter(scene.behind(verb.end(), _POST_REACH)), None)
    post = next((one for one in scene.posts if _DIRECT.fullmatch(scene.text, verb.end(), one.start)), None)
    if person and _OF_NAME.fullmatch(scene.text, verb.end(), person.start):
        held = scene.post_beside(person)
        role = held.role if held else person.post
        if role or person.role is None:
            yield scene.told_of("left", person.name, role, verb.start(), "dismissed", held)
    elif post and not post.former:
        yield scene.told("left", None, post, verb.start(), "dismissed")


DEPARTURES: dict[str, Callable[[Scene, re.Match[str]], Iterator[Told]]] = {
    "leaving": _leaving,
    "left": _left,
    "going": _going,
    "dismissed": _dismissed,
}
"""Reader of each list of departures in leadership.yaml."""
