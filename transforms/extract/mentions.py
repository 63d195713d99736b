"""Places of a text that name an authority, its council or its children's trust."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import ahocorasick

from transforms.authorities import authority_register, spellings
from transforms.data import read_yaml, words
from transforms.extract.wording import lowered

_WORD_BEFORE = re.compile(r"([\w'&.]{1,40}) $")
_WORD_AFTER = re.compile(r"(?:'s?)? ((?:and |& )?)([\w']{1,40})(?: ([\w']{1,40}))?")
_INITIALS = re.compile(r",? ?\((?:the )?[\"'\u2018\u201c]?([A-Z][A-Z&]{1,6})[\"'\u2019\u201d]?\)")
# A text that introduces more initials than this is no article.
_MOST_INITIALS = 20
_JOINED = re.compile(r"-(?!based|wide|run|led|area|born|funded|owned|style)\w")
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


@dataclass(frozen=True, slots=True)
class _Form:
    text: str
    capital: int
    authorities: tuple[tuple[str, date, date], ...]
    council: bool
    trust: bool

    def matches_case(self, found: str) -> bool:
        if self.text.isupper() or self.text[1:3].isupper() or self.text[-1:].isupper():
            return found == self.text
        return found[self.capital].isupper()


def _spelt_plainly(text: str) -> str:
    for fancy, simple in _ONE_SPELLING.items():
        text = text.replace(fancy, simple)
    return text


def fold(text: str) -> str:
    """The text in small letters with plain quotes, hyphens and spaces, every character at its old place."""
    return lowered(_spelt_plainly(text).replace("\n", " "))


def _trust_forms() -> Iterator[_Form]:
    for trust in read_yaml("trusts.yaml"):
        holders = tuple((one["name"], one["begins"], one.get("ends", date.max)) for one in trust["authorities"])
        for form in (trust["name"], *trust.get("also", ())):
            yield _Form(form, 0, holders, council=False, trust=True)


def _authority_forms() -> Iterator[_Form]:
    register = authority_register()
    for authority in register.authorities:
        holder = ((authority.name, date.min, date.max),)
        for council, forms in ((True, authority.council_forms), (False, authority.bare_forms)):
            for form in forms:
                capital = form.find(authority.name) if form[0].islower() else 0
                for spelling in spellings(form):
                    yield _Form(spelling, max(capital, 0), holder, council, trust=False)


@cache
def _automaton() -> Any:
    automaton = ahocorasick.Automaton()
    for form in (*_authority_forms(), *_trust_forms()):
        key = form.text.lower()
        if form.trust or key not in automaton:
            automaton.add_word(key, form)
    automaton.make_automaton()
    return automaton


@cache
def _context(name: str) -> frozenset[str]:
    listed = read_yaml("names.yaml")[name]
    return frozenset(listed) if listed and isinstance(listed[0], str) else words(listed)


def _matches(text: str, folded: str) -> Iterator[tuple[int, int, _Form]]:
    """Leftmost longest forms that stand as whole words in the right letter case."""
    found = []
    for last, form in _automaton().iter(folded):
        start, end = last + 1 - len(form.text), last + 1
        whole = not (folded[start - 1 : start].isalnum() or folded[end : end + 1].isalnum())
        if whole and not _JOINED.match(folded, end) and form.matches_case(text[start:end]):
            found.append((start, end, form))
    covered = 0
    for start, end, form in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= covered:
            covered = end
            yield start, end, form


def _is_other_name_before(text: str, start: int, heading: bool) -> bool:
    """Whether the word before makes another name of a bare name: "West ...", "Emma ..."."""
    before = _WORD_BEFORE.search(text, max(0, start - 42), start)
    if not before:
        return False
    word = before[1].rstrip(".").casefold().removesuffix("'s")
    if word in _context("first_names"):
        return True
    if word in _context("always_other") and before[1][0].isupper():
        return True
    if before[1].endswith("."):
        return False
    opens = _opens_sentence(text, before.start())
    return before[1][0].isupper() and not (heading or opens or word in _context("may_precede"))


def _is_other_name_after(text: str, end: int, heading: bool) -> bool:
    """Whether the words after make another body of a bare name: "... Police", "... and Cornwall Police"."""
    after = _WORD_AFTER.match(text, end)
    if not after:
        return False
    stops, word = _context("not_before"), after[2].casefold()
    if word in stops and not after[1]:
        return heading or text[end : end + 1] == " "
    if after[1]:
        return after[2][0].isupper() and (after[3] or "").casefold() in stops
    plain = text[end : end + 1] == " "
    return plain and after[2][0].isupper() and not (heading or after[2].isupper() or word in _context("may_follow"))


def _is_heading(line: str) -> bool:
    """Whether a line is written With Capitals Throughout, so that capitals say nothing."""
    long = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return bool(long) and not line.endswith(".") and sum(word[0].isupper() for word in long) > 0.7 * len(long)


def _line_at(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", max(0, start - 200), start) + 1 or max(0, start - 200)
    last = text.find("\n", end, end + 200)
    return text[first : last if last >= 0 else end + 200]


def _is_authority(text: str, plain: str, start: int, end: int) -> bool:
    heading = _is_heading(_line_at(text, start, end))
    return not (_is_other_name_before(plain, start, heading) or _is_other_name_after(plain, end, heading))


def _opens_sentence(text: str, start: int) -> bool:
    return text[max(0, start - 8) : start].rstrip(" \"'\u2018\u201c(")[-1:] in (
        "",
        "\n",
        ".",
        "!",
        "?",
        ":",
        "\u2022",
        "-",
    )


def _initials(text: str, mentions: list[AuthorityMention]) -> Iterator[AuthorityMention]:
    """Later places of initials that the text itself introduces: "Lincolnshire County Council (LCC)"."""
    introduced: dict[str, str] = {}
    for mention in mentions:
        found = _INITIALS.match(text, mention.end)
        if found and found[1] not in introduced and len(introduced) < _MOST_INITIALS:
            introduced[found[1]] = mention.authority
    for initials, authority in introduced.items():
        for place in re.finditer(rf"\b{re.escape(initials)}\b", text):
            yield AuthorityMention(place.start(), place.end(), authority, initials, council=True)


def find_mentions(text: str, folded: str, published: date | None = None) -> tuple[AuthorityMention, ...]:
    """All namings of authorities in order of the text; a trust of several authorities gives one for each."""
    plain = _spelt_plainly(text)
    found: list[AuthorityMention] = []
    doubtful: list[AuthorityMention] = []
    matches = list(_matches(text, folded))
    ends = {end for _, end, _ in matches}
    starts = {start for start, _, _ in matches}
    for start, end, form in matches:
        in_list = start - 1 in ends or end + 1 in starts
        if not (form.council or form.trust or in_list) and not _is_authority(text, plain, start, end):
            continue
        day = published or date.max
        holders = [
            name for name, begins, ends in form.authorities if len(form.authorities) == 1 or begins <= day <= ends
        ]
        for name in holders:
            mention = AuthorityMention(start, end, name, text[start:end], form.council, form.trust)
            is_doubtful = not form.council and form.text in _context("doubtful") and _opens_sentence(text, start)
            (doubtful if is_doubtful else found).append(mention)
    named = {mention.authority for mention in found}
    named_at = [mention.start for mention in found]
    found += [one for one in doubtful if one.authority in named or _is_doubtless(folded, one, named_at)]
    taken = {mention.start for mention in found}
    found += [mention for mention in _initials(text, found) if mention.start not in taken]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.authority)))


def _is_doubtless(folded: str, mention: AuthorityMention, others: list[int]) -> bool:
    """Whether what follows a doubtful name shows that it is an authority's."""
    after = folded[mention.end : mention.end + 12].lstrip()
    in_list = any(start - mention.end <= 5 and start > mention.end for start in others)
    return in_list or after.startswith(tuple(read_yaml("names.yaml")["doubtless"]))
