"""Places of a text that name an authority, its council or its children's trust."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from transforms.authorities import authority_register
from transforms.data import read_yaml
from transforms.extract.authority_forms import Form, find_forms
from transforms.extract.name_context import is_authority, is_heading_at, is_surname, listed, opens_sentence
from transforms.extract.worded import Worded
from transforms.extract.wording import lowered

_BRACKETED = re.compile(r",? ?\((?:the )?[\"'\u2018\u201c]?([A-Z][A-Z&]{1,6})[\"'\u2019\u201d]?\)")
# A text that introduces more initials than this is no article.
_MOST_INITIALS = 20
# Characters between two names of a list: ", " or " and ".
_IN_LIST = 5
_KINDS_OF_COUNCIL = ("county", "city", "borough")
_INSIDE = re.compile(r"\b(?:in|across|around|near|from|of|at) $")
_LIES_THERE = Worded("names.yaml", r" {lies_there}\b")
_ALONE = Worded("names.yaml", r"(?:'s\b|[.,;]| {acts_or_is}\b)")
_ONE_SPELLING = {"\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u2011": "-", "\u2010": "-"}


@dataclass(frozen=True, slots=True)
class AuthorityMention:
    """One naming: `form` is the text as it stands, `authority` the short official name.

    `council` tells a form of the council itself ("Leeds City Council") from a bare name, which may be the place;
    `trust` tells the children's trust that stands for it.
    """

    start: int
    end: int
    authority: str
    form: str
    council: bool = False
    trust: bool = False


def _spelt_plainly(text: str) -> str:
    for fancy, simple in _ONE_SPELLING.items():
        text = text.replace(fancy, simple)
    return text


def fold(text: str) -> str:
    """The text in small letters with plain quotes, hyphens and spaces, every character at its old place."""
    return lowered(_spelt_plainly(text).replace("\n", " "))


def find_mentions(text: str, folded: str, published: date | None = None) -> tuple[AuthorityMention, ...]:
    """All namings of authorities in order of the text; a trust of several authorities gives one for each."""
    plain = _spelt_plainly(text)
    sure: list[AuthorityMention] = []
    doubtful: list[AuthorityMention] = []
    surnames: set[str] = set()
    for start, end, form in _in_context(text, plain, list(find_forms(text, folded)), surnames):
        for name in form.authorities_on(published):
            mention = AuthorityMention(start, end, name, text[start:end], form.council, form.trust)
            (doubtful if _is_doubtful(text, form, mention) else sure).append(mention)
    sure = _without_persons(plain, sure, surnames)
    sure += _cleared(folded, doubtful, sure)
    sure = _without_counties(folded, sure)
    taken = {mention.start for mention in sure}
    sure += [
        one
        for one in (*_initials(text, sure), *_described(text, folded, sure), *_nicknamed(text, folded, sure))
        if one.start not in taken
    ]
    return tuple(sorted(sure, key=lambda mention: (mention.start, mention.authority)))


def _in_context(
    text: str, plain: str, matches: list[tuple[int, int, Form]], surnames: set[str]
) -> Iterator[tuple[int, int, Form]]:
    """The forms that are an authority's where they stand; those that are somebody's surname are noted."""
    ends, starts = {end for _, end, _ in matches}, {start for start, _, _ in matches}
    for start, end, form in matches:
        if (
            form.trust
            or start - 1 in ends
            or end + 1 in starts
            or is_authority(text, plain, start, end, council=form.council)
        ):
            yield start, end, form
        elif is_surname(plain, start):
            surnames.add(text[start:end])


def _is_doubtful(text: str, form: Form, mention: AuthorityMention) -> bool:
    """Whether a bare name is as often a common word or means something else."""
    if form.council or form.text not in listed("doubtful"):
        return not form.council and form.text in listed("always_doubtful")
    return opens_sentence(text, mention.start) or is_heading_at(text, mention.start, mention.end)


def _cleared(folded: str, doubtful: list[AuthorityMention], sure: list[AuthorityMention]) -> list[AuthorityMention]:
    """Doubtful names that the text shows to be an authority's: named elsewhere, in a list, or by what follows."""
    named = {one.authority for one in sure}
    ends, starts = sorted(one.end for one in sure), sorted(one.start for one in sure)
    return [
        one
        for one in doubtful
        if one.authority in named
        or _has_between(starts, one.end, one.end + _IN_LIST)
        or _has_between(ends, one.start - _IN_LIST, one.start)
        or folded[one.end : one.end + 12].lstrip().startswith(tuple(read_yaml("names.yaml")["doubtless"]))
    ]


def _has_between(places: list[int], first: int, last: int) -> bool:
    place = bisect_left(places, first)
    return place < len(places) and places[place] <= last


def _without_persons(plain: str, mentions: list[AuthorityMention], surnames: set[str]) -> list[AuthorityMention]:
    """The namings without a person's later surname alone, unless the text names the council of that name too."""
    if not surnames:
        return mentions
    councils = {one.authority for one in mentions if one.council}
    return [
        one
        for one in mentions
        if one.form not in surnames
        or one.authority in councils
        or _INSIDE.search(plain, max(0, one.start - 8), one.start)
    ]


def _without_counties(folded: str, mentions: list[AuthorityMention]) -> list[AuthorityMention]:
    """The namings without those that only tell where another authority lies: "the Wiltshire borough"."""
    of_a_county = {
        one.start
        for one in mentions
        if folded.endswith("the ", 0, one.start)
        and (one.form.endswith(" council") if one.council else _LIES_THERE.match(folded, one.end))
        and _is_county(one.authority)
    }
    if not of_a_county:
        return mentions
    named = {one.authority for one in mentions if one.start not in of_a_county}
    return [one for one in mentions if one.start not in of_a_county or one.authority in named or not named]


def _is_county(name: str) -> bool:
    """Whether other authorities may lie within the bounds of an authority, or of the county of its name."""
    found = authority_register().by_name(name)
    return name.endswith("shire") or (found is not None and found.type == "County council")


def _initials(text: str, mentions: list[AuthorityMention]) -> Iterator[AuthorityMention]:
    """Later places of initials that belong to a council or trust named in full, in brackets behind it or not."""
    owners = {initials: [name] for initials, name in _derived(one for one in mentions if one.council)}
    owners |= _introduced(text, mentions)
    for initials, names in owners.items():
        for start in _places(text, initials):
            for name in names:
                yield AuthorityMention(start, start + len(initials), name, initials, council=True)


def _places(text: str, phrase: str) -> Iterator[int]:
    """Starts of a phrase where it stands as whole words."""
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(phrase, end)


def _introduced(text: str, mentions: Iterable[AuthorityMention]) -> dict[str, list[str]]:
    """Initials in brackets behind a name, with those whom it names."""
    owners: dict[str, list[str]] = {}
    behind: dict[str, int] = {}
    for mention in mentions:
        found = _BRACKETED.match(text, mention.end)
        if found and len(owners) < _MOST_INITIALS and behind.setdefault(found[1], mention.end) == mention.end:
            owners.setdefault(found[1], []).append(mention.authority)
    return owners


def _derived(councils: Iterable[AuthorityMention]) -> Iterator[tuple[str, str]]:
    """Initials of the full forms that the text uses; those that two councils share are nobody's."""
    owners: dict[str, set[str]] = {}
    for one in councils:
        initials = "".join(word[0] for word in one.form.replace("-", " ").split() if word[0].isupper())
        if len(initials) > 2 and initials not in listed("never_initials"):
            owners.setdefault(initials, set()).add(one.authority)
    return ((initials, name) for initials, names in owners.items() if len(names) == 1 for name in names)


def _described(text: str, folded: str, mentions: list[AuthorityMention]) -> Iterator[AuthorityMention]:
    """Places of "the county council" and the like, in a text of several councils: the last so named before."""
    if len({one.authority for one in mentions}) < 2:
        return
    by_kind: dict[str, list[AuthorityMention]] = {}
    for one in sorted(mentions, key=lambda one: one.start):
        kind = next((kind for kind in _KINDS_OF_COUNCIL if f" {kind} " in f"{one.form.lower()} "), None)
        if one.council and kind:
            by_kind.setdefault(kind, []).append(one)
    for kind, named in by_kind.items():
        for start in _places(folded, f"the {kind} council"):
            before = bisect_left(named, start, key=lambda one: one.start) - 1
            if before >= 0:
                end = start + len(f"the {kind} council")
                yield _behind_the(text, start, end, named[before].authority, council=True)
        if len({one.authority for one in named}) == 1:
            yield from _called_by_kind(text, folded, f"the {kind}", named[0])


def _called_by_kind(text: str, folded: str, words: str, council: AuthorityMention) -> Iterator[AuthorityMention]:
    """Places behind the first naming of the only city, county or borough where "the city" alone means its council."""
    for start in _places(folded, words):
        end = start + len(words)
        if start > council.end and not _INSIDE.search(folded, max(0, start - 8), start) and _ALONE.match(folded, end):
            yield _behind_the(text, start, end, council.authority, council=False)


def _nicknamed(text: str, folded: str, mentions: list[AuthorityMention]) -> Iterator[AuthorityMention]:
    """Places where an authority that the text names is called by another name, "the Island"; none that two share."""
    nicknames = read_yaml("names.yaml")["nicknames"]
    owners: dict[str, set[str]] = {}
    for authority in {one.authority for one in mentions if not one.trust} & nicknames.keys():
        for nickname in nicknames[authority]:
            owners.setdefault(nickname, set()).add(authority)
    for nickname, named in owners.items():
        bare = nickname.removeprefix("the ")
        named = {one.authority for one in mentions if one.authority in named and bare in one.form} or named
        if len(named) > 1:
            continue
        (name,) = named
        if text.startswith(f"{bare} "):
            yield AuthorityMention(0, len(bare), name, bare)
        for start in _places(folded, nickname.lower()):
            found = _behind_the(text, start, start + len(nickname), name, council=False)
            if found.form == bare:
                yield found


def _behind_the(text: str, start: int, end: int, authority: str, *, council: bool) -> AuthorityMention:
    """The naming at a place less its article."""
    return AuthorityMention(start + 4, end, authority, text[start + 4 : end], council=council)
