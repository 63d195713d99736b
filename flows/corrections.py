"""The mail that takes back or mends what an earlier one said, in answer to it and to the same reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from flows.letter import LONGEST_SUBJECT, Envelope, letter
from flows.mail_events import gravity
from flows.mail_view import best_source, certainty, change_view, day, source_view, values_of
from flows.memory.corrections import Corrected, reason_for, what_is_corrected
from flows.memory.outbox import Unsent
from flows.page_words import LONGEST_EVIDENCE, LONGEST_SUMMARY, page_text, shortened
from flows.told import Told
from transforms.health import LONDON
from transforms.history.changes import WITHDRAWN

PREFIX = "Correction: "
REASONS = {
    "article_edited": "an article that told it has been edited since",
    "rules_changed": "the program had misread an article, and reads it rightly now",
    "stronger_source": "a better source tells it otherwise",
    "further_article": "a further article tells it otherwise",
}
UNKNOWN_REASON = "what is known has changed"


@dataclass(frozen=True, slots=True)
class Correction:
    """What was mailed of a change, what holds now, and why it is told otherwise."""

    corrected: Corrected
    holds: Told
    because: str | None


def corrections_of(memory: sa.Engine, alerts: Iterable[Unsent], told: Mapping[str, Told]) -> list[Correction]:
    """Return the corrections among the alerts, the gravest first; `told` has the changes as they stand."""
    change_of = {alert.alert_id: alert.change_id for alert in alerts if alert.corrects}
    corrected = what_is_corrected(memory, change_of) if change_of else {}
    found = [
        Correction(one, told[change_of[alert_id]], reason_for(memory, change_of[alert_id]))
        for alert_id, one in corrected.items()
    ]
    return sorted(found, key=lambda one: gravity(one.holds))


def compose_correction(envelope: Envelope, corrections: Sequence[Correction]) -> EmailMessage:
    """Return the mail that corrects one earlier mail, whose thread the envelope has."""
    content = {"corrections": [correction_view(one) for one in corrections]}
    return letter(envelope, _subject(corrections[0].corrected), "correction", content)


def _subject(corrected: Corrected) -> str:
    then = corrected.subject or str(corrected.said["summary"])
    return shortened(PREFIX + shortened(then, LONGEST_SUBJECT).removeprefix(PREFIX), LONGEST_SUBJECT)


def correction_view(correction: Correction) -> dict[str, Any]:
    """Return what the templates show of a correction."""
    said, holds = correction.corrected.said, correction.holds
    return {
        "mailed": day(correction.corrected.told_at.astimezone(LONDON).date()),
        "said": None if said["action"] == WITHDRAWN else _said(said),
        "summary": page_text(holds.row["summary"], LONGEST_SUMMARY),
        "holds": None if holds.row["action"] == WITHDRAWN else change_view(holds),
        "grades": () if holds.row["action"] == WITHDRAWN else holds.grades,
        "because": REASONS.get(correction.because or "", UNKNOWN_REASON),
        "source": source_view(best_source(holds)),
        "evidence": page_text(holds.row["evidence"], LONGEST_EVIDENCE),
        "certainty": certainty(holds),
    }


def _said(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"summary": page_text(said["summary"], LONGEST_SUMMARY), "lines": values_of(said)}
