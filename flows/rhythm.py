"""How often each step is to run and how long a run of it may take, to tell an overdue service from one at work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.memory.steps import PASS, StepRuns

HOUR = timedelta(hours=1)
DAILY = 26 * HOUR


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The longest time from one run to the next, none where nobody waits for one, and the longest that a run takes."""

    every: timedelta | None = None
    longest: timedelta = 2 * HOUR


# What a service consists of. A run may take as long as its time limit in prefect.yaml and some more.
SERVICE = {
    "watch": Rhythm(HOUR),
    "extract": Rhythm(HOUR, 7 * HOUR),
    "flag": Rhythm(HOUR, 7 * HOUR),
    "alert": Rhythm(HOUR),
    "publish": Rhythm(DAILY, 3 * HOUR),
    "health": Rhythm(DAILY),
}
OTHERS = {
    PASS: Rhythm(DAILY, 3 * HOUR),
    "compact": Rhythm(longest=3 * HOUR),
    "check sources": Rhythm(longest=3 * HOUR),
    "backfill": Rhythm(longest=25 * HOUR),
    "reprocess": Rhythm(longest=25 * HOUR),
}


@dataclass(frozen=True, slots=True)
class Step:
    """How a step fares: its runs, none where it never ran, and since when it should have run again."""

    name: str
    runs: StepRuns | None
    overdue_since: datetime | None = None
    stuck_since: datetime | None = None


def is_service(known: dict[str, StepRuns]) -> bool:
    """Whether any step of a service ever ran: where there were only passes, passes are waited for."""
    return bool(SERVICE.keys() & known.keys())


def steps_of(known: dict[str, StepRuns], now: datetime) -> tuple[Step, ...]:
    """Return every step of the service and what else ever ran, judged for now."""
    service = is_service(known)
    begun = min((runs.first_start for step, runs in known.items() if step in SERVICE), default=None)
    names = [*SERVICE, *sorted(known.keys() - SERVICE.keys())]
    waited_for = SERVICE.keys() if service else {PASS}
    return tuple(_judged(name, known.get(name), begun, now, is_waited_for=name in waited_for) for name in names)


def _judged(name: str, runs: StepRuns | None, begun: datetime | None, now: datetime, *, is_waited_for: bool) -> Step:
    rhythm = (SERVICE | OTHERS).get(name, Rhythm())
    stuck = runs.unended_since if runs and _is_older(runs.unended_since, rhythm.longest, now) else None
    at_work = runs is not None and runs.unended and not _is_older(runs.last_start, rhythm.longest, now)
    last = max(runs.last_start, runs.last_end or runs.last_start) if runs else begun
    if not is_waited_for or rhythm.every is None or last is None or at_work or not _is_older(last, rhythm.every, now):
        return Step(name, runs, None, stuck)
    return Step(name, runs, last + rhythm.every, stuck)


def _is_older(moment: datetime | None, age: timedelta, now: datetime) -> bool:
    return moment is not None and now - moment > age
