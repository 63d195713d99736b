"""The digest: one mail that tells many changes, a line each, the gravest first and then by authority."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.message import EmailMessage
from itertools import groupby
from typing import Any

from flows.messages import SEVERITIES, Told, gravity, letter, one_line
from flows.settings import Subscriber
from transforms.health import LONDON


def compose_digest(
    subscriber: Subscriber, changes: Sequence[Told], *, sender: str, message_id: str, now: datetime
) -> EmailMessage:
    """Return the mail, plain text and HTML, dated by London's day."""
    content = {"severities": _by_severity(changes)}
    return letter(subscriber, _subject(changes, now), "digest", content, sender=sender, message_id=message_id, now=now)


def _subject(changes: Sequence[Told], now: datetime) -> str:
    day = f"{now.astimezone(LONDON):%-d %B %Y}"
    authorities = len({_authority(change) for change in changes})
    critical = sum(change.row["severity"] == SEVERITIES[0] for change in changes)
    counted = f"{_number(len(changes), 'change', 'changes')} at {_number(authorities, 'authority', 'authorities')}"
    return f"inspection-watch, {day}: {counted}" + (f", {critical} critical" if critical else "")


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
    return one_line(change.row["authority"])


def _line(change: Told) -> dict[str, Any]:
    """The change as its authority's heading leaves it to be told."""
    view = change.view()
    told = view["summary"].removeprefix(f"{_authority(change)}: ")
    return view | {"line": told[:1].upper() + told[1:]}
