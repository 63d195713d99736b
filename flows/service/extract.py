"""Extract: what watches have kept."""

from prefect import flow

from flows.events import tell_extracted
from flows.extract import extract_pages
from flows.service.run import BY_HAND, HOOKS, HOUR, numbers, run_of
from flows.spread import SPREAD_FROM, extract_spread, is_worth_spreading


@flow(name="extract", flow_run_name="extract: {because}", timeout_seconds=6 * HOUR, **HOOKS)
def extract(because: str = BY_HAND, spread_from: int = SPREAD_FROM) -> None:
    """Make articles and facts of all kept pages that none were made of; with Dask of `spread_from` or more, if set."""
    with run_of("extract") as run:
        is_spread = is_worth_spreading(run.workshop, spread_from)
        done = extract_spread(run.workshop) if is_spread else extract_pages(run.workshop)
        run.counts = numbers(done)
        tell_extracted(run.workshop, done)
