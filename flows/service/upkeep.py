"""Upkeep: how the sources fare, which of them are broken, and what is no longer asked for."""

from prefect import flow

from flows.check_sources import check_sources, record_checks, report
from flows.compact import compact
from flows.health_report import report_health
from flows.lost_runs import end_lost_runs
from flows.service.run import HOOKS, HOUR, MINUTE, numbers, run_of
from flows.workshop import chosen_sources


@flow(name="health", timeout_seconds=15 * MINUTE, **HOOKS)
def health() -> None:
    """Report how the sources fare, and mail the operator what needs a person."""
    with run_of("health") as run:
        told = report_health(run.workshop)
        run.counts, run.report = told.counts, told.markdown


@flow(name="check sources", timeout_seconds=2 * HOUR, **HOOKS)
def check_all_sources(sources: list[str] | None = None) -> None:
    """Try the named sources, or all; write down which are broken and leave a report."""
    with run_of("check sources") as run:
        chosen = chosen_sources(run.workshop.register, sources or [])
        checks = check_sources(run.workshop, chosen)
        record_checks(run.workshop, checks)
        run.counts = {"sources": len(checks), "broken": sum(not check.works for check in checks)}
        run.report = report(chosen, checks)


@flow(name="compact", timeout_seconds=2 * HOUR, **HOOKS)
def compact_memory() -> None:
    """Delete what nobody asks for any more, and end in Prefect's books what has ended long ago."""
    with run_of("compact") as run:
        lost = end_lost_runs(run.workshop.clock())
        run.counts = numbers(compact(run.workshop)) | {"lost_runs": lost}
