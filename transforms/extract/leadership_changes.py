"""The ways in which one person's coming is told with another's going; each reader is named after its list."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from transforms.extract.leadership_alike import follows
from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_events import (
    AS_BEFORE,
    OTHERS,
    PLACE,
    behind,
    coming,
    going_of_other,
    is_for_now,
    own_going,
)
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Told
from transforms.extract.posts import Post, words_of
from transforms.extract.trace import dropped
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_HIM_OR_HER = _worded(r"\s{him_or_her}\b(?!\s[a-z]+ (?:as|who))")


_BY_NAME = _worded(
    r"[\w\s',&-]{0,90}?\b{by}\s(?:(?:the|its|their|her|his|[\w-]+'s?)\s(?:[\w'-]+\s){0,4}(?:[\w'-]+,\s)?)?"
)

_HIS_PLACE = _worded(r"'s?\s(?:old\s)?{his_place}\b")
_FOLLOWS = ("follow", "follows", "followed", "following")
_CAME = _worded(r"\b{came}\b")
_ITS = re.compile(r"\s(?:its|the|their)\s(?:[\w-]+\s){0,2}", re.IGNORECASE)
_REACH = 160
_DIRECTOR = "director_of_childrens_services"


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
    if verb.denied or (verb.gerund and verb.word == "following"):
        return
    if verb.passive or (verb.bare and verb.tense == "past" and _BY_NAME.match(scene.text, verb.end)):
        yield from _change(scene, verb, next(iter(behind(scene, verb.end, _BY_NAME)), None), _first(scene, verb))
        return
    comer = _first(scene, verb)
    pronoun = comer is not None and _HIM_OR_HER.match(scene.text, verb.end)
    goer = scene.cast.other_before(comer) if comer and pronoun else scene.object(verb.end)
    if goer is None and verb.word in _FOLLOWS:
        yield from follows(scene, verb, surely=False)
    if comer is None and goer is None and verb.tense == "past" and not verb.gerund:
        yield from (scene.told("left", None, post, verb.start, "predecessor") for post in _replaced(scene, verb))
    yield from _change(scene, verb, comer, goer)


def _takes_place(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "Ann Other stepped into Al Dunn's shoes"."""
    goer = scene.object(verb.end, 16)
    if goer and not verb.denied and not verb.passive and _HIS_PLACE.match(scene.text, goer.end):
        yield from _change(scene, verb, _first(scene, verb), goer)


def _gives_way(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "He makes way for Ann Other"."""
    comer, goer = scene.object(verb.end), _first(scene, verb)
    for one in _change(scene, verb, comer, goer):
        yield one if one.is_coming else replace(one, event=own_going(scene, verb))


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
    "replaces": _replaces,
    "takes_place": _takes_place,
    "gives_way": _gives_way,
}
"""Reader of each list of verbs in leadership.yaml by which a post passes from one to another."""
