"""How long somebody has held a post: since a day just past he or she has come, up to a day past has gone."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from transforms.extract.dates import DateMention
from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_events import INDEFINITE, OTHERS, coming, is_told_new, owners
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Told
from transforms.extract.posts import Post, post_at
from transforms.extract.trace import Placed
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_OF_ITS = r"(?:,?\s(?:at|of|for|in|on|to)\s[^.,;()]{1,60}?)?,?"
_SINCE = _worded(_OF_ITS + r"\s(?:{barely}\s)?since\s")
_BRIEFLY = _worded(r",?\s(?:for\s)?{briefly}\b")
_UNTIL = _worded(_OF_ITS + r"\s(?:until|up\sto|till)\s(?!{still_open}\b)")
_BEFORE_ME = _worded(_OF_ITS + r"\sbefore\s(?:{him_or_her}|me|us)\b")
_FROM_TO = re.compile(
    r"(?:\s(?:at|of|for|in)\s[^.,;()]{1,60}?)?,?\s(?:from|between)\s(?:[a-z]+\s)?(?:19|20)\d\d\s(?:to|until|and)\s",
    re.IGNORECASE,
)
_FOR_YEARS = _worded(_OF_ITS + r"\sfor\s(?:[\w-]+\s){1,4}{years}\b")
_AN_EVENT = _worded(r"(?:then|that\s|when\s|(?:the\s|her\s|his\s)|[^.,;]{1,60}?\b{went}\b)")
_OPENS = _worded(r"\W{0,3}(?:ever\s)?since\s[^.;]{1,60}?\b{went}\b")
_MOMENT = _worded(r"(?:the\s)?{just_past}\b")
_HELD = ("is", "runs", "moves", "acts", "stays")
_THE = re.compile(r"\s(?:[\w'-]+\s){0,5}")
_IS_IN = _worded(r"[^,.;]{0,50}?\s(?:is|are|was|were|has been|have been)(?:\s(?:now|already|both))?\s")
_AS = re.compile(r"\sas\s")
_SHORT = re.compile(r"\b(?:days?|weeks?|(?:a|one|two|three)\smonths?)\s$")
_IN_BRACKETS = re.compile(r"\s\((?:in\spost\s|appointed\s)?(?:since|from|appointed)\s", re.IGNORECASE)
_BASIS = re.compile(
    r"\b(?:interim|temporary|acting|caretaker)\s(?:basis|footing|capacity)\b|\b(?:lent|loaned|seconded|on\sloan|secondment)\b",
    re.IGNORECASE,
)
_NEAR = 60
_LONGEST = 1000
_NEW_FOR = 400
"""Days after which somebody who has held a post is no longer new to it."""


def spells(scene: Scene, verbs: Sequence[Predicate]) -> Iterator[Told]:
    """ "Director since May", "who was leader until 2019", "has been in the job for six weeks"."""
    if not ((scene.posts or scene.roles) and scene.says("tells_time", scene.sentence.start, _LONGEST)):
        return
    for post in scene.posts:
        is_new = not post.former and _is_new(scene, post.end, post.interim)
        person = scene.holder(post) if is_new or _has_ended(scene, post.end) else None
        listed = None if person or post.former else scene.holder(post)
        if listed and _is_new_in_list(scene, listed.end, post.interim):
            yield _has_come(scene, listed, post, post.start)
        if person and is_new:
            yield _has_come(scene, person, post, post.start)
        elif person:
            yield from _has_gone(scene, (person,), post, post.start)
    for verb in verbs:
        if verb.kind in _HELD and not (verb.denied or verb.passive or verb.infinitive or _is_ahead(verb)):
            yield from _held(scene, verb)


def _is_ahead(verb: Predicate) -> bool:
    return verb.tense == "future" and not verb.perfect


def _held(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """Who has held a post since a day, or held it up to one."""
    post = scene.given(verb.end, inside=verb.start).post or _post_told(scene, verb)
    if post is None:
        return
    people = [one for one in scene.subject(verb).people if one.role not in OTHERS or scene.post_beside(one)]
    interim = post.interim or verb.kind == "acts"
    had = scene.text.startswith(("had", "'d"), verb.start) and verb.at > verb.start
    since_then = interim and _OPENS.match(scene.text, scene.sentence.start, verb.start)
    on_basis = bool(_BASIS.search(scene.text, verb.start, scene.sentence.end))
    if verb.perfect and not had and (since_then or _is_new(scene, post.end, interim)):
        yield from (_has_come(scene, one, post, verb.start, interim=interim or on_basis) for one in people)
    elif verb.tense == "past" and (had or not verb.perfect) and _has_ended(scene, post.end, held=True):
        yield from _has_gone(scene, people, post, verb.start)


def _post_told(scene: Scene, verb: Predicate) -> Post | None:
    """The post right behind "was" or "has been", which elsewhere tells what somebody did before."""
    for role in within(scene.roles, verb.end, verb.end + _NEAR):
        if _THE.fullmatch(scene.text, verb.end, role.start):
            return None if INDEFINITE.search(scene.before(role.start)) else post_at(scene.text, scene.sentence, role)
    return None


def _has_come(scene: Scene, person: Person, post: Post, pos: int, *, interim: bool = False) -> Told:
    return scene.told(coming(interim or post.interim), person.name, post, pos, "spell")


def _has_gone(scene: Scene, people: Sequence[Person], post: Post, pos: int) -> Iterator[Told]:
    """The going of somebody from a post of those that the story is about; where else one was is no news."""
    told = (scene.told("left", one.name, post, pos, "spell") for one in people)
    return (one for one in told if one.authority in scene.document.subjects)


def _has_ended(scene: Scene, pos: int, *, held: bool = False) -> bool:
    """Whether words behind a post tell up to when it was held; behind "was", also for how many years."""
    if held and any(one.match(scene.text, pos, scene.sentence.end) for one in (_FOR_YEARS, _BEFORE_ME)):
        return True
    spell = _UNTIL.match(scene.text, pos, scene.sentence.end) or _FROM_TO.match(scene.text, pos, scene.sentence.end)
    end = _date_at(scene, spell.end()) if spell else None
    today = scene.document.published
    return spell is not None and not (end and today and end.first.year > today.year)


def _is_new(scene: Scene, pos: int, interim: bool) -> bool:
    """Whether behind a post stand words by which it has been held for some months at most."""
    since = _SINCE.match(scene.text, pos, scene.sentence.end)
    if since is None:
        return bool(_BRIEFLY.match(scene.text, pos, scene.sentence.end))
    begins, today = _date_at(scene, since.end()), scene.document.published
    if begins is None:
        return bool(
            _AN_EVENT.match(scene.text, since.end(), scene.sentence.end) or _MOMENT.match(scene.text, since.end())
        )
    if today is None:
        return begins.precision != "year"
    only_year = scene.text[begins.start : begins.end].isdigit()
    return (today - begins.first).days < (2 * _NEW_FOR if interim else _NEW_FOR) and (interim or not only_year)


def _is_new_in_list(scene: Scene, pos: int, interim: bool) -> bool:
    """Whether brackets behind a name tell that the post is held since some months: "Director: Ann Other (from May)"."""
    opened = _IN_BRACKETS.match(scene.text, pos, scene.sentence.end)
    begins, today = _date_at(scene, opened.end()) if opened else None, scene.document.published
    days = (today - begins.first).days if begins and today else _LONGEST
    return 0 <= days < (2 * _NEW_FOR if interim else _NEW_FOR)


def _date_at(scene: Scene, pos: int) -> DateMention | None:
    return next(iter(within(scene.document.dates_in(scene.sentence), pos, pos + 12)), None)


def in_post(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "In post since January", "who has been in the job for six weeks"."""
    for post in scene.posts:
        if is_told_new(scene, post) and not scene.holder(post) and _IS_IN.fullmatch(scene.text, post.end, noun.start):
            yield scene.told(coming(post.interim), None, post, noun.start, "spell")
    if not _is_new(scene, noun.end, interim=False):
        return
    for person in _before(scene, noun):
        held = scene.post_beside(person)
        if person.post and not (held and held.former):
            interim = person.interim or bool(held and held.interim)
            yield scene.told_of(coming(interim), person.name, person.post, noun.start, "spell", held)


def new_to(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "Ann Other, the director, who is new to the post", "a lead member new to the role"."""
    people = scene.cast.between(scene.sentence.start, noun.start)[-1:]
    post = next((one for one in reversed(scene.posts) if one.end <= noun.start and not one.generic), None)
    nameless = people and post and post.start > people[0].end and INDEFINITE.search(scene.before(post.start))
    person = people[0] if people and not nameless else None
    if person and (held := scene.post_beside(person)):
        yield scene.told(coming(held.interim), person.name, held, noun.start, "spell")
    elif person and person.post:
        yield scene.told_of(coming(person.interim), person.name, person.post, noun.start, "spell")
    elif post and not person:
        yield scene.told(coming(post.interim), None, post, noun.start, "spell")


def first_day(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "Her first week as director", "Ann Other's first meeting as leader"."""
    post = scene.given(noun.end, direct=False).post
    if post and _AS.match(scene.text, noun.end) and scene.dated(noun.start, post.end + _NEAR - noun.start) != "past":
        for person in owners(scene, noun):
            yield scene.told(coming(post.interim), person.name, post, noun.start, "spell")


def into_post(scene: Scene, noun: Placed) -> Iterator[Told]:
    """ "Barely a month into the job"."""
    if not _SHORT.search(scene.before(noun.start, 50)):
        return
    post = scene.given(noun.end).post
    for person in _before(scene, noun):
        held = scene.post_beside(person) or (post if post and not post.generic else None)
        if role := held.role if held else person.post:
            yield scene.told_of(coming(bool(held and held.interim)), person.name, role, noun.start, "spell", held)


NOUNS: dict[str, Callable[[Scene, Placed], Iterator[Told]]] = {
    "in_post": in_post,
    "new_to": new_to,
    "first_day": first_day,
    "into_post": into_post,
}
"""Reader of each list of nouns in leadership.yaml by which somebody has just come to a post."""


def _before(scene: Scene, noun: Placed) -> tuple[Person, ...]:
    """Whom the words are about: named last before them, or meant by "he" or "she"."""
    return scene.cast.between(scene.sentence.start, noun.start)[-1:] or scene.meant_before()
