"""Whether a source still brings news: the verdict on what its visits came to."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Code = Literal["untried", "alive", "quiet", "stale", "broken", "blocked"]

LONDON = ZoneInfo("Europe/London")

# One bad answer says little: what may pass is a verdict from this visit in a row on.
FAILURES_THAT_COUNT = 3
# Nothing new for longer than usual is quiet; for so many times as long as usual, stale.
STALE_AFTER_GAPS = 3
GAP_WHERE_NONE_IS_STATED = 90
LONGEST_UNVISITED = timedelta(days=7)

# Codes of scrapers.errors.
SHUTS_US_OUT = frozenset({"refused", "robots_disallowed", "rate_limited"})
MAY_PASS = frozenset(
    {"transient", "unreachable", "server_error", "rate_limited", "robots_unavailable", "budget_spent", "scrape_error"}
)
WHATEVER_TIME_SAYS = ("untried", "broken", "blocked")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the register expects: the longest usual silence in days, and the minutes between two visits."""

    usual_gap_days: int | None = None
    every: int = 60

    @property
    def gap(self) -> timedelta:
        """The longest usual silence, stated or not."""
        return timedelta(days=self.usual_gap_days or GAP_WHERE_NONE_IS_STATED)


@dataclass(frozen=True, slots=True)
class Visits:
    """What the visits to a source came to so far, in moments of UTC.

    `newest_published` is the newest date that the list showed when it was last read; `last_found` the number of its
    items then; `failures` those in a row.
    """

    last_checked: datetime | None = None
    last_success: datetime | None = None
    last_new_item: datetime | None = None
    newest_published: datetime | None = None
    last_found: int | None = None
    failures: int = 0
    last_error: str | None = None

    def read(self, *, found: int, new: int, newest: datetime | None, now: datetime) -> "Visits":
        """Return the same after a visit that read a list of so many items; one without any tells nothing of dates."""
        return Visits(
            last_checked=now,
            last_success=now,
            last_new_item=now if new else self.last_new_item,
            newest_published=newest if found else self.newest_published,
            last_found=found,
        )

    def unchanged(self, now: datetime) -> "Visits":
        """Return the same after a visit to a host that says that its list is as it was."""
        return replace(self, last_checked=now, last_success=now, failures=0, last_error=None)

    def failed(self, error: str, now: datetime) -> "Visits":
        """Return the same after a visit that failed."""
        return replace(self, last_checked=now, failures=self.failures + 1, last_error=error)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict with its reason in a sentence, the moment from which it holds and the run that decided it.

    untried  not read yet, nor failed often enough to be judged
    alive    the newest item is no older than usual
    quiet    it is older than the longest usual silence
    stale    it is older than three times that, or the source has not been visited any more
    broken   no host, gone, no list or too short a list; the host in trouble at three visits in a row
    blocked  refused, a protection's challenge, robots.txt; asked for patience at three visits in a row

    `run` is none where time alone decided.
    """

    code: Code = "untried"
    why: str = "It has not been visited yet."
    since: datetime | None = None
    run: str | None = None


def judge(
    visits: Visits, before: Verdict, expected: Expected, *, now: datetime, run: str | None, reason: str | None = None
) -> Verdict:
    """Return the verdict after a visit; `reason` is the code of what went wrong, none where the list was read."""
    decided = _fault(visits, reason) if reason else _by_age(visits, expected, now)
    if decided is None and before.code == "untried":
        return replace(before, why=f"It could not be read yet: {visits.last_error}")
    if decided is None:
        return in_time(visits, before, expected, now)
    if decided.code == before.code:
        return replace(before, why=decided.why)
    return replace(decided, since=now, run=run)


def in_time(visits: Visits, before: Verdict, expected: Expected, now: datetime) -> Verdict:
    """Return what time has made of the verdict of the last visit: what is read no more falls quiet, then stale."""
    if before.code in WHATEVER_TIME_SAYS:
        return before
    aged = _by_age(visits, expected, now)
    if aged.code == before.code:
        return before
    return replace(aged, since=max(aged.since or now, before.since or now))


def _fault(visits: Visits, reason: str) -> Verdict | None:
    if reason in MAY_PASS and visits.failures < FAILURES_THAT_COUNT:
        return None
    in_a_row = f"{visits.failures} visits in a row failed, the last: " if reason in MAY_PASS else ""
    return Verdict("blocked" if reason in SHUTS_US_OUT else "broken", f"{in_a_row}{visits.last_error}")


def _by_age(visits: Visits, expected: Expected, now: datetime) -> Verdict:
    """Judge by the age of the newest item; `since` is the moment at which it became too old."""
    last = visits.newest_published or visits.last_new_item or visits.last_success or now
    unvisited = (visits.last_checked or now) + max(
        LONGEST_UNVISITED, STALE_AFTER_GAPS * timedelta(minutes=expected.every)
    )
    quiet, stale = last + expected.gap, last + STALE_AFTER_GAPS * expected.gap
    if now > stale:
        why = f"{_newest(visits)}, more than {STALE_AFTER_GAPS} times the {expected.gap.days} days of its usual silence"
        return Verdict("stale", f"{why}; see whether its news stands elsewhere now.", stale)
    if now > unvisited:
        return Verdict("stale", f"It was last visited on {_day(visits.last_checked)}; see why it is not.", unvisited)
    if now > quiet:
        return Verdict("quiet", f"{_newest(visits)}, longer ago than the {expected.gap.days} days usual.", quiet)
    return Verdict("alive", f"{_newest(visits)}.")


def _newest(visits: Visits) -> str:
    if visits.newest_published:
        return f"Its newest item is of {_day(visits.newest_published)}"
    if visits.last_new_item:
        return f"Its last new item was found on {_day(visits.last_new_item)}"
    return f"Its list, last read on {_day(visits.last_success)}, has had no items yet"


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(LONDON).day} {moment.astimezone(LONDON):%B %Y}" if moment else "no day"
