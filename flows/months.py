"""Months by which large tables are cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: date) -> Self:
        """The month of a moment or a day."""
        return cls(moment.year, moment.month)

    @classmethod
    def read(cls, month: str) -> Self:
        """The month as `str` writes it."""
        year, _, number = month.partition("-")
        return cls(int(year), int(number))

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        """The first moment of the next month."""
        return datetime(self.year + self.month // 12, self.month % 12 + 1, 1, tzinfo=UTC)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def months_from(first: Month, last: Month) -> Iterator[Month]:
    """Yield the months from the first to the last, both among them."""
    for number in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        yield Month(number // 12, number % 12 + 1)
