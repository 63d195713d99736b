"""The ways in which somebody is told to be removed or lost; each reader is named after its list of verbs."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_departures import going_of
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Told
from transforms.extract.trace import dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_OWN_JOB = _worded(r"\s{own_job}\b")
_DECIDED = _worded(r"\b{decided}\s$")
_THE = re.compile(r"\s(?:a|an|the|its|their|our)\s(?:[\w'-]+\s){0,3}", re.IGNORECASE)
_NAMED = re.compile(r"\s(?:[\w'-]+\s){0,2}")
_OUT_OF = re.compile(r"\s(?:from|off|out\sof)\b")
_BEATS = ("ousted", "unseated", "toppled", "deposed", "ousts", "unseats", "topples")
_SHORT_OF = _worded(r"\b{short_of}\s$")
_SET_OFF = re.compile(r",\s(?:[A-Z]\w*\s)?$")
_PRONOUN = _worded(r"\s{him_or_her}\b")


def _loses(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The council has lost its director, Ann Other", "Ann Other lost her job"."""
    person = scene.object(verb.end)
    post = next((one for one in scene.posts if _THE.fullmatch(scene.text, verb.end, one.start)), None)
    if verb.denied or verb.passive:
        return
    event: Event = "left" if verb.tense == "past" else "leaving"
    if person and scene.role_of(person):
        yield scene.told_of(event, person.name, scene.role_of(person), verb.start, "goes", post)
    elif person and person.role is None and not post and _NAMED.fullmatch(scene.text, verb.end, person.start):
        yield scene.told_of(event, person.name, None, verb.start, "goes")
    elif _OWN_JOB.match(scene.text, verb.end):
        yield from going_of(scene, verb, event)
    elif post and not (post.generic or post.former or scene.subject(verb).people):
        yield scene.told(event, None, post, verb.start, "goes")


def _costs(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The report has cost the director, Ann Other, her job"."""
    person = scene.object(verb.end)
    told = person and (verb.end - verb.at > len(verb.word) or _OWN_JOB.search(scene.text, person.end, person.end + 80))
    if person and told and scene.role_of(person) and verb.tense == "past" and not verb.denied:
        yield scene.told_of("left", person.name, scene.role_of(person), verb.start, "goes")


def _removes(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The council has sacked Ann Other", "has dismissed its director", "he was dropped from the cabinet"."""
    if verb.denied or (scene.is_aim(verb) and not _DECIDED.search(scene.before(verb.start))):
        return dropped("leadership.no_event", (verb.start, verb.end))
    if _SHORT_OF.search(scene.before(verb.start)):
        return dropped("leadership.no_event", (verb.start, verb.end))
    event: Event = "leaving" if verb.tense == "future" and not scene.is_aim(verb) else "left"
    if verb.passive:
        yield from going_of(scene, verb, event)
        return
    person = scene.object(verb.end) or _him_or_her(scene, verb)
    post = scene.given(verb.end).post
    if person and verb.bare and _is_apart(scene, verb, person):
        return dropped("leadership.no_event", (verb.start, verb.end))
    if person:
        held = scene.post_beside(person) or post
        role = held.role if held else person.post
        for winner in scene.subject(verb).people if verb.word in _BEATS and role == "council_leader" else ():
            yield scene.told_of("appointed", winner.name, role, verb.start, "takes_post")
        if role or person.role is None:
            yield scene.told_of(event, person.name, role, verb.start, "dismissed", held)
    elif post and not post.former and not (scene.subject(verb).people or scene.is_pronoun(verb)):
        yield scene.told(event, None, post, verb.start, "dismissed")


def _is_apart(scene: Scene, verb: Predicate, person: Person) -> bool:
    """Whether a comma parts verb and name, with no role before it: "in a report, released yesterday, Ann Other ..."."""
    set_off = _SET_OFF.search(scene.text, verb.end, person.start)
    return bool(set_off) and not within(scene.roles, verb.end, person.start)


def _him_or_her(scene: Scene, verb: Predicate) -> Person | None:
    """Whom "the council has dismissed him" means: the last one named before it, else whom the story is about."""
    if not _PRONOUN.match(scene.text, verb.end):
        return None
    return next(iter(scene.cast.between(scene.sentence.start, verb.start)[-1:] or scene.meant_before()), None)


def _moved_out(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other has been moved from children's services to highways"."""
    if verb.passive and not verb.denied and _OUT_OF.match(scene.text, verb.end):
        yield from going_of(scene, verb, "leaving" if verb.tense == "future" else "left")


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {
    "moved_out": _moved_out,
    "removes": _removes,
    "loses": _loses,
    "costs": _costs,
}
"""Reader of each list of verbs in leadership.yaml by which somebody is made to go."""
