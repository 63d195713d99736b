"""Watch: find what is new from a source, fetch it politely and keep each page as it came."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flows.memory.crawl import (
    Due,
    Found,
    KeptPage,
    due_addresses,
    is_known,
    last_checks,
    listing_validators,
    remember_failed_fetch,
    remember_listing,
    remember_page,
    remember_source_failure,
    remember_source_success,
    remember_unchanged,
)
from flows.settings import Settings
from flows.workshop import Workshop
from scrapers.errors import ScrapeError, TransientError, UnreadablePage
from scrapers.fetch import Fetcher, FetchSettings
from scrapers.page import NotModified, Validators
from scrapers.readers import find_entries
from scrapers.sources import Source

STEP = "watch"
# A schedule never fires to the second; without slack an hourly source would be read every second hour.
SLACK = timedelta(minutes=2)
log = logging.getLogger("inspection_watch.watch")


@dataclass(frozen=True, slots=True)
class Watched:
    """What watching one source came to, in numbers of addresses and pages."""

    source_id: str
    found: int = 0
    new: int = 0
    kept: int = 0
    unchanged: int = 0
    failed: int = 0


def open_fetcher(settings: Settings) -> Fetcher:
    """Return the one HTTP client of a pass."""
    if settings.allow_private_addresses:
        # On one's own network there is nobody to be polite to beyond what the register asks for each source.
        return Fetcher(FetchSettings(contact=settings.contact, allow_private=True, delay_seconds=0))
    return Fetcher(FetchSettings(contact=settings.contact))


def due_sources(workshop: Workshop, sources: Iterable[Source]) -> list[Source]:
    """Return the sources whose last look is as long ago as the register says it should be."""
    checks, now = last_checks(workshop.memory), workshop.clock()
    return [
        source
        for source in sources
        if source.id not in checks or now - checks[source.id] >= timedelta(minutes=source.every) - SLACK
    ]


def watch_source(workshop: Workshop, source: Source, fetcher: Fetcher) -> Watched:
    """Read the source's listing, then fetch every address of it that is due; failures are recorded, never raised."""
    found, new, failed = _read_listing(workshop, source, fetcher)
    results = [
        _fetch(workshop, source, fetcher, due) for due in due_addresses(workshop.memory, source.id, workshop.clock())
    ]
    watched = Watched(
        source.id,
        found=found,
        new=new,
        kept=results.count("kept"),
        unchanged=results.count("unchanged"),
        failed=failed + results.count("failed"),
    )
    log.info("%s: %d found, %d new, %d kept, %d failed", source.id, found, new, watched.kept, watched.failed)
    return watched


def _read_listing(workshop: Workshop, source: Source, fetcher: Fetcher) -> tuple[int, int, int]:
    """Return how many entries the listing shows, how many are new, and how many failures there were."""
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
        remember_source_failure(memory, source.id, str(error), now)
        return 0, 0, 1
    for flaw in listing.warnings:
        workshop.fail(STEP, "flaw_in_listing", flaw, source_id=source.id, url=source.address)
    found = [Found(entry.url, entry.title, entry.published) for entry in listing.entries]
    seen = {url: (one.etag, one.last_modified) for url, one in listing.validators.items()}
    new = remember_listing(memory, source.id, found, seen, now)
    remember_source_success(memory, source.id, new_items=new, now=now)
    return len(found), new, len(listing.warnings)


def _validators(remembered: Mapping[str, tuple[str | None, str | None]]) -> dict[str, Validators]:
    return {url: Validators(etag, last_modified) for url, (etag, last_modified) in remembered.items()}


def _fetch(workshop: Workshop, source: Source, fetcher: Fetcher, due: Due) -> str:
    try:
        page = fetcher.get(due.url, validators=Validators(due.etag, due.last_modified), source=source)
        if not isinstance(page, NotModified) and not page.body.strip():
            raise UnreadablePage(f"{due.url} is empty; look at it in a browser")
    except ScrapeError as error:
        may_recover = isinstance(error, TransientError)
        workshop.fail(STEP, error.reason, str(error), source_id=source.id, url=due.url)
        remember_failed_fetch(workshop.memory, due.url, error.reason, may_recover=may_recover, now=workshop.clock())
        return "failed"
    now = workshop.clock()
    if isinstance(page, NotModified):
        remember_unchanged(workshop.memory, due.url, now)
        return "unchanged"
    kept = KeptPage(due.url, workshop.pages.put(page.body), source.id, page.content_type, now, due.published)
    changed = remember_page(workshop.memory, kept, etag=page.etag, last_modified=page.last_modified, now=now)
    return "kept" if changed else "unchanged"
