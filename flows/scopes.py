"""Whose news can be listened to: that of all authorities, of each one, and of each region."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from transforms.authorities import authority_register


@dataclass(frozen=True, slots=True)
class Scope:
    """Some authorities by code, None for all; `path` names the files about them, without what they end in."""

    path: str
    title: str
    codes: frozenset[str] | None = None

    def has(self, authority_code: str) -> bool:
        """Whether news of that authority belongs here."""
        return self.codes is None or authority_code in self.codes


ALL = Scope("all", "all authorities")


def scopes(codes: Iterable[str]) -> Iterator[Scope]:
    """Yield the scopes that any of these authorities is in, that of all first; none where there are none."""
    names = {one.code: one.name for one in authority_register().authorities}
    listed = sorted(codes)
    if listed:
        yield ALL
    for code in listed:
        yield Scope(f"authorities/{_in_a_path(code, '-_')}", names.get(code, code), frozenset({code}))
    regions = regions_by_code()
    for region in sorted({regions[code] for code in listed if code in regions}):
        within = frozenset(code for code, its_region in regions.items() if its_region == region)
        yield Scope(f"regions/{_in_a_path(region.casefold())}", region, within)


@cache
def regions_by_code() -> dict[str, str]:
    """Return the English region of each authority that has one, by the authority's code."""
    return {one.code: one.region for one in authority_register().authorities if one.region}


def _in_a_path(name: str, also: str = "-") -> str:
    """Return a name with a hyphen for each run of characters that a path or an address would have to escape."""
    kept = "".join(char if char.isascii() and (char.isalnum() or char in also) else " " for char in name)
    return "-".join(kept.split())
