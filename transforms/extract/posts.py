"""The posts whose comings and goings are news, with what is said of them: new, interim, outgoing, former."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Literal

from transforms.data import read_yaml
from transforms.extract.document import Sentence
from transforms.extract.roles import RoleSpan, posts_of_roles
from transforms.extract.trace import Placed, because
from transforms.extract.worded import Worded, choices
from transforms.extract.wording import any_of, any_of_small, choice, lowered

Role = Literal["director_of_childrens_services", "chief_executive", "lead_member", "council_leader"]

_BEFORE = 45
_FILE = "people_clauses.yaml"
_worded = partial(Worded, _FILE, flags=re.IGNORECASE)
_BARE_MEMBER = _worded(r"{cabinet_member}")
_CHARGE = re.compile(r"(?:in )?charge of", re.IGNORECASE)
_MEMBER = _worded(r"\b{councillor}\s[\w\s]{0,20}$")
_OF_FIELD = _worded(r"\s{of_a_field}\s")
_CHILDREN = _worded(r"\b{children}")
_own = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_HAS_BEEN = re.compile(r"\bhas been\b[^.,;]{0,40}$", re.IGNORECASE)
_OF_HOUSE = re.compile(r"[^.,;]{0,40}, (of [^.,;]{0,60})")
_COUNCILLOR = _worded(r"\b{councillor}\b")
_TAKES_FIELD = _own(r"\b{takes_field}\s(?:the\s)?(?P<field>{field})\b(?!\s(?:portfolio|brief))")
_FIELD_GOES = _own(r"\b(?P<field>{field})\s(?:has\s|have\s|will\s)?{goes_to}\s")
_TELLING = {
    "generic": None,
    "directorship": "director_of_childrens_services",
    "portfolio": "lead_member",
    "leadership": "council_leader",
}


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the guide at `text[start:end]`; `generic` if only words such as "the job" stand for it."""

    start: int
    end: int
    role: str
    interim: bool
    former: bool
    outgoing: bool
    new: bool
    generic: bool = False


@cache
def words_of(key: str) -> re.Pattern[str]:
    """Pattern of one list of leadership.yaml."""
    return any_of(read_yaml("leadership.yaml")[key])


@cache
def _small_words_of(key: str) -> re.Pattern[str]:
    """The same for a text in small letters, in which the search is several times as fast."""
    return any_of_small(read_yaml("leadership.yaml")[key])


@cache
def _just_before(key: str) -> re.Pattern[str]:
    known = choice(read_yaml("leadership.yaml")[key])
    linking = rf"(?:\s+(?:{choices(_FILE, 'before_a_role')}|[a-z]+'s?)){{0,4}}"
    return re.compile(rf"(?<![\w-])(?:{known}){linking}\s+$", re.IGNORECASE)


def tells_post(text: str, roles: Sequence[RoleSpan]) -> bool:
    """Whether a text, of whose roles all are given, names a post of the guide's at all."""
    named = posts_of_roles()
    if any(role.code in named or _BARE_MEMBER.fullmatch(text, role.start, role.end) for role in roles):
        return True
    small = lowered(text)
    return any(_small_words_of(key).search(small) for key, role in _TELLING.items() if role)


def tells_one_member(text: str, roles: Sequence[RoleSpan]) -> bool:
    """Whether a bare "cabinet member" is the one for children: the only field told of any member, if any is told."""
    if any(role.code == "lead_member" for role in roles):
        return True
    members = [one for one in roles if _BARE_MEMBER.match(text, one.start, one.end)]
    return bool(members) and not any(_OF_FIELD.match(text, one.end) for one in members)


def tells_who_runs(text: str, sentences: Sequence[Sentence]) -> bool:
    """Whether a sentence may tell by whom the services are run, no post named: "run for now by Ann Other"."""
    small, service = lowered(text), _small_words_of("service_run")
    return any(
        ("by" in one.text or "hands of" in one.text) and service.search(small, one.start, one.end) for one in sentences
    )


def find_posts(
    text: str,
    sentence: Sentence,
    roles: tuple[RoleSpan, ...],
    story: str | None,
    held: Collection[int] = (),
    *,
    of_children: bool = False,
) -> list[Post]:
    """The posts named in a sentence; those held elsewhere are left out.

    `of_children` tells that the text names a lead member: a bare "cabinet member" in it is one.
    `story` is the role that the story is about: what "the job" means, where no post is named before it but those
    beside a name, which begin at the places in `held`.
    """
    named = posts_of_roles()
    told = [(role, _as_lead_member(text, sentence, role, of_children) or named.get(role.code)) for role in roles]
    found = [
        _post(text, sentence, role, code) for role, code in told if code and not _is_elsewhere(text, sentence, role)
    ]
    found += _generic(text, sentence, [(role.start, code) for role, code in told if code], found, story, held)
    found += _field_taken(text, sentence, found) if of_children else ()
    return sorted(found, key=lambda post: post.start)


def _field_taken(text: str, sentence: Sentence, named: list[Post]) -> Iterator[Post]:
    """Children's services as what a councillor takes over: "Cllr Ann Other takes on children's services"."""
    if not _COUNCILLOR.search(text, sentence.start, sentence.end):
        return
    for match in (
        *_TAKES_FIELD.finditer(text, sentence.start, sentence.end),
        *_FIELD_GOES.finditer(text, sentence.start, sentence.end),
    ):
        start, end = match.span("field")
        if all(end <= post.start or post.end <= start for post in named):
            yield Post(start, end, "lead_member", False, False, False, False)


def _generic(
    text: str,
    sentence: Sentence,
    told: list[tuple[int, str]],
    named: list[Post],
    story: str | None,
    held: Collection[int],
) -> Iterator[Post]:
    """ "The job", "the portfolio" and the like: the post told last before, though it may be held elsewhere."""
    small = lowered(text[sentence.start : sentence.end])
    for key, role in _TELLING.items():
        for match in _small_words_of(key).finditer(small):
            span = RoleSpan(sentence.start + match.start(), sentence.start + match.end(), "")
            before = [code for start, code in told if start < span.start and start not in held]
            code = role or next(iter([*reversed(before), story]), None) or next((post.role for post in named), None)
            apart = all(span.end <= post.start or post.end <= span.start for post in named)
            if code and apart and not _is_elsewhere(text, sentence, span):
                yield replace(_post(text, sentence, span, code), generic=True)


def _as_lead_member(text: str, sentence: Sentence, role: RoleSpan, of_children: bool = False) -> str | None:
    """The lead member's: a councillor in charge of the services, or a bare "cabinet member" beside talk of children."""
    if role.code == "director_of_childrens_services":
        floor = sentence.start if _CHARGE.match(text, role.start) else max(0, role.start - 30)
        if (_COUNCILLOR if floor == sentence.start else _MEMBER).search(text, floor, role.start):
            return "lead_member"
    bare = _BARE_MEMBER.fullmatch(text, role.start, role.end) and not _OF_FIELD.match(text, role.end)
    return "lead_member" if bare and (of_children or _CHILDREN.search(text, sentence.start, sentence.end)) else None


def _is_elsewhere(text: str, sentence: Sentence, role: RoleSpan) -> bool:
    before = (max(sentence.start, role.start - _BEFORE), role.start)
    is_elsewhere = _is_of_other_house(text, sentence, role) or bool(_just_before("origin").search(text, *before))
    return is_elsewhere and because(True, "leadership.post_elsewhere", role)


def _is_of_other_house(text: str, sentence: Sentence, role: RoleSpan) -> bool:
    if _BARE_MEMBER.fullmatch(text, role.start, role.end) and _OF_FIELD.match(text, role.end):
        return True
    words = words_of("elsewhere")
    beside = words.search(text, max(sentence.start, role.start - 25), role.start)
    behind = words.search(text, role.end, min(sentence.end, role.end + 30))
    house = _OF_HOUSE.match(text, role.end, sentence.end)
    behind = behind or (house and words.search(text, house.start(1), house.end()))
    return bool(beside or behind)


def _post(text: str, sentence: Sentence, role: RoleSpan, code: str) -> Post:
    before = (max(sentence.start, role.start - _BEFORE), role.start)
    flags = {key: bool(_just_before(key).search(text, *before)) for key in ("interim", "former", "outgoing", "new")}
    for key in ("interim", "new"):
        flags[key] = flags[key] or bool(words_of(key).search(text, role.start, role.end))
    return Post(role.start, role.end, code, **flags)


def post_at(text: str, sentence: Sentence, role: RoleSpan) -> Post | None:
    """The post that a role is, though words before it tell that it was held once; None if it is none of the guide's."""
    code = _as_lead_member(text, sentence, role) or posts_of_roles().get(role.code)
    return _post(text, sentence, role, code) if code and not _is_of_other_house(text, sentence, role) else None


def is_held(text: str, role: Placed) -> bool:
    """Whether somebody beside a role holds it now, and is not told to have done so once."""
    before = (max(0, role.start - _BEFORE), role.start)
    once = _just_before("former").search(text, *before) or _just_before("origin").search(text, *before)
    return not once or bool(_HAS_BEEN.search(text, *before))
