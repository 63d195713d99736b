"""The status on a terminal, and as JSON for machines."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.memory.backlog import Waiting
from flows.needs import GIGABYTE, Need, moment_of
from flows.printed import json_to_print
from flows.rhythm import SERVICE, Step
from flows.settings import Settings
from flows.show import console, print_rows
from flows.status import Judged, Status

MOST_SOURCES = 20
MOST_COUNTS = 3
# Older than that, a moment is shown with its year.
THIS_YEAR = timedelta(days=300)
# What of a pass's many numbers tells most.
TELLING = ("sources", "pages_kept", "articles", "facts", "changes", "mails_sent", "sent", "failures", "failed")


def show_status(status: Status, needs: Sequence[Need], settings: Settings) -> None:
    """Print the status in tables and lists that wrap to the width of the terminal."""
    out = console()
    out.print(Text(f"Status as of {moment_of(status.moment)}: {_verdict(needs)}"))
    _show_steps(status.steps, status.moment)
    _show_pairs(out, _facts(status, settings))
    if status.sources.ailing:
        out.print("\nSources that bring no news:")
        _show_pairs(out, _ailing(status.sources.ailing))
    if needs:
        out.print("\nNeeds a person:")
        _show_pairs(out, (("-", need.sentence) for need in needs))


def status_as_json(status: Status, needs: Sequence[Need]) -> str:
    """Return all of it as one JSON object, moments in ISO 8601."""
    content = asdict(status) | {"needs_a_person": [asdict(need) for need in needs]}
    return json_to_print(json.dumps(content, indent=2, ensure_ascii=False, default=_as_json))


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON")


def _verdict(needs: Sequence[Need]) -> str:
    match len(needs):
        case 0:
            return "nothing needs a person."
        case 1:
            return "1 thing needs a person."
    return f"{len(needs)} things need a person."


def _show_steps(steps: Sequence[Step], now: datetime) -> None:
    if not any(step.runs for step in steps):
        console().print("\nNothing has run yet.\n")
        return
    # Where there are only passes, the steps of a service have nothing to say.
    shown = steps if any(step.runs for step in steps if step.name in SERVICE) else [one for one in steps if one.runs]
    print_rows([_row(step, now) for step in shown], ["step", "last began", "last ended", "came to", ""])


def _row(step: Step, now: datetime) -> tuple[str, ...]:
    runs = step.runs
    if runs is None:
        return step.name, "never", "", "", _state(step)
    ended = _shortly(runs.last_end, now) if runs.last_end else "never"
    came_to = counts_in_words(runs.counts) if runs.last_end else ""
    return step.name, _shortly(runs.last_start, now), ended, came_to, _state(step)


def _shortly(moment: datetime, now: datetime) -> str:
    return f"{moment:%d %b %H:%M}" if now - moment < THIS_YEAR else f"{moment:%Y-%m-%d}"


def _state(step: Step) -> str:
    if step.overdue_since:
        return "overdue"
    if step.stuck_since:
        return "never ended"
    return "running" if step.runs and step.runs.unended else ""


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Return the most telling numbers that are not zero, such as `3 pages kept, 2 articles`."""
    known = {name: number for name, number in counts.items() if isinstance(number, int) and number}
    first = [name for name in TELLING if name in known]
    names = [*first, *(name for name in known if name not in first)][:MOST_COUNTS]
    return ", ".join(f"{known[name]:,} {name.replace('_', ' ')}" for name in names) or "nothing"


def _facts(status: Status, settings: Settings) -> Iterator[tuple[str, str]]:
    yield "Waiting", ", ".join(_waiting(status))
    yield "Sources", _sources(status)
    failed = ", ".join(f"{one.number} {one.step} {one.reason.replace('_', ' ')}" for one in status.failures)
    yield "Failures", f"{failed or 'none'} (24 hours)"
    yield (
        "Tables",
        status.unreadable or (f"published {moment_of(status.published)}" if status.published else "not published yet"),
    )
    for disk in status.disks:
        yield "Disk", f"{disk.free / GIGABYTE:,.1f} of {disk.size / GIGABYTE:,.1f} GB free ({disk.place})"
    yield "Operator", settings.operator or "nobody is mailed; the setting `operator` names who is"


def _waiting(status: Status) -> Iterator[str]:
    owed = [post.owed for post in status.post]
    mails = Waiting(sum(one.number for one in owed), min((one.since for one in owed if one.since), default=None))
    for waiting, what in (
        (status.pages, "pages to extract"),
        (status.versions, "article versions to flag"),
        (mails, "mails owed"),
    ):
        yield f"{waiting.number:,} {what}" + (f" (since {moment_of(waiting.since)})" if waiting.since else "")
    yield f"{sum(post.refused for post in status.post):,} mails refused for good"


def _sources(status: Status) -> str:
    counted = [f"{number} {verdict}" for verdict, number in status.sources.by_verdict.items() if number]
    if status.sources.not_read:
        counted.append(f"{status.sources.not_read} not to be read")
    return ", ".join(counted) or "none in the register"


def _ailing(ailing: Sequence[Judged]) -> Iterator[tuple[str, str]]:
    for one in ailing[:MOST_SOURCES]:
        yield one.verdict, f"{one.source_id}{f' since {one.since:%Y-%m-%d}' if one.since else ''}: {one.why}"
    if len(ailing) > MOST_SOURCES:
        yield "...", f"and {len(ailing) - MOST_SOURCES} more: inspection-watch sources list"


def _show_pairs(out: Console, pairs: Iterator[tuple[str, str]]) -> None:
    grid = Table.grid(padding=(0, 2))
    for _ in range(2):
        grid.add_column(overflow="fold")
    for name, value in pairs:
        grid.add_row(Text(name), Text(value))
    out.print(grid)
