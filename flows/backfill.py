"""Backfill: what chosen sources announced in days past, found, fetched and read like news; of the old nobody hears."""

from collections.abc import Callable, Sequence

from flows.alert import send_alerts
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.hosts import in_turn
from flows.memory.addresses import decide_again
from flows.memory.crawl import due_addresses, is_known, remember_listing
from flows.memory.steps import PASS
from flows.passes import Pass, end_run
from flows.publish import publish_tables
from flows.recorded import begin_run
from flows.side_by_side import hosts_side_by_side
from flows.watch import STEP, Listed, Watched, as_found, choice_of, fetch_all, open_fetcher, tell_flaws
from flows.workshop import Workshop
from scrapers.errors import BudgetSpent, ScrapeError
from scrapers.fetch import Fetcher
from scrapers.readers import find_entries
from scrapers.source import Source
from scrapers.window import Window

Tell = Callable[[Watched], None]
HOST_IN_USE = "host_in_use"


def run_backfill(workshop: Workshop, sources: Sequence[Source], window: Window, tell: Tell = lambda _: None) -> Pass:
    """Run one whole pass over what the sources announced in the window; `tell` hears of each source when it is done."""
    begin_run(workshop, PASS)
    return end_run(
        workshop,
        watched=backfill_sources(workshop, sources, window, tell),
        extracted=extract_pages(workshop),
        flagged=flag_changes(workshop),
        alerted=send_alerts(workshop),
        published=publish_tables(workshop),
    )


def backfill_sources(
    workshop: Workshop, sources: Sequence[Source], window: Window, tell: Tell = lambda _: None
) -> tuple[Watched, ...]:
    """Backfill the sources side by side; what goes wrong with one is recorded and stops no other.

    So is, as somebody asked for it, that another run reads the source's host at present.
    """
    with open_fetcher(workshop.settings) as fetcher:

        def backfill(source: Source) -> Watched:
            return backfill_source(workshop, source, window, fetcher)

        def leave(source: Source, host: str, run_id: str) -> Watched:
            message = f"{host} is being read by run {run_id}; backfill {source.id} again when that is done"
            workshop.fail(STEP, HOST_IN_USE, message, source_id=source.id, url=source.address)
            return Watched(source.id, failed=1)

        return hosts_side_by_side(
            lambda host: in_turn(workshop, host, backfill, leave, tell), sources, workshop.settings.sources_at_once
        )


def backfill_source(workshop: Workshop, source: Source, window: Window, fetcher: Fetcher) -> Watched:
    """Find what the source announced in the window and fetch what may matter, as far as the budget goes.

    What is left, here or by a crash, stays due: called again, it goes on there. Failures are recorded, never raised.
    """
    listed = _read_listings(workshop, source, window, fetcher)
    decide_again(workshop.memory, source.id, choice_of(source), workshop.clock())
    due = due_addresses(workshop.memory, source.id, workshop.clock())
    in_window = [one for one in due if one.url in listed.urls or window.holds(one.published)]
    return fetch_all(workshop, source, fetcher, listed, in_window)


def _read_listings(workshop: Workshop, source: Source, window: Window, fetcher: Fetcher) -> Listed:
    memory, now = workshop.memory, workshop.clock()
    try:
        listing = find_entries(
            source, fetcher, today=now.date(), backfill=window, known=lambda url: is_known(memory, url)
        )
    except ScrapeError as error:
        remedy = " Give a shorter span with --from and --until." if isinstance(error, BudgetSpent) else ""
        workshop.fail(STEP, error.reason, f"{error}{remedy}", source_id=source.id, url=source.address)
        return Listed(failed=1)
    flaws = tell_flaws(workshop, source, listing.warnings)
    # No validators: the next visit would be told that nothing is new, with all outside the window still unseen.
    found = [as_found(entry) for entry in listing.entries]
    remembered = remember_listing(memory, source.id, found, {}, now, choice_of(source))
    urls = frozenset(entry.url for entry in found)
    return Listed(urls, remembered.new, remembered.passed_over, flaws)
