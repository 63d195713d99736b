"""Events that an article tells as a whole: ungraded visits, by its kind, and corrections of what it had reported."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from transforms.authorities import Authority, authority_register
from transforms.history.event import Event
from transforms.history.reconcile import UNGRADED_VISITS, Rows, witness_of
from transforms.history.witnesses import Witness
from transforms.wording import change_types, headline

VISITS = ("focused_visit", "monitoring_visit")
CORRECTED = "article_corrected"
# An article's kind says it, no sentence: somewhat less sure than what is read in one.
CONFIDENCE = 0.8

Row = Mapping[str, Any]


def subject_codes(articles: Rows) -> set[str]:
    """Return the codes of the authorities that are subjects of the articles."""
    return {one.code for row in articles for one in _subjects(row)}


def has_events(article: Row) -> bool:
    """Whether the article is one that tells events of its subjects; only its columns kinds and edited are looked at."""
    return bool(article["edited"]) or not UNGRADED_VISITS.isdisjoint(article["kinds"])


def article_events(articles: Rows, authority_code: str) -> Iterator[Event]:
    """Yield the visits to an authority and the corrections of articles about it.

    Visits are told by the articles that stand (known_to is empty), corrections by every version.
    """
    told = sorted(
        (row for row in articles if has_events(row)),
        key=lambda row: (row["published"] or date.max, row["article_id"], row["version"]),
    )
    about = [(row, authority) for row in told for authority in _subjects(row) if authority.code == authority_code]
    standing = [(row, authority) for row, authority in about if row["published"] and row["known_to"] is None]
    for kind in VISITS:
        yield from _visits(kind, [(row, authority) for row, authority in standing if kind in row["kinds"]])
    yield from (_correction(row, authority) for row, authority in about if row["edited"])


def _subjects(row: Row) -> list[Authority]:
    return [authority_register().by_name(name, on=row["published"]) for name in row["subjects"]]


def _visits(kind: str, told: list[tuple[Row, Authority]]) -> Iterator[Event]:
    """One visit for all news of it: all that follows the first within the days that the type of change says."""
    while told:
        first, authority = told[0]
        near = [row for row, _ in told if (row["published"] - first["published"]).days <= _same_visit(kind)]
        witnesses = tuple(_witness(row) for row in near)
        yield _event(kind, authority, first["published"], witnesses, (kind, f"{first['published']:%Y-%m}"))
        told = told[len(near) :]


def _same_visit(kind: str) -> int:
    return change_types()[kind].same_event_days


def _correction(row: Row, authority: Authority) -> Event:
    day = row["modified"] or row["fetched_at"].date()
    key = (CORRECTED, row["article_id"], str(row["version"]))
    return _event(CORRECTED, authority, day, (_witness(row),), key, source=row["source_id"], subject=row["article_id"])


def _witness(row: Row) -> Witness:
    return witness_of({"evidence": row["title"], "confidence": CONFIDENCE}, row)


def _event(
    kind: str,
    authority: Authority,
    effective: date,
    witnesses: tuple[Witness, ...],
    key: tuple[str, ...],
    source: str | None = None,
    subject: str | None = None,
) -> Event:
    return Event(
        type=kind,
        family=kind,
        authority_code=authority.code,
        authority=authority.name,
        subject=subject,
        effective=effective,
        summary=headline(kind, authority=authority.name, source=source),
        witnesses=witnesses,
        key=key,
    )
