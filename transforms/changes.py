"""What changed against what was known: rows of the change log, and witnesses added to rows that stand there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from transforms.events import Event
from transforms.ids import stable_id
from transforms.reconcile import grade_before
from transforms.tables import CHANGES
from transforms.visits import Observation, Visit
from transforms.witnesses import Witness, summarise
from transforms.wording import areas_phrase, change_types, headline, words

RATING = "rating"
# Two graded inspections of one authority are never as close as this.
SAME_INSPECTION = timedelta(days=270)
INADEQUATE_RANK = 1
INADEQUATE_NEW = "inadequate_new"


@dataclass(frozen=True, slots=True)
class Known:
    """A row of the change log, as far as matching needs it."""

    change_id: str
    type: str
    family: str
    authority_code: str
    subject: str | None
    effective: date
    article_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A change to write: `row` has the columns of the table changes; not `is_new` where it only gains witnesses."""

    row: dict[str, Any]
    family: str
    subject: str | None
    is_new: bool


def flag(
    visits: Mapping[tuple[str, str], list[Visit]],
    events: Iterable[Event],
    known: Iterable[Known],
    new_articles: frozenset[str],
    now: datetime,
) -> list[Flagged]:
    """Compare what is reported with the change log.

    Only what an article of `new_articles` reports is flagged, and only if it is no old news: an inspection must be the
    newest of its authority, an event no older than the newest inspection and than the newest logged event of its
    family. A further report of a logged change adds a witness to it.
    """
    log = {one.change_id: one for one in known}
    logged_before = frozenset(log)
    newest = {code: _newest_inspection(history) for (code, _), history in visits.items()}
    told: dict[str, list[Event]] = {}
    for event in [*_inspections(visits), *sorted(events, key=lambda event: (event.effective, event.authority_code))]:
        twin = next((one for one in log.values() if _is_same(event, one, log.values())), None)
        if twin is None:
            is_told_now = new_articles.intersection(witness.article_id for witness in event.witnesses)
            if not is_told_now or _is_old_news(event, log.values(), newest.get(event.authority_code)):
                continue
            twin = _logged(event)
            log[twin.change_id] = twin
        told.setdefault(twin.change_id, []).append(event)
    return [
        Flagged(row, log[change_id].family, log[change_id].subject, is_new=change_id not in logged_before)
        for change_id, reports in told.items()
        for row in (_row(change_id, reports, now),)
        if new_articles.intersection(row["article_ids"]).difference(log[change_id].article_ids)
    ]


def _is_same(event: Event, logged: Known, log: Iterable[Known]) -> bool:
    if (event.authority_code, event.family) != (logged.authority_code, logged.family):
        return False
    if event.family == RATING:
        return abs(event.effective - logged.effective) <= SAME_INSPECTION and not _is_graver(event, logged)
    return event.agrees(logged.type, logged.subject, logged.effective) or _still_in_force(event, logged, log)


def _is_graver(event: Event, logged: Known) -> bool:
    """Whether a first report did not tell of an inadequate judgement: readers must hear of it all the same."""
    return event.type == INADEQUATE_NEW != logged.type


def _still_in_force(event: Event, logged: Known, log: Iterable[Known]) -> bool:
    """Whether the event only tells again of a step that was logged and, for all that is known, has not ended."""
    ended_by = change_types()[event.type].ended_by
    if ended_by is None or not event.agrees(logged.type, logged.subject, event.effective):
        return False
    since = (logged.effective, event.effective)
    return since[0] <= since[1] and not any(
        one.authority_code == event.authority_code and one.type == ended_by and since[0] <= one.effective <= since[1]
        for one in log
    )


def _is_old_news(event: Event, log: Iterable[Known], newest_inspection: date | None) -> bool:
    if newest_inspection and event.effective < newest_inspection - SAME_INSPECTION:
        return True
    return any(
        (one.authority_code, one.family) == (event.authority_code, event.family)
        and one.effective > event.effective + event.same_event
        for one in log
    )


def _newest_inspection(history: list[Visit]) -> date | None:
    return max((visit.published for visit in history if visit.published), default=None)


def _logged(event: Event) -> Known:
    # What an inspection came to may be told differently later; every other event is what its type says.
    kind = event.family if event.family == RATING and event.type != INADEQUATE_NEW else event.type
    change_id = stable_id("change", kind, event.authority_code, event.subject, f"{event.effective:%Y-%m}")
    return Known(change_id, event.type, event.family, event.authority_code, event.subject, event.effective, ())


def _row(change_id: str, reports: Sequence[Event], now: datetime) -> dict[str, Any]:
    """Return the row of a change that one event or, where it is told again later, several report."""
    event = reports[0]
    return {
        "change_id": change_id,
        "type": event.type,
        "severity": change_types()[event.type].severity,
        "authority_code": event.authority_code,
        "authority": event.authority,
        "judgement": event.judgement,
        "old_value": event.old_value,
        "new_value": event.new_value,
        "effective": event.effective,
        "detected_at": now,
        "summary": event.summary,
        **summarise(witness for report in reports for witness in report.witnesses),
    }


def _inspections(visits: Mapping[tuple[str, str], list[Visit]]) -> Iterator[Event]:
    """The newest inspection of each authority that news reports, and where its reports disagree."""
    for authority, history in visits.items():
        newest = next((visit for visit in reversed(history) if visit.published), None)
        if newest is None or newest.published is None or _is_overtaken(newest, history):
            continue
        reported = _reported(newest)
        yield _outcome(authority, newest.published, reported, history[: history.index(newest)])
        yield from _conflicts(authority, newest.published, reported)


def _is_overtaken(visit: Visit, history: list[Visit]) -> bool:
    """Whether a later inspection is known: another grade, dated, or named in passing long after."""
    limit = (visit.published or date.min) + SAME_INSPECTION
    return any(
        later.effective and (later.inspected_from is not None or later.effective > limit)
        for later in history[history.index(visit) + 1 :]
        if not all(visit.says(one) for one in later.observations)
    )


def _reported(visit: Visit) -> dict[str, list[Observation]]:
    news = {
        judgement: [one for one in observations if one.reports and one.current]
        for judgement, observations in visit.grades().items()
    }
    return {judgement: observations for judgement, observations in news.items() if observations}


def _outcome(
    authority: tuple[str, str], effective: date, reported: Mapping[str, list[Observation]], earlier: list[Visit]
) -> Event:
    now = {judgement: observations[0] for judgement, observations in reported.items()}
    before = {judgement: grade_before(earlier, judgement) for judgement in now}
    old = {judgement: found[1] for judgement, found in before.items() if found}
    newly_inadequate = [
        judgement
        for judgement, one in now.items()
        if one.grade_rank == INADEQUATE_RANK and not (judgement in old and old[judgement].grade_rank == INADEQUATE_RANK)
    ]
    change_type = INADEQUATE_NEW if newly_inadequate else _direction(now, old)
    told = newly_inadequate or list(now)
    head = _headline_judgement(told)
    same_grade = [judgement for judgement in told if now[judgement].grade == now[head].grade]
    return Event(
        type=change_type,
        family=RATING,
        authority_code=authority[0],
        authority=authority[1],
        subject=None,
        effective=effective,
        summary=headline(
            change_type,
            authority=authority[1],
            old=words("grades", old[head].grade) if head in old else None,
            new=words("grades", now[head].grade),
            areas=areas_phrase(same_grade, list(now)),
        ),
        witnesses=_witnesses(reported, now, head),
        judgement=head,
        old_value=old[head].grade if head in old else None,
        new_value=now[head].grade,
    )


def _direction(now: Mapping[str, Observation], old: Mapping[str, Observation]) -> str:
    shared = [judgement for judgement in now if judgement in old]
    if not shared:
        return "rating_new"
    if any(old[one].grade_rank == INADEQUATE_RANK for one in shared) and not any(
        one.grade_rank == INADEQUATE_RANK for one in now.values()
    ):
        return "inadequate_left"
    head = _headline_judgement(shared)
    step = now[head].grade_rank - old[head].grade_rank or sum(
        now[one].grade_rank - old[one].grade_rank for one in shared
    )
    return "rating_upgraded" if step > 0 else "rating_downgraded" if step < 0 else "rating_new"


def _headline_judgement(judgements: Iterable[str]) -> str:
    order = ("overall_effectiveness", "leadership", "help_and_protection", "safeguarding")
    return min(judgements, key=lambda one: (order.index(one) if one in order else len(order), one))


def _witnesses(
    reported: Mapping[str, list[Observation]], now: Mapping[str, Observation], head: str
) -> tuple[Witness, ...]:
    """Every article that reports the outcome, each with its sentence on the headline judgement where it has one."""
    by_article: dict[str, Witness] = {}
    for judgement in sorted(reported, key=lambda one: one != head):
        for one in reported[judgement]:
            if one.grade_rank == now[judgement].grade_rank:
                by_article.setdefault(one.witness.article_id, one.witness)
    return tuple(by_article.values())


def _conflicts(
    authority: tuple[str, str], effective: date, reported: Mapping[str, list[Observation]]
) -> Iterator[Event]:
    for judgement, observations in reported.items():
        grades = list(dict.fromkeys(one.grade for one in observations))
        if len({one.grade_rank for one in observations}) < 2:
            continue
        yield Event(
            type="source_conflict",
            family=f"source_conflict {judgement}",
            authority_code=authority[0],
            authority=authority[1],
            subject=judgement,
            effective=effective,
            summary=headline(
                "source_conflict",
                authority=authority[1],
                areas=areas_phrase([judgement], [judgement]),
                old=words("grades", grades[0]),
                new=words("grades", grades[1]),
            ),
            witnesses=tuple({one.witness.article_id: one.witness for one in observations}.values()),
            judgement=judgement,
            old_value=grades[0],
            new_value=", ".join(grades[1:]),
        )


def change_rows(flagged: Iterable[Flagged]) -> pl.DataFrame:
    """Return the flagged changes as a frame of the table changes; raises SchemaError where one does not fit."""
    return CHANGES.frame(one.row for one in flagged)
