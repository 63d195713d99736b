"""The ways in which goings are told; each reader is named after its list of verbs or nouns in leadership.yaml."""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

from transforms.data import read_yaml
from transforms.extract.leadership_cast import Person
from transforms.extract.leadership_events import OTHERS, OUT
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_told import Event, Subject, Told
from transforms.extract.posts import Post, post_at
from transforms.extract.roles import RoleSpan
from transforms.extract.trace import dropped
from transforms.extract.verb_forms import forms_of
from transforms.extract.verbs import Predicate
from transforms.extract.worded import Worded
from transforms.extract.wording import within

_worded = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_LEFT_WITH = _worded(r"\s{left_with}\b|\s?[.,;:!?)\"–—-]|\s[\"'(]|\s?$|'s? ")
_WENT_WITH = _worded(r"\son\s(?-i:[A-Z0-9])|\s{went_with}\b|\s?[.,;:!?)\"–—]|\s?$")
FROM_POST = _worded(
    r"(?!,)(?: (?:from|in|with|after))?(?:(?!\b{ends_the_words}\b)[\w ',]){0,40}\b(?:as|of|from)\b"
    r"(?:(?!\b{to_another}\b)[\w ',]){0,40}"
)
_OWN_POST = _worded(r"\s(?:{own_words}|as|[\w'-]+'s?)(?:\s[\w'-]+){0,3}\s|\s")
_CABINET = _worded(r"(?:\s{from})?\s{own_words}\s(?:[\w-]+\s)?cabinet\b")
_MEMBER = "lead_member"
_DATES = _worded(r"\b{dates_another}\s(?:he|she|i)\s$")
_ENDS = re.compile(r"\s?(?:[.,;:]|$|after\b|as\b)")
_WHERE = re.compile(
    r"[^.;,]{0,60},?\swhere\s(?:he|she)\s(?:has\s|had\s)?(?:been|is|was|served as)\s(?:[\w'-]+\s){0,4}", re.IGNORECASE
)
_SINCE = re.compile(r"\b(?:since|when|after|until|before)\s$", re.IGNORECASE)
_NOW_REPLACED = _worded(r"\b{now_replaced}\s(?:[\w']+\s){0,4}$")
_AND_OTHER = re.compile(r"\s(?:and|but|while)\s(?=[a-z ]{0,40}[A-Z][a-z]+\s[A-Z])")
_CLAUSE = 60
_WHO_HELD = re.compile(r",?\swho\s(?:has|had|have|held|holds|was|is)\b")
_DECISION = _worded(r"\b{decisions}\s$")
_BLANKS = re.compile(r"\s+")
_REACH = 160
_BY_WHOM = re.compile(r"\bby\s(?:(?:the|its|their)\s)?(?:new\s)?$", re.IGNORECASE)
_TO_GO = _worded(r"[^.;]{0,160}?\b{to_go}\b")
_CHAIRS = _worded(r"[^.;]{0,120}?\b{runs_other}\s(?!{runs_own}\b)")
_BACK_TO = re.compile(r"(?:\shome)?\sto\s(?:the\s)?", re.IGNORECASE)
_VISIT = re.compile(r"[^.;]{0,80}?\b(?:to|for)\s(?!good\b|his\b|her\b|the\b|a\b)[a-z]+", re.IGNORECASE)
_GIVES_NOTICE = ("resigned", "quit")
_GONE = ("left", "departed", "went", "gone")


def _when(scene: Scene, verb: Predicate) -> Event:
    """Whether a going is still to come."""
    at_once = verb.word in read_yaml("leadership.yaml")["gone_at_once"]
    if verb.tense == "present" and not verb.gerund and scene.is_chronicle:
        return "left"
    if verb.word in ("was", "were") and not scene.dated(verb.end):
        return "leaving"
    if verb.tense == "past" or (verb.tense == "present" and at_once and not verb.gerund):
        other = _AND_OTHER.search(scene.text, verb.end, verb.end + _CLAUSE)
        reach = other.start() - verb.end if other else _CLAUSE
        dated = verb.perfect or verb.passive or verb.word in _GIVES_NOTICE
        to_come = scene.says("still_ahead", verb.end, reach) or (dated and scene.dated(verb.end, reach) == "future")
        return "leaving" if to_come and verb.word not in _GONE else "left"
    if verb.tense == "present" and _is_replaced(scene, verb):
        return "left"
    is_over = verb.tense == "present" and not verb.gerund and scene.dated(verb.end) == "past"
    return "left" if is_over else "leaving"


def _is_replaced(scene: Scene, verb: Predicate) -> bool:
    """Whether it is told of the one whom another replaces now: "she succeeds Ann Other, who moves to highways"."""
    named = scene.cast.between(scene.sentence.start, verb.start)[-1:]
    replaced = any(_NOW_REPLACED.search(scene.before(one.start)) for one in named)
    return replaced and not (
        scene.says("soon", verb.end) or scene.dated(verb.end) or verb.word in ("retires", "leaves", "retire", "leave")
    )


def goes(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """Somebody goes: by name with a post beside it, behind the verb or known; or the post alone is the subject."""
    if verb.denied or verb.passive or not _is_going(scene, verb) or _dates_another(scene, verb):
        return dropped("leadership.no_event", (verb.start, verb.end))
    yield from going_of(scene, verb, _when(scene, verb))


def _gone(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "She is out of the cabinet", "will be gone by May"."""
    is_told = verb.end - verb.at > len(verb.word) + len(" out") or _ENDS.match(scene.text, verb.end)
    if is_told and not verb.denied:
        yield from going_of(scene, verb, "leaving" if verb.tense == "future" else "left")


def _announces(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "She has handed in her notice": still to go, as far as the sentence tells."""
    if not verb.denied:
        told = scene.text[verb.at : verb.end].lower()
        has_quit = verb.tense == "past" and not told.startswith("announc") and "resignation" in told
        ahead = scene.says("to_come", verb.end) or scene.says("still_ahead") or scene.dated(verb.end) == "future"
        ahead = ahead or bool(_TO_GO.match(scene.text, verb.end, scene.sentence.end))
        yield from going_of(scene, verb, "left" if has_quit and not ahead else "leaving")


@cache
def _of_any() -> frozenset[str]:
    return frozenset(form for verb in read_yaml("leadership.yaml")["leaves_any"] for form in forms_of(verb).all())


def _returns(scene: Scene, verb: Predicate) -> Iterator[Told]:
    """ "The interim director, Ann Other, goes back to Leeds": to another authority than that of the story."""
    back = _BACK_TO.match(scene.text, verb.end, scene.sentence.end)
    house = within(scene.document.mentions, back.end(), back.end() + 1)[:1] if back else ()
    visit = house and _VISIT.match(scene.text, house[0].end, scene.sentence.end)
    if house and not (visit or verb.denied or verb.passive or house[0].authority in scene.document.subjects):
        yield from going_of(scene, verb, _when(scene, verb))


def _tells_post(verb: Predicate) -> bool:
    """Whether a verb tells by itself that it is a post that somebody leaves: "resigned", "went back to the benches"."""
    return verb.word not in _of_any() or verb.end - verb.at > len(verb.word)


@cache
def _needing() -> dict[str, Worded]:
    told = {"leave": _LEFT_WITH, "go": _WENT_WITH}
    return {form: pattern for verb, pattern in told.items() for form in forms_of(verb).all()}


def _is_going(scene: Scene, verb: Predicate) -> bool:
    """Whether words that tell much else ("left them alone", "went well") tell of somebody's going."""
    needed = _needing().get(verb.word) if verb.end - verb.at == len(verb.word) else None
    ahead = _BLANKS.sub(" ", scene.text[verb.end : min(scene.sentence.end, verb.end + 40)])
    is_out = bool(OUT.search(scene.before(verb.start)))
    return is_out or needed is None or bool(needed.match(ahead)) or scene.names_authority(verb.end)


def _dates_another(scene: Scene, verb: Predicate) -> bool:
    """Whether a going is told only to date what somebody did then ("after leaving Leeds"), or is nobody's decision."""
    before = scene.before(verb.start)
    if scene.is_aim(verb):
        named = scene.cast.between(scene.sentence.start, verb.start)[-1:]
        return not (_DECISION.search(before) or any(one.end >= verb.start - 1 for one in named))
    gerund = verb.gerund and bool(before.strip()) and not before.rstrip().endswith(",")
    ahead = verb.tense == "present" and scene.dated(verb.end) == "future"
    return gerund or (bool(_DATES.search(before)) and not ahead)


def going_of(scene: Scene, verb: Predicate, event: Event) -> Iterator[Told]:
    """The going of the subject of a verb: of each person from the post told or known, or of the post alone."""
    subject = _out(scene, verb) or scene.subject(verb)
    left = post_left(scene, verb)
    for person in subject.people:
        is_other = person.role in OTHERS
        beside = (None if is_other else scene.post_beside(person)) or _told_of(scene, person, verb)
        post = left if left and not left.generic else beside
        if (is_other or _CHAIRS.match(scene.text, person.end, verb.start)) and post is None:
            dropped("leadership.other_post", (verb.start, verb.end), person)
        elif post is not None and not post.former:
            yield scene.told(event, person.name, post, verb.start, "goes")
        elif scene.role_of(person):
            yield scene.told_of(event, person.name, scene.role_of(person), verb.start, "goes", left)
        elif left is not None:
            yield scene.told(event, person.name, left, verb.start, "goes")
        elif person.role is None:
            from_cabinet = person.elected and _CABINET.match(scene.text, verb.end) and _MEMBER in scene.named
            role = _MEMBER if from_cabinet else None
            yield scene.told_of(
                event, person.name, role, verb.start, "goes", spoken=_tells_post(verb) or _dates_coming(scene, person)
            )
    if not subject.people and subject.post and (not subject.post.former or event == "left"):
        for post in (*scene.joined(subject.post), subject.post):
            yield scene.told(event, None, post, verb.start, "goes")


def _out(scene: Scene, verb: Predicate) -> Subject | None:
    """Who stands behind the verb in "out goes Ann Other"."""
    named = tuple(one for one in (scene.object(verb.end, 20),) if one) if OUT.search(scene.before(verb.start)) else ()
    return Subject(named) if named else None


def post_left(scene: Scene, verb: Predicate) -> Post | None:
    """The post behind a verb of going: "resigned as leader of the council", "left her post as director"."""
    behind = [post for post in scene.posts if verb.at < post.start < verb.end + _REACH]
    told = [post for post in behind if post.start < verb.end or _leaves(scene, verb, post)]
    told = told or [post for role in scene.roles if (post := _post_where(scene, verb, role))]
    return next((post for post in told if not post.generic), next(iter(told), None))


def _told_of(scene: Scene, person: Person, verb: Predicate) -> Post | None:
    """The post of a clause about somebody: "Ann Other, who had held the portfolio since 2012, has left"."""
    told = within(scene.posts, person.end, verb.start)
    return next((post for post in told if _WHO_HELD.match(scene.text, person.end, post.start)), None)


def _dates_coming(scene: Scene, person: Person) -> bool:
    """Whether a going is told with another's coming: "who has had the portfolio since Ann Other went"."""
    before = scene.before(person.start)
    return bool(_NOW_REPLACED.search(before)) or bool(scene.posts and _SINCE.search(before))


def _post_where(scene: Scene, verb: Predicate, role: RoleSpan) -> Post | None:
    """The post in "leaves Leeds, where she has been director"."""
    where = verb.end <= role.start < verb.end + _REACH and _WHERE.fullmatch(scene.text, verb.end, role.start)
    return post_at(scene.text, scene.sentence, role) if where else None


def _leaves(scene: Scene, verb: Predicate, post: Post) -> bool:
    return not _BY_WHOM.search(scene.before(post.start, 20)) and bool(
        FROM_POST.fullmatch(scene.text, verb.end, post.start) or _OWN_POST.fullmatch(scene.text, verb.end, post.start)
    )


VERBS: dict[str, Callable[[Scene, Predicate], Iterator[Told]]] = {
    "goes": goes,
    "announces": _announces,
    "gone": _gone,
    "returns": _returns,
}
"""Reader of each list of verbs in leadership.yaml by which somebody goes."""
