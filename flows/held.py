"""What is held back for the operator: which changes, from which sources and by which rules; and telling of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from flows.memory.held import WITHIN, Held, held
from flows.memory.layout import articles, facts, histories
from flows.memory.notices import told_under
from flows.memory.reading import in_chunks, read_standing
from flows.operator_mail import tell_operator
from flows.page_words import LONGEST_NAME, LONGEST_SUMMARY, page_text
from flows.workshop import Workshop
from transforms.history_tables import CHANGES

NOTICE = "changes held back"
NAMED = 20
RELEASE, DROP = "inspection-watch alerts release --all", 'inspection-watch alerts drop --all --because "..."'
LIST = "inspection-watch alerts held"


@dataclass(frozen=True, slots=True)
class HeldChange:
    """A change whose mails are held back, as the log has it now; `sources` and `rules` are those that told it."""

    change_id: str
    authority: str
    summary: str
    sources: tuple[str, ...]
    rules: tuple[str, ...]
    since: datetime
    addresses: int


def held_changes(workshop: Workshop) -> list[HeldChange]:
    """Return what is held back, the first held first, texts of pages made harmless."""
    waiting = held(workshop.memory)
    log = histories[CHANGES.name].c.change_id
    rows = {
        row["change_id"]: row
        for some in in_chunks(one.change_id for one in waiting)
        for row in read_standing(workshop.memory, CHANGES, log.in_(some)).iter_rows(named=True)
    }
    return [_held_change(workshop, one, rows[one.change_id]) for one in waiting]


def _held_change(workshop: Workshop, one: Held, row: Mapping[str, Any]) -> HeldChange:
    return HeldChange(
        one.change_id,
        page_text(row["authority"], LONGEST_NAME),
        page_text(row["summary"], LONGEST_SUMMARY),
        tuple(_sources(workshop, row["article_ids"])),
        tuple(_rules(workshop, row["article_ids"], row["evidence"])),
        one.since,
        one.addresses,
    )


def _sources(workshop: Workshop, article_ids: Collection[str]) -> list[str]:
    query = sa.select(articles.c.source_id).where(articles.c.article_id.in_(article_ids)).distinct()
    with workshop.memory.connect() as connection:
        return sorted(connection.execute(query).scalars())


def _rules(workshop: Workshop, article_ids: Collection[str], evidence: str) -> list[str]:
    """The rules that found facts in the sentence that proves the change."""
    queries = (
        sa.select(table.c.rule).where(table.c.article_id.in_(article_ids), table.c.evidence == evidence)
        for table in facts.values()
    )
    with workshop.memory.connect() as connection:
        return sorted(set(connection.execute(sa.union(*queries)).scalars()))


def tell_of_held(workshop: Workshop) -> None:
    """Mail the operator of what was held back since the last such mail, at most once an hour."""
    if workshop.settings.operator is None:
        return
    waiting = held(workshop.memory)
    told_at = told_under(workshop.memory, NOTICE).get("")
    if not waiting or (told_at and all(one.since <= told_at for one in waiting)):
        return
    changes = held_changes(workshop)
    subject = f"{_counted(changes)} held back"
    tell_operator(workshop, NOTICE, subject, list(_lines(changes)), WITHIN)


def _counted(changes: Sequence[HeldChange]) -> str:
    return "1 critical change is" if len(changes) == 1 else f"{len(changes)} critical changes are"


def _lines(changes: Sequence[HeldChange]) -> Iterator[str]:
    yield f"{_counted(changes)} held back: more at once than the setting hold_more_than lets through."
    yield "More often a page or a rule has gone wrong than that many councils. Nobody is mailed of them until you say."
    yield ""
    yield from (f"- {one.summary}" for one in changes[:NAMED])
    if len(changes) > NAMED:
        yield f"and {len(changes) - NAMED} more"
    yield ""
    yield f"Authorities: {_listed(one.authority for one in changes)}"
    yield f"Sources:     {_listed(name for one in changes for name in one.sources)}"
    yield f"Rules:       {_listed(name for one in changes for name in one.rules)}"
    yield ""
    yield f"Look at them:     {LIST}"
    yield f"If they are true: {RELEASE}"
    yield f"If they are not:  {DROP}"
    yield "Ids of changes in place of --all settle single ones."


def _listed(names: Iterator[str]) -> str:
    return ", ".join(sorted(set(names))) or "not known"
