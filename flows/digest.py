"""The digest: one mail that tells many changes, a line each, the gravest first and then by authority."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.message import EmailMessage
from itertools import groupby
from typing import Any

from flows.corrections import Correction, correction_view
from flows.letter import Envelope, letter
from flows.mail_events import gravity
from flows.mail_view import change_view
from flows.page_words import LONGEST_NAME, page_text
from flows.subscriptions import CRITICAL
from flows.told import Told
from transforms.health import LONDON


def compose_digest(envelope: Envelope, changes: Sequence[Told], corrections: Sequence[Correction] = ()) -> EmailMessage:
    """Return the mail, corrections of earlier ones first, dated by London's day."""
    content = {
        "severities": _by_severity(changes),
        "corrections": [correction_view(one) for one in corrections],
    }
    return letter(envelope, _subject(changes, corrections, envelope.now), "digest", content)


def _subject(changes: Sequence[Told], corrections: Sequence[Correction], now: datetime) -> str:
    counted = [*_counted(changes)]
    if corrections:
        counted.append(_number(len(corrections), "correction", "corrections"))
    return f"inspection-watch, {now.astimezone(LONDON):%-d %B %Y}: {', '.join(counted)}"


def _counted(changes: Sequence[Told]) -> Iterable[str]:
    if changes:
        authorities = len({_authority(change) for change in changes})
        yield f"{_number(len(changes), 'change', 'changes')} at {_number(authorities, 'authority', 'authorities')}"
    critical = sum(change.row["severity"] == CRITICAL for change in changes)
    if critical:
        yield f"{critical} critical"


def _number(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _by_severity(changes: Iterable[Told]) -> list[dict[str, Any]]:
    ordered = sorted(changes, key=gravity)
    return [
        {"name": severity, "authorities": _by_authority(of_severity)}
        for severity, of_severity in groupby(ordered, key=lambda change: str(change.row["severity"]))
    ]


def _by_authority(changes: Iterable[Told]) -> list[dict[str, Any]]:
    # The sort is stable: at each authority the newest change stays first.
    ordered = sorted(changes, key=_authority)
    return [
        {"name": authority, "changes": [_line(change) for change in at_authority]}
        for authority, at_authority in groupby(ordered, key=_authority)
    ]


def _authority(change: Told) -> str:
    return page_text(change.row["authority"], LONGEST_NAME)


def _line(change: Told) -> dict[str, Any]:
    """The change as its authority's heading leaves it to be told."""
    view = change_view(change)
    told = str(view["summary"]).removeprefix(f"{_authority(change)}: ")
    return view | {"line": told[:1].upper() + told[1:]}
