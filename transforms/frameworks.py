"""The frameworks under which children's services are inspected: their time, judgements and grades."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from transforms.data import read_yaml


@dataclass(frozen=True, slots=True)
class Judgement:
    """A thing graded, for inspections begun from `begins` to `ends`.

    It `succeeds` the judgement that its first grades compare with; one `beside` is of another body than the council.
    """

    name: str
    begins: date = date.min
    ends: date = date.max
    succeeds: str | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework; `scale` has the best grade first, `ends` is None while it is in force."""

    key: str
    name: str
    begins: date
    ends: date | None
    timed_judgements: tuple[Judgement, ...]
    scale: tuple[str, ...]

    @property
    def judgements(self) -> tuple[str, ...]:
        """All judgements the framework ever had."""
        return tuple(one.name for one in self.timed_judgements)

    def judgements_on(self, day: date) -> tuple[str, ...]:
        """The judgements of an inspection begun on that day."""
        return tuple(one.name for one in self.timed_judgements if one.begins <= day <= one.ends)


def _read_judgement(entry: str | dict[str, Any]) -> Judgement:
    return Judgement(entry) if isinstance(entry, str) else Judgement(**entry)


def read_frameworks(entries: list[dict[str, Any]]) -> tuple[Framework, ...]:
    """Frameworks from the entries of a frameworks file, oldest first."""
    return tuple(
        Framework(
            key=entry["key"],
            name=entry["name"],
            begins=entry["begins"],
            ends=entry.get("ends"),
            timed_judgements=tuple(map(_read_judgement, entry["judgements"])),
            scale=tuple(entry["scale"]),
        )
        for entry in sorted(entries, key=lambda one: one["begins"])
    )


@cache
def frameworks() -> tuple[Framework, ...]:
    """The frameworks of data/frameworks.yaml, oldest first."""
    return read_frameworks(read_yaml("frameworks.yaml")["frameworks"])


def framework_named(key: str) -> Framework:
    """The framework with that key; KeyError if there is none."""
    for one in frameworks():
        if one.key == key:
            return one
    raise KeyError(key)


@cache
def predecessors() -> dict[str, str]:
    """The judgement that each judgement succeeded, for those that did."""
    return {one.name: one.succeeds for framework in frameworks() for one in framework.timed_judgements if one.succeeds}


@cache
def judgements_beside() -> frozenset[str]:
    """Judgements of bodies beside the council: an inspection of these alone is none of the council's services."""
    return frozenset(one.name for framework in frameworks() for one in framework.timed_judgements if one.beside)


def framework_on(day: date) -> Framework:
    """The framework of an inspection begun on that day; the oldest one for days before all of them."""
    return next((one for one in reversed(frameworks()) if one.begins <= day), frameworks()[0])


def grade_rank(grade: str) -> int:
    """Rank of a grade, 4 for outstanding to 1 for inadequate; KeyError for a word that is no grade."""
    return int(read_yaml("frameworks.yaml")["grade_ranks"][grade])
