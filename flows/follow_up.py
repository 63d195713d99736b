"""From kept pages to mails in the watch's own process: events start others, but each takes some seconds to be there.

Only what is soon done. A larger backlog, and whatever fails here, is left to the steps that the events start.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from queue import SimpleQueue

from flows.alert import send_alerts
from flows.events import Herald, tell_extracted, tell_flagged
from flows.extract import PAGES_A_BATCH, extract_pages
from flows.flag import flag_changes
from flows.hosts import watch_sources
from flows.memory.crawl import count_to_extract
from flows.watch import Watched, watch_counts
from flows.workshop import Workshop
from scrapers.source import Source

# Another process that flags has the articles of this one too; so long, and its run goes on to the mails.
WAIT_FOR_FLAGGING = timedelta(seconds=5)
log = logging.getLogger("inspection_watch.watch")


def watch_and_follow_up(workshop: Workshop, sources: Sequence[Source]) -> dict[str, int]:
    """Watch the sources; while that goes on, make articles, changes and mails of what is kept. Return what it came to.

    Events tell of pages kept, articles, changes, and of what sources have become.
    """
    herald = Herald(workshop)
    kept: SimpleQueue[int | None] = SimpleQueue()

    def hear(watched: Watched) -> None:
        herald.hear(watched)
        kept.put(watched.kept)

    followed: Counter[str] = Counter()
    with ThreadPoolExecutor(1, thread_name_prefix="watch") as thread:
        watching = thread.submit(copy_context().run, watch_sources, workshop, sources, hear)
        watching.add_done_callback(lambda _: kept.put(None))
        for _ in _whenever_pages_are(kept):
            followed.update(_follow_up(workshop))
    herald.finish()
    return watch_counts(watching.result()) | followed


def _whenever_pages_are(kept: "SimpleQueue[int | None]") -> Iterator[None]:
    """Come back each time that pages were kept since; None in the queue is the end of the watch."""
    is_over = False
    while not is_over:
        since = [kept.get()]
        while not kept.empty():
            since.append(kept.get())
        is_over = None in since
        if any(since):
            yield


def _follow_up(workshop: Workshop) -> dict[str, int]:
    """Make articles, changes and mails of what is kept, unless that is much; return how many of each there were."""
    if count_to_extract(workshop.memory) > PAGES_A_BATCH:
        return {}
    try:
        extracted = extract_pages(workshop)
        tell_extracted(workshop, extracted)
        flagged = flag_changes(workshop, WAIT_FOR_FLAGGING)
        tell_flagged(workshop, flagged)
        sent = send_alerts(workshop).sent
    except Exception:  # the sources still to be watched are not to suffer
        log.exception("kept pages are left to the flows extract, flag and alert")
        return {}
    return {"articles": extracted.articles, "changes": flagged.changes, "mails_sent": sent}
