"""One pass over the sources in plain functions: watch, extract, flag, alert, publish."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flows.alert import Alerted, send_alerts
from flows.extract import Extracted, extract_pages
from flows.flag import FlaggedCounts, flag_changes
from flows.memory.runs import failures_of, remember_run, remember_run_end
from flows.publish import Published, publish_tables
from flows.side_by_side import side_by_side
from flows.watch import Watched, open_fetcher, watch_source
from flows.workshop import Workshop
from scrapers.sources import Source


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass came to."""

    run_id: str
    watched: tuple[Watched, ...]
    extracted: Extracted
    flagged: FlaggedCounts
    alerted: Alerted
    published: Published
    failures: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """Return what was read, found, flagged and failed, in numbers."""
        return {
            "sources": len(self.watched),
            "entries_found": sum(one.found for one in self.watched),
            "entries_new": sum(one.new for one in self.watched),
            "entries_passed_over": sum(one.passed_over for one in self.watched),
            "pages_left": sum(one.left for one in self.watched),
            "pages_kept": sum(one.kept for one in self.watched),
            "articles": self.extracted.articles,
            "articles_relevant": self.extracted.relevant,
            "facts": self.extracted.facts,
            "rejects": self.extracted.rejects,
            "changes": self.flagged.changes,
            "changes_of_old": self.flagged.history,
            "corrections": self.flagged.corrections,
            "sources_added_to_changes": self.flagged.witnesses,
            "mails_sent": self.alerted.sent,
            "failures": len(self.failures),
        }


def watch_sources(workshop: Workshop, sources: Sequence[Source]) -> tuple[Watched, ...]:
    """Watch the sources side by side, so that a slow host delays only itself."""
    with open_fetcher(workshop.settings) as fetcher:
        return side_by_side(
            lambda source: watch_source(workshop, source, fetcher), sources, workshop.settings.sources_at_once
        )


def run_pass(workshop: Workshop, sources: Sequence[Source]) -> Pass:
    """Run one whole pass without Prefect."""
    begin_run(workshop)
    return end_run(
        workshop,
        watched=watch_sources(workshop, sources),
        extracted=extract_pages(workshop),
        flagged=flag_changes(workshop),
        alerted=send_alerts(workshop),
        published=publish_tables(workshop),
    )


def begin_run(workshop: Workshop) -> None:
    """Write down that the run has begun."""
    remember_run(workshop.memory, workshop.run_id, workshop.clock())


def end_run(
    workshop: Workshop,
    *,
    watched: tuple[Watched, ...],
    extracted: Extracted,
    flagged: FlaggedCounts,
    alerted: Alerted,
    published: Published,
) -> Pass:
    """Write down what the run came to."""
    failures = tuple(str(row.message) for row in failures_of(workshop.memory, workshop.run_id))
    done = Pass(workshop.run_id, watched, extracted, flagged, alerted, published, failures)
    remember_run_end(workshop.memory, workshop.run_id, done.counts(), workshop.clock())
    return done


def as_rows(done: Pass) -> list[dict[str, str | int]]:
    """Return a row a source with its numbers: the table that a run leaves behind."""
    return [asdict(one) for one in done.watched]
