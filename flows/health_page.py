"""The daily report on the sources as a page in Markdown."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flows.markdown import as_text
from flows.needs import Need, moment_of
from flows.status import Judged, Status
from transforms.health import LONDON


def health_page(status: Status, needs: Sequence[Need], changed: Sequence[Judged], last: datetime | None) -> str:
    """Return the page: numbers, what needs a person, what changed since the last report, who ails and what failed.

    Args:
        status: as read for the report.
        needs: what of it needs a person.
        changed: the sources whose verdict is another than at the last report.
        last: the moment of the last report, none where this is the first.
    """
    day = status.moment.astimezone(LONDON)
    lines = [f"# Health of the sources on {day.day} {day:%B %Y}", ""]
    counted = (*status.sources.by_verdict.items(), ("not to be read", status.sources.not_read))
    lines += _table(("verdict", "sources"), counted)
    lines += _section("Needs a person", (f"- {as_text(need.sentence)}" for need in needs))
    if last:
        lines += _section(f"Changed since {moment_of(last)}", map(_change, changed))
    lines += _section("Without news", _table(("source", "verdict", "since", "why"), map(_row, status.sources.ailing)))
    failed = ((one.step, one.reason, one.number) for one in status.failures)
    lines += _section("Failures of the last 24 hours", _table(("step", "reason", "number"), failed))
    return "\n".join(lines) + "\n"


def _change(one: Judged) -> str:
    since = f" since {moment_of(one.since)}" if one.since else ""
    return f"- {as_text(one.source_id)}: {one.verdict}{since}. {as_text(one.why)}"


def _row(one: Judged) -> tuple[object, ...]:
    return one.source_id, one.verdict, moment_of(one.since) if one.since else "", one.why


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    listed = [f"| {' | '.join(as_text(str(cell)) for cell in row)} |" for row in rows]
    return [f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}", *listed] if listed else []


def _section(heading: str, lines: Iterable[str]) -> list[str]:
    return ["", f"## {heading}", "", *(list(lines) or ["Nothing."])]
