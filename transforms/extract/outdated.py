"""Grades that cannot be those of today, whatever the words around them: by the life of the authority."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from transforms.authorities import authority_register
from transforms.extract.standing import Stated, Tense
from transforms.extract.trace import because, dropped

_PAST: Tense = "past"


def without_impossible(stated: Sequence[Stated]) -> list[Stated]:
    """The rows without grades told by mistake of a council that there was not yet at the time."""
    return [row for row in stated if not _is_before_its_time(row)]


def _is_before_its_time(row: Stated) -> bool:
    """Whether the authority was set up after the inspection, so that its forerunner is meant."""
    lives = [one for one in authority_register().authorities if one.name == row.authority]
    early = bool(row.period and lives) and all(
        one.valid_from and row.period and row.period.last < one.valid_from for one in lives
    )
    if early:
        dropped("rating.another_date", row.at)
    return early


def put_aside(settled: Sequence[Stated], published: date | None) -> list[Stated]:
    """The settled rows, those of authorities abolished before the text came out turned into past ones."""
    return [
        replace(row, tense=because(_PAST, "rating.when.older", row.at))
        if row.tense == "present" and _is_abolished(row.authority, published)
        else row
        for row in settled
    ]


def _is_abolished(name: str, published: date | None) -> bool:
    lives = [one for one in authority_register().authorities if one.name == name]
    return bool(published and lives) and all(one.valid_to and published and one.valid_to < published for one in lives)
