"""The ways in which one person's coming is told with another's going; each reader is named after its list."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_events import (
    AS_BEFORE,
    FROM,
    OTHERS,
    OUT,
    PLACE,
    TITLED,
    behind,
    come,
    coming,
    dates_another,
    going_of_other,
    is_for_now,
    puts_for_now,
)
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Told
from transforms.extract.posts import Post, words_of
from transforms.extract.trace import dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_HIM_OR_HER = _worded(r"\s{him_or_her}\b(?!\s[a-z]+ (?:as|who))")

_TO_NAME = _worded(r"[\w\s',&()-]{0,110}?\b{to}\s(?:[\w',-]+\s){0,5}")

_BY_NAME = _worded(
    r"[\w\s',&-]{0,90}?\b{by}\s(?:(?:the|its|their|her|his|[\w-]+'s?)\s(?:[\w'-]+\s){0,4}(?:[\w'-]+,\s)?)?"
)

_CAME = _worded(r"\b{came}\b")
_ITS = re.compile(r"\s(?:its|the|their)\s(?:[\w-]+\s){0,2}", re.IGNORECASE)
_REACH = 160
_DIRECTOR = "director_of_childrens_services"


def _hands(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "has given Ann Other the job", "was handed the portfolio", "the post be offered to Ann Other"."""
    if verb.passive:
        given = scene.given(verb.end)
        people = scene.subject(verb).people
        if people and given.post:
            yield from () if dates_another(scene, verb) else come(scene, verb, people, given)
            return
    yield from _falls(scene, verb)


def _falls(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The job goes to Ann Other", "responsibility passes from Al Dunn to Ann Other"."""
    comers = behind(scene, verb.end, _TO_NAME)
    double = () if comers else tuple(one for one in (scene.object(verb.end),) if one)
    post = _post_around(scene, verb, (comers or double)[0]) if comers or double else None
    for person in _set_in(scene, verb) if not (comers or post) else ():
        earlier = next(iter(scene.meant_before()), None)
        interim = scene.says("for_now")
        yield scene.told_of(coming(interim), person.name, earlier.post if earlier else None, verb.start, "takes_post")
    for person in comers or double:
        beside = scene.post_beside(person) if comers else None
        own = post or (beside if beside and (beside.interim or beside.new) else None)
        if own:
            yield scene.told(coming(puts_for_now(scene, verb, own)), person.name, own, verb.start, "appointed")
        elif comers and PLACE.search(scene.before(verb.start, 60)):
            earlier = next(iter(scene.meant_before()), None)
            held = earlier.post if earlier else None
            interim = scene.says("for_now", verb.end)
            yield scene.told_of(coming(interim), person.name, held, verb.start, "takes_post", spoken=True)
    for goer in behind(scene, verb.end, FROM) if comers and post else ():
        if post:
            yield scene.told(going_of_other(scene, verb), goer.name, post, verb.start, "predecessor")


def _set_in(scene: Scene, verb: Predicate) -> tuple[Person, ...]:
    """Who stands behind the verb where the place comes first: "into her chair goes Ann Other"."""
    named = scene.behind(verb.end, 20)[:1]
    if OUT.search(scene.before(verb.start)):
        return ()
    return (
        named
        if named
        and PLACE.search(scene.text, scene.sentence.start, verb.start)
        and TITLED.fullmatch(scene.text, verb.end, named[0].start)
        else ()
    )


def _post_around(scene: Scene, verb: Predicate, person: Person) -> Post | None:
    """The post that is handed: between verb and name, behind the name of one who is given it, or before the verb."""
    inside = [post for post in scene.posts if verb.at <= post.start < person.start]
    behind = scene.given(person.end, direct=scene.object(verb.end) == person).post
    before = [post for post in scene.posts if post.end <= verb.start and scene.leads_to(post.end, verb.start)]
    return next(iter([*inside, *((behind,) if behind else ()), *reversed(before)]), None)


def _hands_on(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Al Dunn has passed the portfolio to Ann Other": who had it goes."""
    told = list(_falls(scene, verb))
    yield from told
    people = scene.subject(verb).people if told and not verb.passive else ()
    for person in people:
        yield scene.told_of(_own_going(scene, verb), person.name, told[0].role, verb.start, "predecessor")


def _fills(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Her place was taken by Ann Other", "the portfolio is in the hands of Al Dunn"."""
    hands = scene.text[verb.end - 3 : verb.end] == " of"
    people = scene.behind(verb.end, 20)[:1] if hands else behind(scene, verb.end, _BY_NAME)
    if (
        not people
        and verb.passive
        and verb.tense == "past"
        and not verb.denied
        and verb.word == "filled"
        and scene.dated(verb.end) != "past"
    ):
        yield from (scene.told(coming(post.interim), None, post, verb.start, "appointed") for post in _led(scene, verb))
    if not people or not (hands or verb.passive or verb.bare):
        return
    before = [post for post in scene.posts if post.end <= verb.start]
    earlier = scene.meant_before()
    role = before[-1].role if before and not before[-1].generic else earlier[0].post if earlier else None
    if before and not before[-1].former and AS_BEFORE.search(scene.before(verb.start, 16)):
        yield scene.told_of("left", people[0].name, before[-1].role, verb.start, "predecessor")
    elif not before and words_of("service_run").search(scene.text, scene.sentence.start, verb.start):
        interim = is_for_now(scene, verb, people[0])
        if interim or (people[0].elected and verb.tense == "future"):
            role = "lead_member" if people[0].elected else _DIRECTOR
            yield scene.told_of(coming(interim), people[0].name, role, verb.start, "takes_post")
    elif before or PLACE.search(scene.before(verb.start)):
        interim = bool(before and before[-1].interim) or is_for_now(scene, verb, people[0])
        interim = interim or bool(words_of("stands_in").search(scene.text, verb.at, verb.end))
        yield scene.told_of(
            coming(interim), people[0].name, role or (before[-1].role if before else None), verb.start, "takes_post"
        )


def _replaced(scene: Scene, verb: Predicate) -> list[Post]:
    """The post in "the council has replaced its director"."""
    told = [post for post in scene.posts if _ITS.fullmatch(scene.text, verb.end, post.start)]
    return [post for post in told if not (post.generic or post.former)]


def _led(scene: Scene, verb: Predicate) -> list[Post]:
    """The post before a verb, if it is the subject."""
    return [post for post in scene.posts if scene.leads_to(post.end, verb.start) and not post.generic][-1:]


def _replaces(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "She replaces Ann Other", "Ann Other has replaced him", "was succeeded by Al Dunn"."""
    if verb.denied:
        return
    if verb.passive or (verb.bare and verb.tense == "past" and _BY_NAME.match(scene.text, verb.end)):
        yield from _change(scene, verb, next(iter(behind(scene, verb.end, _BY_NAME)), None), _first(scene, verb))
        return
    comer = _first(scene, verb)
    pronoun = comer is not None and _HIM_OR_HER.match(scene.text, verb.end)
    goer = scene.cast.other_before(comer) if comer and pronoun else scene.object(verb.end)
    if comer is None and goer is None and verb.tense == "past" and not verb.gerund:
        yield from (scene.told("left", None, post, verb.start, "predecessor") for post in _replaced(scene, verb))
    yield from _change(scene, verb, comer, goer)


def _gives_way(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "He makes way for Ann Other"."""
    comer, goer = scene.object(verb.end), _first(scene, verb)
    for one in _change(scene, verb, comer, goer):
        yield one if one.is_coming else replace(one, event=_own_going(scene, verb))


def _own_going(scene: Scene, verb: Predicate) -> Event:
    """The going of one who hands a post on: still to come also where it is under way."""
    return "leaving" if verb.tense == "future" else going_of_other(scene, verb)


def _first(scene: Scene, verb: Predicate) -> Person | None:
    return next(reversed(scene.subject(verb).people), None)


def _change(scene: Scene, verb: Predicate, comer: Person | None, goer: Person | None) -> Iterator[Told]:
    if any(
        one is not None and one.role in OTHERS and not scene.post_beside(one) and one is not comer
        for one in (comer, goer)
    ):
        return dropped("leadership.other_post", (verb.start, verb.end), goer)
    if scene.is_aim(verb) and (comer is None or goer is None):
        return dropped("leadership.not_coming", (verb.start, verb.end))
    role = _changed_role(scene, verb, comer, goer)
    held = scene.post_beside(comer) if comer and goer is None else None
    if comer is not None and (goer is not None or (scene.posts and not (held and not held.new and not held.interim))):
        alone = goer is None and any(post.interim for post in scene.posts if post.start > verb.end)
        interim = alone or bool(words_of("for_now").search(_main_clause(scene, verb)))
        yield scene.told_of(coming(interim), comer.name, role, verb.start, "successor")
    if goer is not None:
        came = scene.is_aim(verb) and _CAME.search(scene.text, scene.sentence.start, verb.start)
        event = "left" if came else going_of_other(scene, verb)
        yield scene.told_of(event, goer.name, role, verb.start, "predecessor")


def _changed_role(scene: Scene, verb: Predicate, comer: Person | None, goer: Person | None) -> str | None:
    """The post that changes hands: told behind the verb, that of the one who goes, or any of the sentence."""
    given = scene.given(verb.end).post
    held = scene.post_beside(goer) if goer else None
    told = [post.role for post in (given, held) if post and not post.generic]
    known = [scene.role_of(one) for one in (goer, comer) if one and scene.role_of(one)]
    return next(iter([*told, *known, *(post.role for post in scene.free_posts(comer, goer))]), None)


def _main_clause(scene: Scene, verb: Predicate) -> str:
    """The words from the subject to the next relative clause: what is said of the one who comes, not who goes."""
    clause = scene.text[max(scene.sentence.start, verb.start - 30) : min(scene.sentence.end, verb.end + _REACH)]
    return re.split(r"\bwho\b|\bafter\b", clause, maxsplit=1)[0]


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {
    "fills": _fills,
    "hands": _hands,
    "hands_on": _hands_on,
    "falls": _falls,
    "replaces": _replaces,
    "gives_way": _gives_way,
}
"""Reader of each list of verbs in leadership.yaml by which a post passes from one to another."""
