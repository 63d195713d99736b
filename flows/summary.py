"""The mail with which a memory begins: how many authorities are known, what stands, and what was news lately."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from flows.background import intervention_phrase
from flows.chosen import codes_of
from flows.letter import Envelope, letter
from flows.mail_events import gravity
from flows.mail_view import change_view
from flows.memory.layout import histories
from flows.memory.reading import in_chunks, read_standing
from flows.page_words import LONGEST_NAME, LONGEST_SUMMARY, page_text
from flows.subscriptions import SEVERITIES, Subscription
from flows.told import Told, tell
from flows.workshop import Workshop
from transforms.catalogue import with_history
from transforms.history.changes import WITHDRAWN
from transforms.history_tables import CHANGES, CURRENT_RATINGS, INTERVENTION_SPELLS
from transforms.wording import areas_phrase

Row = Mapping[str, Any]
MOST_LINES = 30
INADEQUATE = "inadequate"
_LOG = with_history(CHANGES)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands against an authority: in what it is inadequate, and the interventions in force."""

    authority: str
    inadequate: str
    interventions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reader is told at the beginning: `days` is how long back something is news, `news` the gravest of it."""

    authorities: int
    standing: tuple[Standing, ...]
    by_severity: Mapping[str, int]
    news: tuple[Told, ...]
    days: int


def gather(workshop: Workshop, subscriber: Subscription, change_ids: Collection[str]) -> Summary:
    """Return what the subscriber's authorities stand at, and the changes of these ids, which would have been news."""
    rows = [
        row
        for some in in_chunks(change_ids)
        for row in read_standing(workshop.memory, _LOG, _changes.change_id.in_(some)).iter_rows(named=True)
    ]
    gravest = sorted((Told(row, ()) for row in rows), key=gravity)[:MOST_LINES]
    told = tell(workshop, [one.change_id for one in gravest])
    return Summary(
        _known(workshop, subscriber),
        tuple(_standing(workshop, subscriber)),
        Counter(row["severity"] for row in rows),
        tuple(told[one.change_id] for one in gravest),
        workshop.settings.mail_max_age_days,
    )


_changes, _current, _spells = (histories[table.name].c for table in (CHANGES, CURRENT_RATINGS, INTERVENTION_SPELLS))


def _known(workshop: Workshop, subscriber: Subscription) -> int:
    """How many of the subscriber's authorities anything is known of."""
    changed = sa.select(_changes.authority_code).where(_changes.known_to.is_(None), _changes.action != WITHDRAWN)
    codes = sa.union(changed, sa.select(_current.authority_code).where(_current.known_to.is_(None)))
    with workshop.memory.connect() as connection:
        return sum(_is_of(subscriber, code) for code in connection.execute(codes).scalars())


def _is_of(subscriber: Subscription, code: str) -> bool:
    chosen = codes_of(subscriber.authorities)
    return chosen is None or code in chosen


def _standing(workshop: Workshop, subscriber: Subscription) -> list[Standing]:
    current = read_standing(workshop.memory, CURRENT_RATINGS).filter(historic=False)
    spells = read_standing(workshop.memory, INTERVENTION_SPELLS, _spells.status == "in_force")
    graded, intervened = (_by_authority(frame.to_dicts(), subscriber) for frame in (current, spells))
    found = [
        Standing(authority, _inadequate_in(graded.get(authority, ())), _interventions(intervened.get(authority, ())))
        for authority in sorted(graded.keys() | intervened.keys())
    ]
    return [one for one in found if one.inadequate or one.interventions]


def _by_authority(rows: list[dict[str, Any]], subscriber: Subscription) -> dict[str, list[Row]]:
    mine = sorted((row for row in rows if _is_of(subscriber, row["authority_code"])), key=_name)
    return {name: list(of_one) for name, of_one in groupby(mine, key=_name)}


def _name(row: Row) -> str:
    return str(row["authority"])


def _inadequate_in(rows: Collection[Row]) -> str:
    judgements = [row["judgement"] for row in rows]
    return areas_phrase([row["judgement"] for row in rows if row["grade"] == INADEQUATE], judgements)


def _interventions(rows: Collection[Row]) -> tuple[str, ...]:
    return tuple(map(intervention_phrase, sorted(rows, key=lambda row: str(row["kind"]))))


def compose_summary(envelope: Envelope, summary: Summary) -> EmailMessage:
    """Return the mail."""
    news = sum(summary.by_severity.values())
    content = {
        "counts": [(name, summary.by_severity[name]) for name in SEVERITIES if summary.by_severity.get(name)],
        "days": summary.days,
        "standing": [_line(one) for one in summary.standing[:MOST_LINES]],
        "more_standing": max(0, len(summary.standing) - MOST_LINES),
        "news": [change_view(one) for one in summary.news],
        "more_news": news - len(summary.news),
    }
    many = "authority" if summary.authorities == 1 else "authorities"
    subject = f"inspection-watch begins: {summary.authorities} {many}, what stands now"
    return letter(envelope, subject, "beginning", content)


def _line(one: Standing) -> str:
    graded = f"inadequate {one.inadequate}" if one.inadequate else ""
    said = "; ".join(part for part in (graded, *one.interventions) if part)
    return f"{page_text(one.authority, LONGEST_NAME)}: {page_text(said, LONGEST_SUMMARY)}"
