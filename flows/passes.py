"""One pass over the sources in plain functions: watch, extract, flag, alert, publish."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from flows.alert import Alerted, send_alerts
from flows.extract import Extracted, extract_pages
from flows.flag import FlaggedCounts, flag_changes
from flows.hosts import watch_sources
from flows.memory.steps import PASS
from flows.publish import Published, publish_tables
from flows.recorded import begin_run, finish_run
from flows.watch import Watched, watch_counts
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
        return watch_counts(self.watched) | {
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


def run_pass(workshop: Workshop, sources: Sequence[Source]) -> Pass:
    """Run one whole pass without Prefect."""
    begin_run(workshop, PASS)
    return end_run(
        workshop,
        watched=watch_sources(workshop, sources),
        extracted=extract_pages(workshop),
        flagged=flag_changes(workshop),
        alerted=send_alerts(workshop),
        published=publish_tables(workshop),
    )


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
    done = Pass(workshop.run_id, watched, extracted, flagged, alerted, published, failures=())
    return replace(done, failures=finish_run(workshop, done.counts()))


def as_rows(done: Pass) -> list[dict[str, str | int]]:
    """Return a row a source with its numbers: the table that a run leaves behind."""
    return [asdict(one) | {"became": ", ".join(one.became)} for one in done.watched]
