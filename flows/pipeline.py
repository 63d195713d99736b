"""One pass as a Prefect flow, for who runs it from a terminal or cron; the service has a flow for each step.

A step is one task, never a source or an article: each costs the server some writes. The flow is async because a
synchronous one spends a second on its heartbeat thread (measured with Prefect 3.8).
"""

from typing import Any

from prefect import flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from flows.alert import Alerted, send_alerts
from flows.extract import Extracted, extract_pages
from flows.flag import FlaggedCounts, flag_changes
from flows.hosts import watch_sources
from flows.memory.steps import PASS
from flows.open_workshop import open_for
from flows.passes import Pass, as_rows, end_run
from flows.publish import Published, publish_tables
from flows.queries import changes_of
from flows.recorded import begin_run
from flows.run_report import cells
from flows.watch import Watched
from flows.workshop import Workshop, chosen_sources
from scrapers.source import Source

# The steps record what fails in the world outside; what is retried here is the machine's own trouble, a locked memory.
AGAIN: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": exponential_backoff(backoff_factor=2),
    "retry_jitter_factor": 0.5,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@task(name="watch sources", **AGAIN)
def watch_task(workshop: Workshop, sources: list[Source]) -> tuple[Watched, ...]:
    """Find and keep what is new."""
    return watch_sources(workshop, sources)


@task(name="extract pages", **AGAIN)
def extract_task(workshop: Workshop) -> Extracted:
    """Make articles and facts of all kept pages."""
    return extract_pages(workshop)


@task(name="flag changes", **AGAIN)
def flag_task(workshop: Workshop) -> FlaggedCounts:
    """Flag what new articles change."""
    return flag_changes(workshop)


@task(name="send alerts", **AGAIN)
def alert_task(workshop: Workshop) -> Alerted:
    """Deliver what is owed."""
    return send_alerts(workshop)


@task(name="publish tables", **AGAIN)
def publish_task(workshop: Workshop) -> Published:
    """Write the Parquet tables."""
    return publish_tables(workshop)


@flow(name="inspection pass")
async def inspection_pass(
    sources: list[str] | None = None,
    settings_file: str | None = None,
    data: str | None = None,
    examples: bool = False,
) -> Pass:
    """Run one pass over the sources: watch, extract, flag, alert, publish; leave a table of what it came to."""
    with open_for(settings_file, data, examples=examples) as workshop:
        begin_run(workshop, PASS)
        done = end_run(
            workshop,
            watched=watch_task(workshop, chosen_sources(workshop.register, sources or [])),
            extracted=extract_task(workshop),
            flagged=flag_task(workshop),
            alerted=alert_task(workshop),
            published=publish_task(workshop),
        )
        await _leave_artifacts(workshop, done)
    return done


async def _leave_artifacts(workshop: Workshop, done: Pass) -> None:
    counts = [{"what": name.replace("_", " "), "number": number} for name, number in done.counts().items()]
    await acreate_table_artifact(counts, key="pass-counts", description=f"Pass {done.run_id}")
    flagged = changes_of(workshop.settings.store, done).select("effective", "severity", "summary", "n_sources", "url")
    changes = cells(flagged.iter_rows(named=True))
    await acreate_table_artifact(changes, key="pass-changes", description=f"Flagged in pass {done.run_id}")
    await acreate_table_artifact(as_rows(done), key="pass-sources", description=f"Sources of pass {done.run_id}")
    failures = cells({"failure": message} for message in done.failures)
    await acreate_table_artifact(failures, key="pass-failures", description=f"Failures of pass {done.run_id}")
