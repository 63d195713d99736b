"""The health of sources: each visit is judged, and archives that a redesign dated anew are known as old."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from flows.memory.announced import announced_by
from flows.memory.source_states import SourceState, change_state
from flows.workshop import Workshop
from scrapers.dates import LONDON
from scrapers.entries import Entry, Found
from scrapers.errors import ScrapeError
from scrapers.source import Source
from transforms.health import Expected, Visits, judge
from transforms.redating import Item, old_items

# Every month the papers of a committee have the titles of the month before, and their systems keep their addresses.
HAS_RECURRING_TITLES = "committee"


def judge_visit(
    workshop: Workshop, source: Source, listing: Found | None, new: int, error: ScrapeError | None
) -> tuple[str, ...]:
    """Write down what a visit came to and the verdict on the source; return what it has become by it.

    That is `failing` or `working`, where the visit before came to the other, and the verdict where it is a new one.

    Args:
        workshop: whose run visited it.
        source: from the register.
        listing: what was found, none where the visit failed.
        new: how many of its addresses were not known.
        error: why the visit failed, none where it did not.
    """
    now = workshop.clock()
    became: list[str] = []

    def judged(state: SourceState) -> SourceState:
        visits = _after(state.visits, listing, new, error, now)
        reason = error.reason if error else None
        verdict = judge(visits, state.verdict, expected_of(source), now=now, run=workshop.run_id, reason=reason)
        became[:] = _turns(state, SourceState(visits, verdict))
        return SourceState(visits, verdict)

    change_state(workshop.memory, source.id, judged)
    return tuple(became)


def _turns(before: SourceState, after: SourceState) -> Iterator[str]:
    if bool(before.visits.failures) != bool(after.visits.failures):
        yield "failing" if after.visits.failures else "working"
    if before.verdict.code not in ("untried", after.verdict.code):
        yield after.verdict.code


def old_ones(workshop: Workshop, source: Source, entries: Sequence[Entry]) -> Mapping[str, date]:
    """Return, by address, the day before a redesign of each entry that is an old one come back.

    Args:
        workshop: whose memory knows what the source has announced so far.
        source: from the register.
        entries: what it announces now, in its order.
    """
    if source.source_kind == HAS_RECURRING_TITLES:
        return {}
    known = [Item(one.url, one.title, _day(one.moment)) for one in announced_by(workshop.memory, source.id)]
    return old_items([Item(entry.url, entry.title, _day(entry.published)) for entry in entries], known)


def as_before(listing: Found, old: Mapping[str, date]) -> Found:
    """Return the same with the days that its old entries had, midnight on London's clocks."""
    entries = tuple(
        replace(entry, published=datetime.combine(old[entry.url], time(), LONDON)) if entry.url in old else entry
        for entry in listing.entries
    )
    return replace(listing, entries=entries)


def expected_of(source: Source) -> Expected:
    """Return what the register expects of the source."""
    return Expected(source.usual_gap_days, source.every)


def _after(visits: Visits, listing: Found | None, new: int, error: ScrapeError | None, now: datetime) -> Visits:
    if listing is None:
        return visits.failed(str(error), now)
    if listing.unchanged:
        return visits.unchanged(now)
    # A date to come is a slip of the pen or of an event: it would keep the source young for ever.
    dates = [entry.published for entry in listing.entries if entry.published and entry.published <= now]
    return visits.read(found=len(listing.entries), new=new, newest=max(dates, default=None), now=now)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(LONDON).date() if moment else None
