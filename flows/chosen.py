"""What a subscription may choose, by the names that people use: authorities and types of change."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import cache

from flows.setting_values import EVERY_AUTHORITY
from transforms.authorities import Authority, authority_register
from transforms.neighbours import EDITION, statistical_neighbours
from transforms.wording import change_groups, change_types

NEIGHBOURS = "neighbours of "
_ALSO_NEIGHBOURS = f"statistical {NEIGHBOURS}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the question whether the known word most like this one was meant; empty where none is like it."""
    by_form = {one.casefold(): one for one in known}
    found = get_close_matches(word.casefold(), by_form, n=1)
    return f'; did you mean "{by_form[found[0]]}"?' if found else ""


def authority_choice(value: str) -> str:
    """Return the choice as it is shown: "all", a region, an authority, or "neighbours of" one; raise ValueError."""
    text = " ".join(value.split())
    folded = text.casefold()
    for prefix in (NEIGHBOURS, _ALSO_NEIGHBOURS):
        if folded.startswith(prefix):
            return _neighbours_choice(text[len(prefix) :])
    wide = {one.casefold(): one for one in (EVERY_AUTHORITY, *_regions())}
    if folded in wide:
        return wide[folded]
    if by_code := _by_code(text):
        # A county and the council that took its place may share all but the code of the ONS, which chooses one.
        is_one_of_two = len(_of_name(by_code.name)) > 1 and by_code.gss_code == text.upper()
        return by_code.code if is_one_of_two else by_code.name
    if found := authority_register().resolve(text):
        return found.name
    raise ValueError(
        "is no authority with children's services, code or region; give one of these, "
        f'"{EVERY_AUTHORITY}" or such as "{NEIGHBOURS}Leeds"{nearest(text, (*wide.values(), *_names()))}'
    )


def _neighbours_choice(name: str) -> str:
    found = _by_code(name) or authority_register().resolve(name)
    if found is None:
        raise ValueError(f"names no authority with children's services; give its name or code{nearest(name, _names())}")
    if not _neighbour_codes(found):
        raise ValueError(f"cannot be told: {found.name} has no statistical neighbours in the edition of {EDITION}")
    return f"{NEIGHBOURS}{found.name}"


def change_choice(value: str) -> str:
    """Refuse what is no type of change and no group of them."""
    known = (*change_groups(), *change_types())
    if value not in known:
        raise ValueError(
            f"is no type or group of changes; allowed are the groups {', '.join(change_groups())} "
            f"and the types {', '.join(change_types())}{nearest(value, known)}"
        )
    return value


@cache
def codes_of(choices: tuple[str, ...]) -> frozenset[str] | None:
    """Return the codes of the authorities that the choices come to, None for all there are and will be."""
    if EVERY_AUTHORITY in choices:
        return None
    return frozenset(code for choice in choices for code in _codes_of(choice))


def _codes_of(choice: str) -> Collection[str]:
    if choice.startswith(NEIGHBOURS):
        return _neighbour_codes(authority_register().by_name(choice.removeprefix(NEIGHBOURS)))
    named = _of_name(choice) or [one for one in authority_register().authorities if one.region == choice]
    return [one.code for one in named] or [authority_register().by_code(choice).code]


@cache
def types_of(choices: tuple[str, ...] | None) -> frozenset[str]:
    """Return the types of change that the choices come to: by default those mailed unasked."""
    if choices is None:
        return frozenset(name for name, kind in change_types().items() if kind.mail)
    return frozenset(name for choice in choices for name in change_groups().get(choice, [choice]))


def _by_code(text: str) -> Authority | None:
    try:
        return authority_register().by_code(text.upper())
    except KeyError:
        return None


def _of_name(name: str) -> list[Authority]:
    return [one for one in authority_register().authorities if one.name == name]


def _neighbour_codes(authority: Authority) -> list[str]:
    if authority.gss_code is None:
        return []
    return [authority_register().by_code(code).code for code in statistical_neighbours(authority.gss_code)]


@cache
def _names() -> tuple[str, ...]:
    return tuple(one.name for one in authority_register().authorities)


@cache
def _regions() -> tuple[str, ...]:
    return tuple(sorted({one.region for one in authority_register().authorities if one.region}))
