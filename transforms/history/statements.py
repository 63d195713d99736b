"""What articles state of one authority: which of it is news, who is the same person, which source is best."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from transforms.history.reconcile import witness_of
from transforms.history.witnesses import Witness


# Not frozen, nor is any of its kinds, for the reason that a Witness is not.
@dataclass(slots=True)
class Statement:
    """A row of a fact table. `is_news` where its article reports the thing, and does not only recall it."""

    fact_id: str
    authority_code: str
    authority: str
    is_news: bool
    witness: Witness

    @property
    def published(self) -> date | None:
        """Day of publication of the article."""
        return self.witness.published


S = TypeVar("S", bound=Statement)
V = TypeVar("V")


def shared_fields(row: Mapping[str, Any], id_column: str, is_news: bool) -> tuple[str, str, str, bool, Witness]:
    """Return the fields of a Statement, in their order, from a row of a fact table that was joined with its article."""
    return row[id_column], row["authority_code"], row["authority"], is_news, witness_of(row, row)


def reports(row: Mapping[str, Any], kind: str | None = None) -> bool:
    """Whether the row's article is dated, relevant, about the row's authority and, where one is given, of that kind."""
    return (
        row["published"] is not None
        and row["relevant"]
        and row["authority"] in row["subjects"]
        and (kind is None or kind in row["kinds"])
    )


def best_first(statements: Iterable[S]) -> list[S]:
    """Return the statements, that of the best source first."""
    return sorted(statements, key=lambda one: (one.witness.rank, one.fact_id))


def first_known(values: Iterable[V | None]) -> V | None:
    """Return the first value that is not None."""
    return next((value for value in values if value is not None), None)


def first_day(statements: Iterable[Statement]) -> date | None:
    """Return the day of the first publication."""
    return min((one.published for one in statements if one.published), default=None)


def last_day(statements: Iterable[Statement]) -> date | None:
    """Return the day of the last publication."""
    return max((one.published for one in statements if one.published), default=None)


def witnesses(statements: Iterable[Statement]) -> tuple[Witness, ...]:
    """Return the witnesses of the statements, in order of publication."""
    ordered = sorted(statements, key=lambda one: (one.published or date.max, one.witness.article_id, one.fact_id))
    return tuple(one.witness for one in ordered)


def surname(person: str | None) -> str | None:
    """Return the last name, which is what reports of one person agree on."""
    return person.split()[-1].casefold() if person else None


def numbered(names: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Tell equal names apart by their place among each other; the first is left as it is."""
    seen: Counter[tuple[str, ...]] = Counter()
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else (*name, str(seen[name]))
