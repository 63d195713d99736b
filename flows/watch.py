"""Watch: find what is new from a source, fetch it politely and keep each page as it came."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from flows.health import as_before, judge_visit, old_ones
from flows.memory.addresses import Choice, Found, count_unknown, decide_again
from flows.memory.crawl import (
    Due,
    KeptPage,
    due_addresses,
    is_known,
    listing_validators,
    remember_failed_fetch,
    remember_gone,
    remember_listing,
    remember_page,
    remember_unchanged,
)
from flows.memory.runs import was_told_since
from flows.memory.source_states import last_checks
from flows.settings import Settings
from flows.workshop import Workshop
from scrapers.budget import Allowance
from scrapers.entries import Entry
from scrapers.errors import BudgetSpent, Gone, ScrapeError, TransientError, UnreadablePage
from scrapers.fetch import Fetcher, FetchSettings
from scrapers.page import NotModified, Validators
from scrapers.readers import find_entries
from scrapers.readers.govuk_pages import attachments
from scrapers.sources import Source
from transforms.candidates import Announced, candidate_rules, decide

STEP = "watch"
# A schedule never fires to the second; without slack an hourly source would be read every second hour.
SLACK = timedelta(minutes=2)
FLAW_TOLD_AGAIN = timedelta(days=7)
TOLD = ("found", "new", "passed_over", "kept", "failed")
log = logging.getLogger("inspection_watch.watch")


@dataclass(frozen=True, slots=True)
class Watched:
    """What watching one source came to, in numbers of addresses and pages.

    Of the `new` addresses some are `passed_over`. `gone` are pages that were kept and are there no longer; `left` is
    what the run had no time or bytes for, which the next one fetches. `became` names the states and verdicts that the
    source has come to have by this visit.
    """

    source_id: str
    found: int = 0
    new: int = 0
    passed_over: int = 0
    kept: int = 0
    unchanged: int = 0
    gone: int = 0
    left: int = 0
    failed: int = 0
    became: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing showed, by address, what of it was new and passed over, and how many things were amiss."""

    urls: frozenset[str] = frozenset()
    new: int = 0
    passed_over: int = 0
    failed: int = 0
    became: tuple[str, ...] = ()


def open_fetcher(settings: Settings) -> Fetcher:
    """Return the one HTTP client of a pass."""
    allowance = Allowance(
        settings.source_seconds,
        settings.source_megabytes * 1e6,
        settings.run_seconds,
        settings.run_megabytes * 1e6,
    )
    if settings.allow_private_addresses:
        # On one's own network there is nobody to be polite to beyond what the register asks for each source.
        return Fetcher(
            FetchSettings(contact=settings.contact, allowance=allowance, allow_private=True, delay_seconds=0)
        )
    return Fetcher(FetchSettings(contact=settings.contact, allowance=allowance))


def watch_counts(watched: Sequence[Watched]) -> dict[str, int]:
    """Return what watching these sources came to, in numbers."""
    return {
        "sources": len(watched),
        "entries_found": sum(one.found for one in watched),
        "entries_new": sum(one.new for one in watched),
        "entries_passed_over": sum(one.passed_over for one in watched),
        "pages_left": sum(one.left for one in watched),
        "pages_kept": sum(one.kept for one in watched),
    }


def due_sources(workshop: Workshop, sources: Iterable[Source]) -> list[Source]:
    """Return the sources whose last look is as long ago as the register says it should be."""
    checks, now = last_checks(workshop.memory), workshop.clock()

    def is_due(source: Source) -> bool:
        checked = checks.get(source.id)
        # One to come was written by a clock that was ahead.
        return checked is None or checked > now + SLACK or now - checked >= timedelta(minutes=source.every) - SLACK

    return [source for source in sources if is_due(source)]


def watch_source(workshop: Workshop, source: Source, fetcher: Fetcher) -> Watched:
    """Read the source's listing, then fetch every address of it that is due; failures are recorded, never raised."""
    listed = _read_listing(workshop, source, fetcher)
    decide_again(workshop.memory, source.id, choice_of(source), workshop.clock())
    due = due_addresses(workshop.memory, source.id, workshop.clock())
    return fetch_all(workshop, source, fetcher, listed, due)


def fetch_all(workshop: Workshop, source: Source, fetcher: Fetcher, listed: Listed, due: Sequence[Due]) -> Watched:
    """Fetch the addresses, as far as the run's budget for the source goes, and count what it all came to."""
    results: Counter[str] = Counter()
    for place, one in enumerate(due):
        try:
            results[_fetch(workshop, source, fetcher, one)] += 1
        except BudgetSpent as error:
            results["left"] = len(due) - place
            log.info("%s: %s", source.id, error)
            break
    watched = Watched(
        source.id,
        found=len(listed.urls),
        new=listed.new,
        passed_over=listed.passed_over,
        failed=listed.failed + results.pop("failed", 0),
        became=listed.became,
        **results,
    )
    _tell(watched)
    return watched


def choice_of(source: Source) -> Choice:
    """Return the candidate rules as they hold for entries of the source."""

    def why_not(found: Found) -> str | None:
        told = Announced(found.url, source.source_kind, found.title, found.summary, found.section)
        decision = decide(told)
        return None if decision.fetch else decision.reason

    return Choice(candidate_rules(), why_not)


def as_found(entry: Entry) -> Found:
    """Return what is remembered of an entry."""
    return Found(**{name: getattr(entry, name) for name in Found.__dataclass_fields__})


def _read_listing(workshop: Workshop, source: Source, fetcher: Fetcher) -> Listed:
    memory, now = workshop.memory, workshop.clock()
    try:
        listing = find_entries(
            source,
            fetcher,
            validators=_validators(listing_validators(memory, source.id)),
            today=now.date(),
            known=lambda url: is_known(memory, url),
        )
    except ScrapeError as error:
        workshop.fail(STEP, error.reason, str(error), source_id=source.id, url=source.address)
        return Listed(failed=1, became=judge_visit(workshop, source, None, 0, error))
    flaws = tell_flaws(workshop, source, listing.warnings)
    old = old_ones(workshop, source, listing.entries)
    listing = as_before(listing, old)
    found = [as_found(entry) for entry in listing.entries]
    seen = {url: (one.etag, one.last_modified) for url, one in listing.validators.items()}
    urls = frozenset(one.url for one in found)
    # Once the listing is remembered its host will say that nothing is new, and how long it was is not to be learnt.
    became = judge_visit(workshop, source, listing, count_unknown(memory, urls), None)
    choice = replace(choice_of(source), come_back=old.keys())
    remembered = remember_listing(memory, source.id, found, seen, now, choice)
    return Listed(urls, remembered.new, remembered.passed_over, flaws, became)


def tell_flaws(workshop: Workshop, source: Source, warnings: Collection[str]) -> int:
    """Record what was amiss in a listing without costing the visit, the same once a week; return how many were."""
    lately = workshop.clock() - FLAW_TOLD_AGAIN
    untold = [flaw for flaw in warnings if not was_told_since(workshop.memory, source.id, flaw, lately)]
    for flaw in untold:
        workshop.fail(STEP, "flaw_in_listing", flaw, source_id=source.id, url=source.address)
    return len(untold)


def _validators(remembered: Mapping[str, tuple[str | None, str | None]]) -> dict[str, Validators]:
    return {url: Validators(etag, last_modified) for url, (etag, last_modified) in remembered.items()}


def _fetch(workshop: Workshop, source: Source, fetcher: Fetcher, due: Due) -> str:
    """Fetch and keep a page; return what came of it. Raises BudgetSpent."""
    try:
        page = fetcher.get(due.fetch_url or due.url, validators=Validators(due.etag, due.last_modified), source=source)
        if not isinstance(page, NotModified) and not page.body.strip():
            raise UnreadablePage(f"{due.url} is empty; look at it in a browser")
    except BudgetSpent:
        raise
    except ScrapeError as error:
        return _failed(workshop, source, due, error)
    now = workshop.clock()
    if isinstance(page, NotModified):
        remember_unchanged(workshop.memory, due.url, now)
        return "unchanged"
    kept = KeptPage(due.url, workshop.pages.put(page.body), source.id, page.content_type, now, due.published)
    attached = [as_found(entry) for entry in attachments(page)]
    remember_listing(workshop.memory, source.id, attached, {}, now, choice_of(source))
    changed = remember_page(workshop.memory, kept, etag=page.etag, last_modified=page.last_modified, now=now)
    return "kept" if changed else "unchanged"


def _failed(workshop: Workshop, source: Source, due: Due, error: ScrapeError) -> str:
    now = workshop.clock()
    if isinstance(error, Gone):
        if remember_gone(workshop.memory, due.url, error.reason, now):
            return "gone"
    else:
        may_recover = isinstance(error, TransientError)
        remember_failed_fetch(workshop.memory, due.url, error.reason, may_recover=may_recover, now=now)
    workshop.fail(STEP, error.reason, str(error), source_id=source.id, url=due.url)
    return "failed"


def _tell(watched: Watched) -> None:
    told = ", ".join(f"{getattr(watched, name)} {name.replace('_', ' ')}" for name in TOLD)
    has_news = watched.new or watched.kept or watched.gone or watched.left or watched.failed
    log.log(logging.INFO if has_news else logging.DEBUG, "%s: %s", watched.source_id, told)
