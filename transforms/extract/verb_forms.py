"""The forms of English verbs, by rule or from verbs.yaml."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.data import read_yaml

_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one verb: leave, leaves, left, left, leaving."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str

    def all(self) -> tuple[str, ...]:
        """Every form once."""
        return tuple(dict.fromkeys((self.base, self.third, self.past, self.participle, self.gerund)))


@cache
def forms_of(base: str) -> Forms:
    """The forms of a verb, by rule or from verbs.yaml."""
    data = read_yaml("verbs.yaml")
    doubled = base + base[-1] if _SHORT.fullmatch(base) or base in data["doubling"] else base
    regular = f"{base[:-1]}ied" if _ends_in_y(base) else f"{doubled.removesuffix('e')}ed"
    gerund = base if base.endswith(("ee", "oe", "ye")) else doubled.removesuffix("e")
    told: list[str] = data["irregular"].get(base, [regular, regular])
    past, participle, ending = (*told, f"{gerund}ing")[:3]
    return Forms(base, data["thirds"].get(base) or _third(base), past, participle, ending)


def _ends_in_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in "aeiou"


def _third(base: str) -> str:
    if _ends_in_y(base):
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{base}s"
