"""One thing that happened to one authority, as the change log tells it."""

from dataclasses import dataclass
from datetime import date, timedelta

from transforms.history.witnesses import Witness
from transforms.wording import change_types


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one authority.

    `key` names it among its authority's events: codes, months and ids, never words of a page. `family` is what a later
    event of the same kind makes old news of; `subject` says whom or what of that kind it is about (a surname, a post,
    a category), None where that is not known. `overtaken` where something newer is known: history, no news.
    """

    type: str
    family: str
    authority_code: str
    authority: str
    subject: str | None
    effective: date
    summary: str
    witnesses: tuple[Witness, ...]
    key: tuple[str, ...]
    judgement: str | None = None
    old_value: str | None = None
    new_value: str | None = None
    overtaken: bool = False

    @property
    def same_event(self) -> timedelta:
        """How far two reports of this event may lie apart."""
        return timedelta(days=change_types()[self.type].same_event_days)
