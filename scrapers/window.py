"""A span of days that is looked through."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def holds(self, moment: datetime | None) -> bool:
        """Tell whether a moment, on its own clock, is within; one that is not known may be."""
        return moment is None or self.first <= moment.date() <= self.last
