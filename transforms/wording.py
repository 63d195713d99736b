"""How changes are named and how grave they are, read from data/changes.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from transforms.data import read_yaml

DEFAULT_SAME_EVENT_DAYS = 180


@dataclass(frozen=True, slots=True)
class ChangeType:
    """One type of change: severity, headline template, whether it is mailed unasked, and what counts as one event.

    `begins` names the kind of intervention that it is the beginning of, `ended_by` the type that is its end; one that
    is `lasting` is not history because another of its kind came after it.
    """

    name: str
    severity: str
    headline: str
    mail: bool
    same_event_days: int
    begins: str | None
    ended_by: str | None
    lasting: bool


@cache
def change_types() -> dict[str, ChangeType]:
    """All change types by name."""
    return {
        name: ChangeType(
            name,
            entry["severity"],
            entry["headline"],
            entry["mail"],
            entry.get("same_event_days", DEFAULT_SAME_EVENT_DAYS),
            entry.get("begins"),
            entry.get("ended_by"),
            entry.get("lasting", False),
        )
        for name, entry in read_yaml("changes.yaml")["types"].items()
    }


def change_groups() -> dict[str, list[str]]:
    """Return the groups by name, each with the names of its change types."""
    groups: dict[str, list[str]] = read_yaml("changes.yaml")["groups"]
    return groups


def done_by(category: str) -> dict[str, list[str]]:
    """Return the things that make an undertaking of that category done, each with the words that speak of it."""
    things: dict[str, dict[str, list[str]]] = read_yaml("changes.yaml")["done_by"]
    return things.get(category, {})


def words(kind: str, key: str | None) -> str:
    """Return the plain words for a grade, judgement, role, event or category; the key itself where there are none."""
    entries: dict[str, str] = read_yaml("changes.yaml")[kind]
    return entries.get(key or "", (key or "").replace("_", " "))


def judgement_order() -> list[str]:
    """Return the judgements in the order in which they are told."""
    return list(read_yaml("changes.yaml")["judgements"])


def headline(change_type: str, **fields: Any) -> str:
    """Fill the headline of a change type; fields that are not given stay empty."""
    template = change_types()[change_type].headline
    filled = template.format(**{name: fields.get(name) or "" for name in _names_in(template)})
    return " ".join(filled.split())


@cache
def _names_in(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


NUMBERS = {2: "both", 3: "all three", 4: "all four", 5: "all five", 6: "all six"}


def areas_phrase(judgements: Sequence[str], graded: Sequence[str]) -> str:
    """Say in which of the graded judgements: "overall and in all three areas", "in leadership and care leavers"."""
    areas = [one for one in judgements if one != "overall_effectiveness"]
    overall = "overall" if "overall_effectiveness" in judgements else ""
    where = f"in {listed([words('judgements', one) for one in areas])}" if areas else ""
    if len(areas) > 1 and set(areas) == set(graded) - {"overall_effectiveness"}:
        where = f"in {NUMBERS[len(areas)]} areas"
    return " and ".join(part for part in (overall, where) if part)


def listed(parts: Sequence[str]) -> str:
    """Join as in prose; parts that hold an "and" themselves are set off with semicolons."""
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any(" and " in part for part in parts) else ", "
    return f"{comma.join(parts[:-1])}{';' if comma == '; ' else ''} and {parts[-1]}"
