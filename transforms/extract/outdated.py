"""Grades that cannot be those of today, whatever the words around them: by the life of the authority."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from transforms.authorities import authority_register
from transforms.extract.stated import Stated, Tense
from transforms.extract.trace import because, dropped

_PAST: Tense = "past"


def without_impossible(stated: Sequence[Stated]) -> list[Stated]:
    """The rows without grades told by mistake of a council that there was not yet at the time."""
    return [row for row in stated if not _is_before_its_time(row)]


def _is_before_its_time(row: Stated) -> bool:
    """Whether the authority was set up after the inspection, so that its forerunner is meant."""
    if row.period is None:
        return False
    begins = authority_register().by_name(row.authority, row.period.last).valid_from
    early = begins is not None and row.period.last < begins
    if early:
        dropped("rating.not_yet", row.at)
    return early


def put_aside(settled: Sequence[Stated], published: date | None) -> list[Stated]:
    """The settled rows, those of authorities abolished before the text came out turned into past ones."""
    return [
        replace(row, tense=because(_PAST, "rating.when.abolished", row.at))
        if row.tense == "present" and _is_abolished(row.authority, published)
        else row
        for row in settled
    ]


def _is_abolished(name: str, published: date | None) -> bool:
    ends = authority_register().by_name(name, published).valid_to
    return published is not None and ends is not None and ends < published
