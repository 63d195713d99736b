"""Nouns that tell a going: "the departure of", "her last day", "his time as director"."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_departures import FROM_POST
from transforms.extract.leadership_events import behind, owners
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Told
from transforms.extract.posts import words_of
from transforms.extract.trace import Placed
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_OF_NAME = re.compile(r"[\w ,']{0,70}")
_LISTED = re.compile(
    r"(?:,(?! and)[^.;(),]{0,60})?(?:,(?! and)| and)(?: (?!in |of |after |at |from )[a-z'-]+){0,4} ", re.IGNORECASE
)
_GOES_ON = re.compile(r"\s(?:was|is|were|has|have|had|will|became|[a-z]+s|[a-z]+ed)\b")
_ENDED = _worded(r"[^.;]{0,60}?\b{ended}\b")
_CAME_FIRST = _worded(r"\b{came_first}\s(?:the\s)?$")
_OF = re.compile(r"(?:\s(?:last|this|in|on)\s[\w ]{1,20}?)?\s(?:of|by)\s", re.IGNORECASE)
_ANNOUNCED = _worded(r"[^.;,]{0,60}?\b{announced}\b")
_TO_END = _worded(r"[^.;]{0,60}?\b{to_end}\b")
_WAS = re.compile(r"(?:\s(?:as|in|at)\s[^.,;]{1,60}?)?\swas\b", re.IGNORECASE)
_OWN = re.compile(r"(?:\b(?:her|his|their|whose|my)|'s?)\s(?:very\s)?$", re.IGNORECASE)
_FOR_NAME = _worded(r"\sfor\s(?:{own_words}\s)?[\w\s',&-]{0,70}?")
_IS_ANNOUNCED = re.compile(r"\s(?:was|has\sbeen|is)\s(?:\w+\s)?(?:announced|confirmed|revealed)\b")
_PLANNED = ("departure", "exit", "retirement")
_REACH = 160


def _departure(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "The departure of Ann Other", "Ann Other's resignation", "whose retirement was announced"."""
    people = list(owners(scene, noun) or _listed(scene, noun))
    soon = bool(
        words_of("announces_going").search(scene.text, max(scene.sentence.start, noun.start - _REACH), noun.end + 25)
    )
    dated = None if _ANNOUNCED.match(scene.text, noun.end) else scene.dated(noun.end)
    first = _CAME_FIRST.search(scene.before(noun.start, 20))
    is_new = bool(_IS_ANNOUNCED.match(scene.text, noun.end)) and scene.text[noun.start : noun.end].lower() in _PLANNED
    to_come = dated == "future" or (dated is None and not first and (scene.says("to_come") or soon or is_new))
    event: Event = "leaving" if to_come else "left"
    for person in people:
        post = scene.post_beside(person)
        role = post.role if post else person.post
        if role or person.role is None:
            yield scene.told_of(event, person.name, role, noun.start, "departure", post)
    told = (post for post in scene.posts if FROM_POST.fullmatch(scene.text, noun.end, post.start))
    for post in () if people else (one for one in told if not one.former):
        yield scene.told(event, None, post, noun.start, "departure")


def _gone_are(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "Gone are the director, Ann Other, and the leader, Al Dunn", "first to leave was Ann Other"."""
    for person in _named_from(scene, noun.end):
        if post := scene.post_beside(person):
            yield scene.told("left", person.name, post, noun.start, "departure")
        elif person.role is None or person.post:
            yield scene.told_of("left", person.name, person.post, noun.start, "departure", spoken=True)


def _death(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "The death of Cllr Ann Other", "Ann Other's death": of one who is known to hold a post."""
    for person in owners(scene, noun) or _listed(scene, noun):
        post = scene.post_beside(person)
        role = post.role if post else person.post
        if role or person.elected:
            yield scene.told_of("left", person.name, role, noun.start, "departure", post, spoken=person.elected)


def _listed(scene: Scene, noun: Placed) -> Iterator[Person]:
    """Those named behind "the departure of": the first, and who is joined to him or her by commas and "and"."""
    opened = _OF.match(scene.text, noun.end, scene.sentence.end)
    if opened:
        yield from _named_from(scene, opened.end())


def _named_from(scene: Scene, pos: int) -> Iterator[Person]:
    """The person named behind a place, and those joined to him or her."""
    pattern = _OF_NAME
    for person in scene.behind(pos, _REACH):
        opens_clause = pattern is _LISTED and scene.text[pos] == "," and _GOES_ON.match(scene.text, person.end)
        between = re.sub(r"\s+", " ", scene._without_posts(pos, person.start))
        if opens_clause or not (pattern.fullmatch(scene.text, pos, person.start) or pattern.fullmatch(between)):
            return
        yield person
        pos, pattern = person.end, _LISTED


def _last_day(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "Her last day is 30 April", "whose last day was Friday"."""
    event: Event = "left" if _WAS.match(scene.text, noun.end) else "leaving"
    own = owners(scene, noun) if _OWN.search(scene.before(noun.start, 16)) else behind(scene, noun.end, _FOR_NAME)
    for person in own:
        post = scene.post_beside(person) or scene.given(noun.end).post
        role = post.role if post else person.post
        if role or person.role is None:
            yield scene.told_of(event, person.name, role, noun.start, "departure", post)


def _time(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "Whose tenure ended in May"."""
    end = min(scene.sentence.end, noun.end + 80)
    to_end = _TO_END.match(scene.text, noun.end, end)
    if to_end or _ENDED.match(scene.text, noun.end, end):
        for person in owners(scene, noun):
            post = scene.given(noun.end).post
            role = post.role if post else person.post
            if role or person.role is None:
                yield scene.told_of("leaving" if to_end else "left", person.name, role, noun.start, "departure", post)


NOUNS: dict[str, Callable[[Scene, Placed], Iterator[Told]]] = {
    "going": _departure,
    "death": _death,
    "gone_are": _gone_are,
    "last_day": _last_day,
    "time": _time,
}
"""Reader of each list of nouns in leadership.yaml by which somebody goes."""
