"""Quiet hours: the time of day, by London's clocks, in which somebody wants no mail."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from transforms.health import LONDON

A_DAY = timedelta(days=1)


def _time_of_day(value: object) -> time:
    """Read a time as TOML has it, 22:00:00, or as people write it, "22:00"."""
    if isinstance(value, str):
        with suppress(ValueError):
            return datetime.strptime(value, "%H:%M").time()
    if not isinstance(value, time) or value.tzinfo:
        raise ValueError('must be a time such as "22:00"')
    return value


TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]


class QuietHours(BaseModel):
    """From one time of day to another, over midnight where the second is the earlier.

    In the night on which clocks go back they last from the first time that a clock shows their beginning to the last
    that it shows their end; a time that clocks skip in spring is the moment at which they skip it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Annotated[TimeOfDay, Field(alias="from")]
    end: Annotated[TimeOfDay, Field(alias="to")]

    @model_validator(mode="after")
    def _some_time_is_left(self) -> Self:
        if self.start == self.end:
            raise ValueError("must begin and end at different times; to have no mail for days set pause_until")
        return self

    def end_of(self, moment: datetime) -> datetime | None:
        """Return when the quiet hours end in which the moment lies, in UTC; None where it lies in none."""
        today = moment.astimezone(LONDON).date()
        for day in (today, today - A_DAY):
            last = day if self.start < self.end else day + A_DAY
            end = _moment(last, self.end, fold=1)
            if _moment(day, self.start, fold=0) <= moment < end:
                return end
        return None

    def __str__(self) -> str:
        return f"{self.start:%H:%M} to {self.end:%H:%M}"


def _moment(day: date, at: time, fold: int) -> datetime:
    """The moment at which London's clocks show that time, for the first or the second time."""
    moment = datetime.combine(day, at, LONDON).replace(fold=fold).astimezone(UTC)
    if moment.astimezone(LONDON).time() == at:
        return moment
    # Clocks are put forward at a full hour of UTC, and by the old time the one that is skipped comes after it.
    by_old_time = datetime.combine(day, at, LONDON).astimezone(UTC)
    return by_old_time.replace(minute=0, second=0, microsecond=0)
