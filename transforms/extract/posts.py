"""The posts whose comings and goings are news, with what is said of them: new, interim, outgoing, former."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Literal

from transforms.data import read_yaml
from transforms.extract.document import Document, Sentence
from transforms.extract.roles import RoleSpan
from transforms.extract.subjects import is_aside
from transforms.extract.trace import Placed, because
from transforms.extract.worded import Worded, choices
from transforms.extract.wording import any_of, any_of_small, choice, lowered, within

Role = Literal["director_of_childrens_services", "chief_executive", "lead_member", "council_leader"]

_BEFORE = 45
_FILE = "people_clauses.yaml"
_worded = partial(Worded, _FILE, flags=re.IGNORECASE)
_BARE_MEMBER = _worded(r"{cabinet_member}")
_MEMBER = _worded(r"\b{councillor}\s[\w\s]{0,20}$")
_OF_FIELD = _worded(r"\s{of_a_field}\s")
_CHILDREN = _worded(r"\b{children}")
_SERVICES = _worded(r"\b{childrens_services}\b")
_own = partial(Worded, "leadership.yaml", flags=re.IGNORECASE)
_DIRECTOR = _own(r"{director}")
_NOT_THE_COUNCILS = _own(r"\b{not_the_councils}(?:'s?)?\s(?:[\w'-]+\s){0,2}$")
_OF_ANOTHER = _own(
    r"(?:(?:\s(?-i:[A-Z])[\w'-]*){1,3},)?\s(?:of|at)\s(?:(?:the|a)\s(?:[\w'-]+\s){0,2}?|(?:(?-i:[A-Z])[\w'-]*\s|and\s){1,7}){not_the_councils}\b"
)
_HAS_BEEN = re.compile(r"\bhas been\b[^.,;]{0,40}$", re.IGNORECASE)
_OF_HOUSE = re.compile(r"[^.,;]{0,40}, (of [^.,;]{0,60})")
_OTHER_FIELD = _own(r"\b{other_fields}\b")
_OF_SOMETHING = _own(r"\s(?:of(?!\schildren)|for(?!\schildren|\s{for_a_time}\b))\b")
_TELLING = {
    "generic": None,
    "directorship": "director_of_childrens_services",
    "portfolio": "lead_member",
    "leadership": "council_leader",
}
_AT = Worded(_FILE, r"\s{at_authority}\s(?:the\s)?(?:London\sBorough\sof\s)?")


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


def settle_roles(text: str, roles: Sequence[RoleSpan]) -> tuple[RoleSpan, ...]:
    """The roles of a text as they bear on its leadership: a bare "director" is that of children's services.

    The chief executive of a trust or company is an outsider, unless the text names none of the services.
    """
    about_children = any(role.code == "officer" for role in roles) and bool(_SERVICES.search(text))
    return tuple(_settled(text, role, about_children) for role in roles)


def _settled(text: str, role: RoleSpan, about_children: bool) -> RoleSpan:
    before = text[max(0, role.start - _BEFORE) : role.start]
    if role.code == "chief_executive" and (_NOT_THE_COUNCILS.search(before) or _OF_ANOTHER.match(text, role.end)):
        return replace(role, code="outside")
    if role.code == "officer" and about_children and _is_bare_director(text, role, before):
        return replace(role, code="director_of_childrens_services")
    return role


def _is_bare_director(text: str, role: RoleSpan, before: str) -> bool:
    around = f"{before[-25:]} {text[role.end : role.end + 30]}"
    found = _DIRECTOR.match(text, role.start, role.end)
    is_bare = found and not _OF_SOMETHING.match(text, found.end())
    return bool(is_bare) and not _OTHER_FIELD.search(around)


def tells_post(text: str, roles: Sequence[RoleSpan]) -> bool:
    """Whether a text, of whose roles all are given, names a post of the guide's at all."""
    named = read_yaml("leadership.yaml")["roles"]
    if any(role.code in named or _BARE_MEMBER.fullmatch(text, role.start, role.end) for role in roles):
        return True
    small = lowered(text)
    return any(_small_words_of(key).search(small) for key, role in _TELLING.items() if role)


def tells_who_runs(text: str, sentences: Sequence[Sentence]) -> bool:
    """Whether a sentence may tell by whom the services are run, no post named: "run for now by Ann Other"."""
    small, service = lowered(text), _small_words_of("service_run")
    return any(
        ("by" in one.text or "hands of" in one.text) and service.search(small, one.start, one.end) for one in sentences
    )


def find_posts(
    text: str, sentence: Sentence, roles: tuple[RoleSpan, ...], story: str | None, held: Collection[int] = ()
) -> list[Post]:
    """The posts named in a sentence; those held elsewhere are left out.

    `story` is the role that the story is about: what "the job" means, where no post is named before it but those
    beside a name, which begin at the places in `held`.
    """
    named = read_yaml("leadership.yaml")["roles"]
    found = []
    for role in roles:
        code = _as_lead_member(text, sentence, role) or named.get(role.code)
        if code and not _is_elsewhere(text, sentence, role):
            found.append(_post(text, sentence, role, code))
    return sorted([*found, *_generic(text, sentence, found, story, held)], key=lambda post: post.start)


def _generic(
    text: str, sentence: Sentence, named: list[Post], story: str | None, held: Collection[int]
) -> Iterator[Post]:
    """ "The job", "the portfolio" and the like."""
    small = lowered(text[sentence.start : sentence.end])
    for key, role in _TELLING.items():
        for match in _small_words_of(key).finditer(small):
            span = RoleSpan(sentence.start + match.start(), sentence.start + match.end(), "")
            before = [post.role for post in named if post.start < span.start and post.start not in held]
            code = role or next(iter([*reversed(before), story]), None) or next((post.role for post in named), None)
            apart = all(span.end <= post.start or post.end <= span.start for post in named)
            if code and apart and not _is_elsewhere(text, sentence, span):
                yield replace(_post(text, sentence, span, code), generic=True)


def _as_lead_member(text: str, sentence: Sentence, role: RoleSpan) -> str | None:
    """The lead member's: a councillor in charge of the services, or a bare "cabinet member" beside talk of children."""
    if role.code == "director_of_childrens_services" and _MEMBER.search(text, max(0, role.start - 30), role.start):
        return "lead_member"
    bare = _BARE_MEMBER.fullmatch(text, role.start, role.end) and not _OF_FIELD.match(text, role.end)
    return "lead_member" if bare and _CHILDREN.search(text, sentence.start, sentence.end) else None


def _is_elsewhere(text: str, sentence: Sentence, role: RoleSpan) -> bool:
    words = words_of("elsewhere")
    before = (max(sentence.start, role.start - _BEFORE), role.start)
    beside = words.search(text, max(sentence.start, role.start - 25), role.start)
    behind = words.search(text, role.end, min(sentence.end, role.end + 30))
    house = _OF_HOUSE.match(text, role.end, sentence.end)
    behind = behind or (house and words.search(text, house.start(1), house.end()))
    is_elsewhere = bool(beside or behind or _just_before("origin").search(text, *before))
    return is_elsewhere and because(True, "leadership.post_elsewhere", role)


def _post(text: str, sentence: Sentence, role: RoleSpan, code: str) -> Post:
    before = (max(sentence.start, role.start - _BEFORE), role.start)
    flags = {key: bool(_just_before(key).search(text, *before)) for key in ("interim", "former", "outgoing", "new")}
    for key in ("interim", "new"):
        flags[key] = flags[key] or bool(words_of(key).search(text, role.start, role.end))
    return Post(role.start, role.end, code, **flags)


def is_held(text: str, role: Placed) -> bool:
    """Whether somebody beside a role holds it now, and is not told to have done so once."""
    before = (max(0, role.start - _BEFORE), role.start)
    once = _just_before("former").search(text, *before) or _just_before("origin").search(text, *before)
    return not once or bool(_HAS_BEEN.search(text, *before))


def authority_at(document: Document, text: str, post: Placed | None, pos: int) -> str | None:
    """The authority that a post belongs to: named in it, right behind it or before it, else the story's, or the last.

    Where the story is about several, the last one named in the paragraph counts, then the headline's.
    """
    if post is not None:
        behind = _AT.match(text, post.end)
        for one in within(document.mentions, post.start - 80, post.end + 40):
            beside = one.end <= post.start <= one.end + 12 and "'" in text[one.end : post.start]
            if beside or one.start < post.end <= one.end + 9 or (behind and one.start <= behind.end() <= one.end):
                return because(one.authority, "leadership.authority.of_post", (pos, pos), one)
    if len(document.subjects) == 1:
        return because(document.subjects[0], "leadership.authority.only_subject", (pos, pos))
    if not document.subjects and document.mentions and document.mentions[0].start > len(document.article.title):
        return because(None, "leadership.no_authority", (pos, pos))
    if found := _named_near(document, pos) or document.authority_of(pos):
        return because(found, "leadership.authority.in_mind", (pos, pos))
    return because(last_named(document, pos), "leadership.authority.last_named", (pos, pos))


def _named_near(document: Document, pos: int) -> str | None:
    """The authority of the part of a round-up, the last named in the paragraph, or the only one of the headline."""
    sentence = document.sentence_at(pos)
    first = next(one.start for one in document.sentences if one.paragraph == sentence.paragraph)
    near = [one for one in within(document.mentions, first, pos) if not is_aside(document.folded, one)]
    near = [one for one in near if one.start >= sentence.start or one.authority in document.subjects][-1:]
    section = [name for start, name in document.focus.sections if start <= pos][-1:]
    if section and not (near and near[0].start >= sentence.start):
        return section[0]
    title = {one.authority for one in within(document.mentions, 0, len(document.article.title))}
    if near or len(title) == 1:
        return near[0].authority if near else next(iter(title))
    earlier = [one for one in within(document.mentions, 0, pos) if one.authority in document.subjects]
    return next((one.authority for one in reversed(earlier) if not is_aside(document.folded, one)), None)


def last_named(document: Document, pos: int) -> str | None:
    """The authority named last before `pos`: who is meant where the text says no more."""
    earlier = within(document.mentions, 0, pos)
    return earlier[-1].authority if earlier else None
