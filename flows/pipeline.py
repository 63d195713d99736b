"""The steps as Prefect flows, each usable alone, and the pass that runs them all.

Tasks are per host or batch, never per article: each costs the server some writes. Flows are async because a
synchronous one spends a second on its heartbeat thread (measured with Prefect 3.8).
"""

from typing import Any

from prefect import flow, task, unmapped
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from flows.alert import Alerted, send_alerts
from flows.check_sources import check_sources, record_checks, report
from flows.extract import Extracted, extract_pages
from flows.flag import FlaggedCounts, flag_changes
from flows.open_workshop import open_for
from flows.passes import Pass, as_rows, begin_run, end_run
from flows.publish import Published, publish_tables
from flows.queries import changes_of
from flows.side_by_side import by_host
from flows.watch import Watched, due_sources, open_fetcher, watch_source
from flows.workshop import Workshop, chosen_sources
from scrapers.check import SourceCheck
from scrapers.fetch import Fetcher
from scrapers.sources import Source

HOSTS_AT_ONCE = 64
# The steps record what fails in the world outside; what is retried here is the machine's own trouble, a locked memory.
AGAIN: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": exponential_backoff(backoff_factor=2),
    "retry_jitter_factor": 0.5,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@task(name="watch host", task_run_name="watch {sources[0].id} and what else its host has", **AGAIN)
def watch_task(sources: list[Source], workshop: Workshop, fetcher: Fetcher) -> list[Watched]:
    """Watch the sources of one host, one after the other."""
    return [watch_source(workshop, source, fetcher) for source in sources]


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


THREADS: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=HOSTS_AT_ONCE)


@flow(name="watch", task_runner=THREADS)  # type: ignore[arg-type]
async def watch(
    sources: list[str] | None = None,
    due_only: bool = False,
    settings_file: str | None = None,
    data: str | None = None,
    examples: bool = False,
    run_id: str | None = None,
) -> tuple[Watched, ...]:
    """Read the named sources, or all, or of these only those that are due, and keep what is new."""
    with (
        open_for(settings_file, data, examples=examples, run_id=run_id) as workshop,
        open_fetcher(workshop.settings) as fetcher,
    ):
        chosen = chosen_sources(workshop.register, sources or [])
        due = due_sources(workshop, chosen) if due_only else chosen
        hosts = watch_task.map(by_host(due), workshop=unmapped(workshop), fetcher=unmapped(fetcher)).result()
        return tuple(watched for host in hosts for watched in host)


@flow(name="extract")
async def extract(
    settings_file: str | None = None, data: str | None = None, examples: bool = False, run_id: str | None = None
) -> Extracted:
    """Make articles and facts of all kept pages that none were made of."""
    with open_for(settings_file, data, examples=examples, run_id=run_id) as workshop:
        return extract_task(workshop)


@flow(name="flag")
async def flag(
    settings_file: str | None = None, data: str | None = None, examples: bool = False, run_id: str | None = None
) -> FlaggedCounts:
    """Flag what articles change that no flagging has looked at."""
    with open_for(settings_file, data, examples=examples, run_id=run_id) as workshop:
        return flag_task(workshop)


@flow(name="alert")
async def alert(
    settings_file: str | None = None, data: str | None = None, examples: bool = False, run_id: str | None = None
) -> Alerted:
    """Deliver what is owed to subscribers."""
    with open_for(settings_file, data, examples=examples, run_id=run_id) as workshop:
        return alert_task(workshop)


@flow(name="publish")
async def publish(
    settings_file: str | None = None, data: str | None = None, examples: bool = False, run_id: str | None = None
) -> Published:
    """Write the tables for analysts."""
    with open_for(settings_file, data, examples=examples, run_id=run_id) as workshop:
        return publish_task(workshop)


@flow(name="check sources")
async def check_all_sources(
    sources: list[str] | None = None, settings_file: str | None = None, data: str | None = None, examples: bool = False
) -> tuple[SourceCheck, ...]:
    """Try the named sources, or all; write down which are broken and leave a report."""
    with open_for(settings_file, data, examples=examples) as workshop:
        chosen = chosen_sources(workshop.register, sources or [])
        checks = check_sources(workshop, chosen)
        record_checks(workshop, checks)
        await acreate_markdown_artifact(
            report(chosen, checks), key="source-checks", description=f"Sources as run {workshop.run_id} found them"
        )
    return checks


@flow(name="inspection pass")
async def inspection_pass(
    sources: list[str] | None = None,
    due_only: bool = False,
    settings_file: str | None = None,
    data: str | None = None,
    examples: bool = False,
) -> Pass:
    """Run one pass over the sources: watch, extract, flag, alert, publish; leave a table of what it came to."""
    with open_for(settings_file, data, examples=examples) as workshop:
        begin_run(workshop)
        where: dict[str, Any] = {
            "settings_file": settings_file,
            "data": data,
            "examples": examples,
            "run_id": workshop.run_id,
        }
        done = end_run(
            workshop,
            watched=await watch(sources, due_only, **where),
            extracted=await extract(**where),
            flagged=await flag(**where),
            alerted=await alert(**where),
            published=await publish(**where),
        )
        await _leave_artifacts(workshop, done)
    return done


async def _leave_artifacts(workshop: Workshop, done: Pass) -> None:
    counts = [{"what": name.replace("_", " "), "number": number} for name, number in done.counts().items()]
    await acreate_table_artifact(counts, key="pass-counts", description=f"Pass {done.run_id}")
    flagged = changes_of(workshop.settings.store, done).select("effective", "severity", "summary", "n_sources", "url")
    changes = [{name: str(value) for name, value in row.items()} for row in flagged.iter_rows(named=True)]
    await acreate_table_artifact(changes, key="pass-changes", description=f"Flagged in pass {done.run_id}")
    await acreate_table_artifact(as_rows(done), key="pass-sources", description=f"Sources of pass {done.run_id}")
    failures = [{"failure": message} for message in done.failures]
    await acreate_table_artifact(failures, key="pass-failures", description=f"Failures of pass {done.run_id}")
