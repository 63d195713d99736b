"""All forms that name an authority, its council or its children's trust, found in a text at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import ahocorasick

from transforms.authorities import Authority, authority_register, spellings
from transforms.data import read_yaml
from transforms.extract.terms import expand
from transforms.extract.worded import Worded

_JOINED = Worded("names.yaml", r"-(?!{goes_on_with})\w")
# A bare name is the council's from the time when news speaks of it until its grades are history; then it is a place.
_KNOWN_BEFORE, _KNOWN_AFTER = timedelta(days=550), timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Holder:
    """An authority that a form means, by its short official name, on the days from `begins` to `ends`."""

    authority: str
    begins: date = date.min
    ends: date = date.max


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is spelt; `capital` is the place of the letter that shows it to be a name.

    `council` tells a form of the council itself from a bare name, `trust` a children's trust. One that nobody holds is
    the name of something else, such as a football club. `has_initials` tells that some letters must be capitals.
    """

    text: str
    capital: int
    holders: tuple[Holder, ...]
    council: bool = False
    trust: bool = False
    has_initials: bool = False

    def matches_case(self, found: str) -> bool:
        """Whether initials stand as initials, "BCP", and a name with its capital."""
        if self.has_initials and not all(
            one == other for one, other in zip(self.text.split(), found.split(), strict=False) if _is_initials(one)
        ):
            return False
        return found[self.capital].isupper() or not self.text[self.capital].isupper()

    def authorities_on(self, day: date | None) -> list[str]:
        """Names of those that the form means in a text of that day, or of an unknown one."""
        if (self.trust and len(self.holders) == 1) or (day is None and not self.trust):
            return [one.authority for one in self.holders]
        return [one.authority for one in self.holders if one.begins <= (day or date.max) <= one.ends]


def _is_initials(word: str) -> bool:
    return word[1:] != word[1:].lower()


def _form(
    text: str, holders: tuple[Holder, ...], capital: int = 0, *, council: bool = False, trust: bool = False
) -> Form:
    return Form(text, capital, holders, council, trust, any(map(_is_initials, text.split())))


def _of_trusts() -> Iterator[Form]:
    for trust in read_yaml("trusts.yaml"):
        holders = tuple(Holder(one["name"], one["begins"], one.get("ends", date.max)) for one in trust["authorities"])
        for form in (trust["name"], *trust.get("also", ())):
            yield _form(form, holders, trust=True)


def _as_place(authority: Authority) -> Holder:
    """The authority as its bare name means it."""
    namesakes = [one for one in authority_register().authorities if one.name == authority.name]
    first = min(one.valid_from or date.min for one in namesakes)
    last = max(one.valid_to or date.max for one in namesakes)
    begins = first - _KNOWN_BEFORE if first > date.min else first
    return Holder(authority.name, begins, last + _KNOWN_AFTER if last < date.max else last)


def _of_authorities() -> Iterator[Form]:
    for authority in authority_register().authorities:
        place, council = _as_place(authority), Holder(authority.name)
        for holder, forms in ((council, authority.council_forms), (place, authority.bare_forms)):
            for form in forms:
                capital = form.find(authority.name) if form[0].islower() else 0
                for spelling in spellings(form):
                    yield _form(spelling, (holder,), max(capital, 0), council=holder is council)


def _of_others() -> Iterator[Form]:
    for listed in read_yaml("names.yaml")["other_names"]:
        for name in expand(listed):
            yield _form(name, ())


def _of_several() -> Iterator[Form]:
    for text, names in read_yaml("names.yaml")["several"].items():
        for spelling in spellings(text):
            yield _form(spelling, tuple(map(Holder, names)))


@cache
def _automaton() -> Any:
    automaton = ahocorasick.Automaton()
    for form in (*_of_others(), *_of_several(), *_of_authorities(), *_of_trusts()):
        key = form.text.lower()
        if form.trust or key not in automaton:
            automaton.add_word(key, form)
    automaton.make_automaton()
    return automaton


def find_forms(text: str, folded: str) -> Iterator[tuple[int, int, Form]]:
    """Leftmost longest forms that stand as whole words in the right letter case, with start and end."""
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
