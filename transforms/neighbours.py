"""Statistical neighbours: the ten authorities most like each one, by the Department for Education's model."""

import csv
from functools import cache

from transforms.authorities import authority_register
from transforms.data import read_text

EDITION = "May 2025"
SOURCE = f"Department for Education, {EDITION}, Open Government Licence v3.0"


def statistical_neighbours(code: str) -> tuple[str, ...]:
    """Return the GSS codes of an authority's statistical neighbours, nearest first.

    `code` is any code of the authority (GSS, also a former one, DfE or Ofsted); KeyError if there is none. Authorities
    that are abolished, or came after the edition of data/statistical_neighbours.csv, have no neighbours.
    """
    return _by_authority().get(authority_register().by_code(code).gss_code or "", ())


@cache
def _by_authority() -> dict[str, tuple[str, ...]]:
    lines = (line for line in read_text("statistical_neighbours.csv").splitlines() if not line.startswith("#"))
    ranked: dict[str, list[tuple[int, str]]] = {}
    for row in csv.DictReader(lines):
        ranked.setdefault(row["authority_code"], []).append((int(row["rank"]), row["neighbour_code"]))
    return {code: tuple(neighbour for _, neighbour in sorted(rows)) for code, rows in ranked.items()}
