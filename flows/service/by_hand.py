"""By hand: days past, and pages read anew."""

from datetime import date

from prefect import flow
from prefect.runtime import flow_run

from flows.backfill import backfill_sources
from flows.events import Herald
from flows.reprocess import reprocess as read_anew
from flows.service.run import HOOKS, HOUR, run_of
from flows.watch import watch_counts
from flows.workshop import chosen_sources
from scrapers.window import Window


def _name() -> str:
    given = flow_run.get_parameters()
    return f"backfill {', '.join(given['sources'])} from {given['first']}"


@flow(name="backfill", flow_run_name=_name, timeout_seconds=24 * HOUR, **HOOKS)
def backfill(sources: list[str], first: date, last: date | None = None) -> None:
    """Keep what the sources announced in days past; the flow `extract` goes on from there."""
    with run_of("backfill") as run:
        window = Window(first, last or run.workshop.clock().date())
        herald = Herald(run.workshop)
        chosen = chosen_sources(run.workshop.register, sources)
        run.counts = watch_counts(backfill_sources(run.workshop, chosen, window, herald.hear))
        herald.finish()


@flow(name="reprocess", flow_run_name="reprocess, apply={apply}", timeout_seconds=24 * HOUR, **HOOKS)
def reprocess(apply: bool = False) -> None:
    """Read all kept pages by the rules of today and report what differs; write it if told to."""
    with run_of("reprocess") as run:
        done = read_anew(run.workshop, apply=apply)
        told = {
            f"{name}_{what}": len(getattr(one, what))
            for name, one in sorted(done.differences.items())
            for what in ("added", "gone", "altered")
        }
        run.counts = {"pages": done.pages, "failures": len(done.failures)} | told
